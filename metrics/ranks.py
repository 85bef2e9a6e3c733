"""How alike two orders are, with intervals; NaN is unknown, and a pair counts where both are known.

Arrays of one value a rep. The formulas' limits hold for moderate correlations of 25 reps and
more; elsewhere the reps are drawn anew.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr
from scipy.stats import kendalltau, rankdata

from metrics.bootstrap import Floats
from metrics.intervals import Z95

LEAST_REPS = 5  # below it there is no correlation
LEAST_DRAWN = 6  # below it no interval: of five reps drawn anew it held the truth in 92%
FORMULA_FROM, FORMULA_UPTO = 25, 0.9
COMPARED_UPTO = 200  # reps of whom every pair is compared in every draw
DRAWS = 2_000


@dataclass(frozen=True)
class Alike:
    """A correlation over `n` reps, its 95% limits, and the p of there being none; None: unknown,
    as with fewer than five reps (limits: six), or when all have the same value."""

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    n: int


def spearman(x: Floats, y: Floats, *, seed: int, draws: int = DRAWS) -> Alike:
    """Spearman's correlation of ranks, ties sharing their mean rank.

    Limits by `bonett_wright`; below 25 reps or beyond .9 the percentiles of reps drawn anew. p is
    Student's, of r sqrt((n - 2) / (1 - r^2)).

    Source: Spearman 1904, Am J Psychol 15:72; Efron 1979, Ann Stat 7:1.
    """
    x, y = _both(x, y)
    n = x.size
    if n < LEAST_REPS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Alike(None, None, None, None, n)
    r = float(_spearmans(x[None], y[None])[0])
    t = abs(r) * ((n - 2) / max(1 - r * r, 1e-300)) ** 0.5
    few = n < FORMULA_FROM or abs(r) > FORMULA_UPTO
    low, high = _drawn_anew(x, y, _spearmans, seed, draws) if few else bonett_wright(r, n)
    return Alike(r, low, high, float(2 * stdtr(n - 2, -t)), n)


def kendall(x: Floats, y: Floats, *, seed: int, draws: int = DRAWS) -> Alike:
    """Kendall's tau-b.

    Limits by `fieller_hartley_pearson`; below 25 reps or beyond .9 (up to 200 reps) the
    percentiles of reps drawn anew. p as scipy's: exact for few reps without ties.

    Source: Kendall 1938, Biometrika 30:81; Efron 1979, Ann Stat 7:1.
    """
    x, y = _both(x, y)
    n = x.size
    if n < LEAST_REPS or np.ptp(x) == 0 or np.ptp(y) == 0:
        return Alike(None, None, None, None, n)
    tau, p = (float(number) for number in kendalltau(x, y))
    few = n < FORMULA_FROM or (abs(tau) > FORMULA_UPTO and n <= COMPARED_UPTO)
    low, high = (
        _drawn_anew(x, y, _kendalls, seed, draws) if few else fieller_hartley_pearson(tau, n)
    )
    return Alike(tau, low, high, p, n)


def bonett_wright(r: float, n: int, *, z: float = Z95) -> tuple[float, float]:
    """Limits of Spearman's r: tanh(atanh r -+ z sqrt((1 + r^2 / 2) / (n - 3))).

    Source: Bonett and Wright 2000, Psychometrika 65:23.
    """
    return _around(r, z * ((1 + r * r / 2) / (n - 3)) ** 0.5)


def fieller_hartley_pearson(tau: float, n: int, *, z: float = Z95) -> tuple[float, float]:
    """Limits of Kendall's tau: tanh(atanh tau -+ z sqrt(.437 / (n - 4))).

    Source: Fieller, Hartley and Pearson 1957, Biometrika 44:470.
    """
    return _around(tau, z * (0.437 / (n - 4)) ** 0.5)


def _around(value: float, arm: float) -> tuple[float, float]:
    middle = float(np.arctanh(np.clip(value, -1 + 1e-12, 1 - 1e-12)))
    return float(np.tanh(middle - arm)), float(np.tanh(middle + arm))


def _both(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    known = ~(np.isnan(x) | np.isnan(y))
    return x[known], y[known]


def _drawn_anew(
    x: Floats, y: Floats, of: Callable[[Floats, Floats], Floats], seed: int, draws: int
) -> tuple[float | None, float | None]:
    """Percentiles over draws of as many reps, with replacement; a draw of equals says nothing."""
    if x.size < LEAST_DRAWN:
        return None, None
    chosen = np.random.default_rng(seed).integers(0, x.size, (draws, x.size))
    found = of(x[chosen], y[chosen])
    low, high = np.quantile(found[~np.isnan(found)], (0.025, 0.975))
    return float(low), float(high)


def _spearmans(x: Floats, y: Floats) -> Floats:
    """Of each row."""
    x, y = (rankdata(rows, axis=1) - (rows.shape[1] + 1) / 2 for rows in (x, y))
    with np.errstate(invalid="ignore"):
        found: Floats = (x * y).sum(1) / np.sqrt((x * x).sum(1) * (y * y).sum(1))
    return found


def _kendalls(x: Floats, y: Floats) -> Floats:
    """Tau-b of each row, from the signs of all pairs, a few hundred thousand at a time."""
    first, second = np.triu_indices(x.shape[1], 1)
    found = np.empty(len(x))
    step = max(1, 2_000_000 // first.size)
    for at in range(0, len(x), step):
        part = slice(at, at + step)
        a, b = (np.sign(rows[part][:, first] - rows[part][:, second]) for rows in (x, y))
        with np.errstate(invalid="ignore"):
            found[part] = (a * b).sum(1) / np.sqrt((a * a).sum(1) * (b * b).sum(1))
    return found
