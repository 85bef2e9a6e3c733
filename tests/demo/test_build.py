"""The made-up company comes in through the doors, all or nothing, and the same every time."""

from datetime import date

import pytest
from sqlalchemy import func, select

from data.demo.build import fill
from data.demo.steps import UNREAD
from data.demo.truth import SEED
from data.reads.requests import unseen_decisions
from data.refused import Invalid
from data.store import is_empty, reading
from data.tables import (
    Account,
    Audit,
    Deal,
    DealStage,
    DecisionSeen,
    Feature,
    FeatureDecision,
    ImportBatch,
    Person,
    Promise,
    Request,
    Setting,
    StrategyVersion,
    Team,
)
from tests.demo.conftest import DAYS, content


def count(engine, of, *where):
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(of).where(*where)).scalar_one()


def test_the_same_seed_and_day_give_the_same_content_on_both_databases(company, pg_engine):
    fill(pg_engine, today=DAYS.today, seed=SEED)
    here, there = content(company), content(pg_engine)
    for table in here:
        assert here[table] == there[table], table


def test_it_has_the_size_of_a_real_one(company):
    assert count(company, Team) == 6
    assert count(company, Person, Person.team_id.is_not(None)) == 35
    assert 3_900 < count(company, Account) < 4_100
    assert 11_000 < count(company, Deal) < 13_000
    assert 2_900 < count(company, Request) < 3_100
    assert 40 <= count(company, Feature) <= 50
    assert count(company, Promise) == 150


def test_every_row_of_every_file_is_good_and_every_name_in_it_is_known(company):
    assert count(company, ImportBatch, ImportBatch.rejected > 0) == 0
    for column in (Request.account_id, Request.logged_by_id, Request.team_id):
        assert count(company, Request, column.is_(None)) == 0
    for column in (Deal.account_id, Deal.owner_id, Deal.team_id):
        assert count(company, Deal, column.is_(None)) == 0
    assert count(company, Account, Account.source != "plain") == 0


def test_what_people_left_out_is_unknown_and_only_a_little(company):
    open_deals = count(company, Deal, Deal.state == "open")
    for part, whole in (
        (count(company, Deal, Deal.state == "open", Deal.amount_cents.is_(None)), open_deals),
        (count(company, Deal, Deal.product_id.is_(None)), count(company, Deal)),
        (count(company, Account, Account.segment.is_(None)), count(company, Account)),
        (count(company, Account, Account.region.is_(None)), count(company, Account)),
        (count(company, Request, Request.feature_id.is_(None)), count(company, Request)),
        (count(company, Feature, Feature.effort_weeks.is_(None)), count(company, Feature)),
    ):
        assert 0 < part < 0.25 * whole


def test_deals_were_seen_on_their_way(company):
    assert count(company, DealStage) > 1.3 * count(company, Deal)
    with reading(company) as conn:
        days = conn.execute(select(Deal.first_seen_on).distinct()).scalars().all()
    assert set(days) <= set(DAYS.exports)
    assert len(days) > 10


def test_nothing_lies_before_the_record_or_after_today(company):
    with reading(company) as conn:
        for column in (Deal.closed_on, Request.asked_on, Promise.made_on, Feature.shipped_on):
            first, last = conn.execute(select(func.min(column), func.max(column))).one()
            assert first >= DAYS.start
            assert last <= DAYS.today
        at = conn.execute(select(Audit.at).order_by(Audit.id)).scalars().all()
    assert at == sorted(at)
    assert (at[0].date(), at[-1].date()) == (DAYS.start, DAYS.today)


def test_two_strategies_the_second_from_a_quarters_first_day(company):
    with reading(company) as conn:
        rows = conn.execute(
            select(StrategyVersion.number, StrategyVersion.in_force_from, StrategyVersion.status)
        ).all()
    assert [tuple(row) for row in rows] == [
        (1, DAYS.start, "published"),
        (2, date(2025, 4, 1), "published"),
    ]


def test_the_store_says_that_its_company_is_made_up(company):
    with reading(company) as conn:
        kept = dict(conn.execute(select(Setting.key, Setting.value)).all())
    assert kept["demo"] == {"seed": SEED, "made_on": "2026-11-22"}
    assert kept["company"] == {"name": "Evenfall"}
    assert kept["currency"] == {"code": "USD"}


def test_a_store_in_use_is_not_touched(company):
    with pytest.raises(Invalid, match="goes into an empty one only"):
        fill(company, today=DAYS.today, seed=SEED)


def test_when_it_is_stopped_half_way_nothing_has_been_written(engine):
    told = []

    def stop(quarter):
        told.append(quarter)
        if quarter == "Q3 2024":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(engine, today=DAYS.today, seed=SEED, progress=stop)
    assert told == ["Q4 2023", "Q1 2024", "Q2 2024", "Q3 2024"]
    with reading(engine) as conn:
        assert is_empty(conn)
    assert count(engine, Account) == 0


def test_every_decision_says_why_and_what_may_be_said_and_only_the_newest_wait_to_be_read(company):
    with reading(company) as conn:
        decisions = conn.execute(select(FeatureDecision)).all()
        seen = set(conn.scalars(select(DecisionSeen.decision_id)))
        waiting = [unseen_decisions(conn, one) for one in conn.scalars(select(Person.id))]
    assert all(one.reason and one.words for one in decisions)
    assert {one.status for one in decisions} == {"planned", "building", "shipped", "declined"}
    assert seen and 2 < max(map(len, waiting)) < 10
    begun = min(told.at for each in waiting for told in each).date()
    assert (DAYS.today - begun).days < 31 * UNREAD
