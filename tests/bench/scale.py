"""Ratios that hold however many events there are: page, cube and additions, beside DuckDB.

A lake of made-up purchases, five a customer, each customer in two campaigns. *The page* reads a
year's cells of one campaign from SQLite and computes all it shows; DuckDB answers from the raw
events alone what the page's charts need (per day, arm and segment: customers, buyers, revenue,
squares), without an interval. *The cube* is made of Parquet files by Polars and by DuckDB on as
many threads; *as the command makes it* works out until when an assignment holds and checks the
files, DuckDB only works it out. Every engine's answers are compared before a time is told. Runs are
taken in turn, after one that does not count. *Additions* settle anew the customers whom a hundred
thousand purchases touch, found among all in memory by a sorted index. *A click* is the Nudges page
by a websocket client, nobody thinking between clicks, views drawn at random and so at times seen
before; Superset is not run here (0.41 s was measured for one person's charts elsewhere).
"""

import asyncio
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

from data import migrate
from data.actions.keep_cells import keep_cells
from data.actions.permissions import SETUP
from data.lake import Made, cells_of
from data.reads.nudges import campaigns
from data.reads.scope import EVERYTHING
from data.store import Store, open_store, reading, sqlite_url, writing
from metrics.cube import AMOUNTS, CELLS, GROUP, cells, checked, settled, with_valid_to
from pages.parts.nudges.reading import read_view
from tests import server
from tests.bench.measure import Line, ratios, seconds
from tests.bench.scale_lake import (
    BEGIN,
    CAMPAIGNS,
    DAY_MS,
    DAYS,
    Lake,
    cube,
    lake,
    more,
    page,
    same,
)
from tests.load.client import visit

FULL, QUICK = (3 * 10**7, 10**7, 10**8), (10**6, 10**6, 10**7)  # raw, small, large
WINDOW, MORE = 7, 100_000
AS_OF = date(1970, 1, 1) + timedelta(days=BEGIN // DAY_MS + DAYS + 60)  # every window is over
THREADS, PEOPLE = 2, 16


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines; with `quick` a million and ten million events, else ten, thirty and a hundred."""
    raw, small, large = QUICK if quick else FULL
    runs = 3 if quick else 5
    duckdb.sql(f"SET threads = {THREADS}; SET temp_directory = '{folder}'")
    duckdb.sql("SET memory_limit = '8GB'")
    lakes = {n: lake(folder, n) for n in sorted({raw, small, large})}
    stores = {}
    for n, made in _large(lakes, large):
        if isinstance(made, Made):
            stores[n] = _kept(folder, n, made)
        else:
            yield made
    yield from _pages(stores, lakes[raw], small, large, 2 * runs, goals=not quick)
    yield from _cubes(lakes[raw], runs)
    yield from _additions([lakes[small], lakes[large]], runs)
    for store in stores.values():
        store.dispose()
    yield from _clicks(sqlite_url(folder / f"scale-{small}.db"), clicks=20 if quick else 100)


def _large(lakes: dict[int, Lake], large: int) -> Iterator[tuple[int, Made | Line]]:
    """Every lake's cells, compared; of the largest also what a process of its own took."""
    for n, of in lakes.items():
        if n == large:
            made, took, gigabytes = _alone(of)
            same(made, cube(of, stored=False))
            yield n, Line(f"{n:,} events: the cube, a process of its own", "s", (took,))
            yield n, Line("… the most memory it held", "GB", (gigabytes,), target=1.0)
        else:
            made = cells_of(of.events, of.assignments)
            same(made, cube(of, stored=False))
        yield n, made


def _alone(of: Lake) -> tuple[Made, float, float]:
    """The cells, the seconds and the gigabytes that a new process took for them."""
    into = f"{of.stored}.cells"
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.scale", of.events, of.assignments, into],
        env=os.environ | {"PYTHONPATH": str(server.ROOT), "POLARS_MAX_THREADS": str(THREADS)},
        cwd=server.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    took, gigabytes = map(float, done.stdout.split())
    return Made(pl.read_parquet(into), CAMPAIGNS), took, gigabytes


def main(events: str, assignments: str, into: str) -> None:
    """Make the cube and say what it took; run by `_alone`."""
    begun = time.perf_counter()
    cells_of(events, assignments).cells.write_parquet(into)
    took = time.perf_counter() - begun
    status = Path("/proc/self/status").read_text(encoding="utf-8")  # getrusage has the parent's too
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(took, int(peak) / 2**20)


def _kept(folder: Path, n: int, made: Made) -> Store:
    store = open_store(sqlite_url(folder / f"scale-{n}.db"))
    migrate.upgrade(store)
    with writing(store) as session:
        how = {"cells": made.cells, "campaigns": made.campaigns, "currency": "EUR"}
        now = datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC)
        keep_cells(session, SETUP, **how, made_from="bench", now=now)
    return store


