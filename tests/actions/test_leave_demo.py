"""Leaving the made-up company, on both databases."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from data.actions.change_setting import change_setting
from data.actions.leave_demo import leave_demo
from data.actions.permissions import SETUP
from data.refused import Invalid, NotAllowed
from data.store import reading, store_version, writing
from data.tables import Audit, Base, Deal
from tests import small_company

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def company(engine, cast):
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
    return engine


@pytest.fixture
def demo(company):
    with writing(company) as session:
        value = {"seed": 7, "made_on": "2026-03-01"}
        change_setting(session, SETUP, key="demo", value=value, seen=None, now=NOW)
    return company


def test_it_leaves_nothing_but_the_record_of_leaving(demo, cast):
    with writing(demo) as session:
        leave_demo(session, cast.executive.actor, now=NOW)
    with reading(demo) as connection:
        left = {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
    assert {name for name, rows in left.items() if rows} == {"audit", "store_version"}
    assert left["audit"] == 1


def test_the_version_moves_on_so_that_no_cache_shows_the_old_company(demo, cast):
    with reading(demo) as connection:
        before = store_version(connection)
    with writing(demo) as session:
        leave_demo(session, cast.executive.actor, now=NOW)
    with reading(demo) as connection:
        assert store_version(connection) == before + 1


def test_a_real_companys_store_is_never_emptied(company, cast):
    with pytest.raises(Invalid, match="Nothing was removed"), writing(company) as session:
        leave_demo(session, cast.executive.actor, now=NOW)
    with reading(company) as connection:
        assert connection.scalar(select(func.count()).select_from(Deal)) > 0


def test_a_viewer_may_not(demo, cast):
    with pytest.raises(NotAllowed), writing(demo) as session:
        leave_demo(session, cast.member.actor, now=NOW)


def test_the_rules_of_the_store_hold_again_afterwards(demo, cast):
    with writing(demo) as session:
        leave_demo(session, cast.executive.actor, now=NOW)
    with pytest.raises(DatabaseError, match="never changed"), writing(demo) as session:
        session.scalars(select(Audit)).one().action = "something else"
        session.flush()
    with writing(demo) as session:
        assert small_company.publish(session, ("All", 10_000), day=date(2026, 1, 1)) == 1
