"""Who is to be reminded, and all that speaks for or against it right now. It decides nothing.

Asked within the transaction that acts on the answer. What was found due is locked where the
database can lock rows; another process goes past it to the next.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, func, or_, select, union_all

from data.tables import Assignment, Basket, Contact, Order, Send, Suppression

GONE_OUT = ("claimed", "sent", "withheld", "unknown")
"""States that count towards a cap. Unknown may have been sent; withheld counts as in the arm that
is written to, so that both arms are capped alike."""


class Left(NamedTuple):
    """A basket that somebody left."""

    id: int
    unit: str | None
    created_at: datetime
    abandoned_at: datetime
    completed_at: datetime | None
    value_cents: int | None
    currency: str
    lines: str | None
    recovery_url: str | None
    event_at: datetime | None
    stock_left: int | None


class Reachable(NamedTuple):
    """What is known of a customer; `consent_basis` null = she may not be written to."""

    email: str | None
    name: str | None
    locale: str | None
    time_zone: str | None
    consent_basis: str | None
    segment: str | None


class DueSend(NamedTuple):
    """A reminder whose time has come, and the arm that its customer is in."""

    id: int
    campaign_id: int
    unit: str
    basket_id: int
    step: int
    attempts: int
    arm: str


_LEFT = [getattr(Basket, name) for name in Left._fields]


def baskets_to_look_at(connection: Connection, *, now: datetime, limit: int) -> list[Left]:
    """The first `limit` baskets that the mailer is to look at by now, the longest waiting first.

    It reads the index of baskets that wait, so it takes as long among ten million as among ten.
    """
    query = (
        select(*_LEFT)
        .where(Basket.look_at <= now)
        .order_by(Basket.look_at, Basket.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Left(*row) for row in connection.execute(query)]


def basket(connection: Connection, basket_id: int) -> Left:
    """One basket as it is now."""
    return Left(*connection.execute(select(*_LEFT).where(Basket.id == basket_id)).one())


def next_due(connection: Connection, *, now: datetime) -> DueSend | None:
    """The reminder that has been due for longest and that nobody holds; null = none is due."""
    query = (
        select(
            Send.id,
            Send.campaign_id,
            Send.unit,
            Send.basket_id,
            Send.step,
            Send.attempts,
            Assignment.arm,
        )
        .join(
            Assignment,
            and_(Assignment.campaign_id == Send.campaign_id, Assignment.unit == Send.unit),
        )
        .where(Send.due_at <= now)
        .order_by(Send.due_at, Send.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Send)
    )
    row = connection.execute(query).first()
    return DueSend(*row) if row else None  # type: ignore[arg-type]  # each of ours has a basket


def reachable(connection: Connection, units: Collection[str]) -> dict[str, Reachable]:
    """What the newest word says of each customer; customers without a contact are left out.

    The rows stay locked to the end of the transaction where the database can do so: two
    reminders to one customer are then decided one after the other, and her cap holds.
    """
    query = (
        select(
            Contact.changed_at,
            Contact.id,
            Contact.unit,
            *(getattr(Contact, name) for name in Reachable._fields),
        )
        .where(Contact.unit.in_(units))
        .order_by(Contact.id)  # the order in which everybody locks them
        .with_for_update()
    )
    newest_last = sorted(connection.execute(query), key=_how_new)
    return {row.unit: Reachable(*row[3:]) for row in newest_last}


def _how_new(row: Row[Any]) -> tuple[datetime, int]:
    return (row.changed_at or datetime.min.replace(tzinfo=UTC), row.id)


def bought(connection: Connection, basket_ids: Collection[int]) -> set[int]:
    """Of these baskets, those that became an order, or whose customer ordered since she made it:
    under her own address, under the order's, or under her number in the shop. Cancelled orders
    count for nothing."""
    these = and_(Basket.id.in_(basket_ids), Order.cancelled_at.is_(None))
    since = and_(these, Order.ordered_at >= Basket.created_at)
    same_shop = Order.source == Basket.source
    ways = (
        select(Basket.id).join(Order, Order.unit == Basket.unit).where(since),
        select(Basket.id)
        .join(Order, and_(same_shop, Order.customer_key == Basket.customer_key))
        .where(since),
        select(Basket.id)
        .join(Order, and_(same_shop, Order.basket_key == Basket.source_key))
        .where(these),
    )
    return set(connection.execute(union_all(*ways)).scalars())


def suppressed(connection: Connection, hashes: Collection[str]) -> dict[str, str]:
    """Why each of these must not be written to; those who may be are left out."""
    query = select(Suppression.unit_hash, Suppression.reason)
    rows = connection.execute(query.where(Suppression.unit_hash.in_(hashes)))
    return {row.unit_hash: row.reason for row in rows}


def suppressed_under(connection: Connection, ids: Collection[str]) -> int:
    """How many suppressions were written under none of these keys, and so would not be seen."""
    known = or_(*(Suppression.unit_hash.startswith(f"{key}:", autoescape=True) for key in ids))
    query = select(func.count()).select_from(Suppression).where(~known)
    return connection.execute(query).scalar_one()


def reminders_since(
    connection: Connection, units: Collection[str], *, since: datetime
) -> dict[str, int]:
    """How many reminders went, or would have gone, to each customer from `since` on."""
    query = (
        select(Send.unit, func.count().label("n"))
        .where(Send.unit.in_(units), Send.state.in_(GONE_OUT), Send.claimed_at >= since)
        .group_by(Send.unit)
    )
    return {row.unit: row.n for row in connection.execute(query)}


def known_steps(
    connection: Connection, campaign_ids: Collection[int], units: Collection[str]
) -> set[tuple[int, int | None, int]]:
    """(campaign, basket, step) of all that is on record already, whatever became of it."""
    query = select(Send.campaign_id, Send.basket_id, Send.step)
    rows = connection.execute(query.where(Send.campaign_id.in_(campaign_ids), Send.unit.in_(units)))
    return {(campaign_id, basket_id, step) for campaign_id, basket_id, step in rows}


def arms_of(connection: Connection, units: Collection[str]) -> dict[tuple[int, str], str]:
    """The arm of each customer in each campaign that she is assigned in."""
    query = select(Assignment.campaign_id, Assignment.unit, Assignment.arm)
    rows = connection.execute(query.where(Assignment.unit.in_(units)))
    return {(campaign_id, unit): arm for campaign_id, unit, arm in rows}
