"""An estimate and what goes with it, as columns still to be computed; estimates nothing itself."""

from dataclasses import dataclass

import polars as pl
from scipy.special import ndtr, stdtr, stdtrit

from metrics.intervals import Z95


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error, 95% limits and two-sided p-value, null where unknown."""

    value: pl.Expr
    se: pl.Expr
    low: pl.Expr
    high: pl.Expr
    p: pl.Expr

    def as_lift(self) -> "Estimate":
        """Of the logarithm of a ratio, the ratio - 1; `se` remains that of the logarithm."""
        value, low, high = (limit.exp() - 1 for limit in (self.value, self.low, self.high))
        return Estimate(value, self.se, low, high, self.p)

    def named(self, prefix: str) -> tuple[pl.Expr, ...]:
        """Columns `prefix, prefix_se, prefix_low, prefix_high, prefix_p`."""
        return (
            self.value.alias(prefix),
            self.se.alias(f"{prefix}_se"),
            self.low.alias(f"{prefix}_low"),
            self.high.alias(f"{prefix}_high"),
            self.p.alias(f"{prefix}_p"),
        )


def from_normal(value: pl.Expr, se: pl.Expr, *, z: float = Z95) -> Estimate:
    """value -+ z se; limits and p are null where the standard error is 0: nothing varied, as when
    everybody bought, which makes nothing certain."""
    arm = z * positive(se)
    return Estimate(value, se, value - arm, value + arm, two_sided(value / positive(se)))


def from_t(value: pl.Expr, se: pl.Expr, df: pl.Expr, *, level: float = 0.95) -> Estimate:
    """value -+ t(df) se; null limits where df is, as with one unit an arm."""
    tail = (1 + level) / 2
    arm = se * df.map_batches(
        lambda column: pl.Series(stdtrit(column.to_numpy(), tail), dtype=pl.Float64).fill_nan(None),
        return_dtype=pl.Float64,
    )
    p = pl.map_batches(
        [(value / positive(se)).abs().cast(pl.Float64), df],
        lambda both: pl.Series(
            2 * stdtr(both[1].to_numpy(), -both[0].to_numpy()), dtype=pl.Float64
        ).fill_nan(None),
        return_dtype=pl.Float64,
    )
    return Estimate(value, se, value - arm, value + arm, p)


def two_sided(z: pl.Expr) -> pl.Expr:
    """The chance of a standard normal at least as far from 0; null of null."""
    return z.cast(pl.Float64).map_batches(
        lambda column: pl.Series(2 * ndtr(-abs(column.to_numpy())), dtype=pl.Float64).fill_nan(
            None
        ),
        return_dtype=pl.Float64,
    )


def positive(column: pl.Expr) -> pl.Expr:
    """The column where it is above 0, null elsewhere: nothing is divided by 0."""
    return pl.when(column > 0).then(column)
