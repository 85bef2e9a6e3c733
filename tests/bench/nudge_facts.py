"""How fast a shop's facts come in, settled and counted in the cube, and how fast a cube is made.

A campaign holds half a million customers. A million baskets and the two hundred thousand orders
that follow come as CSV and are parsed, accepted, given to their assignments and counted, all of it
timed; then a hundred thousand facts more, beside a million baskets and beside ten. The cube is made
of ten million events as `cli.py nudge cube` does it, without a store.
"""

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from sqlalchemy import insert

from data.actions import bulk
from data.actions.accept_import import Decisions, accept_import
from data.actions.nudge_assign import ROWS, assign
from data.actions.permissions import SETUP
from data.bring import Asked, bring
from data.imports import Choices, parse
from data.lake import cells_of
from data.store import Store, writing
from data.tables import Basket, Campaign, Order
from data.tables.shop import DAY_MS, millis
from tests.bench.either import stores
from tests.bench.measure import Line, milliseconds, ratios, seconds

BASKETS, ONE_IN, MORE = 1_000_000, 5, 100_000
STORED = 10_000_000
SLICE = 1_000_000
EVENTS = 10_000_000
DAYS = 90


@dataclass(frozen=True)
class Files:
    """A file of baskets and one of the orders that some of them became."""

    baskets: Path
    orders: Path


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on facts and cube, on both databases; with `quick` a hundredth of everything."""
    less = 100 if quick else 1
    targets = {"SQLite": 20.0, "PostgreSQL": 30.0}
    for name, store in stores(folder, "facts"):
        yield from _stored(name, store, folder, today, less, targets[name])
    yield from _made(folder, less)


def _stored(
    name: str, store: Store, folder: Path, today: date, less: int, target: float
) -> Iterator[Line]:
    n, more = BASKETS // less, MORE // less
    start = millis(datetime(today.year, today.month, today.day, tzinfo=UTC)) - DAYS * DAY_MS
    _assign(store, n // 2, start)
    first = files(folder, name, n, 0, n // 2, start)
    took = seconds(lambda: _bring(store, first, today))
    yield Line(f"{n:,} baskets and {n // ONE_IN:,} orders, {name}", "s", (took,), target=target)
    if name == "SQLite":
        both = (first.baskets, first.orders)
        reading = [seconds(lambda: [pl.read_csv(path) for path in both]) for _ in range(3)]
        least = min(reading)
        yield Line("… against polars reading both files", "×", (took / least,), target=20.0)
    known = files(folder, name, more, n, n // 2, start)
    here = [seconds(lambda: _bring(store, known, today))]
    asked = Asked("baskets", known.baskets, Choices(), None, [], None, True)
    now = datetime(today.year, today.month, today.day, tzinfo=UTC)
    asked_once = bring(store, asked, now=now)  # the file is on record from now on
    assert asked_once.figures["new"] == 0
    again = milliseconds(lambda: bring(store, asked, now=now), runs=5)
    yield Line(f"a known file of {more:,} baskets again, {name}", "ms", again, target=10.0)
    for part in range(2):
        rest = files(folder, name, more, 2 * n + part * more, n // 2, start)
        here.append(seconds(lambda: _bring(store, rest, today)))  # noqa: B023
    yield Line(f"{more:,} more at {n:,} baskets, {name}", "s", tuple(here))
    _fill(store, STORED // less - n, n // 2, start)
    there = []
    for part in range(3):
        rest = files(folder, name, more, 50 * n + part * more, n // 2, start)
        there.append(seconds(lambda: _bring(store, rest, today)))  # noqa: B023
    stored = f"{STORED // less:,}"
    yield Line(f"{more:,} more at {stored} baskets, {name}", "s", tuple(there), target=3.0)
    yield Line(f"… against at {n:,}, {name}", "×", ratios(there, here), target=4.0)


def files(folder: Path, name: str, n: int, first: int, customers: int, start: int) -> Files:
    """Made-up baskets numbered from `first` and their orders, as CSV of a plain shop."""
    dice = np.random.default_rng(first)
    who, left = dice.integers(0, customers, n), start + np.sort(dice.integers(0, DAYS * DAY_MS, n))
    moment = "%Y-%m-%d %H:%M:%S%.3f"
    email = pl.format("person{}@example.org", "email").alias("email")
    baskets = pl.DataFrame(
        {
            "basket_id": np.arange(first, first + n),
            "email": who,
            "abandoned_at": left,
            "value": dice.integers(500, 30_000, n) / 100,
            "currency": ["EUR"] * n,
        }
    )
    orders = baskets.gather_every(ONE_IN).select(
        order_id="basket_id",
        email="email",
        basket_id="basket_id",
        ordered_at=pl.col("abandoned_at") + 2 * DAY_MS,
        value="value",
        currency="currency",
    )
    made = Files(folder / f"{name}{first}b.csv", folder / f"{name}{first}o.csv")
    for frame, column, path in (
        (baskets, "abandoned_at", made.baskets),
        (orders, "ordered_at", made.orders),
    ):
        told = pl.from_epoch(column, "ms").dt.strftime(moment).alias(column)
        frame.with_columns(email, told).write_csv(path)
    return made


def _bring(store: Store, brought: Files, today: date) -> None:
    now = datetime(today.year, today.month, today.day, tzinfo=UTC)
    for kind, path in (("baskets", brought.baskets), ("orders", brought.orders)):
        parsed = parse(kind, path, file_name=path.name)
        with writing(store) as session:
            accept_import(
                session,
                SETUP,
                parsed=parsed,
                file_name=path.name,
                file_sha256="0" * 64,
                decisions=Decisions(),
                now=now,
            )


def _assign(store: Store, customers: int, start: int) -> None:
    began = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=start)
    values = {"name": "Bench", "name_key": "bench", "status": "running", "sent_elsewhere": False}
    values |= {"design": {}, "currency": "EUR", "started_at": began, "row_version": 1}
    dice = np.random.default_rng(1)
    rows = pl.DataFrame({"who": np.arange(customers)}).with_columns(
        unit=pl.format("person{}@example.org", "who"),
        campaign_id=pl.lit(1),
        segment=pl.lit("a"),
        arm=pl.when(pl.Series(dice.random(customers) < 0.1))
        .then(pl.lit("holdout"))
        .otherwise(pl.lit("mail")),
        assigned_at=pl.Series(start + dice.integers(0, DAYS * DAY_MS, customers)),
        basket_id=pl.lit(None, pl.Int64),
    )
    with writing(store) as session:
        session.execute(insert(Campaign).values(values))
        assign(session.connection(), rows.select(list(ROWS)))


def _fill(store: Store, baskets: int, customers: int, start: int) -> None:
    """History, as if it had come long ago: of customers whom nobody assigned."""
    for first in range(0, baskets, SLICE):
        n = min(SLICE, baskets - first)
        number = pl.int_range(first, first + n, eager=True).alias("n").to_frame()
        plain = number.select(
            pl.lit("history").alias("source"),
            pl.col("n").cast(pl.String).alias("source_key"),
            pl.format("was{}@example.org", pl.col("n") // 2).alias("unit"),
            pl.lit(True).alias("has_address"),
            pl.lit("EUR").alias("currency"),
            (start - pl.col("n") * 10).alias("at"),
            (pl.col("n") % 30_000).alias("value_cents"),
        )
        with writing(store) as session:
            connection = session.connection()
            rows = plain.with_columns(created_at="at", abandoned_at="at").drop("at")
            bulk.insert(connection, Basket, rows)
            bought = plain.gather_every(ONE_IN).rename({"at": "ordered_at"})
            bulk.insert(connection, Order, bought.with_columns(refunded_cents=pl.lit(0)))


def _made(folder: Path, less: int) -> Iterator[Line]:
    n = EVENTS // less
    dice = np.random.default_rng(3)
    events, assignments = (str(folder / f"{name}.parquet") for name in ("events", "assignments"))
    begin, customers = 20_000 * DAY_MS, n // 5
    pl.DataFrame(
        {
            "unit": dice.integers(0, customers, n),
            "ordered_at": begin + dice.integers(0, 200 * DAY_MS, n),
            "cents": dice.integers(100, 50_000, n),
        }
    ).write_parquet(events)
    pl.DataFrame(
        {
            "unit": np.arange(customers),
            "assigned_at": begin + dice.integers(0, 160 * DAY_MS, customers),
            "segment": dice.choice(["a", "b", "c"], customers),
            "arm": dice.choice(["mail", "mail", "holdout"], customers),
        }
    ).write_parquet(assignments)
    ours = [seconds(lambda: cells_of(events, assignments, campaign="x")) for _ in range(3)]
    yield Line(f"the cube of {n:,} events, Polars", "s", tuple(ours))
    if importlib.util.find_spec("duckdb"):
        theirs = [seconds(lambda: _duckdb(events, assignments)) for _ in range(3)]
        yield Line("… against DuckDB", "×", ratios(ours, theirs), target=1.0)


def _duckdb(events: str, assignments: str) -> None:
    """The same cells by SQL; one assignment a customer, so that nothing comes after it."""
    import duckdb

    duckdb.sql(
        f"""
        WITH bought AS (
            SELECT a.unit, a.assigned_at // {DAY_MS} AS day, a.arm, a.segment,
                   (e.ordered_at - a.assigned_at) // {DAY_MS} AS lag, sum(e.cents) AS cents,
                   count(*) AS orders
            FROM '{assignments}' a JOIN '{events}' e ON a.unit = e.unit
                 AND e.ordered_at >= a.assigned_at AND e.ordered_at < a.assigned_at + {30 * DAY_MS}
            GROUP BY ALL),
        running AS (
            SELECT *, sum(cents) OVER (PARTITION BY unit ORDER BY lag) AS c,
                   min(lag) OVER (PARTITION BY unit) AS first FROM bought)
        SELECT day, arm, segment, lag, sum((lag = first)::INT), sum(cents),
               sum(cents * (2 * c - cents)), sum(orders) FROM running GROUP BY ALL
        UNION ALL SELECT assigned_at // {DAY_MS}, arm, segment, -1, count(*), 0, 0, 0
        FROM '{assignments}' GROUP BY ALL
        """
    ).fetchall()
