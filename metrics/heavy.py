"""Amounts in which a few units weigh much: capped sums, and a bootstrap; reads the buyers only.

Those who bought nothing are known by their number, so no function here takes longer for another
million of them. Amounts are of the customers who bought, in any order and any unit.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from metrics.bootstrap import POOLS, Floats, weights

CAPPED_AT = 0.999
SINGLY = POOLS // 2  # of the largest amounts of an arm, resampled one by one
DRAWS = 2_000


@dataclass(frozen=True)
class Arm:
    """The amounts of those who bought, and how many units there are with all who did not."""

    amounts: Floats
    n: int

    @classmethod
    def of(cls, amounts: ArrayLike, n: int) -> "Arm":
        """From any list of amounts; raises ValueError when there are more of them than units."""
        known = np.asarray(amounts, dtype=np.float64)
        if known.size > n:
            raise ValueError(f"{known.size} amounts of {n} units")
        return cls(known, n)


@dataclass(frozen=True)
class Limits:
    """95% limits of the difference of means and of the relative lift; the latter null where a
    control drawn anew buys nothing in more than a fortieth of the draws."""

    low: float
    high: float
    lift_low: float | None
    lift_high: float | None


def cap(*arms: Arm, at: float = CAPPED_AT) -> float | None:
    """The amount that the share `at` of all arms' units does not exceed, zeros counted, linear
    between two; null where it is 0 because fewer than 1 in 1,000 bought, and without units.

    One cap for all arms: with one each the arm with the higher tail would lose more of it.

    Source: Hyndman and Fan 1996, definition 7; winsorising: Dixon 1960, Ann Math Stat 31:385.
    """
    n = sum(arm.n for arm in arms)
    amounts = np.sort(np.concatenate([arm.amounts for arm in arms])) if n else np.empty(0)
    zeros = n - amounts.size
    below = int(np.searchsorted(amounts, 0.0))  # what was paid back stands before the zeros

    def ranked(at: int) -> float:
        if below <= at < below + zeros:
            return 0.0
        return float(amounts[at if at < below else at - zeros])

    if not n:
        return None
    place = (n - 1) * at
    first = int(place)
    low = ranked(first)
    found = low + (place - first) * (ranked(min(first + 1, n - 1)) - low)
    return found if found > 0 else None


def capped_sums(arm: Arm, at: float) -> tuple[float, float]:
    """Sum and sum of squares of the arm's amounts, each at most `at`; with its n they are the
    moments of `lift.of_sums`. What is then compared is the mean of capped amounts: say so."""
    amounts = np.minimum(arm.amounts, at)
    return float(amounts.sum()), float(amounts @ amounts)


def bootstrap(treated: Arm, control: Arm, *, seed: int, draws: int = DRAWS) -> Limits | None:
    """Percentile limits of the difference and of the lift, units resampled within each arm.

    Every unit gets a Poisson(1) weight, and draws of one seed are shared, as in
    `metrics.bootstrap`. The largest amounts get their weights one by one; of the rest only the sum
    matters, which is drawn from the normal law with its exact mean and variance: as no such amount
    exceeds the 500 drawn singly, what it adds to the skewness is under 1 / sqrt(500) = 0.045 and
    moves a limit by less than a thirtieth of a standard error.

    Returns:
        None where an arm has no units.

    Source: Efron 1979, Ann Stat 7:1; Chamandy et al. 2012 for the weights.
    """
    if not treated.n or not control.n:
        return None
    drawn = weights(seed, draws)
    one, other = (
        _means(arm, drawn[half : half + SINGLY], np.random.default_rng([seed, half]))
        for arm, half in ((treated, 0), (control, SINGLY))
    )
    low, high = np.quantile(one - other, (0.025, 0.975))
    with np.errstate(divide="ignore", invalid="ignore"):
        lifts = np.where(other > 0, one / other - 1, np.inf)
    lift_low, lift_high = np.quantile(lifts, (0.025, 0.975), method="nearest")
    known = bool(np.isfinite(lift_low) and np.isfinite(lift_high))
    return Limits(
        float(low),
        float(high),
        float(lift_low) if known else None,
        float(lift_high) if known else None,
    )


def _means(arm: Arm, drawn: Floats, dice: np.random.Generator) -> Floats:
    """The arm's mean in each draw; `drawn`: how often each of its largest amounts is."""
    singly, rest = _split(arm.amounts)
    draws, drawn = drawn.shape[1], drawn[: singly.size]
    total = (singly.astype(np.float32) @ drawn).astype(np.float64)
    units = drawn.sum(axis=0) + dice.poisson(arm.n - singly.size - rest.size, size=draws)
    if rest.size:
        bought = dice.normal(rest.size, rest.size**0.5, size=draws)
        mean = rest.mean()
        own = ((rest - mean) ** 2).sum() ** 0.5
        total = total + mean * bought + dice.normal(0.0, own, size=draws)
        units = units + bought
    return np.where(units > 0, total / np.maximum(units, 1), 0.0)


def _split(amounts: Floats) -> tuple[Floats, Floats]:
    """The largest amounts by size, and the rest."""
    if amounts.size <= SINGLY:
        return amounts, amounts[:0]
    parted = amounts[np.argpartition(np.abs(amounts), -SINGLY)]
    return parted[-SINGLY:], parted[:-SINGLY]