def _pages(
    stores: dict[int, Store], of: Lake, small: int, large: int, runs: int, *, goals: bool
) -> Iterator[Line]:
    raw = partial(page, of, WINDOW)
    _agree(_page(stores[of.n]), raw())
    work = {n: partial(_page, store) for n, store in stores.items()}
    took = _in_turn({**work, "DuckDB": raw}, runs)
    yield Line(f"{of.n:,} events: the page", "ms", _ms(took[of.n]))
    yield Line(f"{of.n:,} events: DuckDB on the raw events", "ms", _ms(took["DuckDB"]))
    share = tuple(1000 * one for one in ratios(took[of.n], took["DuckDB"]))
    yield Line("… the page against it", "‰", share, target=2.0 if goals else None)
    grown = ratios(took[large], took[small])
    yield Line(f"the page at {large:,} events against {small:,}", "×", grown, target=1.5)


def _page(store: Store) -> Any:
    with reading(store) as connection:
        known = campaigns(connection, EVERYTHING)
        chosen = next(one for one in known if one.name == CAMPAIGNS[0])
        return read_view(connection, EVERYTHING, campaign=chosen, window=WINDOW, as_of=AS_OF)


def _agree(view: Any, raw: pl.DataFrame) -> None:
    """Raises AssertionError unless both arms' sums are those of the raw events."""
    names = {"n": "n", "conversions": "conversions", "revenue_cents": "revenue", "sum_sq": "sum_sq"}
    theirs = raw.group_by("arm").agg(pl.col(names.values()).sum()).sort("arm")
    ours = view.arms.select("arm", *names).rename(names).sort("arm")
    assert_frame_equal(ours, theirs, check_dtypes=False, check_exact=True)


def _cubes(of: Lake, runs: int) -> Iterator[Line]:
    def stored() -> Made:
        a, e = pl.scan_parquet(of.stored), pl.scan_parquet(of.events)
        place = pl.col("campaign").replace_strict(CAMPAIGNS, [0, 1], return_dtype=pl.Int64)
        a = a.with_columns(campaign_id=place).rename({"assigned_at": "assigned_ms"})
        e = e.rename({"ordered_at": "ordered_ms"}).with_columns(refunded=pl.lit(0, pl.Int64))
        a = a.rename({"valid_to": "valid_to_ms"})
        lazy, happened = nw.from_native(a), nw.from_native(e)
        made = cells(lazy, settled(lazy, happened)).to_native().collect(engine="streaming")
        return Made(checked(made), CAMPAIGNS)

    same(stored(), cube(of, stored=True))
    work = {
        "ours": stored,
        "DuckDB": partial(cube, of, stored=True),
        "our command": partial(cells_of, of.events, of.assignments),
        "all of it by DuckDB": partial(cube, of, stored=False),
    }
    took = _in_turn(work, runs)
    yield Line(f"{of.n:,} events: the cube", "s", tuple(took["ours"]))
    yield Line("… against DuckDB", "×", ratios(took["ours"], took["DuckDB"]), target=1.0)
    yield Line(f"{of.n:,} events: as the command makes it", "s", tuple(took["our command"]))
    both = ratios(took["our command"], took["all of it by DuckDB"])
    yield Line("… against DuckDB, which checks nothing", "×", both, target=1.0)


def _additions(lakes: list[Lake], runs: int) -> Iterator[Line]:
    work = {of.n: _adding(of, check=at == 0) for at, of in enumerate(lakes)}
    took = _in_turn(work, runs)
    small, large = (of.n for of in lakes)
    yield Line(f"{MORE:,} events more at {small:,}", "s", tuple(took[small]))
    yield Line(f"{MORE:,} events more at {large:,}", "s", tuple(took[large]))
    grown = ratios(took[large], took[small])
    yield Line("… against each other", "×", grown, target=4.0)


