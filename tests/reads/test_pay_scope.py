"""Whose pay a person may read, on both databases: her own team's, while they are in it."""

from datetime import date

import polars as pl
import pytest

from data.reads.pay_scope import (
    EVERYBODY,
    EVERYBODYS_PAY,
    NOBODYS_PAY,
    Named,
    PayScope,
    named,
    pay_scope,
)
from data.reads.people import FIRST, person_by_id
from data.reads.quotas import PAID, QUOTAS, paid, quotas
from data.reads.team_history import team_spans
from data.store import EVER, reading, writing
from data.tables import Commission, Person, Quota, Team, TeamAccess, TeamMove

MOVED = date(2026, 4, 1)


@pytest.fixture
def company(engine, cast):
    """Harbour and Hill. Vera went from Harbour to Hill on 1 April; Otto has left Harbour then;
    Hanna has always been on Hill. The manager of Harbour is lent Hill. Everybody has a quota and a
    commission of 1 in each of the two first quarters."""
    with writing(engine) as session:
        hill = Team(name="Hill")
        session.add(hill)
        session.flush()
        ids = {}
        for name, team in (("Vera", hill.id), ("Otto", None), ("Hanna", hill.id)):
            person = Person(name=name, name_key=name.lower(), role="viewer", team_id=team)
            session.add(person)
            session.flush()
            ids[name] = person.id
        ids["member"], ids["manager"] = cast.member.person_id, cast.manager.person_id
        for name, team in (("Vera", hill.id), ("Otto", None)):
            session.add(TeamMove(person_id=ids[name], from_on=EVER, team_id=cast.team_id))
            session.add(TeamMove(person_id=ids[name], from_on=MOVED, team_id=team))
        session.add(TeamAccess(person_id=cast.manager.person_id, team_id=hill.id))
        for name, person_id in ids.items():
            for begins, ends in (
                (date(2026, 1, 1), MOVED),
                (MOVED, date(2026, 7, 1)),
            ):
                key = f"{name} {begins}"
                session.add(
                    Quota(
                        source="plain",
                        source_key=key,
                        person_id=person_id,
                        from_on=begins,
                        until_on=ends,
                        amount_cents=1,
                        currency="USD",
                    )
                )
                session.add(
                    Commission(
                        source="plain",
                        source_key=key,
                        person_id=person_id,
                        paid_on=begins,
                        amount_cents=1,
                        currency="USD",
                    )
                )
    return engine, ids


def seen(company, person_id):
    """Names and quarters of the quotas and of the commissions that a person may read."""
    engine, ids = company
    with reading(engine) as connection:
        pay = pay_scope(connection, person_by_id(connection, person_id))
        found = quotas(connection, pay, currency="USD")[0], paid(connection, pay, currency="USD")[0]
    names = {person: name for name, person in ids.items()}
    return [
        {(names[rep], day.month) for rep, day in frame.select("rep_id", on).iter_rows()}
        for frame, on in zip(found, ("from_on", "paid_on"), strict=True)
    ]


def test_a_manager_sees_the_pay_of_her_own_team_while_they_were_in_it(company, cast):
    own = {("manager", 1), ("manager", 4), ("member", 1), ("member", 4)}
    while_there = {("Vera", 1), ("Otto", 1)}
    assert seen(company, cast.manager.person_id) == [own | while_there] * 2


def test_a_team_lent_to_a_manager_opens_its_rows_and_never_its_pay(company, cast):
    engine, _ = company
    with reading(engine) as connection:
        assert len(person_by_id(connection, cast.manager.person_id).scope.teams) == 2
    shown = seen(company, cast.manager.person_id)
    assert not any(name == "Hanna" for names in shown for name, _ in names)


def test_a_seller_sees_her_own_pay_alone_wherever_she_was(company, cast):
    assert seen(company, cast.member.person_id) == [{("member", 1), ("member", 4)}] * 2
    vera = company[1]["Vera"]
    assert seen(company, vera) == [{("Vera", 1), ("Vera", 4)}] * 2


