"""The inbox and the type-ahead give what fits, no more than asked for, and only in scope."""

from datetime import date

import polars as pl
import pytest
from sqlalchemy import select

from data.reads.accounts import account, accounts_like, deals_of
from data.reads.requests import (
    EXCERPT,
    SORTS,
    Wanted,
    by_id,
    counted,
    groups,
    ids,
    inbox,
    my_count,
    my_requests,
    whole_words,
)
from data.reads.scope import EVERYTHING, Scope
from data.reads.thread import flows
from data.store import reading, writing
from data.tables import Account, Deal, Request, Team
from tests import small_company


@pytest.fixture
def company(engine, cast):
    """small_company and requests 11 to 16, asked on 1 to 6 April 2026."""
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        hill = session.scalars(select(Team.id).where(Team.name == "Hill")).one()
        venue = session.scalars(select(Account.id).where(Account.name == "Venue 7")).one()
        given = [
            (11, cast.team_id, "blocker", None, "a seat map", 1),
            (12, cast.team_id, "important", None, "50%_off for groups", None),
            (13, hill, None, 1, "a SEAT MAP too", 9),
            (14, None, "nice to have", None, "nothing special", None),
            (15, cast.team_id, "blocker", 1, "queues", None),
            (16, cast.team_id, None, None, "x" * 100_000, None),
        ]
        session.add_all(
            Request(
                id=number, source="plain", source_key=f"R{number}", words=words,
                title="Tickets" if number == 12 else None, team_id=team, need=need,
                account_id=venue if number == 14 else None, feature_id=feature, votes=votes,
                logged_by_id=cast.manager.person_id if number in (11, 15) else None,
                asked_on=date(2026, 4, number - 10), first_seen_on=date(2026, 4, 30),
            )
            for number, team, need, feature, words, votes in given
        )  # fmt: skip
    return engine


def found(engine, wanted=Wanted(), scope=EVERYTHING, **how):  # noqa: B008
    with reading(engine) as connection:
        return inbox(connection, scope, wanted, **how)["id"].to_list()


ALL = [16, 15, 14, 13, 12, 11, 1]  # 1 is of small_company, asked in February


def test_the_newest_come_first_and_pages_follow_one_another(company):
    assert found(company) == ALL
    assert found(company, limit=3) + found(company, limit=3, skip=3) == ALL[:6]


@pytest.mark.parametrize(
    ("wanted", "fit"),
    [
        (Wanted(linked=False), [16, 14, 12, 11]),
        (Wanted(linked=True), [15, 13, 1]),
        (Wanted(feature_id=1), [15, 13, 1]),
        (Wanted(need="blocker"), [15, 11]),
        (Wanted(since=date(2026, 4, 2), until=date(2026, 4, 3)), [13, 12]),
        (Wanted(text="seat map"), [13, 11]),
        (Wanted(text="%_"), [12]),
        (Wanted(text="tickets"), [12]),
        (Wanted(text="venue 7"), [14]),
        (Wanted(text="seat", linked=False), [11]),
        (Wanted(text="no such"), []),
    ],
)
def test_a_filter_lets_through_what_fits_and_counts_the_same(company, wanted, fit):
    assert found(company, wanted) == fit
    with reading(company) as connection:
        total, unlinked = counted(connection, EVERYTHING, wanted)
        assert list(ids(connection, EVERYTHING, wanted, limit=100)) == fit
    assert total == len(fit) and unlinked == len({11, 12, 14, 16} & set(fit))


def test_a_group_has_the_requests_that_the_thread_counts_in_it(company):
    """Segment is the customer's then, else now; region the team's, else the account's."""
    with writing(company) as session:
        session.get_one(Request, 16).account_id = session.get_one(Request, 1).account_id
        session.get_one(Account, session.get_one(Request, 14).account_id).region = "Far"
    with reading(company) as connection:
        facts = flows(connection, EVERYTHING, currency="USD").filter(column="customers_ask")
        named = groups(connection, EVERYTHING)
    for word in ("team", "segment", "region"):
        assert set(named[word]) == set(facts[word])
        for name in named[word].drop_nulls().unique():
            same = set(facts.filter(pl.col(word) == name)["fact_id"])
            assert set(found(company, Wanted(**{f"{word}s": (name,)}))) == same, (word, name)
    assert found(company, Wanted(regions=("Far", "Up"))) == [14, 13]
    assert found(company, Wanted(segments=("Was a club", "Theatre"))) == [14, 1]


