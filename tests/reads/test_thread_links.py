"""What ties requests and promises together, read from both databases."""

from datetime import date

import pytest

from data.reads import thread_links
from data.reads.scope import EVERYTHING, Scope
from data.store import reading, writing
from data.tables import Deal, Promise, Request
from tests import small_company


@pytest.fixture
def company(engine, cast):
    """R1 asks in the won deal S0 ($30); what was promised its account on its feature is approved
    once and refused once."""
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        asked = session.query(Request).one()
        deal = session.query(Deal).filter_by(source_key="S0").one()
        asked.deal_id = deal.id
        for promise in session.query(Promise):
            promise.feature_id, promise.deal_id = asked.feature_id, deal.id
    return engine


def test_a_won_deals_money_is_read_in_the_currency_that_is_added_up(company):
    with reading(company) as connection:
        found = thread_links.deals(connection, EVERYTHING, currency="USD")
        foreign = thread_links.deals(connection, EVERYTHING, currency="EUR")
    assert found.select("column", "won_cents").rows() == [
        ("customers_ask", 3_000),
        ("sales_promises", 3_000),
        ("sales_promises", 3_000),
    ]
    assert foreign["won_cents"].to_list() == [None] * 3


def test_a_request_comes_with_its_deal_and_the_state_of_what_was_promised(company):
    with reading(company) as connection:
        row = thread_links.rows(connection, EVERYTHING, kind="customers_ask", ids=[1, 99])
    known = row.select("on", "account", "feature", "deal", "deal_state", "amount_cents", "promise")
    assert known.rows() == [
        (
            date(2026, 2, 10),
            "Venue 0",
            "Basket reminder",
            "Deal S0",
            "won",
            3_000,
            "approved, refused",
        )
    ]


def test_a_promise_is_made_to_its_deals_account(company):
    with reading(company) as connection:
        found = thread_links.rows(connection, EVERYTHING, kind="sales_promises", ids=[1, 2])
    assert set(found.select("account", "promise").rows()) == {
        ("Venue 0", "approved"),
        ("Venue 0", "refused"),
    }


@pytest.mark.parametrize(
    ("kind", "text"), [("customers_ask", "REMIND"), ("sales_promises", "by may")]
)
def test_words_are_found_in_any_case_and_only_within_the_scope(company, cast, kind, text):
    with reading(company) as connection:
        own = thread_links.saying(connection, Scope((cast.team_id,)), kind=kind, text=text)
        other = thread_links.saying(connection, Scope((cast.team_id + 1,)), kind=kind, text=text)
        signs = thread_links.saying(connection, EVERYTHING, kind=kind, text="%")
    assert own.height and other.is_empty() and signs.is_empty()


def test_rows_and_deals_of_another_team_are_not_read(company, cast):
    other = Scope((cast.team_id + 1,))
    with reading(company) as connection:
        assert thread_links.rows(connection, other, kind="customers_ask", ids=[1]).is_empty()
        assert thread_links.deals(connection, other, currency="USD").is_empty()


def test_deals_are_named_with_their_account(company):
    with reading(company) as connection:
        found = thread_links.deals(connection, EVERYTHING, currency="USD")
        ids = found["deal_id"].unique().to_list()
        assert thread_links.deals_named(connection, ids)["name"].to_list() == ["Deal S0 · Venue 0"]
        assert thread_links.accounts(connection, [1])["name"].to_list() == ["Venue 0"]