def test_executives_see_all_pay_and_who_builds_or_administers_sees_none(company, cast):
    assert len(seen(company, cast.executive.person_id)[0]) == 10
    for other in (cast.product_lead, cast.administrator):
        assert seen(company, other.person_id) == [set(), set()]


def test_whoever_sets_up_a_store_without_people_sees_what_she_brings(engine):
    with reading(engine) as connection:
        assert pay_scope(connection, FIRST) == EVERYBODYS_PAY


def test_a_manager_of_no_team_sees_her_own_pay_alone(company, cast):
    engine, _ = company
    with writing(engine) as session:
        session.get(Person, cast.manager.person_id).team_id = None
    shown = seen(company, cast.manager.person_id)
    assert shown == [{("manager", 1), ("manager", 4)}] * 2


def test_a_quota_that_spans_the_change_of_team_is_both_teams(company, cast):
    engine, ids = company
    with writing(engine) as session:
        session.query(TeamMove).filter_by(person_id=ids["Vera"], from_on=MOVED).update(
            {"from_on": date(2026, 5, 1)}
        )
    in_quotas, in_paid = seen(company, cast.manager.person_id)
    assert {("Vera", 1), ("Vera", 4)} <= in_quotas
    assert {month for name, month in in_paid if name == "Vera"} == {1, 4}  # paid on 1 April still


def test_a_computed_frame_is_narrowed_as_the_store_is(company, cast):
    engine, ids = company
    frame = pl.DataFrame(
        [(person, day) for person in ids.values() for day in (date(2026, 1, 1), MOVED)],
        schema={"rep_id": pl.Int64, "paid_on": pl.Date},
        orient="row",
    )
    with reading(engine) as connection:
        for person in cast.manager, cast.member, cast.executive, cast.product_lead:
            pay = pay_scope(connection, person_by_id(connection, person.person_id))
            stored = paid(connection, pay, currency="USD")[0]
            computed = pay.only(frame, person="rep_id", from_on="paid_on")
            keys = ["rep_id", "paid_on"]
            assert sorted(computed.rows()) == sorted(stored.select(keys).rows())


def test_of_a_period_the_days_in_the_team_decide_in_a_computed_frame_too():
    pay = PayScope((7,), ((7, date(2026, 2, 1), date(2026, 5, 1)),))
    frame = pl.DataFrame(
        {
            "rep_id": [7, 7, 7, 8],
            "begins": [date(2025, 10, 1), date(2026, 1, 1), date(2026, 5, 1), date(2026, 1, 1)],
            "ends": [date(2026, 2, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 4, 1)],
        }
    )
    shown = pay.only(frame, person="rep_id", from_on="begins", until_on="ends")
    assert shown.rows() == [(7, date(2026, 1, 1), date(2026, 4, 1))]


def test_two_scopes_of_pay_never_share_a_key():
    scopes = [EVERYBODYS_PAY, NOBODYS_PAY, PayScope((1,)), PayScope((1,), ((1, None, MOVED),))]
    assert len({scope.key for scope in scopes}) == 4


def test_a_seller_sees_herself_by_name_and_the_others_see_all_of_their_scope(cast):
    assert named(cast.member) == Named((cast.member.person_id,))
    for person in cast.manager, cast.executive, cast.product_lead, cast.administrator:
        assert named(person) == EVERYBODY


def test_who_never_moved_is_in_her_team_since_ever(company, cast):
    engine, ids = company
    with reading(engine) as connection:
        spans = team_spans(connection).drop("team_id").rows()
    assert (cast.member.person_id, None, None) in spans
    assert (ids["Vera"], None, MOVED) in spans and (ids["Vera"], MOVED, None) in spans


def test_without_pay_the_frames_keep_their_columns(engine):
    with reading(engine) as connection:
        assert quotas(connection, NOBODYS_PAY, currency="USD")[0].schema == pl.Schema(QUOTAS)
        assert paid(connection, NOBODYS_PAY, currency="USD")[0].schema == pl.Schema(PAID)
