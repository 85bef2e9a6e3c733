"""Intervals of counted things, from their formulas; draws nothing at random."""

import polars as pl
from scipy.stats import norm

Z95 = float(norm.ppf(0.975))


def wilson(kept: str, n: str, *, z: float = Z95) -> tuple[pl.Expr, pl.Expr]:
    """Wilson score limits of the proportion `kept` / `n`, two columns of counts; null when n = 0.

    [p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)] / (1 + z^2/n), within 0 to 1.

    Source: Wilson 1927, JASA 22:209; Newcombe 1998, Statistics in Medicine 17:857.
    """
    size = pl.when(pl.col(n) > 0).then(pl.col(n).cast(pl.Float64))
    p = pl.col(kept) / size
    middle = p + z * z / (2 * size)
    arm = z * (p * (1 - p) / size + (z / (2 * size)) ** 2).sqrt()
    whole = 1 + z * z / size
    return ((middle - arm) / whole).clip(0.0, 1.0), ((middle + arm) / whole).clip(0.0, 1.0)
