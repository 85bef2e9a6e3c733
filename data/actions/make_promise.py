"""Keep what was promised to a customer, in the words that were said; decides nothing about it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from data.actions.log_request import Asker, log_request
from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.step_promise import seen_promise
from data.actions.within_reach import check_reach
from data.refused import Invalid
from data.tables import Account, Deal, Feature, Person, Promise, PromiseStep

LONGEST_QUOTE = 2_000


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
        NotAllowed: the actor's role may not, or the maker or the deal is another team's.
        Invalid: no words, nobody it was made to, or days that cannot be.
    """
    check(actor, "make_promise")
    quote = _said(quote)
    if made_on > now.date():
        raise Invalid(f"{made_on} has not come yet. Enter the day on which it was promised.")
    if due_on is not None and due_on < made_on:
        raise Invalid(f"It was promised on {made_on} and cannot be due on {due_on}, before that.")
    maker = session.get(Person, made_by_id)
    deal = session.get(Deal, deal_id) if deal_id is not None else None
    gone = (deal_id is not None and deal is None) or maker is None
    gone = gone or (account_id is not None and session.get(Account, account_id) is None)
    if gone:
        raise Invalid("The person, deal or account is not here any more. Reload the page.")
    _check_feature(session, feature_id)
    if maker is not None:
        check_reach(session, actor, maker.team_id, f"{maker.name}")
    if deal is not None:
        check_reach(session, actor, deal.team_id, "This deal")
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
    session.add(
        PromiseStep(
            promise_id=promise.id, state="proposed", on=made_on, by_id=actor.person_id, at=now
        )
    )
    after = {name: getattr(promise, name) for name in kept} | {"state": "proposed"}
    record(session, actor, "make_promise", "promises", promise.id, after=after, now=now)
    return promise.id


def promise_and_ask(
    session: Session,
    actor: Actor,
    *,
    token: str,
    words: str,
    need: str | None = None,
    now: datetime,
    **promise: Any,
) -> int:
    """The id of a promise, made as `make_promise` does, and its wish logged as a request.

    For what was promised while no feature exists: product then hears of it. Both or neither.

    Args:
        token, words, need: as `log_request`. promise: as `make_promise`.
    """
    made = make_promise(session, actor, now=now, **promise)
    kept = session.get_one(Promise, made)
    log_request(
        session,
        actor,
        token=token,
        asker=Asker(account_id=kept.account_id),
        words=words,
        deal_id=kept.deal_id,
        need=need,
        feature_id=kept.feature_id,
        asked_on=kept.made_on,
        now=now,
    )
    return made


def correct_promise(
    session: Session,
    actor: Actor,
    *,
    promise_id: int,
    row_version: int,
    quote: str,
    due_on: date | None,
    feature_id: int | None,
    now: datetime,
) -> int:
    """Mend what was written down about a promise; its new `row_version`.

    The words and the day can be mended while it is proposed: once somebody approved them, they
    are what was approved. The feature that stands behind it can be named as long as it is open.

    Raises:
        NotAllowed, Conflict: as `step_promise`.
        Invalid: it is over, its words or day are approved, or nothing was changed.
    """
    check(actor, "correct_promise")
    promise = seen_promise(session, actor, promise_id, row_version)
    if promise.state not in ("proposed", "approved"):
        raise Invalid(f"This promise is {promise.state}. What is over stays as it was written.")
    quote = _said(quote)
    if promise.state == "approved" and (quote != promise.quote or due_on != promise.due_on):
        raise Invalid(
            "These words and this day were approved and stay. If the customer agreed to something"
            " else, say that this promise was released and write down the new one."
        )
    if due_on is not None and due_on < promise.made_on:
        raise Invalid(f"It was promised on {promise.made_on} and cannot be due on {due_on}.")
    _check_feature(session, feature_id)
    wanted = {"quote": quote, "due_on": due_on, "feature_id": feature_id}
    before = {name: getattr(promise, name) for name in wanted}
    changed = [name for name, value in wanted.items() if value != before[name]]
    if not changed:
        raise Invalid("Nothing was changed.")
    for name in changed:
        setattr(promise, name, wanted[name])
    session.flush()
    record(
        session,
        actor,
        "correct_promise",
        "promises",
        promise_id,
        before={name: before[name] for name in changed},
        after={name: wanted[name] for name in changed},
        now=now,
    )
    return promise.row_version


def _check_feature(session: Session, feature_id: int | None) -> None:
    """Raise Invalid unless it is a feature that stands for itself, or none."""
    feature = session.get(Feature, feature_id) if feature_id is not None else None
    if feature_id is not None and feature is None:
        raise Invalid("That feature is not here any more. Reload the page.")
    if feature is not None and feature.merged_into_id is not None:
        raise Invalid(f"“{feature.title}” was merged into another feature. Choose that one.")


def _said(quote: str) -> str:
    quote = quote.strip()
    if not quote:
        raise Invalid("Write down what was promised, in the words that the customer heard.")
    if len(quote) > LONGEST_QUOTE:
        raise Invalid(
            f"Write down the promise in at most {LONGEST_QUOTE:,} characters; this has"
            f" {len(quote):,}."
        )
    return quote
