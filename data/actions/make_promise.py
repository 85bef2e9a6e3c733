"""Keep what was promised to a customer, and what became of it; the words stay as they were said."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.unchanged import check_unchanged
from data.refused import Invalid
from data.tables import Account, Deal, Feature, Person, Promise

NEXT = {
    "proposed": ("approved", "refused"),
    "approved": ("delivered", "broken", "released"),
}
"""What a promise may become; a state that is not here is its last."""


def make_promise(
    session: Session,
    actor: Actor,
    *,
    quote: str,
    made_by_id: int,
    made_on: date,
    due_on: date | None = None,
    deal_id: int | None = None,
    account_id: int | None = None,
    feature_id: int | None = None,
    now: datetime,
) -> int:
    """The id of the promise, proposed until it is decided.

    It counts for the team that its maker is in now. Without `account_id` it is made to the
    deal's account. `feature_id` null: nothing that product knows of stands behind it.

    Raises:
        Invalid: no words, nobody it was made to, or days that cannot be.
    """
    check(actor, "make_promise")
    quote = quote.strip()
    if not quote:
        raise Invalid("Write down what was promised, in the words that the customer heard.")
    if made_on > now.date():
        raise Invalid(f"{made_on} has not come yet. Enter the day on which it was promised.")
    if due_on is not None and due_on < made_on:
        raise Invalid(f"It was promised on {made_on} and cannot be due on {due_on}, before that.")
    maker = session.get(Person, made_by_id)
    deal = session.get(Deal, deal_id) if deal_id is not None else None
    gone = (deal_id is not None and deal is None) or maker is None
    gone = gone or (account_id is not None and session.get(Account, account_id) is None)
    if gone or (feature_id is not None and session.get(Feature, feature_id) is None):
        raise Invalid("The person, deal, account or feature is not here any more. Reload the page.")
    if account_id is None and deal is None:
        raise Invalid("Say to whom it was promised: a deal or an account.")
    promise = Promise(
        deal_id=deal_id,
        account_id=account_id if account_id is not None or deal is None else deal.account_id,
        feature_id=feature_id,
        made_by_id=made_by_id,
        team_id=maker.team_id if maker else None,
        made_on=made_on,
        due_on=due_on,
        quote=quote,
        state="proposed",
    )
    session.add(promise)
    session.flush()
    kept = ("deal_id", "account_id", "feature_id", "made_by_id", "made_on", "due_on", "quote")
    after = {name: getattr(promise, name) for name in kept} | {"state": "proposed"}
    record(session, actor, "make_promise", "promises", promise.id, after=after, now=now)
    return promise.id


def decide_promise(
    session: Session,
    actor: Actor,
    *,
    promise_id: int,
    state: str,
    row_version: int,
    now: datetime,
) -> None:
    """Bring a promise into the next state; NEXT says which can follow which.

    Raises:
        Conflict: somebody decided it since the actor saw `row_version`.
        Invalid: the state cannot follow the one it is in.
    """
    check(actor, "decide_promise")
    promise = session.get(Promise, promise_id, with_for_update=True, populate_existing=True)
    if promise is None:
        raise Invalid("That promise is not here any more. Reload the page.")
    check_unchanged(
        session,
        "promises",
        promise_id,
        "this promise",
        is_at=promise.row_version,
        seen=row_version,
    )
    before = promise.state
    can = NEXT.get(before, ())
    if state not in can:
        rest = f"It can become {' or '.join(can)}." if can else "That is final."
        raise Invalid(f"This promise is {before} and cannot become {state}. {rest}")
    promise.state = state
    session.flush()
    record(
        session,
        actor,
        "decide_promise",
        "promises",
        promise_id,
        before={"state": before},
        after={"state": state},
        now=now,
    )
