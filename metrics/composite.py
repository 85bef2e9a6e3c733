"""Several metrics as one figure, by weights that a person set; chooses no weight itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
from scipy.special import ndtr
from scipy.stats import rankdata

from metrics.bootstrap import Floats
from metrics.scorecards_measures import BY_SLUG

Mean = Literal["arithmetic", "geometric"]
Scale = Literal["percentile", "z"]
DRAWS = 1_000
FLOOR = 1e-9  # the worst place of z, so that a geometric mean is 0 and not undefined


@dataclass(frozen=True)
class Weights:
    """What makes the figure: each metric's slug and weight (any positive numbers), and how."""

    of: tuple[tuple[str, float], ...]
    mean: Mean = "arithmetic"
    scale: Scale = "percentile"

    @classmethod
    def said(
        cls, weights: Mapping[str, float], mean: Mean = "arithmetic", scale: Scale = "percentile"
    ) -> "Weights":
        """From a mapping; metrics of weight 0 take no part."""
        kept = {slug: float(weight) for slug, weight in weights.items() if weight > 0}
        return cls(tuple(kept.items()), mean, scale)

    @property
    def slugs(self) -> tuple[str, ...]:
        return tuple(slug for slug, _ in self.of)

    @property
    def shares(self) -> Floats:
        """The weights, adding up to 1."""
        given = np.array([weight for _, weight in self.of], dtype=float)
        found: Floats = given / given.sum()
        return found


def composite(cards: pl.DataFrame, weights: Weights) -> pl.DataFrame:
    """The figure of each rep.

    Args:
        cards: one period of `scorecards.scorecards` by rep.

    Returns:
        `rep_id, value` (0 to 1; null where a metric is unknown), `missing` (those metrics in
        words, or null), `n` (reps compared), and `place:SLUG` for each metric (0 to 1). Best
        first, then by id.

    Source: docs/metrics.md#composite
    """
    found = values(cards, weights.slugs)
    numbers = found.select(weights.slugs).to_numpy()
    unknown = np.isnan(numbers).any(axis=1)
    places = placed(aligned(numbers[~unknown], weights.slugs), weights.scale)
    every = np.full(numbers.shape, np.nan)
    every[~unknown] = places
    made = np.full(len(numbers), np.nan)
    made[~unknown] = taken(places, weights.shares, weights.mean)
    missing = (
        pl.when(pl.col(slug).is_null()).then(pl.lit(BY_SLUG[slug].words)) for slug in weights.slugs
    )
    said = pl.concat_str(missing, separator=", ", ignore_nulls=True)
    return (
        found.with_columns(
            pl.Series("value", made).fill_nan(None),
            pl.when(said != "").then(said).alias("missing"),
            pl.lit(int((~unknown).sum()), pl.Int64).alias("n"),
            *(
                pl.Series(f"place:{slug}", every[:, at]).fill_nan(None)
                for at, slug in enumerate(weights.slugs)
            ),
        )
        .drop(weights.slugs)
        .sort("value", "rep_id", descending=[True, False], nulls_last=True)
    )


def values(cards: pl.DataFrame, slugs: tuple[str, ...]) -> pl.DataFrame:
    """`rep_id` and the shrunk value of each metric, null where unknown; by rep."""
    known = cards.filter(pl.col("metric").is_in(slugs))
    wide = known.select("rep_id", "metric", "shrunk").pivot(
        "metric", index="rep_id", values="shrunk"
    )
    absent = [pl.lit(None, pl.Float64).alias(slug) for slug in slugs if slug not in wide.columns]
    everyone = cards.select("rep_id").unique()
    return (
        everyone.join(wide.with_columns(absent), on="rep_id", how="left")
        .select("rep_id", *slugs)
        .sort("rep_id")
    )


def aligned(numbers: Floats, slugs: tuple[str, ...]) -> Floats:
    """Reps x metrics, turned so that more is better everywhere."""
    turned = [-1.0 if BY_SLUG[slug].better == "lower" else 1.0 for slug in slugs]
    found: Floats = numbers * np.array(turned)
    return found


def placed(numbers: Floats, scale: Scale) -> Floats:
    """Each number's place among its column, 0 to 1: (rank - 1/2)/n with ties sharing their mean,
    or the normal law of its distance from the mean in standard deviations."""
    if not len(numbers):
        return numbers
    if scale == "percentile":
        ranks: Floats = (rankdata(numbers, axis=0) - 0.5) / len(numbers)
        return ranks
    spread = numbers.std(axis=0)
    off = numbers - numbers.mean(axis=0)
    far = np.divide(off, spread, where=spread > 0, out=np.zeros_like(numbers))
    found: Floats = ndtr(far).clip(FLOOR, 1.0)
    return found


def taken(places: Floats, shares: Floats, mean: Mean) -> Floats:
    """The weighted mean of each row of places (rows x metrics), for one set of shares or many."""
    if mean == "arithmetic":
        return places @ shares
    with np.errstate(divide="ignore"):
        found: Floats = np.exp(np.log(places) @ shares)
    return found


def sensitivity(
    cards: pl.DataFrame, weights: Weights, *, seed: int, draws: int = DRAWS
) -> pl.DataFrame:
    """How far each rank hangs on the weights: drawn anew around those set, 1,000 times.

    The weights follow a Dirichlet law whose mean is the weights set and whose parameters add up
    to the number of metrics: with equal weights every weighting is equally likely.

    Returns:
        `rep_id, rank, rank_low, rank_high` (with the weights set; its 5% and 95% marks over the
        draws, 1 is best; null where the composite is unknown), by rep.

    Source: docs/metrics.md#rank-comparison; OECD/JRC 2008, ch. 7.
    """
    found = values(cards, weights.slugs)
    numbers = found.select(weights.slugs).to_numpy()
    known = ~np.isnan(numbers).any(axis=1)
    places = placed(aligned(numbers[known], weights.slugs), weights.scale)
    dice = np.random.default_rng(seed)
    drawn = dice.dirichlet(weights.shares * len(weights.slugs), size=draws)
    ends = np.full((3, len(numbers)), np.nan)
    if known.any():
        ends[0, known] = best_first(taken(places, weights.shares, weights.mean)[:, None])[:, 0]
        ranks = best_first(taken(places, drawn.T, weights.mean))
        ends[1:, known] = np.quantile(ranks, (0.05, 0.95), axis=1)
    names = ("rank", "rank_low", "rank_high")
    return found.select("rep_id").with_columns(
        pl.Series(name, ends[at]).fill_nan(None) for at, name in enumerate(names)
    )


def best_first(numbers: Floats) -> Floats:
    """Ranks within each column, 1 the largest; ties share their mean rank."""
    found: Floats = rankdata(-numbers, axis=0)
    return found
