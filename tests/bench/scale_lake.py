"""Made-up events and assignments as a lake has them, and what DuckDB makes of them; no times.

Five events a customer over thirteen months, each customer in two campaigns; in no order. The same
seed gives the same files.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from polars.testing import assert_frame_equal
from pyarrow import parquet

from data.lake import Made
from metrics.cube import DAY_MS, GROUP, LONGEST_DAYS

CHUNK, GROUPS = 2_000_000, 250_000
BEGIN, DAYS, LAST = 20_000 * DAY_MS, 365, 395 * DAY_MS
CAMPAIGNS = ("Autumn", "Spring")
SAME = [name for name in GROUP if name != "campaign_id"]
SUMS = ["n", "dconv", "ds", "dss", "dorders"]


@dataclass(frozen=True)
class Lake:
    """Where the files lie; `stored` has assignments with the end of their time beside them."""

    n: int
    events: str
    assignments: str
    stored: str


def lake(folder: Path, n: int) -> Lake:
    """The lake of `n` events, written once."""
    paths = [str(folder / f"{n}-{name}.parquet") for name in ("events", "assigned", "stored")]
    made = Lake(n, *paths)
    if Path(made.stored).exists():
        return made
    dice, customers = np.random.default_rng(3), n // 5
    _written(made.events, n, partial(_events, dice, customers))
    _written(made.assignments, customers, partial(_assigned, dice))
    duckdb.sql(f"COPY ({_stored(made)}) TO '{made.stored}' (COMPRESSION zstd)")
    return made


def more(n: int, customers: int) -> pl.DataFrame:
    """That many events more, of as many customers."""
    return pl.from_arrow(_events(np.random.default_rng(7), customers, 0, n))


def _written(path: str, rows: int, make) -> None:
    writer = None
    for first in range(0, rows, CHUNK):
        made = make(first, min(CHUNK, rows - first))
        writer = writer or parquet.ParquetWriter(path, made.schema, compression="zstd")
        writer.write_table(made, row_group_size=GROUPS)
    writer.close()


def _events(dice: np.random.Generator, customers: int, first: int, n: int) -> pa.Table:
    return pa.table(
        {
            "unit": dice.integers(0, customers, n),
            "ordered_at": BEGIN + dice.integers(0, LAST, n),
            "cents": dice.integers(100, 50_000, n),
        }
    )


def _assigned(dice: np.random.Generator, first: int, n: int) -> pa.Table:
    both = [
        {
            "campaign": np.full(n, name),
            "unit": np.arange(first, first + n),
            "assigned_at": BEGIN + dice.integers(0, DAYS * DAY_MS, n),
            "arm": np.where(dice.random(n) < 0.1, "holdout", "mail"),
            "segment": np.array(list("abcdef"))[dice.integers(0, 6, n)],
        }
        for name in CAMPAIGNS
    ]
    return pa.concat_tables([pa.table(one) for one in both])


def _stored(of: Lake) -> str:
    """The assignments and until when each holds: thirty days, or the customer's next one."""
    ends = f"assigned_at + {LONGEST_DAYS * DAY_MS}"
    following = "lead(assigned_at) OVER (PARTITION BY unit ORDER BY assigned_at, campaign)"
    return f"SELECT *, least({ends}, {following}) AS valid_to FROM '{of.assignments}'"


def page(of: Lake, window: int) -> pl.DataFrame:
    """What a page needs of the Autumn campaign, from the events: per day, arm and segment the
    customers, who bought within the window, what and its squares."""
    return duckdb.sql(
        f"""
        WITH a AS (SELECT * FROM '{of.stored}' WHERE campaign = '{CAMPAIGNS[0]}'),
        bought AS (
            SELECT a.unit, sum(e.cents) AS cents FROM a JOIN '{of.events}' e ON a.unit = e.unit
            AND e.ordered_at >= a.assigned_at AND e.ordered_at < a.valid_to
            AND e.ordered_at < a.assigned_at + {window * DAY_MS} GROUP BY a.unit)
        SELECT assigned_at // {DAY_MS} AS day, arm, segment, count(*) AS n,
               count(b.unit) AS conversions, coalesce(sum(b.cents), 0)::BIGINT AS revenue,
               coalesce(sum(b.cents * b.cents), 0)::BIGINT AS sum_sq
        FROM a LEFT JOIN bought b ON a.unit = b.unit GROUP BY ALL
        """
    ).pl()


def cube(of: Lake, *, stored: bool) -> pl.DataFrame:
    """The cube's cells by SQL; `stored` reads until when an assignment holds, else works it out."""
    return duckdb.sql(
        f"""
        WITH a AS ({f"SELECT * FROM '{of.stored}'" if stored else _stored(of)}),
        bought AS (
            SELECT a.campaign, a.unit, a.assigned_at // {DAY_MS} AS day, a.arm, a.segment,
                   (e.ordered_at - a.assigned_at) // {DAY_MS} AS lag,
                   sum(e.cents)::BIGINT AS cents, count(*) AS orders
            FROM a JOIN '{of.events}' e ON a.unit = e.unit
            AND e.ordered_at >= a.assigned_at AND e.ordered_at < a.valid_to GROUP BY ALL),
        running AS (
            SELECT *, sum(cents) OVER hers AS c, row_number() OVER hers AS place FROM bought
            WINDOW hers AS (PARTITION BY campaign, unit ORDER BY lag))
        SELECT campaign, day, arm, segment, lag, 0 AS n, count(*) FILTER (place = 1) AS dconv,
               sum(cents)::BIGINT AS ds, sum(cents * (2 * c - cents))::BIGINT AS dss,
               sum(orders)::BIGINT AS dorders
        FROM running GROUP BY ALL
        UNION ALL SELECT campaign, assigned_at // {DAY_MS}, arm, segment, -1, count(*), 0, 0, 0, 0
        FROM a GROUP BY ALL
        """
    ).pl()


def same(ours: Made, theirs: pl.DataFrame) -> None:
    """Raises AssertionError unless every cell is the same."""
    named = pl.Series("campaign", ours.campaigns).gather(ours.cells["campaign_id"])
    key = ["campaign", *SAME]
    here = ours.cells.with_columns(named).select(*key, *SUMS).sort(key)
    assert_frame_equal(here, theirs.select(*key, *SUMS).sort(key), check_dtypes=False)
