"""Promises: kept in the words that were said, decided one step at a time."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.actions.make_promise import decide_promise, make_promise
from data.refused import Conflict, Invalid, NotAllowed
from data.store import writing
from data.tables import Account, Audit, Deal, ImportBatch, Promise
from data.tables.voice import PROMISE_STATES

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
GIVEN = {"quote": "You have it by June.", "made_on": date(2026, 5, 1), "deal_id": 1}


@pytest.fixture
def pursued(engine, cast):
    """Account 1 Odeon with deal 1."""
    with writing(engine) as session:
        session.add(Account(id=1, source="plain", source_key="O", name="Odeon", name_key="odeon"))
        session.add(
            ImportBatch(
                id=1,
                kind="deals",
                dialect="plain",
                file_name="deals.csv",
                file_sha256="0",
                rows=1,
                good=1,
                rejected=0,
                new=1,
                updated=0,
                unchanged=0,
                choices={},
                accepted_at=NOW,
            )
        )
        session.flush()
        session.add(
            Deal(
                id=1,
                source="plain",
                source_key="D",
                account_id=1,
                stage="Proposal",
                state="open",
                currency="USD",
                first_seen_on=NOW.date(),
                batch_id=1,
            )
        )
    return engine


def make(engine, cast, actor=None, **given):
    with writing(engine) as session:
        return make_promise(
            session,
            actor or cast.manager.actor,
            made_by_id=cast.member.person_id,
            now=NOW,
            **(GIVEN | given),
        )


def decide(engine, cast, promise, state, *, seen=1, actor=None):
    with writing(engine) as session:
        decide_promise(
            session,
            actor or cast.executive.actor,
            promise_id=promise,
            state=state,
            row_version=seen,
            now=NOW,
        )


def stored(engine, promise):
    with writing(engine) as session:
        return session.get(Promise, promise)


def test_a_promise_is_its_makers_teams_and_the_deals_accounts(pursued, cast):
    kept = stored(pursued, make(pursued, cast, due_on=date(2026, 6, 30)))
    assert (kept.team_id, kept.account_id, kept.deal_id, kept.feature_id) == (
        cast.team_id,
        1,
        1,
        None,
    )
    assert (kept.state, kept.quote, kept.due_on) == (
        "proposed",
        "You have it by June.",
        date(2026, 6, 30),
    )


def test_a_promise_may_be_made_to_an_account_without_a_deal(pursued, cast):
    assert stored(pursued, make(pursued, cast, deal_id=None, account_id=1)).account_id == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"quote": " "}, "in the words that the customer heard"),
        ({"made_on": date(2026, 5, 5)}, "has not come yet"),
        ({"due_on": date(2026, 4, 30)}, "cannot be due on 2026-04-30"),
        ({"deal_id": None}, "to whom it was promised"),
        ({"deal_id": 9}, "not here any more"),
        ({"feature_id": 9}, "not here any more"),
        ({"account_id": 9}, "not here any more"),
    ],
)
def test_a_promise_that_cannot_be_is_refused(pursued, cast, given, words):
    with pytest.raises(Invalid, match=words):
        make(pursued, cast, **given)


def test_a_promise_is_decided_step_by_step_and_each_step_is_on_record(pursued, cast):
    promise = make(pursued, cast)
    decide(pursued, cast, promise, "approved")
    decide(pursued, cast, promise, "broken", seen=2)
    assert stored(pursued, promise).state == "broken"
    with writing(pursued) as session:
        steps = session.scalars(
            select(Audit).where(Audit.action == "decide_promise").order_by(Audit.id)
        ).all()
    assert [(step.before, step.after) for step in steps] == [
        ({"state": "proposed"}, {"state": "approved"}),
        ({"state": "approved"}, {"state": "broken"}),
    ]


WAY_TO = {"proposed": (), "approved": ("approved",), "refused": ("refused",)} | {
    end: ("approved", end) for end in ("delivered", "broken", "released")
}
MAY_FOLLOW = {("proposed", "approved"), ("proposed", "refused")} | {
    ("approved", end) for end in ("delivered", "broken", "released")
}


@pytest.mark.parametrize("state", PROMISE_STATES)
def test_only_what_may_follow_follows(pursued, cast, state):
    for to in PROMISE_STATES:
        promise = make(pursued, cast)
        for number, step in enumerate(WAY_TO[state], start=1):
            decide(pursued, cast, promise, step, seen=number)
        seen = len(WAY_TO[state]) + 1
        if (state, to) in MAY_FOLLOW:
            decide(pursued, cast, promise, to, seen=seen)
            assert stored(pursued, promise).state == to
        else:
            with pytest.raises(Invalid, match=f"is {state} and cannot become {to}"):
                decide(pursued, cast, promise, to, seen=seen)


def test_what_is_final_stays(pursued, cast):
    promise = make(pursued, cast)
    with pytest.raises(Invalid, match=r"cannot become delivered\. It can become app"):
        decide(pursued, cast, promise, "delivered")
    decide(pursued, cast, promise, "refused")
    with pytest.raises(Invalid, match=r"cannot become approved\. That is final"):
        decide(pursued, cast, promise, "approved", seen=2)


def test_two_who_decide_the_second_is_told_who_was_first(pursued, cast):
    promise = make(pursued, cast)
    decide(pursued, cast, promise, "approved")
    with pytest.raises(Conflict, match="Edda Stone changed this promise"):
        decide(pursued, cast, promise, "refused", actor=cast.administrator.actor)
    assert stored(pursued, promise).state == "approved"


def test_who_sells_promises_and_who_leads_decides(pursued, cast):
    with pytest.raises(NotAllowed):
        make(pursued, cast, actor=cast.member.actor)
    promise = make(pursued, cast)
    with pytest.raises(NotAllowed):
        decide(pursued, cast, promise, "approved", actor=cast.manager.actor)
