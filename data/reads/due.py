"""Who is to be reminded, and all that speaks for or against it right now. It decides nothing.

Asked within the transaction that acts on the answer. What was found due is locked where the
database can lock rows; another process goes past it to the next. The statements are built once:
for a hundred mails a second, building them anew would take as long as running them.
"""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, union_all

from data.tables import Assignment, Basket, Campaign, Contact, Order, Send, Suppression

GONE_OUT = ("claimed", "sent", "withheld", "unknown")
"""States that count towards a cap. Unknown may have been sent; withheld counts as in the arm that
is written to, so that both arms are capped alike."""

_send, _assigned, _basket = Send.__table__.c, Assignment.__table__.c, Basket.__table__.c
_contact, _order, _campaign = Contact.__table__.c, Order.__table__.c, Campaign.__table__.c
_suppressed = Suppression.__table__.c


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
    """A reminder whose time has come, the arm of its customer, and the state of its campaign."""

    id: int
    campaign_id: int
    unit: str
    step: int
    attempts: int
    arm: str
    status: str
    row_version: int
    basket: Left


_LEFT = [_basket[name] for name in Left._fields]
_LOOK = (
    select(*_LEFT)
    .where(_basket.look_at <= bindparam("now"))
    .order_by(_basket.look_at, _basket.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def baskets_to_look_at(connection: Connection, *, now: datetime, limit: int) -> list[Left]:
    """The first `limit` baskets that the mailer is to look at by now, the longest waiting first.

    It reads the index of baskets that wait, so it takes as long among ten million as among ten.
    """
    return [Left(*row) for row in connection.execute(_LOOK, {"now": now, "most": limit})]


_NEXT = (
    select(
        *(_send[name] for name in ("id", "campaign_id", "unit", "step", "attempts")),
        _assigned.arm,
        _campaign.status,
        _campaign.row_version,
        *_LEFT,
    )
    .select_from(Send.__table__)
    .join(
        Assignment.__table__,
        and_(_assigned.campaign_id == _send.campaign_id, _assigned.unit == _send.unit),
    )
    .join(Campaign.__table__, _campaign.id == _send.campaign_id)
    .join(Basket.__table__, _basket.id == _send.basket_id)
    .where(_send.due_at <= bindparam("now"))
    .order_by(_send.due_at, _send.id)
    .limit(1)
    .with_for_update(skip_locked=True, of=Send.__table__)
)


_ANY = select(_send.id).where(_send.due_at <= bindparam("now")).limit(1)


def is_any_due(connection: Connection, *, now: datetime) -> bool:
    """Whether a reminder is due, held by somebody or not."""
    return connection.execute(_ANY, {"now": now}).first() is not None


def next_due(connection: Connection, *, now: datetime) -> DueSend | None:
    """The reminder that has been due for longest and that nobody holds; null = none is due."""
    row = connection.execute(_NEXT, {"now": now}).first()
    own = len(DueSend._fields) - 1
    return DueSend._make((*row[:own], Left(*row[own:]))) if row else None


_WHOM = (
    select(_contact.changed_at, _contact.batch_id, _contact.id, _contact.unit)
    .add_columns(*(_contact[name] for name in Reachable._fields))
    .where(_contact.unit.in_(bindparam("units", expanding=True)))
    .order_by(_contact.id)  # the order in which everybody locks them
)
_WHOM_LOCKED = _WHOM.with_for_update()


def reachable(
    connection: Connection, units: Collection[str], *, lock: bool
) -> dict[str, Reachable]:
    """What the newest word says of each customer; customers without a contact are left out.

    Args:
        lock: keep the rows locked to the end of the transaction where the database can do so: two
            reminders to one customer are then decided one after the other, and her cap holds.
    """
    query = _WHOM_LOCKED if lock else _WHOM
    newest_last = sorted(connection.execute(query, {"units": list(units)}), key=_how_new)
    return {row.unit: Reachable(*row[4:]) for row in newest_last}


def _how_new(row: Row[Any]) -> tuple[datetime, int, int]:
    """Where no source says when, what was told last is the newest."""
    return (row.changed_at or datetime.min.replace(tzinfo=UTC), row.batch_id or 0, row.id)


_these = and_(_basket.id.in_(bindparam("baskets", expanding=True)), _order.cancelled_at.is_(None))
_since = and_(_these, _order.ordered_at >= _basket.created_at)
_same_shop = _order.source == _basket.source
_known_by = and_(_contact.source == _basket.source, _contact.source_key == _basket.customer_key)
_her_number = and_(_order.source == _contact.source, _order.customer_key == _contact.source_key)
_contacts, _orders = Contact.__table__, Order.__table__
_BOUGHT = union_all(
    *(
        select(_basket.id).join(_orders, on).where(which)
        for on, which in (
            (_order.unit == _basket.unit, _since),
            (and_(_same_shop, _order.customer_key == _basket.customer_key), _since),
            (and_(_same_shop, _order.basket_key == _basket.source_key), _these),
        )
    ),
    *(
        select(_basket.id).join(_contacts, who).join(_orders, on).where(_since)
        for who, on in (
            (_known_by, _order.unit == _contact.unit),
            (_contact.unit == _basket.unit, _her_number),
        )
    ),
)


def bought(connection: Connection, basket_ids: Collection[int]) -> set[int]:
    """Of these baskets, those that became an order, or whose customer ordered since she made it:
    under the basket's address or its number in the shop, or under the number that the shop knows
    that address by, or the address that it knows that number by. Cancelled orders count for
    nothing."""
    return set(connection.scalars(_BOUGHT, {"baskets": list(basket_ids)}))


_REFUSED = select(_suppressed.unit_hash, _suppressed.reason).where(
    _suppressed.unit_hash.in_(bindparam("hashes", expanding=True))
)


def suppressed(connection: Connection, hashes: Collection[str]) -> dict[str, str]:
    """Why each of these must not be written to; those who may be are left out."""
    rows = connection.execute(_REFUSED, {"hashes": list(hashes)})
    return {row.unit_hash: row.reason for row in rows}


def suppressed_under(
    connection: Connection, ids: Collection[str], *, after: int = 0
) -> tuple[int, int]:
    """How many suppressions were written under none of these keys, and so would not be seen; and
    the last one's number.

    Args:
        after: look at those with a greater number only; they become many, and change no more.
    """
    known = or_(*(_suppressed.unit_hash.startswith(f"{key}:", autoescape=True) for key in ids))
    query = select(func.count()).where(_suppressed.id > after, ~known)
    last = select(func.coalesce(func.max(_suppressed.id), 0))
    return connection.execute(query).scalar_one(), connection.execute(last).scalar_one()


_RECENT = (
    select(_send.unit, func.count().label("n"))
    .where(
        _send.unit.in_(bindparam("units", expanding=True)),
        _send.state.in_(GONE_OUT),
        _send.claimed_at >= bindparam("since"),
    )
    .group_by(_send.unit)
)


def reminders_since(
    connection: Connection, units: Collection[str], *, since: datetime
) -> dict[str, int]:
    """How many reminders went, or would have gone, to each customer from `since` on."""
    rows = connection.execute(_RECENT, {"units": list(units), "since": since})
    return {row.unit: row.n for row in rows}


def known_steps(
    connection: Connection, campaign_ids: Collection[int], units: Collection[str]
) -> set[tuple[int, str, int | None, int]]:
    """(campaign, customer, basket, step) of all that is on record already, whatever became of
    it."""
    query = select(Send.campaign_id, Send.unit, Send.basket_id, Send.step)
    rows = connection.execute(query.where(Send.campaign_id.in_(campaign_ids), Send.unit.in_(units)))
    return {(row.campaign_id, row.unit, row.basket_id, row.step) for row in rows}


def steps_gone_out(
    connection: Connection, basket_ids: Collection[int]
) -> set[tuple[int, int | None, int]]:
    """(campaign, basket, step) of what went, or may have gone, to those who were assigned for these
    baskets, whoever they are thought to be of now."""
    hers = and_(_assigned.campaign_id == _send.campaign_id, _assigned.unit == _send.unit)
    query = (
        select(_send.campaign_id, _send.basket_id, _send.step)
        .join(Assignment.__table__, and_(hers, _assigned.basket_id == _send.basket_id))
        .where(_assigned.basket_id.in_(basket_ids), _send.state.in_(GONE_OUT))
    )
    return {(row.campaign_id, row.basket_id, row.step) for row in connection.execute(query)}


def arms_of(connection: Connection, units: Collection[str]) -> dict[tuple[int, str], str]:
    """The arm of each customer in each campaign that she is assigned in."""
    query = select(Assignment.campaign_id, Assignment.unit, Assignment.arm)
    rows = connection.execute(query.where(Assignment.unit.in_(units)))
    return {(campaign_id, unit): arm for campaign_id, unit, arm in rows}
