"""Let a promise take its next step, or take the last step back; no step is skipped, none is lost.

proposed → approved or refused; approved → delivered, broken, or released by the customer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actions.permissions import ADMIN, Actor, check
from data.actions.record import record
from data.actions.unchanged import check_unchanged
from data.actions.within_reach import check_reach
from data.refused import Invalid, NotAllowed
from data.tables import Person, Promise
from data.tables.voice import PromiseStep


@dataclass(frozen=True)
class Step:
    """From which state it may be taken, under which permission, and what its note must say."""

    after: str
    permission: str
    note: str | None = None  # what to ask for when the note is missing; null = none is needed


STEPS = {
    "approved": Step("proposed", "decide_promise"),
    "refused": Step(
        "proposed", "decide_promise", "Say why, so that whoever promised it can tell the customer."
    ),
    "delivered": Step("approved", "end_promise"),
    "broken": Step("approved", "end_promise", "Say what happened instead."),
    "released": Step("approved", "end_promise", "Say what the customer agreed to."),
}
"""Every state that a promise can come to, by the one step that leads there."""

GONE = "That promise is not here any more. Reload the page."
LONGEST_NOTE = 2_000


def may_follow(state: str) -> tuple[str, ...]:
    """What a promise in `state` can become; none for a state that is its last."""
    return tuple(to for to, step in STEPS.items() if step.after == state)


def step_promise(
    session: Session,
    actor: Actor,
    *,
    promise_id: int,
    state: str,
    row_version: int,
    note: str | None = None,
    on: date | None = None,
    now: datetime,
) -> int:
    """Bring a promise into its next state; the promise's new `row_version`.

    Args:
        on: the day it happened; null = today.
        note: why, or what was agreed; needed for what is refused, broken or released.

    Raises:
        NotAllowed: the actor's role may not take this step, it is another team's promise, or it
            is her own promise that she would approve.
        Conflict: somebody changed it since the actor saw `row_version`.
        Invalid: the state cannot follow, a note is missing, or the day cannot be.
    """
    if state not in STEPS:
        raise Invalid(f"A promise cannot become “{state}”. It can become {_either(STEPS)}.")
    step = STEPS[state]
    check(actor, step.permission)
    promise = seen_promise(session, actor, promise_id, row_version)
    if promise.state != step.after:
        can = may_follow(promise.state)
        rest = f"It can become {_either(can)}." if can else "That is final."
        raise Invalid(f"This promise is {promise.state} and cannot become {state}. {rest}")
    if state == "approved" and actor.person_id and actor.person_id == promise.made_by_id:
        raise NotAllowed("You made this promise yourself. Somebody else has to approve it.")
    note = _note(note, step.note)
    day = _day(session, promise, on, now.date())
    before = promise.state
    promise.state = state
    _write(session, actor, promise, day=day, note=note, now=now)
    record(
        session,
        actor,
        step.permission,
        "promises",
        promise_id,
        before={"state": before},
        after={"state": state, "on": day, **({"note": note} if note else {})},
        now=now,
    )
    return promise.row_version


def take_back_step(
    session: Session,
    actor: Actor,
    *,
    promise_id: int,
    row_version: int,
    reason: str,
    now: datetime,
) -> int:
    """Undo the last step of a promise, which was a mistake; the promise's new `row_version`.

    The mistaken step stays on record, and so does that it was taken back, and why.

    Raises:
        NotAllowed: it was somebody else's step; hers and an administrator's alone take it back.
        Conflict: as in `step_promise`. Invalid: nothing to take back, or no reason.
    """
    check(actor, "take_back_step")
    promise = seen_promise(session, actor, promise_id, row_version)
    if promise.state not in STEPS:
        raise Invalid("Nothing was decided about this promise yet, so there is nothing to undo.")
    last = _in_effect(session, promise)
    if actor.role != ADMIN and (last is None or last.by_id != actor.person_id):
        who = session.get(Person, last.by_id) if last and last.by_id else None
        raise NotAllowed(
            f"{who.name if who else 'Somebody else'} said that this promise is {promise.state}."
            " That person or an administrator can take it back."
        )
    reason = _note(reason, "Say why it is taken back; it stays on record.") or ""
    before, promise.state = promise.state, STEPS[promise.state].after
    _write(session, actor, promise, day=now.date(), note=f"Not {before}: {reason}", now=now)
    record(
        session,
        actor,
        "take_back_step",
        "promises",
        promise_id,
        before={"state": before},
        after={"state": promise.state, "note": reason},
        now=now,
    )
    return promise.row_version


def seen_promise(session: Session, actor: Actor, promise_id: int, row_version: int) -> Promise:
    """The promise, locked, as the actor saw it; raises Invalid, NotAllowed or Conflict if not."""
    promise = session.get(Promise, promise_id, with_for_update=True, populate_existing=True)
    if promise is None:
        raise Invalid(GONE)
    check_reach(session, actor, promise.team_id, "This promise")
    check_unchanged(
        session,
        "promises",
        promise_id,
        "this promise",
        is_at=promise.row_version,
        seen=row_version,
    )
    return promise


def _note(note: str | None, needed: str | None) -> str | None:
    note = (note or "").strip()
    if needed and not note:
        raise Invalid(needed)
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"Keep the note under {LONGEST_NOTE:,} characters; this has {len(note):,}.")
    return note or None


def _day(session: Session, promise: Promise, on: date | None, today: date) -> date:
    day = on or today
    if day > today:
        raise Invalid(f"{day} has not come yet. Say it on the day.")
    last = _in_effect(session, promise)
    since = last.on if last else promise.made_on
    if day < since:
        raise Invalid(f"It is {promise.state} since {since}, so the next step cannot be on {day}.")
    return day


def _in_effect(session: Session, promise: Promise) -> PromiseStep | None:
    """The step that brought it where it is; null when it came here without one.

    A step back to the state before the last one takes that last one out of effect.
    """
    standing: list[PromiseStep] = []
    for step in session.scalars(
        select(PromiseStep).where(PromiseStep.promise_id == promise.id).order_by(PromiseStep.id)
    ):
        if len(standing) > 1 and standing[-2].state == step.state:
            standing.pop()
        else:
            standing.append(step)
    return standing[-1] if standing else None


def _write(
    session: Session, actor: Actor, promise: Promise, *, day: date, note: str | None, now: datetime
) -> None:
    session.add(
        PromiseStep(
            promise_id=promise.id,
            state=promise.state,
            on=day,
            by_id=actor.person_id,
            note=note,
            at=now,
        )
    )
    session.flush()


def _either(states: Iterable[str]) -> str:
    return " or ".join(states)
