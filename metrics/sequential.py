"""Intervals and p-values that stay valid while one watches; when to stop is not said here.

The asymptotic confidence sequence around an estimate that the fixed interval surrounds: at every
look at once, not at one, the truth lies inside with 95%. The price is width: 1.55 times the
fixed interval's at the expected size, more before and after.
"""

from math import log, sqrt

import polars as pl

from metrics.estimate import Estimate, positive

LEAST_UNITS, LEAST_CONVERSIONS = 150, 10  # per arm; the theory is asymptotic


def always_valid(estimate: Estimate, n: pl.Expr, *, expected: int, alpha: float = 0.05) -> Estimate:
    """The estimate with limits and p that may be looked at after every unit.

    Half-width = s sqrt(N) sqrt(2 (N r^2 + 1) / (N^2 r^2) ln(sqrt(N r^2 + 1) / alpha)),
    r = sqrt((-2 ln alpha + ln(1 - 2 ln alpha)) / N*), s the standard error, N all units so far.
    p = min(1, 1/E), E = exp(r^2 S / (2 (N r^2 + 1))) / sqrt(N r^2 + 1), S = estimate^2 N / s^2.
    That p is of this look; the smallest so far is valid too.

    Args:
        estimate: from `lift`; a log ratio becomes a lift afterwards, by its `as_lift()`.
        n: units of both arms at the look.
        expected: N*, the units of both arms at which one means to decide, fixed before the
            start: there the interval is narrowest for its N.

    Source: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas 2024, Ann Stat 52:2613 (arXiv
    2103.06476), equations 9, 155 and 161.
    """
    tuned = (-2 * log(alpha) + log(1 - 2 * log(alpha))) / expected  # r^2
    size = positive(n).cast(pl.Float64)
    grown = size * tuned + 1
    reach = 2 * grown / (size**2 * tuned) * (grown.sqrt() / alpha).log()
    arm = estimate.se * (size * reach).sqrt()
    squared = (estimate.value / positive(estimate.se)) ** 2 * size
    evidence = tuned * squared / (2 * grown) - grown.log() / 2
    p = (-evidence).clip(None, 0.0).exp()
    return Estimate(estimate.value, estimate.se, estimate.value - arm, estimate.value + arm, p)


def enough(n: str, conversions: str) -> pl.Expr:
    """Whether an arm has the units and conversions below which the limits are withheld."""
    return (pl.col(n) >= LEAST_UNITS) & (pl.col(conversions) >= LEAST_CONVERSIONS)


def width_against_fixed(n: float, *, expected: float, alpha: float = 0.05, z: float) -> float:
    """How many times as wide as the fixed interval: 1.5486 at n = expected and 95%."""
    tuned = (-2 * log(alpha) + log(1 - 2 * log(alpha))) / expected
    grown = n * tuned + 1
    return sqrt(2 * grown / (n * tuned) * log(sqrt(grown) / alpha)) / z
