"""Segments and reps pulled towards what they have in common."""

import numpy as np
import polars as pl

from metrics.shrinkage import shrunk, shrunk_rates
from tests.coverage.registry import CAREFUL, between, covers, inside

GROUPS = 12


def segments(dice, trials, apart):
    """12 segments of each world with unequal errors; `apart`: the spread of truths in errors."""
    errors = between(dice, 0.5, 2, trials * GROUPS)
    spread = np.repeat(dice.uniform(*apart, trials), GROUPS)
    truth = dice.normal(0, 1, trials * GROUPS) * spread
    frame = pl.DataFrame(
        {
            "world": np.repeat(np.arange(trials), GROUPS),
            "value": truth + errors * dice.normal(size=truth.size),
            "se": errors,
            "truth": truth,
        }
    )
    return inside(shrunk(frame, "value", "se", by=["world"]), "shrunk_low", "shrunk_high")


@covers(
    "Shrunk segments, that differ",
    domain="12 segments, whose truths spread 1 to 3 times a usual standard error",
    trials=4_000,
)
def differing(dice, trials):
    return segments(dice, trials, (1, 3))


@covers(
    "Shrunk segments, that hardly differ",
    domain="12 segments, whose truths spread 0 to 1 times a usual standard error",
    trials=4_000,
    aim=CAREFUL,
    note="wider than needed: it cannot know that segments are alike",
)
def alike(dice, trials):
    return segments(dice, trials, (0, 1))


@covers(
    "Shrunk rates",
    domain="20 reps of 10 to 200 deals, mean rates of 15 to 60%, prior weights of 5 to 60 deals",
    trials=3_000,
)
def rates(dice, trials):
    weight, mean = (
        np.repeat(x, 20) for x in (between(dice, 5, 60, trials), dice.uniform(0.15, 0.6, trials))
    )
    truth = dice.beta(weight * mean, weight * (1 - mean))
    n = between(dice, 10, 200, truth.size).astype(int)
    frame = pl.DataFrame(
        {"world": np.repeat(np.arange(trials), 20), "x": dice.binomial(n, truth), "n": n}
    ).with_columns(truth=truth)
    return inside(shrunk_rates(frame, "x", "n", by=["world"]), "shrunk_low", "shrunk_high")
