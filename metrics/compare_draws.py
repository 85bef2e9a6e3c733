"""What everybody's figures might as well have been: the facts behind them drawn anew, by rep."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.bootstrap import Floats, pool_of, weights
from metrics.cycle import weighed
from metrics.periods import Period
from metrics.places import settled
from metrics.scorecards_book import Book
from metrics.scorecards_measures import BY_SLUG, Measure
from metrics.scorecards_sums import within

Ints = NDArray[np.int64]
DRAWS = 1_000
POOLS = 128  # of each rep's facts: her standard error is good to some 6%
BANKS = 4  # of weights; each rep's pools take their own lines of them, so that reps differ


def drawn(
    book: Book,
    cards: pl.DataFrame,
    slug: str,
    reps: pl.Series,
    *,
    period: Period,
    seed: int,
    draws: int = DRAWS,
) -> Floats:
    """What the metric of each rep might be, reps x draws; NaN where it is unknown.

    Deals (accounts, promises, quarters of requests) get Poisson weights, each rep's apart; the
    draws are moved to where the true values are likely to be (`places.settled`).

    Args:
        cards: `scorecards` of that period by rep. reps: ids, in the order of the rows wanted.
    """
    measure = BY_SLUG[slug]
    y, x = _summed(book, measure, reps, period)
    lines = _bank(seed, draws)
    rows = np.arange(POOLS, dtype=np.int64)
    made = np.full((len(reps), draws), np.nan)
    for at, rep in enumerate(reps):  # by rep: all at once would take every rep's own weights
        own = lines[_lines_of(int(rep), rows)]
        top, bottom = y[at] @ own, x[at] @ own
        if measure.kind in ("rate", "time") and bottom.any():
            top, bottom = _unsure(top, bottom, np.random.default_rng([seed, int(rep)]))
        plain = measure.kind in ("total", "count")
        with np.errstate(divide="ignore", invalid="ignore"):
            made[at] = top if plain else np.where(bottom > 0, top / bottom, np.nan)
    known = pl.DataFrame({"rep_id": reps}).join(
        cards.filter(metric=slug).select("rep_id", "value"),
        on="rep_id",
        how="left",
        maintain_order="left",
    )
    return settled(known["value"].cast(pl.Float64).fill_null(np.nan).to_numpy(), made)


def _unsure(top: Floats, bottom: Floats, dice: np.random.Generator) -> tuple[Floats, Floats]:
    """With half a fact that is so and half a fact that is not (Jeffreys' prior): else whoever kept
    none of three promises would keep none in every draw, and her place would look certain."""
    so, other = dice.gamma(0.5, size=(2, top.size))
    return top + so, bottom + so + other


def _summed(book: Book, measure: Measure, reps: pl.Series, period: Period) -> tuple[Floats, Floats]:
    """Sums of the metric's two parts, reps x POOLS."""
    sheet = within(getattr(book, measure.sheet), [period], by=["rep_id"])
    y, x = f"{measure.name}_y", f"{measure.name}_x"
    if measure.kind == "time":
        sheet = sheet.filter(pl.col("days").is_not_null())
        sheet = sheet.with_columns(weighed(sheet, by=["rep_id"]).alias(y))
    sheet = sheet.filter(pl.col(y).is_not_null() & pl.col("rep_id").is_in(reps.implode()))
    key = "account_id" if measure.sheet == "cohort" else "deal_id"
    unit = sheet.select(pl.coalesce(key, -pl.int_range(pl.len()))).to_series()
    pool = pool_of(unit.to_numpy().astype(np.int64)) % POOLS
    order = pl.DataFrame({"rep_id": reps}).with_row_index("at")
    at = sheet.select("rep_id").join(order, on="rep_id", how="left", maintain_order="left")["at"]
    cell = at.to_numpy().astype(np.int64) * POOLS + pool
    size = len(reps) * POOLS
    top = np.bincount(cell, sheet[y].cast(pl.Float64).to_numpy(), minlength=size)
    by = sheet[x].to_numpy() if x in sheet.columns else np.ones(sheet.height)
    bottom = np.bincount(cell, by, minlength=size)
    first, second = (part.reshape(-1, POOLS).astype(np.float32) for part in (top, bottom))
    return first, second


def _bank(seed: int, draws: int) -> Floats:
    return np.vstack([weights(seed + bank, draws) for bank in range(BANKS)])


def _lines_of(rep: int, pools: Ints) -> Ints:
    """Which lines of the bank a rep's pools take: hers alone, but for chance."""
    mixed = pools + rep * POOLS
    return pool_of(mixed) + 1_000 * (pool_of(-mixed - 1) % BANKS)
