"""Promises: kept in the words that were said, decided one step at a time."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.actions.make_promise import correct_promise, make_promise, promise_and_ask
from data.actions.step_promise import STEPS, may_follow, step_promise, take_back_step
from data.refused import Conflict, Invalid, NotAllowed
from data.store import writing
from data.tables import (
    Account,
    Audit,
    Deal,
    Feature,
    ImportBatch,
    Person,
    Promise,
    PromiseStep,
    Request,
    Team,
)
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
                team_id=cast.team_id,
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


def step(engine, cast, promise, state, *, seen=1, actor=None, note="because", on=None):
    with writing(engine) as session:
        return step_promise(
            session,
            actor or cast.executive.actor,
            promise_id=promise,
            state=state,
            row_version=seen,
            note=note,
            on=on,
            now=NOW,
        )


def take_back(engine, promise, actor, *, seen, reason="a slip"):
    with writing(engine) as session:
        return take_back_step(
            session, actor, promise_id=promise, row_version=seen, reason=reason, now=NOW
        )


def correct(engine, promise, actor, *, seen=1, **changed):
    given = {"quote": GIVEN["quote"], "due_on": None, "feature_id": None} | changed
    with writing(engine) as session:
        return correct_promise(
            session, actor, promise_id=promise, row_version=seen, now=NOW, **given
        )


def history(engine, promise):
    with writing(engine) as session:
        rows = session.scalars(
            select(PromiseStep).where(PromiseStep.promise_id == promise).order_by(PromiseStep.id)
        ).all()
        return [(row.state, row.on, row.note) for row in rows]


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


def test_a_promise_goes_step_by_step_and_each_step_is_on_record(pursued, cast):
    promise = make(pursued, cast)
    step(pursued, cast, promise, "approved", note=None, on=date(2026, 5, 2))
    step(pursued, cast, promise, "broken", seen=2, note="They waited in vain")
    assert stored(pursued, promise).state == "broken"
    assert history(pursued, promise) == [
        ("proposed", date(2026, 5, 1), None),
        ("approved", date(2026, 5, 2), None),
        ("broken", date(2026, 5, 4), "They waited in vain"),
    ]
    with writing(pursued) as session:
        trail = session.scalars(
            select(Audit).where(Audit.subject == "promises").order_by(Audit.id)
        ).all()
    assert [(row.action, row.before, row.after["state"]) for row in trail] == [
        ("make_promise", None, "proposed"),
        ("decide_promise", {"state": "proposed"}, "approved"),
        ("end_promise", {"state": "approved"}, "broken"),
    ]


WAY_TO = {"proposed": (), "approved": ("approved",), "refused": ("refused",)} | {
    end: ("approved", end) for end in ("delivered", "broken", "released")
}
MAY_FOLLOW = {("proposed", "approved"), ("proposed", "refused")} | {
    ("approved", end) for end in ("delivered", "broken", "released")
}


@pytest.mark.parametrize("state", PROMISE_STATES)
def test_only_what_may_follow_follows(pursued, cast, state):
    assert {(state, to) for to in may_follow(state)} == {
        pair for pair in MAY_FOLLOW if pair[0] == state
    }
    for to in STEPS:
        promise = make(pursued, cast)
        for number, way in enumerate(WAY_TO[state], start=1):
            step(pursued, cast, promise, way, seen=number)
        seen = len(WAY_TO[state]) + 1
        if (state, to) in MAY_FOLLOW:
            assert step(pursued, cast, promise, to, seen=seen) == seen + 1
            assert stored(pursued, promise).state == to
        else:
            with pytest.raises(Invalid, match=f"is {state} and cannot become {to}"):
                step(pursued, cast, promise, to, seen=seen)


def test_nothing_becomes_proposed_again_by_a_step(pursued, cast):
    with pytest.raises(Invalid, match="cannot become “proposed”"):
        step(pursued, cast, make(pursued, cast), "proposed")


def test_what_is_final_says_so_and_what_is_skipped_is_named(pursued, cast):
    promise = make(pursued, cast)
    with pytest.raises(Invalid, match=r"cannot become delivered\. It can become approved or refu"):
        step(pursued, cast, promise, "delivered")
    step(pursued, cast, promise, "refused")
    with pytest.raises(Invalid, match=r"cannot become approved\. That is final"):
        step(pursued, cast, promise, "approved", seen=2)


@pytest.mark.parametrize(
    ("state", "words"),
    [("refused", "Say why"), ("broken", "what happened"), ("released", "customer agreed")],
)
def test_bad_news_needs_its_reason(pursued, cast, state, words):
    promise = make(pursued, cast)
    for number, way in enumerate(WAY_TO[state][:-1], start=1):
        step(pursued, cast, promise, way, seen=number)
    with pytest.raises(Invalid, match=words):
        step(pursued, cast, promise, state, seen=len(WAY_TO[state]), note="  ")


def test_a_step_is_on_a_day_between_the_last_step_and_today(pursued, cast):
    promise = make(pursued, cast)
    with pytest.raises(Invalid, match="2026-05-05 has not come yet"):
        step(pursued, cast, promise, "approved", on=date(2026, 5, 5))
    with pytest.raises(Invalid, match="proposed since 2026-05-01"):
        step(pursued, cast, promise, "approved", on=date(2026, 4, 30))
    step(pursued, cast, promise, "approved", on=date(2026, 5, 3))
    with pytest.raises(Invalid, match="approved since 2026-05-03"):
        step(pursued, cast, promise, "delivered", seen=2, on=date(2026, 5, 2))


def test_two_who_step_at_once_the_second_is_told_who_was_first(pursued, cast):
    promise = make(pursued, cast)
    step(pursued, cast, promise, "approved")
    with pytest.raises(Conflict, match="Edda Stone changed this promise"):
        step(pursued, cast, promise, "refused", actor=cast.administrator.actor)
    assert stored(pursued, promise).state == "approved"


def test_who_sells_promises_who_leads_approves_and_both_say_what_became_of_it(pursued, cast):
    with pytest.raises(NotAllowed):
        make(pursued, cast, actor=cast.member.actor)
    promise = make(pursued, cast)
    with pytest.raises(NotAllowed, match="is a sales manager here"):
        step(pursued, cast, promise, "approved", actor=cast.manager.actor)
    step(pursued, cast, promise, "approved", actor=cast.product_lead.actor)
    step(pursued, cast, promise, "delivered", seen=2, actor=cast.manager.actor)
    with pytest.raises(NotAllowed, match="is a viewer here"):
        take_back(pursued, promise, cast.member.actor, seen=3)


def test_nobody_approves_her_own_promise(pursued, cast):
    with writing(pursued) as session:
        promise = make_promise(
            session,
            cast.administrator.actor,
            made_by_id=cast.administrator.person_id,
            now=NOW,
            **GIVEN,
        )
    with pytest.raises(NotAllowed, match="Somebody else has to approve"):
        step(pursued, cast, promise, "approved", actor=cast.administrator.actor)
    step(pursued, cast, promise, "approved")


def test_a_manager_touches_no_other_teams_promise(pursued, cast):
    with writing(pursued) as session:
        hill = Team(name="Hill")
        session.add(hill)
        session.flush()
        session.add(
            Person(id=90, name="Hal Hill", name_key="hal hill", role="viewer", team_id=hill.id)
        )
    with (
        pytest.raises(NotAllowed, match="Hal Hill belongs to a team"),
        writing(pursued) as session,
    ):
        make_promise(session, cast.manager.actor, made_by_id=90, now=NOW, **GIVEN)
    with writing(pursued) as session:
        theirs = make_promise(session, cast.administrator.actor, made_by_id=90, now=NOW, **GIVEN)
    step(pursued, cast, theirs, "approved")
    with pytest.raises(NotAllowed, match="This promise belongs to a team"):
        step(pursued, cast, theirs, "delivered", seen=2, actor=cast.manager.actor)


def test_a_step_is_taken_back_by_who_took_it_and_both_stay_on_record(pursued, cast):
    promise = make(pursued, cast)
    step(pursued, cast, promise, "approved")
    step(pursued, cast, promise, "delivered", seen=2, actor=cast.manager.actor)
    with pytest.raises(NotAllowed, match="Mara Lindqvist said that this promise is delivered"):
        take_back(pursued, promise, cast.product_lead.actor, seen=3)
    with pytest.raises(Invalid, match="Say why"):
        take_back(pursued, promise, cast.manager.actor, seen=3, reason=" ")
    assert take_back(pursued, promise, cast.manager.actor, seen=3) == 4
    assert stored(pursued, promise).state == "approved"
    assert [row[0] for row in history(pursued, promise)] == [
        "proposed",
        "approved",
        "delivered",
        "approved",
    ]
    assert history(pursued, promise)[-1][2] == "Not delivered: a slip"


def test_taking_back_ones_own_step_gives_no_right_over_the_one_before(pursued, cast):
    promise = make(pursued, cast)
    step(pursued, cast, promise, "approved")
    step(pursued, cast, promise, "delivered", seen=2, actor=cast.manager.actor)
    take_back(pursued, promise, cast.manager.actor, seen=3)
    with pytest.raises(NotAllowed, match="Edda Stone said that this promise is approved"):
        take_back(pursued, promise, cast.manager.actor, seen=4)
    take_back(pursued, promise, cast.administrator.actor, seen=4)
    with pytest.raises(Invalid, match="nothing to undo"):
        take_back(pursued, promise, cast.administrator.actor, seen=5)


def test_words_and_day_are_mended_until_they_are_approved(pursued, cast):
    with writing(pursued) as session:
        session.add(Feature(id=1, title="Scan tickets", status="idea"))
    promise, june = make(pursued, cast), date(2026, 6, 1)
    correct(pursued, promise, cast.manager.actor, quote="You have it by July.", due_on=june)
    assert stored(pursued, promise).quote == "You have it by July."
    step(pursued, cast, promise, "approved", seen=2)
    said = {"quote": "You have it by July.", "due_on": june}
    with pytest.raises(Invalid, match="were approved and stay"):
        correct(pursued, promise, cast.manager.actor, seen=3, **(said | {"due_on": None}))
    with pytest.raises(Invalid, match="Nothing was changed"):
        correct(pursued, promise, cast.manager.actor, seen=3, **said)
    correct(pursued, promise, cast.manager.actor, seen=3, feature_id=1, **said)
    assert stored(pursued, promise).feature_id == 1
    step(pursued, cast, promise, "delivered", seen=4)
    with pytest.raises(Invalid, match="What is over stays"):
        correct(pursued, promise, cast.manager.actor, seen=5, **said)


def test_a_promise_rests_on_no_feature_that_was_merged_away(pursued, cast):
    with writing(pursued) as session:
        session.add(Feature(id=1, title="Scan tickets", status="idea"))
        session.flush()
        session.add(Feature(id=2, title="Ticket scanner", status="idea", merged_into_id=1))
    with pytest.raises(Invalid, match="“Ticket scanner” was merged"):
        make(pursued, cast, feature_id=2)


def test_a_promise_of_another_length_than_people_read_is_refused(pursued, cast):
    with pytest.raises(Invalid, match="at most 2,000 characters; this has 100,000"):
        make(pursued, cast, quote="x" * 100_000)


def both(engine, cast, **given):
    with writing(engine) as session:
        return promise_and_ask(
            session,
            cast.manager.actor,
            token="t1",
            now=NOW,
            made_by_id=cast.member.person_id,
            **(GIVEN | {"words": "Can you scan tickets?", "need": "blocker"} | given),
        )


def test_what_was_promised_without_a_feature_is_asked_for_too(pursued, cast):
    both(pursued, cast)
    with writing(pursued) as session:
        asked = session.scalars(select(Request)).one()
    assert (asked.words, asked.account_id, asked.deal_id, asked.need, asked.asked_on) == (
        "Can you scan tickets?",
        1,
        1,
        "blocker",
        GIVEN["made_on"],
    )


def test_promise_and_request_are_both_kept_or_neither(pursued, cast):
    with pytest.raises(Invalid, match="the customer's own words"):
        both(pursued, cast, words=" ")
    with writing(pursued) as session:
        assert session.scalars(select(Promise)).all() == []
