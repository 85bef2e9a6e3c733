"""Log what one customer asked, once however often it is sent, and take it back on the same day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.unchanged import check_unchanged
from data.actions.within_reach import check_reach
from data.names import name_key
from data.reads.meaning import BY_NAME
from data.refused import Invalid
from data.tables import Account, Deal, Feature, Person, Request
from data.tables.voice import INTENTS as INTENTS
from data.tables.voice import NEEDS as NEEDS

SOURCE = "throughline"
"""The source of what was logged here; its key is the token of the form it was logged with."""
LONGEST = 200_000
KEPT = (
    "words",
    "account_id",
    "deal_id",
    "feature_id",
    "asked_on",
    "need",
    "intent",
    "segment",
    "customer_kind",
    "deal_stage",
)


@dataclass(frozen=True)
class Asker:
    """Who asked: an account that is here (`account_id`), or one named for the first time."""

    account_id: int | None = None
    new_name: str = ""


def log_request(
    session: Session,
    actor: Actor,
    *,
    token: str,
    asker: Asker,
    words: str,
    deal_id: int | None = None,
    need: str | None = None,
    intent: str | None = None,
    feature_id: int | None = None,
    asked_on: date | None = None,
    now: datetime,
) -> int:
    """The id of the request; the same `token` again gives the same id and writes nothing.

    Kept with it is who the customer was then: segment, customer (a deal won by that day) or
    prospect, and the deal's stage. It counts for the actor's team of now.

    Args:
        token: made when the form opened. words: the customer's own.
        feature_id: null until somebody says which; a feature merged away stands for the kept one.
        asked_on: null = today.

    Raises:
        Invalid: no words, nobody who asked, a deal of somebody else, or a day ahead.
    """
    check(actor, "log_request")
    before = _sent(session, token)
    if before is not None:
        return before
    asked_on = asked_on or now.date()
    _validate(words, need, intent, asked_on, now.date())
    account = _account(session, asker, now.date())
    deal = _deal(session, actor, deal_id, account.id)
    person = session.get(Person, actor.person_id) if actor.person_id is not None else None
    request = Request(
        source=SOURCE,
        source_key=token,
        words=words.strip(),
        account_id=account.id,
        deal_id=deal_id,
        feature_id=_standing(session, feature_id),
        logged_by_id=actor.person_id,
        team_id=person.team_id if person else None,
        asked_on=asked_on,
        need=need,
        intent=intent,
        segment=account.segment,
        customer_kind="customer" if _has_bought(session, account.id, asked_on) else "prospect",
        deal_stage=deal.stage if deal else None,
        first_seen_on=now.date(),
    )
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:  # the other click of a double click was quicker
        sent = _sent(session, token)
        if sent is None:
            raise
        return sent
    after = {name: getattr(request, name) for name in KEPT}
    record(session, actor, "log_request", "requests", request.id, after=after, now=now)
    return request.id


def undo_log(
    session: Session, actor: Actor, *, request_id: int, row_version: int = 1, now: datetime
) -> int:
    """The id of what the actor logged today and takes back; the trail keeps it, and an account
    that was new with it goes too.

    Raises:
        Conflict: somebody has linked or changed it since.
        Invalid: it is not the actor's, not of today, or gone already.
    """
    check(actor, "log_request")
    request = session.get(Request, request_id, with_for_update=True, populate_existing=True)
    if request is None:
        raise Invalid("That request is not here any more: it was taken back already.")
    if request.source != SOURCE or request.logged_by_id != actor.person_id:
        raise Invalid("Only whoever logged a request here can take it back.")
    if request.first_seen_on != now.date():
        raise Invalid("A request can be taken back on the day it was logged. This one is older.")
    check_unchanged(
        session,
        "requests",
        request_id,
        "this request",
        is_at=request.row_version,
        seen=row_version,
    )
    before = {name: getattr(request, name) for name in KEPT}
    account = session.get(Account, request.account_id) if request.account_id else None
    session.delete(request)
    session.flush()
    if account and account.source == BY_NAME and account.created_on == now.date():
        _forget(session, account)
    record(session, actor, "undo_log", "requests", request_id, before=before, now=now)
    return request_id


def _sent(session: Session, token: str) -> int | None:
    query = select(Request.id).where(Request.source == SOURCE, Request.source_key == token)
    return session.scalars(query).first()


def _validate(
    words: str, need: str | None, intent: str | None, asked_on: date, today: date
) -> None:
    if not words.strip():
        raise Invalid("Write down what the customer said, in the customer's own words.")
    if len(words) > LONGEST:
        raise Invalid(f"Keep it under {LONGEST:,} characters; this has {len(words):,}.")
    if "\0" in words:
        raise Invalid("The words hold a character that is no text. Paste them as plain text.")
    if (need is not None and need not in NEEDS) or (intent is not None and intent not in INTENTS):
        raise Invalid("Choose need and intent from what is offered.")
    if asked_on > today:
        raise Invalid(f"{asked_on} has not come yet. Enter the day on which it was asked.")


def _account(session: Session, asker: Asker, today: date) -> Account:
    if asker.account_id is not None:
        account = session.get(Account, asker.account_id)
        if account is None:
            raise Invalid("That account is not here any more. Choose another.")
        return account
    name = " ".join(asker.new_name.split())
    if not name or "\0" in name:
        raise Invalid("Say which account asked.")
    # Known by its name alone, so that a CRM's file that brings it later takes it on.
    key = name_key(name)
    same = select(Account).where(Account.name_key == key).order_by(Account.id).limit(1)
    account = session.scalars(same).first()
    if account is None:
        account = Account(source=BY_NAME, source_key=key, name=name, name_key=key, created_on=today)
        session.add(account)
        session.flush()
    return account


def _forget(session: Session, account: Account) -> None:
    try:
        with session.begin_nested():
            session.delete(account)
    except IntegrityError:  # others have come to rest on it
        session.refresh(account)


def _deal(session: Session, actor: Actor, deal_id: int | None, account_id: int) -> Deal | None:
    if deal_id is None:
        return None
    deal = session.get(Deal, deal_id)
    if deal is None or deal.account_id != account_id:
        raise Invalid("That deal is not one of this account. Choose the deal again.")
    check_reach(session, actor, deal.team_id, "That deal")
    return deal


def _standing(session: Session, feature_id: int | None) -> int | None:
    """The feature itself, or the one that it was merged into; held until the end."""
    if feature_id is None:
        return None
    feature = session.get(
        Feature, feature_id, with_for_update={"read": True}, populate_existing=True
    )
    if feature is None:
        raise Invalid("That feature is not here any more. Save without it, or choose another.")
    return feature.merged_into_id or feature_id


def _has_bought(session: Session, account_id: int, by: date) -> bool:
    won = exists().where(Deal.account_id == account_id, Deal.state == "won", Deal.closed_on <= by)
    return bool(session.scalar(select(won)))
