"""A campaign with its customers and orders, written straight into a store and settled."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
from sqlalchemy.orm import Session

from data.actions.nudge_assign import assign
from data.actions.nudge_count import count
from data.actions.nudge_settle import settle
from data.tables import Campaign, Order
from data.tables.shop import millis

FIRST = date(2026, 3, 1)


def campaign(session: Session, *, name="Basket reminder", feature_id=None, **more) -> int:
    """A running campaign that holds out half, planned for 4,000 customers."""
    design = {"holdout_bp": 5000, "expected_n": 4000, "window_days": 7} | more.pop("design", {})
    row = Campaign(
        name=name,
        name_key=name.lower(),
        status=more.pop("status", "running"),
        sent_elsewhere=more.pop("sent_elsewhere", False),
        design=design,
        currency="EUR",
        feature_id=feature_id,
        started_at=datetime(2026, 3, 1, tzinfo=UTC),
        **more,
    )
    session.add(row)
    session.flush()
    return row.id


def people(session: Session, campaign_id: int, *, mail, holdout, segment="new", day=FIRST):
    """Customers of a day, given as (buyers, of): each buyer spends 20.00 on the third day."""
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    rows, orders = [], []
    for arm, (kept, n) in (("mail", mail), ("holdout", holdout)):
        for number in range(n):
            unit = f"{campaign_id}.{arm}.{segment}.{day}.{number}@example.com"
            rows.append((campaign_id, unit, segment, arm, millis(at), None))
            if number < kept:
                orders.append(unit)
    names = ("campaign_id", "unit", "segment", "arm", "assigned_at", "basket_id")
    connection = session.connection()
    assign(connection, pl.DataFrame(rows, schema=names, orient="row"))
    session.add_all(
        Order(
            source="shop",
            source_key=unit,
            unit=unit,
            has_address=True,
            ordered_at=at + timedelta(days=2),
            value_cents=2000,
            currency="EUR",
            refunded_cents=0,
        )
        for unit in orders
    )
    session.flush()
    settle(connection, pl.Series(orders, dtype=pl.String))


def told(session: Session, campaign_id: int, day: date, **happened: int) -> None:
    """How often each thing was done, in the mail arm."""
    rows = [
        (campaign_id, (day - date(1970, 1, 1)).days, "mail", "new", what.replace("_", " "), n)
        for what, n in happened.items()
    ]
    names = ("campaign_id", "day", "arm", "segment", "what", "n")
    count(session.connection(), pl.DataFrame(rows, schema=names, orient="row"))
