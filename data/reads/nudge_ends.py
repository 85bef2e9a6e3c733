"""Assignments whose basket has an event, and what was settled of them, to settle them anew.

For attribution alone: what a person is shown of them is read elsewhere, under her scope.
"""

import polars as pl
from sqlalchemy import Connection, text

from data.reads.among import among
from data.reads.frame import frame

WAITING = {
    "assignment_id": pl.Int64,
    "unit": pl.String,
    "campaign_id": pl.Int64,
    "arm": pl.String,
    "segment": pl.String,
    "assigned_ms": pl.Int64,
    "valid_to_ms": pl.Int64,
    "event_ms": pl.Int64,
}
EXPIRED = {
    "assignment_id": pl.Int64,
    "unit": pl.String,
    "campaign_id": pl.Int64,
    "day": pl.Int64,
    "arm": pl.String,
    "segment": pl.String,
    "lag": pl.Int64,
    "bought_lag": pl.Int64,
}
CELLS = {
    "campaign_id": pl.Int64,
    "day": pl.Int64,
    "arm": pl.String,
    "segment": pl.String,
    "lag": pl.Int64,
    "expired": pl.Int64,
    "late": pl.Int64,
}
_WAITING = """(
    SELECT a.id AS assignment_id, a.unit, a.campaign_id, a.arm, coalesce(a.segment, '') AS segment,
        a.assigned_at AS assigned_ms, a.valid_to AS valid_to_ms, b.event_at AS event_ms
    FROM assignments a JOIN baskets b ON b.id = a.basket_id WHERE b.event_at IS NOT NULL
)"""


def waiting_of(connection: Connection, units: pl.Series) -> pl.DataFrame:
    """The assignments of these customers whose basket has an event, columns as WAITING."""
    return among(connection, _WAITING, "unit", units, WAITING)


def expiries_of(connection: Connection, units: pl.Series) -> pl.DataFrame:
    """What is kept of these customers, columns as EXPIRED."""
    return among(connection, "expiries", "unit", units, EXPIRED)


def kept_ends(connection: Connection) -> pl.DataFrame:
    """Every cell as it is kept, columns as CELLS."""
    names = ", ".join(CELLS)
    return frame(connection, text(f"SELECT {names} FROM cube_ends"), CELLS)  # noqa: S608


def every_expiry(connection: Connection) -> pl.DataFrame:
    """Everything that is settled, columns as EXPIRED."""
    names = ", ".join(EXPIRED)
    return frame(connection, text(f"SELECT {names} FROM expiries"), EXPIRED)  # noqa: S608