def test_every_order_has_all_and_its_first(company):
    assert {sort: found(company, sort=sort)[0] for sort in SORTS} == {
        "newest": 16, "oldest": 1, "need": 15, "votes": 13,
    }  # fmt: skip
    assert all(set(found(company, sort=sort)) == set(ALL) for sort in SORTS)


def test_a_team_reads_its_own_and_nobody_reads_what_is_out_of_scope(company, cast):
    mine = Scope((cast.team_id,))
    assert found(company, scope=mine) == [16, 15, 12, 11, 1]
    assert found(company, scope=Scope(())) == []
    with reading(company) as connection:
        assert by_id(connection, mine, [11, 13])["id"].to_list() == [11]
        assert whole_words(connection, mine, 13) is None
        assert set(groups(connection, mine)["team"]) == {"Harbour"}
        assert set(groups(connection, EVERYTHING)["team"]) == {"Harbour", "Hill", None}


def test_a_list_carries_an_excerpt_and_one_request_all_of_it(company):
    with reading(company) as connection:
        [row] = by_id(connection, EVERYTHING, [16]).iter_rows(named=True)
        assert row["words"] == "x" * EXCERPT + "…"
        assert whole_words(connection, EVERYTHING, 16) == "x" * 100_000


def test_my_requests_are_mine_alone_newest_first(company, cast):
    with reading(company) as connection:
        mine = my_requests(connection, cast.manager.person_id)
        assert my_requests(connection, cast.outsider.person_id).is_empty()
        assert my_count(connection, cast.outsider.person_id) == (0, 0)
        linked = mine["feature_id"].count()
        assert my_count(connection, cast.manager.person_id) == (mine.height, linked)
    assert mine.select("id", "feature", "feature_status").rows() == [
        (15, "Basket reminder", "shipped"),
        (11, None, None),
    ]


@pytest.fixture
def names(engine, cast):
    with writing(engine) as session:
        given = ["Acme", "Acme Tickets", "New Acme", "acmé", "Zebra_% Hall", "Other"]
        session.add_all(
            Account(
                id=number, source="plain", source_key=str(number), name=name,
                name_key=name.casefold(), segment="Hall",
            )
            for number, name in enumerate(given, 1)
        )  # fmt: skip
    return engine


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("ACME", ["Acme", "Acme Tickets", "New Acme"]),
        (" acme  t", ["Acme Tickets"]),
        ("acmé", ["acmé"]),
        ("_%", ["Zebra_% Hall"]),
        ("", []),
        ("nobody", []),
    ],
)
def test_accounts_are_found_by_how_a_name_begins_then_by_what_it_holds(names, text, fit):
    with reading(names) as connection:
        assert accounts_like(connection, text)["name"].to_list() == fit


def test_the_type_ahead_is_limited(names):
    with reading(names) as connection:
        assert accounts_like(connection, "a", limit=2)["name"].to_list() == ["Acme", "Acme Tickets"]
        assert account(connection, 3)["name"].to_list() == ["New Acme"]


def test_an_account_that_has_won_deals_is_a_customer(company):
    with reading(company) as connection:
        [venue] = accounts_like(connection, "venue 7").iter_rows(named=True)
    assert venue["bought"] is True and venue["segment"] == "Theatre"


def test_open_deals_come_first_and_only_those_in_scope(company, cast):
    with writing(company) as session:
        venue = session.scalars(select(Account.id).where(Account.name == "Venue 7")).one()
        for each in session.scalars(select(Deal).where(Deal.source_key.in_(["O", "E"]))):
            each.account_id = venue
    with reading(company) as connection:
        everything = deals_of(connection, EVERYTHING, account_id=venue)
        mine = deals_of(connection, Scope((cast.team_id,)), account_id=venue)
    assert everything["state"].to_list() == ["open", "won", "won", "won"]
    assert everything["product"][0] == "Seats"
    assert mine.height == 3 and "Deal E" not in mine["name"].to_list()
