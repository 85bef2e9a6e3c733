"""Attribution settled and the cube moved, in the transaction of whatever changed the facts.

Only the customers who are named are computed again, and only the difference is written. It changes
no fact.
"""

from typing import Any

import narwhals as nw
import polars as pl
from sqlalchemy import Connection, text

from data.actions import bulk
from data.actions.move_cells import move_cells
from data.actions.nudge_ends import settle_ends
from data.reads.nudge_cells import by_week, kept_cells, kept_weeks
from data.reads.nudge_facts import (
    PURCHASES,
    assignments_of,
    currencies,
    events_of,
    purchases_of,
)
from data.refused import Invalid
from data.tables import Assignment, CubeCell, CubeWeek, Purchase
from metrics.cube import AMOUNTS, ASSIGNMENTS, LARGEST, cells, checked, settled, with_valid_to

LOCK = 7_015_001  # any number of our own, for PostgreSQL
_KEY = ("unit", "campaign_id", "lag")
_BATCH = 1_000_000
_TOO_LARGE = (
    "The amounts are too large for their squares to be summed exactly: let the shop tell them in a"
    " larger unit of money."
)


def hold_cube(connection: Connection) -> None:
    """Let nobody else settle until this transaction ends: two that each see half of a customer's
    facts would leave a purchase out. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)").bindparams(lock=LOCK))


def settle(connection: Connection, units: pl.Series, *, reassigned: bool = True) -> int:
    """Give the purchases of these customers to their assignments anew; returns the cells moved.

    `units` are all whose orders or assignments changed, by their old name and by their new one.
    Unless `reassigned` no assignment changed: then what follows from assignments alone stands.
    """
    hold_cube(connection)
    moved = 0
    every = units.drop_nulls().unique()
    for start in range(0, len(every), _BATCH):
        assigned = assignments_of(connection, every.slice(start, _BATCH))
        if assigned.is_empty():
            continue
        if reassigned:
            assigned = with_ends(connection, assigned)
        cells_moved, touched = _settle(connection, assigned)
        moved += cells_moved
        reminded = assigned.filter(pl.col("basket_id").is_not_null())["unit"]
        if not reassigned:
            reminded = reminded.filter(reminded.is_in(touched.implode()))
        settle_ends(connection, reminded)
    return moved


def recount(connection: Connection, *, gone: pl.DataFrame, come: pl.DataFrame) -> int:
    """Count these assignments out of the cells and those in: what carries n; cells moved.

    Both as `assignments_of` gives them.
    """
    none = pl.DataFrame(schema=PURCHASES)
    return add_cells(connection, made(come, none), made(gone, none))


def add_cells(connection: Connection, come: pl.DataFrame, gone: pl.DataFrame) -> int:
    """Add `come - gone`, schema CELLS, to the cells kept, of days and of weeks; returns how many
    of days moved. Raises Invalid where a week's squares would not fit 64 bits any more."""
    weeks = by_week(come), by_week(gone)
    _refuse_beyond(connection, *weeks)
    move_cells(connection, CubeWeek, *weeks, amounts=AMOUNTS)
    return move_cells(connection, CubeCell, come, gone, amounts=AMOUNTS)


def _refuse_beyond(connection: Connection, come: pl.DataFrame, gone: pl.DataFrame) -> None:
    group = ["campaign_id", "day", "arm", "segment"]  # a page sums over the lags of a week
    moved = pl.concat([come, gone.with_columns(-pl.col("dss"))]).filter(pl.col("dss") != 0)
    if moved.is_empty():
        return
    both = pl.concat([moved, kept_weeks(connection, moved)]).group_by(group)
    if (both.agg(pl.col("dss").cast(pl.Float64).sum())["dss"] > LARGEST).any():
        raise Invalid(_TOO_LARGE)


def mend_weeks(connection: Connection) -> int:
    """Make the weeks what the days sum to; returns how many cells were not."""
    days, weeks = by_week(kept_cells(connection)), kept_weeks(connection)
    return move_cells(connection, CubeWeek, days, weeks, amounts=AMOUNTS)


def settled_now(connection: Connection, assigned: pl.DataFrame) -> pl.DataFrame:
    """The purchases of these assignments as the facts have them now, schema PURCHASES."""
    events = events_of(connection, assigned["unit"].unique())
    money = currencies(connection)
    parts = [pl.DataFrame(schema=PURCHASES)]
    for currency in sorted(set(money.values())):
        own = [key for key, code in money.items() if code == currency]
        mine = assigned.filter(pl.col("campaign_id").is_in(own))
        same = pl.when(pl.col("currency") == currency).then("cents").alias("cents")
        parts.append(_collected(settled(_lazy(mine), _lazy(events.with_columns(same)))))
    return pl.concat(part.select(list(PURCHASES)).cast(PURCHASES) for part in parts)  # type: ignore[arg-type]


def _settle(connection: Connection, assigned: pl.DataFrame) -> tuple[int, pl.Series]:
    """How many cells moved, and the customers whose purchases did."""
    before = purchases_of(connection, assigned["unit"].unique())
    after = settled_now(connection, assigned)
    gone = before.join(after, on=list(PURCHASES), how="anti")
    come = after.join(before, on=list(PURCHASES), how="anti")
    bulk.delete(connection, Purchase, gone.select(_KEY))
    bulk.insert(connection, Purchase, come)
    # a customer's squares run over all her lags: count all of hers out, and all of hers in
    touched = pl.concat([gone, come]).select("unit", "campaign_id").unique()
    old, new = (part.join(touched, on=["unit", "campaign_id"]) for part in (before, after))
    nobody = assigned.clear()
    moved = add_cells(connection, made(nobody, new), made(nobody, old))
    return moved, touched["unit"]


def with_ends(connection: Connection, assigned: pl.DataFrame) -> pl.DataFrame:
    """The assignments with the `valid_to_ms` that they now give one another, kept as well."""
    new = _collected(with_valid_to(_lazy(assigned.drop("valid_to_ms"))))
    both = new.join(assigned.select("id", was="valid_to_ms"), on="id")
    moved = both.filter(pl.col("was") != pl.col("valid_to_ms"))
    bulk.update(connection, Assignment, moved.select("id", valid_to="valid_to_ms"))
    return new


def made(assigned: pl.DataFrame, purchases: pl.DataFrame) -> pl.DataFrame:
    """The cells of these assignments and of what was settled, schema CELLS."""
    columns = [name for name in ASSIGNMENTS if name != "valid_to_ms"]
    try:
        return checked(_collected(cells(_lazy(assigned.select(columns)), _lazy(purchases))))
    except OverflowError:
        raise Invalid(_TOO_LARGE) from None


def _lazy(frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    return nw.from_native(frame.lazy())


def _collected(lazy: nw.LazyFrame[Any]) -> pl.DataFrame:
    native: pl.DataFrame = lazy.collect().to_native()
    return native
