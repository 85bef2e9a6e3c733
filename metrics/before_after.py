"""A catalogued metric in the days before a feature shipped and in the days after: a description.

Other things change on the same day, and there is nobody to compare with, so it claims no effect.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from metrics.alignment import difference, index
from metrics.demand import demand
from metrics.frames import DEALS_ASKING, empty
from metrics.periods import Period
from metrics.scorecards import scorecards
from metrics.scorecards_book import Book
from metrics.strategy_then import outside_when_made

DESCRIPTION = "Before and after: a description, not an effect."
Source = Literal["thread", "promises", "selling", "asks"]


@dataclass(frozen=True)
class Trackable:
    """A metric that can be told company-wide of any span of days.

    `slug`: its own in the catalog; `of`: the column of the thread, where it needs one; `adds_up`:
    more days give more of it, so that a span that still runs cannot be compared.
    """

    slug: str
    source: Source
    of: str = ""
    adds_up: bool = False


TRACKABLE: Mapping[str, Trackable] = {
    "alignment-index/customers_ask": Trackable("alignment-index", "thread", "customers_ask"),
    "alignment-index/sales_promises": Trackable("alignment-index", "thread", "sales_promises"),
    "alignment-index/won": Trackable("alignment-index", "thread", "won"),
    "reach": Trackable("reach", "asks", adds_up=True),
    "promised-outside": Trackable("promised-outside", "promises"),
    "promise-keeping": Trackable("promise-keeping", "selling"),
    "closed-revenue": Trackable("closed-revenue", "selling", adds_up=True),
    "on-strategy-wins": Trackable("on-strategy-wins", "selling"),
    "on-strategy-value": Trackable("on-strategy-value", "selling"),
    "close-rate": Trackable("close-rate", "selling"),
    "won-by-90-days": Trackable("won-by-90-days", "selling"),
    "price-realisation": Trackable("price-realisation", "selling"),
    "discount-discipline": Trackable("discount-discipline", "selling"),
    "material-use": Trackable("material-use", "selling"),
}
"""What may be tracked, by the word it is kept under. `reach`: of the feature itself."""

SIDES = {"value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "n": pl.Int64}
SHOWN = {
    "metric": pl.String,
    "before_from": pl.Date,
    "before_until": pl.Date,  # the last day
    "after_from": pl.Date,
    "after_until": pl.Date,  # the last day that is to count
    "over": pl.Boolean,  # whether that day has passed
    **{f"before_{name}": kind for name, kind in SIDES.items()},
    **{f"after_{name}": kind for name, kind in SIDES.items()},
    "change": pl.Float64,
    "change_low": pl.Float64,
    "change_high": pl.Float64,
}


def spans(shipped_on: date, days: int) -> tuple[Period, Period]:
    """The days before the one it shipped on, and as many from that one on."""
    one = timedelta(days=1)
    return (
        Period(shipped_on - days * one, shipped_on - one),
        Period(shipped_on, shipped_on + (days - 1) * one),
    )


def before_after(
    metric: str,
    served: pl.DataFrame,
    book: Book | None,
    asks: pl.DataFrame,
    *,
    shipped_on: date,
    days: int,
    as_of: date,
    seed: int = 0,
) -> pl.DataFrame:
    """One metric on both sides of the day a feature shipped, each by the metric's own function.

    Args:
        metric: a key of TRACKABLE. served: the thread's facts, from `serving.serve`.
        book: from `scorecards_book.prepare`; null where the metric is not of selling.
        asks: ASKS of the feature alone. seed: of the index.

    Returns:
        One row of SHOWN. A side without facts is null with n 0. `change` is after minus before:
        null where a side is, and, of what adds up over days, while the days after still run. Its
        limits (95%): of the index its own, which resample the same accounts on both sides; else
        the two sides' own limits, squared and added as of independent samples (of Wilson limits
        that is Newcombe's interval); null where a side has none.

    Raises:
        KeyError: that metric cannot be told of a span of days.

    Source: docs/metrics.md#before-and-after; Newcombe 1998, Statistics in Medicine 17:873, method
    10; Zou and Donner 2008, Statistics in Medicine 27:1693.
    """
    told = TRACKABLE[metric]
    first, second = spans(shipped_on, days)
    so_far = Period(second.first, max(second.first, min(second.last, as_of)))
    over = as_of > second.last
    facts = (served, book, asks)
    before, after = (_side(told, *facts, span) for span in (first, so_far))
    change = (None, None, None) if told.adds_up and not over else _apart(before, after)
    if told.source == "thread":
        change = _index_apart(told.of, served, first, so_far, seed)
    values = (metric, *first, *second, over, *before, *after, *change)
    return pl.DataFrame([values], schema=SHOWN, orient="row")


Side = tuple[float | None, float | None, float | None, int]


def _side(
    told: Trackable, served: pl.DataFrame, book: Book | None, asks: pl.DataFrame, span: Period
) -> Side:
    """`value, low, high, n` of the span."""
    if told.source == "selling":
        if book is None:
            raise ValueError(f"{told.slug} is measured from the book of selling")
        found = scorecards(book, by=(), periods=(span,)).filter(metric=told.slug)
    elif told.source == "asks":
        within = asks.filter(pl.col("asked_on").is_between(*span))
        found = demand(within, empty(DEALS_ASKING)).select(
            pl.col("reach").alias("value"),
            pl.lit(None, pl.Float64).alias("low"),
            pl.lit(None, pl.Float64).alias("high"),
            pl.col("requests").alias("n"),
        )
        if found.is_empty():  # nobody asked: a count, and known
            return 0.0, None, None, 0
    elif told.source == "promises":
        found = outside_when_made(served.filter(pl.col("on").is_between(*span)))
    else:
        found = index(_of(served, told.of, span))
    if found.is_empty() or not found["n"][0]:
        return None, None, None, 0
    row = found.row(0, named=True)
    return row["value"], row["low"], row["high"], row["n"]


def _of(served: pl.DataFrame, column: str, span: Period) -> pl.DataFrame:
    return served.filter(pl.col("on").is_between(*span), column=column)


def _index_apart(
    column: str, served: pl.DataFrame, first: Period, second: Period, seed: int
) -> tuple[float | None, float | None, float | None]:
    found = difference(_of(served, column, second), _of(served, column, first), seed=seed)
    if found.is_empty():
        return None, None, None
    row = found.row(0, named=True)
    return row["change"], row["low"], row["high"]


def _apart(before: Side, after: Side) -> tuple[float | None, float | None, float | None]:
    """After minus before, with the limits of independent samples."""
    (b, b_low, b_high, _), (a, a_low, a_high, _) = before, after
    if a is None or b is None:
        return None, None, None
    change = a - b
    if a_low is None or a_high is None or b_low is None or b_high is None:
        return change, None, None
    below = ((a - a_low) ** 2 + (b_high - b) ** 2) ** 0.5
    above = ((a_high - a) ** 2 + (b - b_low) ** 2) ** 0.5
    return change, change - below, change + above
