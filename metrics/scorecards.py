"""Scorecards: what selling looks like when a closed deal is not the only thing that counts.

Every figure with how many facts stand behind it, its 95% interval, and what it shrinks to among
the others; what is too young to tell or unknown is counted beside it. It ranks nobody.
"""

from collections.abc import Sequence

import polars as pl

from metrics.periods import Period
from metrics.scorecards_book import Book
from metrics.scorecards_limits import limits
from metrics.scorecards_measures import MEASURES
from metrics.scorecards_shrunk import shrunk
from metrics.scorecards_sums import sums

SCORED = {
    "metric": pl.String,  # its slug in the catalog
    "period": pl.Date,  # the period's first day
    "value": pl.Float64,
    "n": pl.Int64,  # facts behind it
    "low": pl.Float64,
    "high": pl.Float64,
    "shrunk": pl.Float64,
    "mean": pl.Float64,  # what it is drawn towards; null = it is not drawn
    "unmatured": pl.Int64,
    "unknown": pl.Int64,
    "median_days": pl.Float64,  # of won-by-90-days alone
}


def scorecards(
    book: Book, *, by: Sequence[str] = ("rep_id",), periods: Sequence[Period]
) -> pl.DataFrame:
    """Every measure of every rep (or team, or all together) in every period.

    Args:
        book: from `scorecards_book.prepare`, filtered as wished.
        by: `("rep_id",)`, `("team_id",)` or `()`.
        periods: none overlaps another.

    Returns:
        `*by` and SCORED, by `by`, the order of MEASURES, and period. `value` is null where nothing
        stands behind it, never 0. `shrunk` draws each value towards that of all of the same
        period, the more the less stands behind it.

    Source: docs/metrics.md#closed-revenue and the metrics after it.
    """
    order = {measure.slug: at for at, measure in enumerate(MEASURES)}
    found = shrunk(limits(sums(book, by=by, periods=periods)), by=by)
    place = pl.col("metric").replace_strict(order, return_dtype=pl.Int64)
    return found.sort(*by, place, "period", nulls_last=True).select(*by, *SCORED)
