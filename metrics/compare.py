"""Ranks by closed revenue beside ranks by what else counts, each as sure as it is; it says that
somebody moved only where the two intervals do not overlap."""

from itertools import combinations

import numpy as np
import polars as pl

from metrics.bootstrap import Floats
from metrics.compare_draws import DRAWS, drawn
from metrics.composite import Weights, aligned, best_first, placed, taken, values
from metrics.discovery import RATE, q_values
from metrics.periods import Period
from metrics.places import overlap, place_limits
from metrics.ranks import spearman
from metrics.scorecards_book import Book
from metrics.scorecards_measures import BY_SLUG, REVENUE

BY_REVENUE = Weights(((REVENUE.slug, 1.0),))
COMPARED = {
    "rep_id": pl.Int64,
    "revenue_rank": pl.Float64,  # 1 is most; ties share their mean
    "revenue_low": pl.Float64,
    "revenue_high": pl.Float64,
    "rank": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "moved": pl.String,  # up | down where the intervals do not overlap, else null
    "n": pl.Int64,  # reps compared
}


def compared(
    book: Book,
    cards: pl.DataFrame,
    weights: Weights,
    *,
    period: Period,
    seed: int,
    draws: int = DRAWS,
) -> pl.DataFrame:
    """Each rep's rank by closed revenue and by `weights`, among those for whom both are known.

    Args:
        cards: `scorecards` of that one period by rep. weights: of one metric or several.

    Returns:
        COMPARED, by revenue's rank. Fewer than three reps give no row: a rank of two says little.

    Source: docs/metrics.md#rank-comparison
    """
    wanted = values(cards, (REVENUE.slug, *(s for s in weights.slugs if s != REVENUE.slug)))
    reps = wanted.drop_nulls().sort("rep_id")["rep_id"]
    if len(reps) < 3:
        return pl.DataFrame(schema=COMPARED)
    few = cards.filter(pl.col("rep_id").is_in(reps.implode()))
    columns: list[Floats] = []
    for of in (BY_REVENUE, weights):
        numbers = values(few, of.slugs).select(of.slugs).to_numpy()
        place = best_first(_figure(numbers, of)[:, None])[:, 0]
        low, high = _limits(book, few, of, reps, period, seed, draws)
        # what is drawn lies nearer to the others than what was counted: hold the counted place too
        columns += [place, np.minimum(low, place), np.maximum(high, place)]
    named = dict(zip(list(COMPARED)[1:7], columns, strict=True))
    apart = ~overlap("low", "high", "revenue_low", "revenue_high")
    above = apart & (pl.col("rank") < pl.col("revenue_rank"))
    return (
        pl.DataFrame({"rep_id": reps, **named})
        .with_columns(
            pl.when(above).then(pl.lit("up")).when(apart).then(pl.lit("down")).alias("moved"),
            pl.lit(len(reps), pl.Int64).alias("n"),
        )
        .sort("revenue_rank", "rep_id")
        .select(list(COMPARED))
    )


def _figure(numbers: Floats, of: Weights) -> Floats:
    """Reps (x draws) x metrics to one figure each."""
    return taken(placed(aligned(numbers, of.slugs), of.scale), of.shares, of.mean)


def _limits(
    book: Book,
    cards: pl.DataFrame,
    of: Weights,
    reps: pl.Series,
    period: Period,
    seed: int,
    draws: int,
) -> tuple[Floats, Floats]:
    """The 2.5% and 97.5% marks of each rep's rank over the draws."""
    each = np.stack(
        [drawn(book, cards, s, reps, period=period, seed=seed, draws=draws) for s in of.slugs],
        axis=2,
    )  # reps x draws x metrics
    return place_limits(_figure(each, of))


CORRELATIONS = {
    "one": pl.String,
    "other": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
    "p": pl.Float64,
    "q": pl.Float64,
    "clear": pl.Boolean,
}


def correlations(cards: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Spearman's correlation of every two metrics over the reps, turned so that more is better.

    Returns:
        CORRELATIONS: `one, other` (slugs), `value, low, high` (95%), `n` (reps for whom both are
        known), `p` (of none), `q` (Benjamini and Hochberg's, over all pairs), `clear` (q at most
        0.05 and the interval leaves out 0: of fifty pairs two or three would do so by chance);
        null where too few are known or one does not differ. Each pair once, in the catalog's
        order.

    Source: docs/metrics.md#rank-comparison; Bonett and Wright 2000, Psychometrika 65:23;
    Benjamini and Hochberg 1995, JRSS B 57:289.
    """
    slugs = tuple(slug for slug in BY_SLUG if slug in set(cards["metric"]))
    wide = (
        cards.filter(pl.col("value").is_not_null())
        .select("rep_id", "metric", "value")
        .pivot("metric", index="rep_id", values="value")
    )
    numbers = {
        slug: aligned(wide.select(pl.col(slug).fill_null(np.nan)).to_numpy(), (slug,))[:, 0]
        for slug in slugs
        if slug in wide.columns
    }
    rows = []
    for one, other in combinations(numbers, 2):
        found = spearman(numbers[one], numbers[other], seed=seed)
        rows.append((one, other, found.value, found.low, found.high, found.n, found.p))
    schema = {name: CORRELATIONS[name] for name in list(CORRELATIONS)[:-2]}
    pairs = pl.DataFrame(rows, schema=schema, orient="row")
    q = q_values(pairs["p"].fill_null(np.nan).to_numpy())
    outside = (pl.col("low") > 0) | (pl.col("high") < 0)
    return pairs.with_columns(pl.Series("q", q, dtype=pl.Float64).fill_nan(None)).with_columns(
        ((pl.col("q") <= RATE) & outside).fill_null(False).alias("clear")
    )
