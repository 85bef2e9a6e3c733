"""The facts of the thread, read from both databases."""

from datetime import date

import polars as pl
import pytest

from data.reads import thread_links
from data.reads.behind import names
from data.reads.priorities import deals_asking
from data.reads.promises import promises
from data.reads.rates import deals_without_rate
from data.reads.scope import EVERYTHING, Scope
from data.reads.thread import flows, stocks
from data.store import reading, writing
from data.tables import Deal, ExchangeRate, Promise, Request
from metrics.frames import FLOWS, STOCKS
from tests import small_company


@pytest.fixture
def company(engine, cast):
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
    return engine


def read(engine, what=flows, scope=EVERYTHING, currency="USD"):
    with reading(engine) as connection:
        return what(connection, scope, currency=currency)


def test_an_empty_store_gives_empty_frames_of_the_declared_schema(engine):
    assert read(engine).schema == pl.Schema(FLOWS) and read(engine).is_empty()
    assert read(engine, stocks).schema == pl.Schema(STOCKS) and read(engine, stocks).is_empty()


def test_a_full_store_gives_the_declared_schema_too(company):
    assert read(company).schema == pl.Schema(FLOWS)
    assert read(company, stocks).schema == pl.Schema(STOCKS)


def test_every_kind_of_fact_is_there_once(company):
    counts = read(company).group_by("column").len().sort("column").rows()
    assert counts == [("customers_ask", 1), ("sales_promises", 1), ("we_ship", 1), ("won", 21)]


def test_a_refused_promise_was_never_made(company):
    assert read(company).filter(column="sales_promises").height == 1


def test_money_of_another_currency_is_unknown_not_added(company):
    won = read(company).filter(column="won", team="Hill")
    assert won["amount_cents"].to_list() == [None]
    in_euros = read(company, currency="EUR").filter(column="won")
    assert in_euros["amount_cents"].sum() == 20_000


def test_effort_stands_in_hundredths_of_a_week(company):
    assert read(company).filter(column="we_ship")["amount_cents"].to_list() == [250]


def test_a_request_keeps_the_segment_its_customer_had_then(company):
    asked = read(company).filter(column="customers_ask")
    assert asked["segment"].to_list() == ["Was a club"]


def test_an_open_deal_without_a_day_lies_there_from_the_day_it_was_first_seen(company):
    open_deals = read(company, stocks).filter(pl.col("until_on").is_null(), column="pipeline")
    assert open_deals["from_on"].to_list() == [date(2026, 2, 1)]


def test_a_lost_deal_of_nothing_is_of_unknown_worth_while_it_lay_there(company):
    lost = read(company, stocks).filter(until_on=date(2026, 1, 20))
    assert lost["amount_cents"].to_list() == [None]


def test_a_closed_deal_of_unknown_beginning_lies_nowhere(company):
    days = read(company, stocks).filter(column="pipeline", until_on=date(2026, 2, 10))
    assert days["team"].to_list() == ["Hill"]


def test_the_scope_shows_a_team_its_own_facts_and_the_companys_features(company, cast):
    seen = read(company, scope=cast.manager.scope)
    assert set(seen["team"].drop_nulls()) == {"Harbour"}
    assert seen.filter(column="we_ship").height == 1


def test_who_must_see_nothing_sees_no_fact_of_any_team(company, cast):
    for what in (flows, stocks):
        seen = read(company, what, scope=cast.outsider.scope)
        assert set(seen["column"]) <= {"we_ship", "we_build"}


@pytest.mark.parametrize("column", ["won", "customers_ask", "sales_promises", "we_ship"])
def test_every_fact_has_a_name(company, column):
    ids = read(company).filter(column=column)["fact_id"].to_list()
    with reading(company) as connection:
        found = names(connection, EVERYTHING, column=column, ids=ids)
    assert sorted(found["fact_id"]) == sorted(ids)
    assert found["what"].null_count() == 0


def test_names_of_facts_outside_the_scope_are_not_given(company):
    ids = read(company).filter(column="won")["fact_id"].to_list()
    with reading(company) as connection:
        assert names(connection, Scope(()), column="won", ids=ids).is_empty()


def test_a_rate_of_the_day_turns_other_money_into_the_companys_everywhere(company, cast):
    with writing(company) as session:
        euro = session.query(Deal).filter_by(source_key="E").one()
        request = session.query(Request).one()
        promise = session.query(Promise).filter_by(state="approved").one()
        request.deal_id = promise.deal_id = euro.id
        for day, rate in ((date(2026, 2, 1), 1_100_000_000), (date(2026, 2, 11), 9_000_000_000)):
            session.add(
                ExchangeRate(
                    source="plain",
                    source_key=f"{day}",
                    currency="EUR",
                    into="USD",
                    on=day,
                    rate_billionths=rate,
                )
            )
    facts = read(company)
    for column in ("won", "customers_ask", "sales_promises"):
        assert 22_000 in facts.filter(column=column)["amount_cents"].to_list()
    with reading(company) as connection:
        asking = deals_asking(connection, EVERYTHING, currency="USD")
        linked = thread_links.deals(connection, EVERYTHING, currency="USD")
        promised = promises(connection, EVERYTHING, currency="USD")
        assert deals_without_rate(connection, EVERYTHING, currency="USD").is_empty()
    assert asking["amount_cents"].to_list() == [22_000]
    assert linked["won_cents"].to_list() == [22_000, 22_000]
    assert 22_000 in promised["amount_cents"].to_list()


def test_deals_that_no_rate_converts_are_counted_within_the_scope(company, cast):
    with reading(company) as connection:
        every = deals_without_rate(connection, EVERYTHING, currency="USD")
        own = deals_without_rate(connection, Scope((cast.team_id,)), currency="USD")
    assert every.rows() == [("deals", "EUR", 1)] and own.is_empty()
