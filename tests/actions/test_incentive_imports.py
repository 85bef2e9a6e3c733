"""Files about incentives accepted into both databases: named, replaced, refused, again the same."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.actions.accept_import import Decisions, accept_import
from data.actions.change_person import change_person
from data.actions.permissions import SETUP
from data.imports import Choices, parse
from data.reads.imports import preview
from data.store import EVER, reading, writing
from data.tables import (
    Account,
    Commission,
    CreditSplit,
    Deal,
    ExchangeRate,
    Material,
    MaterialUse,
    Person,
    Quota,
    RevenueLine,
    Team,
    TeamMove,
)

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DEALS = (
    "Id,Stage,Amount,List price,Close date,Account Id,Account,Sales agent\n"
    "D1,won,90,100,2026-01-02,A1,Opera,Vera\nD2,won,50,,2026-01-02,A2,Club,Otto\n"
)
PEOPLE = "Id,Name,Email,Team\n274,Vera,vera@example.org,Harbour\n275,Otto,otto@example.org,Hill\n"


def accept(engine, kind, text, *, now=NOW, same=None, **choices):
    content = text if isinstance(text, bytes) else text.encode()
    read = parse(kind, content, file_name=f"{kind}.csv", choices=Choices(**choices))
    with writing(engine) as session:
        return accept_import(
            session,
            SETUP,
            parsed=read,
            file_name=f"{kind}.csv",
            file_sha256="0" * 64,
            decisions=Decisions(same or {}),
            now=now,
        )


def rows(engine, *columns):
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]


@pytest.fixture
def company(engine):
    accept(engine, "people", PEOPLE)
    accept(engine, "deals", DEALS)
    return engine


FILES = {
    "revenue": "Account Id,Deal Id,Start,MRR\nA1,D1,2026-01-02,7.50\n",
    "quotas": "Employee,Quarter,Quota\nVera,2026-Q1,1000\n275,2026-Q1,900\n",
    "commissions": "Email,Deal Id,Paid on,Commission\nvera@example.org,D1,2026-01-31,9\n",
    "splits": "Deal Id,Rep,Split\nD1,Vera,60%\nD1,Otto,40%\n",
    "rates": "Currency,Date,Rate\nEUR,2026-01-01,1.1\n",
    "material-use": "Asset,Type,Rep,Deal Id,Date\nDeck,slides,Vera,D1,2026-01-01\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_the_same_file_again_changes_nothing(company, kind):
    first, again = (accept(company, kind, FILES[kind]) for _ in range(2))
    assert (first.rejected, first.new) == (0, first.rows)
    assert (again.new, again.updated, again.unchanged) == (0, 0, again.rows)


def test_names_keys_and_addresses_find_who_and_what_is_meant(company):
    for kind, text in FILES.items():
        accept(company, kind, text)
    who = {name: key for key, name in rows(company, Person.id, Person.name)}
    assert set(who) == {"Vera", "Otto"}
    assert rows(company, Quota.person_id, Quota.amount_cents, Quota.from_on, Quota.until_on) == [
        (who["Vera"], 100_000, date(2026, 1, 1), date(2026, 4, 1)),
        (who["Otto"], 90_000, date(2026, 1, 1), date(2026, 4, 1)),
    ]
    assert rows(company, Commission.person_id, Commission.amount_cents) == [(who["Vera"], 900)]
    assert rows(company, CreditSplit.person_id, CreditSplit.share_bp) == [
        (who["Vera"], 6_000),
        (who["Otto"], 4_000),
    ]
    assert rows(company, RevenueLine.monthly_cents, RevenueLine.until_on) == [(750, None)]
    assert rows(company, Account.name) == [("Club",), ("Opera",)]  # the billing's key found it
    assert rows(company, Material.name, Material.kind) == [("Deck", "slides")]
    assert rows(company, MaterialUse.person_id, MaterialUse.used_on) == [
        (who["Vera"], date(2026, 1, 1))
    ]
    assert rows(company, ExchangeRate.into, ExchangeRate.rate_billionths) == [
        ("USD", 1_100_000_000)
    ]
    assert rows(company, Deal.source_key, Deal.list_cents) == [("D1", 10_000), ("D2", None)]


def test_a_list_price_that_a_newer_file_does_not_carry_stays(company):
    accept(company, "deals", "Id,Stage,Amount,Close date\nD1,won,80,2026-01-02\n")
    found = rows(company, Deal.source_key, Deal.amount_cents, Deal.list_cents)
    assert found[0] == ("D1", 8_000, 10_000)


def test_parts_that_do_not_make_the_whole_are_rejected_and_nothing_else_is(company):
    text = "Deal Id,Rep,Split\nD1,Vera,60%\nD1,Otto,30%\nD2,Vera,50%\nD2,Otto,50%\nD9,Vera,100%\n"
    read = parse("splits", text.encode(), file_name="splits.csv")
    with reading(company) as connection:
        shown = preview(connection, read)
    assert shown.rejected.select("line", "reason").rows() == [
        (2, "the parts of its deal come to 90.0%, not to all of it"),
        (3, "the parts of its deal come to 90.0%, not to all of it"),
        (6, "no deal here has this name or id"),
    ]
    accepted = accept(company, "splits", text)
    assert (accepted.good, accepted.rejected) == (2, 3)


def test_the_same_person_twice_in_a_deal_is_rejected_with_the_rest_of_it(company):
    text = "Deal Id,Rep,Split\nD1,Vera,50%\nD1,vera@example.org,25%\nD1,Otto,25%\n"
    read = parse("splits", text.encode(), file_name="splits.csv")
    with reading(company) as connection:
        shown = preview(connection, read)
    assert shown.rejected["reason"].to_list() == [
        "the same person has two parts of this deal",
        "the same person has two parts of this deal",
        "another part of its deal cannot be stored",
    ]


def test_a_deal_shared_out_anew_is_shared_out_as_the_file_says(company):
    accept(company, "splits", FILES["splits"])
    text = "Deal Id,Rep,Split\nD1,Vera,70%\nD1,Hanna,30%\n"
    read = parse("splits", text.encode(), file_name="splits.csv")
    with reading(company) as connection:
        shown = preview(connection, read)
    assert (shown.new, shown.updated) == (1, 1)
    assert any(note.startswith("1 parts are taken away") for note in shown.notes)
    accept(company, "splits", text)
    assert sorted(share for (share,) in rows(company, CreditSplit.share_bp)) == [3_000, 7_000]
    accept(company, "splits", FILES["splits"])
    assert sorted(share for (share,) in rows(company, CreditSplit.share_bp)) == [4_000, 6_000]


def test_a_name_that_two_people_bear_waits_until_it_is_said_who(company):
    with writing(company) as session:
        session.add(Person(name="Vera", name_key="vera", role="viewer"))
    accepted = accept(company, "quotas", FILES["quotas"])
    assert (accepted.good, accepted.rejected) == (1, 1)
    vera = rows(company, Person.id, Person.name)[0][0]
    said = accept(company, "quotas", FILES["quotas"], same={("person", "Vera"): vera})
    assert (said.good, said.new) == (2, 1)


def test_a_rate_given_anew_replaces_that_of_its_day_whoever_gave_it(company):
    accept(company, "rates", FILES["rates"])
    accept(company, "rates", "Pair,Date,Rate\nEUR/USD,2026-01-01,1.2\nEUR/USD,2026-02-01,1.3\n")
    assert rows(company, ExchangeRate.on, ExchangeRate.rate_billionths) == [
        (date(2026, 1, 1), 1_200_000_000),
        (date(2026, 2, 1), 1_300_000_000),
    ]


def test_real_quotas_find_their_people_by_the_companys_own_numbers(company, shared_data):
    content = (shared_data / "adventureworks_sales" / "SalesPersonQuotaHistory.csv").read_bytes()
    columns = {"column 1": "person", "column 2": "from_on", "column 3": "amount_cents"}
    accepted = accept(company, "quotas", content, columns=columns, headless=True)
    assert (accepted.new, accepted.rejected) == (163, 0)
    total = sum(cents for _, cents in rows(company, Quota.id, Quota.amount_cents))
    assert total == 9_571_400_000
    assert len(rows(company, Person.id)) == 17  # 274 and 275 were here


def moves(engine):
    names = dict(rows(engine, Team.id, Team.name))
    return [
        (person, day, names.get(team))
        for person, day, team in rows(
            engine, TeamMove.person_id, TeamMove.from_on, TeamMove.team_id
        )
    ]


def test_a_file_that_moves_a_person_to_another_team_says_since_when(company):
    accept(company, "people", PEOPLE)
    assert moves(company) == []
    accept(company, "people", PEOPLE.replace("Harbour", "Hill"))
    vera = rows(company, Person.id, Person.name)[0][0]
    assert moves(company) == [(vera, EVER, "Harbour"), (vera, NOW.date(), "Hill")]
    later = datetime(2026, 9, 1, tzinfo=UTC)
    accept(company, "people", PEOPLE, now=later)
    assert moves(company)[-1] == (vera, later.date(), "Harbour")


def test_a_first_team_is_no_move(company):
    accept(company, "people", "Id,Name\n300,Hanna\n")
    accept(company, "people", "Id,Name,Team\n300,Hanna,Hill\n")
    assert moves(company) == []


def changed(engine, name, *, team, active):
    with writing(engine) as session:
        person = session.query(Person).filter_by(name=name).one()
        team_id = session.query(Team.id).filter_by(name=team).scalar()
        change_person(
            session,
            SETUP,
            person_id=person.id,
            row_version=person.row_version,
            name=name,
            email=person.email,
            role=person.role,
            team_id=team_id,
            active=active,
            sees=(),
            now=NOW,
        )


def test_who_leaves_or_moves_by_hand_is_on_record_and_the_last_word_of_a_day_holds(company):
    vera, otto = (key for key, _ in rows(company, Person.id, Person.name))
    changed(company, "Vera", team="Hill", active=True)
    changed(company, "Vera", team="Harbour", active=True)
    changed(company, "Otto", team="Hill", active=False)
    assert moves(company) == [
        (vera, EVER, "Harbour"),
        (vera, NOW.date(), "Harbour"),
        (otto, EVER, "Hill"),
        (otto, NOW.date(), None),
    ]
