"""The frames of incentives, read from both databases: credit, recurring revenue, what is beside."""

from datetime import date

import polars as pl
import pytest

import metrics.frames
from data.reads import beside_revenue, credited, quotas, retention
from data.reads.incentives import incentives
from data.reads.pay_scope import EVERYBODY, EVERYBODYS_PAY, NOBODYS_PAY, Named
from data.reads.scope import EVERYTHING, Scope
from data.store import EVER, reading, writing
from data.tables import (
    CreditSplit,
    Deal,
    ExchangeRate,
    Material,
    MaterialUse,
    Product,
    Promise,
    PromiseStep,
    Request,
    RevenueLine,
    Team,
    TeamMove,
)
from tests import small_company

TODAY = date(2026, 6, 1)


@pytest.fixture
def company(engine, cast):
    """tests/small_company.py, whose S deals are the member's, C deals the manager's; S0 is shared
    6,000 to 4,000 with the outsider, who was on Hill when it closed and is nowhere now."""
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        hill = session.query(Team).filter_by(name="Hill").one()
        session.query(Deal).filter(Deal.source_key.like("S%")).update(
            {"owner_id": cast.member.person_id}
        )
        session.query(Deal).filter(Deal.source_key.in_(["C0", "C1", "E", "O", "L"])).update(
            {"owner_id": cast.manager.person_id}
        )
        deals = {deal.source_key: deal for deal in session.query(Deal)}
        deals["S1"].list_cents = 4_000
        session.query(Product).filter_by(name="Custom").update({"list_price_cents": 2_000})
        outsider = cast.outsider.person_id
        session.add(TeamMove(person_id=outsider, from_on=EVER, team_id=hill.id))
        session.add(TeamMove(person_id=outsider, from_on=date(2026, 3, 1), team_id=None))
        for person, share in ((cast.member.person_id, 6_000), (outsider, 4_000)):
            session.add(
                CreditSplit(
                    source="plain",
                    source_key=f"{person}",
                    deal_id=deals["S0"].id,
                    person_id=person,
                    share_bp=share,
                )
            )
        material = Material(name="Deck", name_key="deck")
        session.add(material)
        session.flush()
        for key, person, deal in (
            ("U1", cast.member.person_id, deals["S1"].id),
            ("U2", outsider, None),
            ("U3", None, deals["E"].id),
        ):
            session.add(
                MaterialUse(
                    source="plain",
                    source_key=key,
                    material_id=material.id,
                    person_id=person,
                    deal_id=deal,
                    used_on=date(2026, 2, 1),
                )
            )
        for key, account, cents, currency, begins in (
            ("L1", deals["S1"].account_id, 100, "USD", date(2026, 3, 1)),
            ("L2", deals["S2"].account_id, 100, "EUR", date(2026, 3, 1)),
            ("L3", deals["S2"].account_id, 100, "EUR", date(2026, 5, 1)),
        ):
            session.add(
                RevenueLine(
                    source="plain",
                    source_key=key,
                    account_id=account,
                    deal_id=deals["S1"].id if key == "L1" else None,
                    from_on=begins,
                    monthly_cents=cents,
                    currency=currency,
                )
            )
        made = session.query(Promise).filter_by(state="approved").one()
        made.made_by_id = cast.member.person_id
        session.query(Request).update({"logged_by_id": cast.member.person_id})
        ids = {key: deal.id for key, deal in deals.items()}
        ids["Hill"] = hill.id
    return engine, ids


def rate(engine, day, billionths, currency="EUR"):
    with writing(engine) as session:
        session.add(
            ExchangeRate(
                source="plain",
                source_key=f"{currency} {day}",
                currency=currency,
                into="USD",
                on=day,
                rate_billionths=billionths,
            )
        )


def read(engine, scope=EVERYTHING, pay=EVERYBODYS_PAY, names=EVERYBODY, as_of=TODAY):
    with reading(engine) as connection:
        return incentives(connection, scope, pay, names, as_of=as_of)


def of(found, ids, key):
    return found.credited.filter(pl.col("deal_id") == ids[key])


