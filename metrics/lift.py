"""What one arm does more than another, from sums alone; it sees no customer, and zeros stay in.

An arm is its `Moments`: how many units, their mean, and its squared error. They come from
columns of n, sum and sum of squares, so that a frame of one row and one of 10,000 segments cost
the same formulas, and the additive cube is enough for all of them. Estimates are columns still
to be computed: `frame.with_columns(*relative(treated, control).named("lift"))`.
"""

from dataclasses import dataclass

import polars as pl

from metrics.estimate import Estimate, from_normal, from_t, positive, two_sided
from metrics.intervals import Z95


@dataclass(frozen=True)
class Moments:
    """Units, their mean, and its squared standard error; null without units."""

    n: pl.Expr
    mean: pl.Expr
    error: pl.Expr

    @classmethod
    def of(cls, n: pl.Expr, mean: pl.Expr, variance: pl.Expr) -> "Moments":
        """From the variance of one unit."""
        return cls(n, mean, variance / positive(n))


def of_sums(n: str, total: str, squares: str) -> Moments:
    """Moments of an amount per unit from columns of counts, sums and sums of squares; the
    variance has n - 1 below, so one unit has none."""
    size, amount = pl.col(n), pl.col(total).cast(pl.Float64)
    spread = (pl.col(squares) - amount * amount / positive(size)) / positive(size - 1)
    return Moments.of(size, amount / positive(size), spread.clip(0.0))


def of_counts(kept: str, n: str) -> Moments:
    """Moments of a proportion, `kept` of `n`: variance p(1 - p)."""
    share = pl.col(kept) / positive(pl.col(n))
    return Moments.of(pl.col(n), share, share * (1 - share))


def difference(treated: Moments, control: Moments, *, level: float = 0.95) -> Estimate:
    """m1 - m0 with Welch's t interval, in the unit of the means.

    Source: Welch 1947, Biometrika 34:28.
    """
    se = (treated.error + control.error).sqrt()
    return from_t(treated.mean - control.mean, se, _freedom(treated, control), level=level)


def relative(treated: Moments, control: Moments, *, level: float = 0.95) -> Estimate:
    """(m1 - m0) / |m0| by the delta method, with Welch's degrees of freedom.

    Var = v1 / (n1 m0^2) + v0 m1^2 / (n0 m0^4). Symmetric, so poorly centred when the control
    rarely converts: show `log_ratio(…).as_lift()` by default. Null where the control's mean is 0.

    Source: Deng, Knoblich and Lu 2018, KDD, "Applying the delta method in metric analytics";
    the form and the figures of gbstats 0.8, GrowthBook's statistics.
    """
    base = pl.when(control.mean != 0).then(control.mean.abs())
    se = (treated.error / base**2 + control.error * treated.mean**2 / base**4).sqrt()
    value = (treated.mean - control.mean) / base
    return from_t(value, se, _freedom(treated, control), level=level)


def log_ratio(treated: Moments, control: Moments, *, z: float = Z95) -> Estimate:
    """ln(m1 / m0) -+ z sqrt(v1 / (n1 m1^2) + v0 / (n0 m0^2)); null unless both means are > 0.

    What is shown is its `as_lift()`, m1 / m0 - 1 with limits symmetric on the logarithm.

    Source: Katz, Baptista, Azen and Pike 1978, Biometrics 34:469.
    """
    top, bottom = positive(treated.mean), positive(control.mean)
    se = (treated.error / top**2 + control.error / bottom**2).sqrt()
    return from_normal((top / bottom).log(), se, z=z)


def fieller(treated: Moments, control: Moments, *, z: float = Z95) -> Estimate:
    """m1 / m0 - 1 with Fieller's limits, which need no rate to be common.

    Also the ones for revenue, where a few large amounts make the log ratio cover too little.
    With g = z^2 Var(m0) / m0^2: null limits where g >= 1, when the control could as well be 0
    and no finite interval holds, or where neither arm varies. Null unless the control's mean is
    above 0: paid back is no base that anything grows from. `se` and `p` are those of the
    difference against 0.

    Source: Fieller 1954, JRSS B 16:175; independent arms.
    """
    base = positive(control.mean)
    ratio = treated.mean / base
    g = z * z * control.error / base**2
    inside = treated.error + ratio**2 * control.error - g * treated.error
    arm = z / base * positive(inside).sqrt()
    sure = pl.when(g < 1).then(1 - g)
    se = (treated.error + control.error).sqrt()
    low, high = ((ratio + side * arm) / sure - 1 for side in (-1, 1))
    p = two_sided((treated.mean - control.mean) / positive(se))
    return Estimate(ratio - 1, se, low, high, p)


def per_extra(treated: Moments, control: Moments) -> pl.Expr:
    """Units it takes to win one more, 1 / (m1 - m0); null where nothing was won."""
    return 1 / positive(treated.mean - control.mean)


def _freedom(treated: Moments, control: Moments) -> pl.Expr:
    """Welch and Satterthwaite's degrees of freedom; null where both arms never vary."""
    parts = (arm.error**2 / positive(arm.n - 1) for arm in (treated, control))
    return (treated.error + control.error) ** 2 / positive(sum(parts, pl.lit(0.0)))
