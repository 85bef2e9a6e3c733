"""Assignments, purchases and events of given customers, as the cube's function takes them.

For attribution alone: what a person is shown of them is read elsewhere, under her scope.
"""

from collections.abc import Iterator

import polars as pl
from sqlalchemy import Connection, text

from data.reads.among import among
from data.reads.frame import frame

ASSIGNED = {
    "id": pl.Int64,
    "campaign_id": pl.Int64,
    "unit": pl.String,
    "arm": pl.String,
    "segment": pl.String,
    "assigned_at": pl.Int64,
    "valid_to": pl.Int64,
    "basket_id": pl.Int64,
}
PURCHASES = {
    "unit": pl.String,
    "campaign_id": pl.Int64,
    "lag": pl.Int64,
    "day": pl.Int64,
    "arm": pl.String,
    "segment": pl.String,
    "orders": pl.Int64,
    "cents": pl.Int64,
    "unpriced": pl.Int64,
    "refunds": pl.Int64,
}
_ORDERS = {
    "unit": pl.String,
    "ordered_at": pl.Int64,
    "value_cents": pl.Int64,
    "currency": pl.String,
    "refunded_cents": pl.Int64,
}
_RESULTS = {
    "unit": pl.String,
    "purchased_at": pl.Int64,
    "value_cents": pl.Int64,
    "currency": pl.String,
}
_EVERY = 200_000


def assignments_of(connection: Connection, units: pl.Series) -> pl.DataFrame:
    """`id, campaign_id, unit, arm, segment, assigned_ms, valid_to_ms, basket_id`; segment "" = not
    known, basket_id null = none of ours."""
    found = among(connection, "assignments", "unit", units, ASSIGNED)
    return found.rename({"assigned_at": "assigned_ms", "valid_to": "valid_to_ms"}).with_columns(
        pl.col("segment").fill_null("")
    )


def units_of_baskets(connection: Connection, baskets: pl.Series) -> pl.Series:
    """The customers who were assigned for these baskets, by the names they were assigned by."""
    where = "t.basket_id IS NOT NULL"
    unit = {"unit": pl.String}
    return among(connection, "assignments", "basket_id", baskets, unit, where=where)["unit"]


def purchases_of(connection: Connection, units: pl.Series) -> pl.DataFrame:
    """What was settled for these customers, schema PURCHASES."""
    return among(connection, "purchases", "unit", units, PURCHASES)


def events_of(connection: Connection, units: pl.Series) -> pl.DataFrame:
    """`unit, ordered_ms, cents, refunded, currency`: their orders, those cancelled apart, and
    what another mailer told of purchases. `cents` net of refunds, null = not known."""
    orders = among(connection, "orders", "unit", units, _ORDERS, where="t.cancelled_at IS NULL")
    net = pl.max_horizontal(pl.col("value_cents") - pl.col("refunded_cents"), 0)
    known = pl.when(pl.col("value_cents").is_not_null()).then(net)
    bought = orders.select(
        "unit",
        pl.col("ordered_at").alias("ordered_ms"),
        known.alias("cents"),
        (pl.col("refunded_cents") > 0).cast(pl.Int64).alias("refunded"),
        "currency",
    )
    named = units.filter(units.str.contains(":", literal=True))  # "<campaign id>:<customer>"
    elsewhere = among(
        connection, "nudge_results", "unit", named, _RESULTS, where="t.purchased_at IS NOT NULL"
    )
    told = elsewhere.select(
        "unit",
        pl.col("purchased_at").alias("ordered_ms"),
        pl.col("value_cents").alias("cents"),
        pl.lit(0, pl.Int64).alias("refunded"),
        "currency",
    )
    return pl.concat([bought, told])


def currencies(connection: Connection) -> dict[int, str]:
    """Campaign → the currency its revenue is summed in."""
    rows = connection.execute(text("SELECT id, currency FROM campaigns"))
    return {row.id: row.currency for row in rows}


def assigned_units(connection: Connection) -> Iterator[pl.Series]:
    """Every customer who was ever assigned, once, some at a time."""
    last = ""
    query = text("SELECT DISTINCT unit FROM assignments WHERE unit > :last ORDER BY unit LIMIT :n")
    while True:
        bound = query.bindparams(last=last, n=_EVERY)
        units = frame(connection, bound, {"unit": pl.String})["unit"]
        if units.is_empty():
            return
        yield units
        last = units[-1]
