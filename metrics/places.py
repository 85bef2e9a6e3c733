"""Each rep's place in an order and how sure it is, from draws; decides no order by itself.

Arrays of reps x draws. 1 is the best place; who ties shares the better one, as in sport. A rep
whose value is unknown (NaN) has no place, and takes none from the others.
"""

import numpy as np
import polars as pl
from scipy.stats import rankdata

from metrics.bootstrap import Floats
from metrics.shrinkage import LEAST_GROUPS, shrunk

LIMITS = (0.025, 0.975)
WEIGHTS = (0.05, 0.95)  # of places under weights drawn at random: a range, not an interval


def places(values: Floats, *, higher: bool = True) -> Floats:
    """The place of each rep, 1 the best, along the first axis; NaN where the value is."""
    found = rankdata(-values if higher else values, method="min", axis=0, nan_policy="omit")
    return np.asarray(np.where(np.isnan(values), np.nan, found), dtype=np.float64)


def place_limits(
    drawn: Floats, *, higher: bool = True, limits: tuple[float, float] = LIMITS
) -> tuple[Floats, Floats]:
    """The two quantiles of each rep's place over the draws, whole places; NaN for the unknown."""
    found = np.full((2, len(drawn)), np.nan)
    known = ~np.isnan(drawn).any(axis=1)
    if known.any():
        ranks = places(drawn[known], higher=higher)
        found[:, known] = np.quantile(ranks, limits, axis=1, method="inverted_cdf")
    return found[0], found[1]


def settled(values: Floats, drawn: Floats) -> Floats:
    """Bootstrap draws moved to where the true values are likely to be, before they are ranked.

    Resampling adds the noise that is already in the values a second time, so that places of plain
    draws leave out the truth too often when reps hardly differ (simulated: 84% covered with 35
    reps). Each rep's draws are centred on the shrunk value and narrowed to its standard
    deviation given the common law, s sqrt(1 - B); what draws share stays shared.

    Args:
        values: the reps' estimates. drawn: reps x draws of them; a draw without the rep (NaN) is
            its value. With fewer than four known reps the draws are given back.

    Source: Laird and Louis 1989, J Educ Stat 14:29, "Empirical Bayes ranking methods"; B as in
    `shrinkage.shrunk`.
    """
    drawn = np.where(np.isnan(drawn), values[:, None], drawn)
    errors = drawn.std(axis=1, ddof=1)
    fit = shrunk(pl.DataFrame({"value": values, "se": errors}, nan_to_null=True), "value", "se")
    if fit.is_empty() or fit["groups"][0] < LEAST_GROUPS:
        return drawn
    centre = fit["shrunk"].fill_null(np.nan).to_numpy()
    spread = fit["tau"].fill_null(0.0).to_numpy()
    sure = (errors == 0) & ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        narrowed = spread / np.sqrt(errors**2 + spread**2)  # sqrt(1 - B)
        narrowed = np.maximum(narrowed, 1e-9)  # of equals: the order of the draws, not one tie
        moved = centre[:, None] + (drawn - values[:, None]) * narrowed[:, None]
    return np.asarray(np.where(sure[:, None], drawn, moved), dtype=np.float64)


def overlap(low: str, high: str, other_low: str, other_high: str) -> pl.Expr:
    """Whether two intervals share a point, columns of limits; where they do, no arrow is drawn.
    Null where a limit is unknown."""
    return (pl.col(low) <= pl.col(other_high)) & (pl.col(other_low) <= pl.col(high))
