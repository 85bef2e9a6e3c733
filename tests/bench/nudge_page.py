"""What the Nudges page computes, at 10,000, 1,000,000 and 10,000,000 baskets, on both databases.

A campaign of a year, six segments, a tenth held out: as many customers as baskets, spread over its
days; the cube's cells are drawn as counting those customers would give them. What is timed is all
that the page asks of the store and of the metrics, nothing kept from before. The ratio is of the
largest against the middle one, run by run.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from data.actions.nudge_settle import add_cells
from data.reads.nudges import campaigns
from data.reads.scope import EVERYTHING
from data.store import Store, reading, writing
from metrics.cube import CELLS
from pages.parts.nudges.reading import read_view
from tests import reminded
from tests.bench.either import stores
from tests.bench.measure import Line, ratios, seconds

SIZES = (10_000, 1_000_000, 10_000_000)
DAYS, SEGMENTS, HELD, WINDOW = 365, 6, 0.1, 7
BUYS, EXTRA, MEAN_CENTS = 0.02, 0.006, 5_000
AT_MOST_MS, AT_MOST_TIMES = 50.0, 1.5


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on the page; of PostgreSQL where it is installed."""
    runs = 5 if quick else 15
    for name, store in stores(folder, "nudge_page"):
        yield from _lines(name, store, today, runs)


def _lines(name: str, store: Store, today: date, runs: int) -> Iterator[Line]:
    dice, cells = np.random.default_rng(5), {}
    with writing(store) as session:
        for size in SIZES:
            key = reminded.campaign(session, name=f"{size}", design={"holdout_bp": 1000})
            drawn = _cells(dice, size, today).with_columns(campaign_id=pl.lit(key))
            drawn = drawn.select(list(CELLS)).cast(CELLS)
            add_cells(session.connection(), drawn, drawn.clear())
            cells[size] = drawn.height
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    took: dict[int, list[float]] = {size: [] for size in SIZES}
    with reading(store) as connection:
        known = {int(one.name): one for one in campaigns(connection, EVERYTHING)}
        for run in range(runs + 1):
            for size in SIZES:
                look = partial(read_view, connection, EVERYTHING, campaign=known[size])
                spent = seconds(partial(look, window=WINDOW, as_of=today))
                if run:
                    took[size].append(1000 * spent)
    for size in SIZES:
        what = f"{name}, {size:,} baskets, {cells[size]:,} cells: the page"
        yield Line(what, "ms", tuple(took[size]), target=AT_MOST_MS)
    grown = ratios(took[SIZES[2]], took[SIZES[1]])
    yield Line(
        f"{name}: {SIZES[2]:,} baskets against {SIZES[1]:,}", "×", grown, target=AT_MOST_TIMES
    )


def _cells(dice: np.random.Generator, size: int, today: date) -> pl.DataFrame:
    """The cells of that many customers, as `CubeCell` has them without the campaign."""
    first = (today - timedelta(days=DAYS) - date(1970, 1, 1)).days
    each = size / DAYS / SEGMENTS
    lags = np.exp(-np.arange(30) / 3.0)
    lags /= lags.sum()
    parts = []
    for arm, share, rate in (("mail", 1 - HELD, BUYS + EXTRA), ("holdout", HELD, BUYS)):
        n = dice.poisson(each * share, (DAYS, SEGMENTS))
        bought = dice.poisson(n[:, :, None] * rate * lags[None, None, :])
        spent = bought * MEAN_CENTS
        day, segment, lag = np.nonzero(bought)
        came = bought[day, segment, lag]
        parts.append(
            pl.DataFrame(
                {
                    "day": first + day,
                    "arm": pl.repeat(arm, len(day), eager=True),
                    "segment": pl.Series(segment).cast(pl.String),
                    "lag": lag,
                    "n": np.zeros_like(came),
                    "dconv": came,
                    "ds": spent[day, segment, lag],
                    "dss": came * 2 * MEAN_CENTS**2,
                }
            )
        )
        day, segment = np.nonzero(n)
        zero = np.zeros(len(day), dtype=np.int64)
        parts.append(
            pl.DataFrame(
                {
                    "day": first + day,
                    "arm": pl.repeat(arm, len(day), eager=True),
                    "segment": pl.Series(segment).cast(pl.String),
                    "lag": zero - 1,
                    "n": n[day, segment],
                    "dconv": zero,
                    "ds": zero,
                    "dss": zero,
                }
            )
        )
    drawn = pl.concat(parts).with_columns(dorders=pl.col("dconv"), dunpriced=0, drefunds=0)
    return drawn.sort("day", "arm", "segment", "lag")