SCHEMAS = {
    "credited": credited.CREDITED,
    "reps": credited.REPS,
    "lines": retention.LINES,
    "kept": beside_revenue.KEPT,
    "voices": beside_revenue.VOICES,
    "uses": beside_revenue.USES,
    "quotas": quotas.QUOTAS,
    "paid": quotas.PAID,
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_full_or_empty_every_frame_has_its_schema(company, name):
    engine, _ = company
    for scope, pay in ((EVERYTHING, EVERYBODYS_PAY), (Scope(()), NOBODYS_PAY)):
        assert getattr(read(engine, scope, pay), name).schema == pl.Schema(SCHEMAS[name])


def test_the_frames_are_what_the_metrics_take():
    declared = {
        name: getattr(metrics.frames, name.upper())
        for name in SCHEMAS
        if hasattr(metrics.frames, name.upper())
    }
    assert {name: dict(SCHEMAS[name]) for name in declared} == {
        name: dict(schema) for name, schema in declared.items()
    }


def test_an_empty_store_gives_empty_frames(engine):
    found = read(engine)
    assert all(getattr(found, name).is_empty() for name in SCHEMAS)
    assert found.currency == "USD" and found.no_rate.is_empty()


def test_a_deal_is_its_owners_and_one_without_an_owner_is_nobodys(company, cast):
    engine, ids = company
    found = read(engine)
    assert of(found, ids, "S1").select("rep_id", "credit_bp", "team", "amount_cents").rows() == [
        (cast.member.person_id, 10_000, "Harbour", 3_000)
    ]
    assert of(found, ids, "C5").is_empty()


def test_credit_is_split_and_each_part_is_of_the_team_that_its_rep_was_in(company, cast):
    engine, ids = company
    shared = of(read(engine), ids, "S0").select("rep_id", "credit_bp", "team", "amount_cents")
    assert shared.rows() == [
        (cast.member.person_id, 6_000, "Harbour", 3_000),
        (cast.outsider.person_id, 4_000, "Hill", 3_000),
    ]


def test_the_parts_of_every_deal_are_the_whole(company):
    engine, _ = company
    whole = read(engine).credited.group_by("deal_id").agg(pl.col("credit_bp").sum())
    assert set(whole["credit_bp"]) == {10_000}


def test_a_scope_sees_the_credit_of_its_own_people(company, cast):
    engine, ids = company
    harbour = read(engine, Scope((cast.team_id,)))
    assert set(harbour.credited["team"]) == {"Harbour"}
    assert of(harbour, ids, "S0")["rep_id"].to_list() == [cast.member.person_id]
    hill = read(engine, Scope((ids["Hill"],)))
    assert of(hill, ids, "S0")["rep_id"].to_list() == [cast.outsider.person_id]
    assert read(engine, cast.outsider.scope).credited.is_empty()


def test_other_money_is_unknown_and_counted_until_there_is_a_rate(company):
    engine, ids = company
    found = read(engine)
    assert of(found, ids, "E")["amount_cents"].to_list() == [None]
    assert found.no_rate.rows() == [("deals", "EUR", 1), ("lines", "EUR", 2)]
    rate(engine, date(2026, 2, 10), 1_100_000_000)
    rate(engine, date(2026, 2, 11), 9_000_000_000)
    found = read(engine)
    assert of(found, ids, "E")["amount_cents"].to_list() == [22_000]
    assert found.no_rate.is_empty()


def test_a_rate_that_moves_is_no_expansion(company):
    engine, _ = company
    rate(engine, date(2026, 1, 1), 1_100_000_000)
    rate(engine, date(2026, 4, 1), 2_000_000_000)
    assert sorted(read(engine).lines["monthly_cents"]) == [100, 110, 110]


def test_the_list_price_is_the_deals_own_else_its_products(company):
    engine, ids = company
    found = read(engine)
    listed = {key: of(found, ids, key)["list_cents"].to_list() for key in ("S1", "C0", "S2")}
    assert listed == {"S1": [4_000], "C0": [2_000], "S2": [None]}


def test_a_lost_deal_of_nothing_is_of_unknown_worth(company):
    engine, ids = company
    lost = of(read(engine), ids, "L").select("state", "amount_cents").rows()
    assert lost == [("lost", None)]


def test_what_closed_later_was_open_then_and_what_began_later_was_not(company):
    engine, ids = company
    then = read(engine, as_of=date(2026, 1, 10))
    assert of(then, ids, "L").select("state", "closed_on").rows() == [("open", None)]
    assert of(then, ids, "E").is_empty()
    assert of(then, ids, "S1")["state"].to_list() == ["open"]


def test_reps_are_those_with_credit_and_a_seller_sees_herself_by_name(company, cast):
    engine, _ = company
    every = read(engine).reps
    assert set(every["rep"]) == {"Mara Lindqvist", "Tomas Berg", "Nils Alone"}
    own = read(engine, cast.member.scope, names=Named((cast.member.person_id,))).reps
    assert own.drop_nulls("rep")["rep"].to_list() == ["Tomas Berg"]
    assert own.height == 2


def test_recurring_revenue_is_read_for_the_accounts_that_a_team_sold_to(company, cast):
    engine, ids = company
    assert read(engine, Scope((cast.team_id,))).lines.height == 3
    assert read(engine, Scope((ids["Hill"],))).lines.is_empty()
    assert read(engine, cast.outsider.scope).lines.is_empty()


def test_promises_voices_and_uses_are_read_within_the_scope(company, cast):
    engine, ids = company
    with writing(engine) as session:
        promise = session.query(Promise).filter(Promise.made_by_id.is_not(None)).one()
        promise.state = "broken"
        session.flush()
        for state, day in (("approved", 1), ("broken", 2)):
            session.add(
                PromiseStep(
                    promise_id=promise.id,
                    state=state,
                    on=date(2026, 5, day),
                    at=small_company.LONG_AGO,
                )
            )
            session.flush()
    found = read(engine, Scope((cast.team_id,)))
    assert found.kept.select("rep_id", "state", "ended_on").rows() == [
        (cast.member.person_id, "broken", date(2026, 5, 2))
    ]
    assert found.voices.select("rep_id", "accepted").rows() == [(cast.member.person_id, True)]
    assert found.uses["rep_id"].to_list() == [cast.member.person_id]
    hill = read(engine, Scope((ids["Hill"],)))
    assert hill.kept.is_empty() and hill.voices.is_empty()
    assert hill.uses["rep_id"].to_list() == [cast.outsider.person_id, None]
    assert read(engine).uses.height == 3


def test_a_standing_promise_has_not_ended(company):
    engine, _ = company
    assert read(engine).kept["ended_on"].to_list() == [None]
