"""Promises as frames: what each rests on, in whose sight, and the step it stands on."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from data.actions.make_promise import make_promise
from data.actions.step_promise import step_promise
from data.reads.promises import LEDGER, makers, promises, steps
from data.reads.scope import EVERYTHING, Scope
from data.store import reading, writing
from data.tables import Deal, Feature
from metrics.frames import PROMISES
from tests import small_company

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


@pytest.fixture
def company(engine, cast):
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
    return engine


def made(engine, cast, deal="O", **given):
    with writing(engine) as session:
        deal_id = session.query(Deal.id).filter_by(source_key=deal).scalar()
        feature_id = session.query(Feature.id).scalar()
        return make_promise(
            session,
            cast.administrator.actor,
            **{
                "quote": "By *June*",
                "made_by_id": cast.manager.person_id,
                "made_on": date(2026, 5, 1),
                "due_on": date(2026, 6, 1),
                "deal_id": deal_id,
                "feature_id": feature_id,
                "now": NOW,
            }
            | given,
        )


def approve(engine, cast, promise, *states):
    for seen, state in enumerate(states, start=1):
        with writing(engine) as session:
            step_promise(
                session,
                cast.product_lead.actor,
                promise_id=promise,
                state=state,
                row_version=seen,
                note=f"note {state}",
                on=date(2026, 5, 1 + seen),
                now=NOW,
            )


def rows(engine, scope=EVERYTHING):
    with reading(engine) as connection:
        return promises(connection, scope, currency="USD")


def test_a_row_has_all_that_the_measures_ask_for(company, cast):
    promise = made(company, cast)
    approve(company, cast, promise, "approved", "delivered")
    found = rows(company)
    assert {name: found.schema[name] for name in PROMISES} == dict(PROMISES)
    row = found.row(by_predicate=pl.col("promise_id") == promise, named=True)
    assert row == row | {
        "person": "Mara Lindqvist",
        "team": "Harbour",
        "state": "delivered",
        "delivered_on": date(2026, 5, 3),
        "deal": "Deal O",
        "deal_state": "open",
        "amount_cents": 5_000,
        "feature": "Basket reminder",
        "feature_status": "shipped",
        "shipped_on": date(2026, 3, 1),
        "quote": "By *June*",
        "step_on": date(2026, 5, 3),
        "step_by": "Petra Nowak",
        "note": "note delivered",
        "row_version": 3,
    }


def test_what_is_not_delivered_has_no_day_of_delivery(company, cast):
    promise = made(company, cast)
    approve(company, cast, promise, "approved", "broken")
    row = rows(company).row(by_predicate=pl.col("promise_id") == promise, named=True)
    assert row["delivered_on"] is None and row["step_on"] == date(2026, 5, 3)


def test_money_in_another_currency_is_unknown_and_not_nothing(company, cast):
    promise = made(company, cast, deal="E")
    row = rows(company).row(by_predicate=pl.col("promise_id") == promise, named=True)
    assert row["amount_cents"] is None and row["deal_state"] == "won"


def test_a_scope_sees_its_own_teams_promises_and_their_steps(company, cast):
    promise = made(company, cast)
    assert promise in rows(company, Scope((cast.team_id,)))["promise_id"].to_list()
    assert rows(company, Scope(())).is_empty()
    with reading(company) as connection:
        seen = steps(connection, Scope((cast.team_id,)), promise_id=promise)
        unseen = steps(connection, Scope(()), promise_id=promise)
    assert seen["state"].to_list() == ["proposed"] and unseen.is_empty()


def test_an_empty_store_gives_an_empty_ledger_of_the_same_columns(engine):
    assert rows(engine).schema == pl.Schema(LEDGER)


def test_who_may_have_made_a_promise_is_who_is_active_in_the_scopes_teams(company, cast):
    with reading(company) as connection:
        own = makers(connection, Scope((cast.team_id,)))
    assert [name for _, name in own] == ["Mara Lindqvist", "Tomas Berg"]