def _adding(of: Lake, *, check: bool) -> Callable[[], pl.DataFrame]:
    """What adding costs: the cells that these events change, of the customers they touch."""
    place = pl.col("campaign").replace_strict(CAMPAIGNS, [0, 1], return_dtype=pl.Int64)
    assigned = pl.read_parquet(of.assignments).with_columns(campaign_id=place).drop("campaign")
    assigned = assigned.rename({"assigned_at": "assigned_ms"}).sort("unit")
    rest = {"ordered_at": "ordered_ms"}
    happened = pl.read_parquet(of.events).rename(rest).sort("unit")
    new = more(MORE, of.n // 5).rename(rest)
    keys = [frame["unit"].to_numpy() for frame in (assigned, happened)]

    def of_these(frame: pl.DataFrame, key: np.ndarray, units: np.ndarray) -> pl.DataFrame:
        first, last = np.searchsorted(key, units), np.searchsorted(key, units, "right")
        steps = np.repeat(first - np.concatenate([[0], np.cumsum(last - first)[:-1]]), last - first)
        return frame[np.arange(len(steps)) + steps]

    def made(a: pl.DataFrame, e: pl.DataFrame) -> pl.DataFrame:
        lazy = nw.from_native(a.lazy())
        happened = nw.from_native(e.with_columns(refunded=pl.lit(0, pl.Int64)).lazy())
        found = cells(lazy, settled(with_valid_to(lazy), happened))
        return checked(found.to_native().collect(engine="streaming"))

    def add() -> pl.DataFrame:
        units = new["unit"].unique().sort().to_numpy()
        a = of_these(assigned, keys[0], units)
        before = of_these(happened, keys[1], units)
        return _moved(made(a, before), made(a, pl.concat([before, new])))

    if check:
        whole = _moved(made(assigned, happened), made(assigned, pl.concat([happened, new])))
        assert_frame_equal(add(), whole)
    return add


def _moved(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    less = before.with_columns(-pl.col(*AMOUNTS))
    moved = pl.concat([after, less]).group_by(GROUP).agg(pl.col(*AMOUNTS).sum())
    return moved.filter(pl.any_horizontal(pl.col(*AMOUNTS) != 0)).select(CELLS.keys()).sort(GROUP)


def _clicks(url: str, *, clicks: int) -> Iterator[Line]:
    with server.serving(url) as address:
        asyncio.run(_crowd(address, 2, 5))  # its first pages do not count
        alone = asyncio.run(_crowd(address, 1, clicks))
        crowd = asyncio.run(_crowd(address, PEOPLE, max(5, clicks // 4)))
    late = statistics.quantiles(crowd, n=100, method="inclusive")[94]
    yield Line("the Nudges page, one person: a click", "ms", tuple(alone))
    yield Line(f"the Nudges page, {PEOPLE} people: a click", "ms", tuple(crowd))
    yield Line("… its 95th percentile", "ms", (late,))
    times = (late / statistics.median(alone),)
    yield Line("… against one person's median", "×", times, target=12.0)


async def _crowd(url: str, people: int, clicks: int) -> list[float]:
    each = await asyncio.gather(*(_person(url, seed, clicks) for seed in range(people)))
    return [took for one in each for took in one]


async def _person(url: str, seed: int, clicks: int) -> list[float]:
    """How long each click took until the server had sent the whole answer."""
    chance, took = random.Random(seed), []
    async with visit(url) as visitor:
        choices = (await visitor.open("nudges")).choices
        assert choices, "the Nudges page has nothing to choose"
        for _ in range(clicks):
            begun = time.perf_counter()
            run = await visitor.choose(*chance.choice(choices), timeout=120)
            took.append(1000 * (time.perf_counter() - begun))
            assert not run.broken, run.text
    return took


def _in_turn(work: dict[Any, Callable[[], Any]], runs: int) -> dict[Any, list[float]]:
    """The seconds of each, run after run, one after the other; a first run does not count."""
    took: dict[Any, list[float]] = {name: [] for name in work}
    for run in range(runs + 1):
        for name, do in work.items():
            spent = seconds(do)
            if run:
                took[name].append(spent)
    return took


def _ms(spent: list[float]) -> tuple[float, ...]:
    return tuple(1000 * one for one in spent)


if __name__ == "__main__":
    main(*sys.argv[1:])
