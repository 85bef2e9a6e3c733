"""Reading the strategy: one row for each person and version, and sentences without names."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data.actions.permissions import SETUP
from data.actions.read_strategy import read_strategy
from data.reads.heard import own_reading, readers, sentences
from data.reads.scope import EVERYTHING
from data.refused import Invalid, NotAllowed
from data.store import reading, writing
from data.tables import Audit, StrategyReading
from tests import small_company

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


@pytest.fixture
def company(engine, cast):
    with writing(engine) as session:
        small_company.publish(session, ("Fill seats", 5000), ("Serve venues", 5000))
    return cast


@pytest.fixture
def tap(engine):
    def _tap(me, sentence=None, number=1, now=NOW):
        with writing(engine) as session:
            actor = me if me is SETUP else me.actor
            return read_strategy(session, actor, number=number, sentence=sentence, now=now)

    return _tap


def rows(engine):
    with reading(engine) as conn:
        query = select(StrategyReading.person_id, StrategyReading.sentence)
        return sorted(tuple(row) for row in conn.execute(query))


def test_every_role_can_confirm_and_twice_is_once(engine, company, tap):
    everybody = [company.member, company.manager, company.executive, company.product_lead]
    for me in [*everybody, *everybody]:
        tap(me)
    assert [key for key, _ in rows(engine)] == sorted(me.person_id for me in everybody)


def test_a_sentence_is_changed_by_a_later_one_and_kept_by_none(engine, company, tap):
    tap(company.member, " We fill seats ")
    tap(company.member)
    assert rows(engine) == [(company.member.person_id, "We fill seats")]
    tap(company.member, "We sell evenings")
    assert rows(engine) == [(company.member.person_id, "We sell evenings")]


def test_the_trail_says_who_read_and_not_what_was_written(engine, company, tap):
    tap(company.member, "We fill seats")
    with reading(engine) as conn:
        query = select(Audit.actor_name, Audit.after).where(Audit.action == "read_strategy")
        [found] = conn.execute(query)
    assert tuple(found) == (company.member.name, {"number": 1, "with_sentence": True})


def test_only_the_version_in_force_is_read(engine, company, tap):
    with writing(engine) as session:
        targets = (("Fill seats", 5000), ("Serve venues", 5000))
        small_company.publish(session, *targets, day=NOW.date(), based_on=1)
    later = NOW + timedelta(days=3)
    with pytest.raises(Invalid, match="Another version"):
        tap(company.member, number=1, now=later)
    with pytest.raises(Invalid, match="Another version"):
        tap(company.member, number=9, now=later)
    tap(company.member, number=2, now=later)
    with reading(engine) as conn:
        assert own_reading(conn, EVERYTHING, person_id=company.member.person_id, number=1) is None


def test_the_setup_reads_nothing_and_a_sentence_is_short(company, tap):
    with pytest.raises(NotAllowed, match="nobody"):
        tap(SETUP)
    with pytest.raises(Invalid, match="300"):
        tap(company.member, "x" * 301)


def test_reads_count_whom_one_may_see_and_name_nobody(engine, company, tap):
    tap(company.member, "We fill seats")
    tap(company.executive, "A house is full")
    with reading(engine) as conn:
        own = readers(conn, company.manager.scope, number=1)
        every = readers(conn, EVERYTHING, number=1)
        assert dict(own.select("person_id", "read").iter_rows()) == {
            company.manager.person_id: False,
            company.member.person_id: True,
        }
        assert every.height == 6 and every["read"].sum() == 2
        assert sentences(conn, company.manager.scope, number=1) == ("We fill seats",)
        assert sentences(conn, EVERYTHING, number=1) == ("A house is full", "We fill seats")
        mine = own_reading(conn, EVERYTHING, person_id=company.member.person_id, number=1)
    assert mine.sentence == "We fill seats"
