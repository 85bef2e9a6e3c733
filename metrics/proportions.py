"""Differences of two proportions, and how many it takes to see one; looks at no page's numbers.

Columns of counts in, columns of limits out: `kept` of `n` against `other_kept` of `other_n`. An
arm without anybody gives null. `newcombe` is the one to show; `miettinen_nurminen` where a cell is
small; `wald` is here to be compared with, it covers too little when a proportion is near 0 or 1.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.stats import norm

from metrics.bootstrap import Floats
from metrics.intervals import Z95, wilson

HALVINGS = 50  # of a difference between -1 and 1: limits are exact to 1e-15


def newcombe(
    kept: str, n: str, other_kept: str, other_n: str, *, z: float = Z95
) -> tuple[pl.Expr, pl.Expr]:
    """Limits of p1 - p0 by the hybrid score method: each arm's Wilson limits, squared and added.

    L = d - sqrt((p1 - l1)^2 + (u0 - p0)^2), U = d + sqrt((u1 - p1)^2 + (p0 - l0)^2).

    Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.
    """
    p1, p0 = _share(kept, n), _share(other_kept, other_n)
    (low1, high1), (low0, high0) = wilson(kept, n, z=z), wilson(other_kept, other_n, z=z)
    below = ((p1 - low1) ** 2 + (high0 - p0) ** 2).sqrt()
    above = ((high1 - p1) ** 2 + (p0 - low0) ** 2).sqrt()
    return p1 - p0 - below, p1 - p0 + above


def wald(
    kept: str, n: str, other_kept: str, other_n: str, *, z: float = Z95
) -> tuple[pl.Expr, pl.Expr]:
    """Limits of p1 - p0 from the plain standard error; for comparison only.

    Source: Newcombe 1998, Statistics in Medicine 17:873, method 1.
    """
    p1, p0 = _share(kept, n), _share(other_kept, other_n)
    arm = z * (p1 * (1 - p1) / pl.col(n) + p0 * (1 - p0) / pl.col(other_n)).sqrt()
    return p1 - p0 - arm, p1 - p0 + arm


def miettinen_nurminen(
    kept: str, n: str, other_kept: str, other_n: str, *, z: float = Z95
) -> tuple[pl.Expr, pl.Expr]:
    """Limits of p1 - p0 at which the score test, its variance taken under that very difference
    and multiplied by N / (N - 1), just rejects; found by halving, all rows at once.

    Our own, because statsmodels 0.14 and 0.15 write count0 for nobs0 in one term of it.

    Source: Miettinen and Nurminen 1985, Statistics in Medicine 4:213.
    """
    limits = pl.map_batches(
        [pl.col(name).cast(pl.Float64) for name in (kept, n, other_kept, other_n)],
        lambda columns: _score_limits(columns, z),
        return_dtype=pl.Struct({"low": pl.Float64, "high": pl.Float64}),
    )
    return limits.struct.field("low"), limits.struct.field("high")


def sample_size(
    base: str, expected: str, *, control_share: float = 0.5, alpha: float = 0.05, power: float = 0.8
) -> tuple[pl.Expr, pl.Expr]:
    """How many units each arm needs to tell `expected` from `base`, columns of shares 0 to 1.

    In all (z_(1-alpha/2) + z_power)^2 [p1(1-p1)/(1-h) + p0(1-p0)/h] / (p1-p0)^2, h being the
    control's share; with h = 1/2 each arm has the textbook's n.

    Returns:
        treated, control: units, rounded up; null where the two shares are equal.

    Source: Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions, ch. 4,
    without continuity correction.
    """
    p0, p1 = pl.col(base), pl.col(expected)
    apart = pl.when(p0 != p1).then((p1 - p0) ** 2)
    reach = float(norm.ppf(1 - alpha / 2) + norm.ppf(power)) ** 2
    spread = p1 * (1 - p1) / (1 - control_share) + p0 * (1 - p0) / control_share
    total = reach * spread / apart
    arms = (1 - control_share, control_share)
    treated, control = ((total * share).round(6).ceil().cast(pl.Int64) for share in arms)
    return treated, control


def _share(kept: str, n: str) -> pl.Expr:
    return pl.col(kept) / pl.when(pl.col(n) > 0).then(pl.col(n))


def _score_limits(columns: Sequence[pl.Series], z: float) -> pl.Series:
    """A row's `low, high`; null where an arm is empty."""
    kept, n, other, other_n = (column.fill_null(0).to_numpy().astype(float) for column in columns)
    known = (n > 0) & (other_n > 0)
    cells = kept[known], n[known], other[known], other_n[known]
    found = np.full((2, len(n)), np.nan)
    found[0, known], found[1, known] = _halved(cells, z, low=True), _halved(cells, z, low=False)
    return pl.DataFrame({"low": found[0], "high": found[1]}).fill_nan(None).to_struct()


def _halved(cells: tuple[Floats, Floats, Floats, Floats], z: float, *, low: bool) -> Floats:
    """The difference at which the score is z (the low limit) or -z, which it passes but once."""
    kept, n, other, other_n = cells
    seen = kept / n - other / other_n
    bottom, top = (np.full_like(seen, -1.0), seen) if low else (seen, np.full_like(seen, 1.0))
    for _ in range(HALVINGS):
        middle = (bottom + top) / 2
        inside = np.abs(seen - middle) <= z * np.sqrt(_variance_at(middle, cells))
        keeps = inside if low else ~inside  # does the limit lie below the middle?
        bottom, top = np.where(keeps, bottom, middle), np.where(keeps, middle, top)
    return (bottom + top) / 2


def _variance_at(gap: Floats, cells: tuple[Floats, Floats, Floats, Floats]) -> Floats:
    """The variance of p1 - p0 at the likeliest proportions that differ by `gap`: the root of
    Miettinen and Nurminen's cubic that lies within 0 to 1, in closed form."""
    kept, n, other, other_n = cells
    size = n + other_n
    l2 = (n + 2 * other_n) * gap - size - kept - other
    l1 = (other_n * gap - size - 2 * other) * gap + kept + other
    l0 = other * gap * (1 - gap)
    third = l2 / (3 * size)
    q = third**3 - l1 * l2 / (6 * size**2) + l0 / (2 * size)
    p = np.where(q < 0, -1.0, 1.0) * np.sqrt(np.maximum(third**2 - l1 / (3 * size), 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        turn = np.where(p == 0, 0.0, np.clip(q / p**3, -1, 1))
    p0 = np.clip(2 * p * np.cos((np.pi + np.arccos(turn)) / 3) - third, 0, 1)
    p1 = np.clip(p0 + gap, 0, 1)
    spread: Floats = p1 * (1 - p1) / n + p0 * (1 - p0) / other_n
    return spread * size / np.maximum(size - 1, 1)
