"""A scorecard's values and their 95% limits, from sums alone; says nothing where it cannot.

Simulated with sizes as uneven as deals are, each holds the truth in about 95 of 100 cases.
"""

from functools import lru_cache

import numpy as np
import polars as pl
from scipy.stats import t

from metrics.bootstrap import Floats
from metrics.intervals import Z95
from metrics.scorecards_measures import MEASURES, MONEY

LEAST = 10  # facts that weigh by money: with fewer the limits are a guess, and none are given
KIND = {measure.slug: measure.kind for measure in MEASURES}


def limits(summed: pl.DataFrame) -> pl.DataFrame:
    """`summed` with `value`, `low`, `high`, and `spread` (the variance of the value) and `worth`
    (how many equal facts it is worth), which shrinkage needs.

    A rate has Wilson limits. A share of money has Wilson limits too, on the number of equal facts
    that its linearised variance amounts to, with Student's t; revenue held on the geometric mean
    of that and Kish's number, because a cohort that lost nobody tells little of the next loss.
    Kept revenue has t limits on the linearised variance; price realisation t limits on the
    logarithm of the discount, which is skewed. Totals and counts are what happened, not estimates,
    and have none.

    Args:
        summed: from `scorecards_sums.sums`.

    Source: Wilson 1927, JASA 22:209; linearised ratio: Cochran 1977, Sampling Techniques, ch. 6;
    effective size: Kish 1965, Survey Sampling; Korn and Graubard 1998, Survey Methodology 24:193.
    """
    kind = pl.col("metric").replace_strict(KIND, return_dtype=pl.String)
    n, y, x = pl.col("n"), pl.col("y"), pl.col("x")
    money = kind.is_in(MONEY)
    plain = kind.is_in(["total", "count"])
    kish = x * x / pl.col("xx")
    some = n > 0
    value = (
        pl.when(kind == "time")
        .then(y / pl.col("n_eff"))
        .when(money)
        .then(pl.when(x > 0).then(y / x))
        .when(plain)
        .then(y)
        .otherwise(y / n)
    )
    r = pl.col("value")
    residual = (pl.col("yy") - 2 * r * pl.col("xy") + r * r * pl.col("xx")).clip(0)
    linear = pl.when(pl.col("kish") > 1).then(
        # one degree for the ratio, one for the pull of the largest facts on it
        residual / (x * x) * (pl.col("kish") + 1) / (pl.col("kish") - 1)
    )
    partly = pl.when(n > 1).then((pl.col("yy") / n - r * r).clip(0) / (n - 1))
    whole = r * (1 - r) / n
    return (
        summed.with_columns(kind.alias("kind"), kish.alias("kish"))
        .with_columns(pl.when(some).then(value).alias("value"))
        .with_columns(
            pl.when(pl.col("kind").is_in(MONEY))
            .then(linear)
            .when(kind == "rate")
            .then(pl.when(pl.col("yy").is_null()).then(whole).otherwise(partly))
            .when(kind == "time")
            .then(r * (1 - r) / pl.col("n_eff"))
            .alias("spread")
        )
        .with_columns(_worth().alias("worth"))
        .pipe(_limited)
        .drop("kish", "y", "x", "yy", "xy", "xx", "n_eff")
    )


def _worth() -> pl.Expr:
    r, kind, n = pl.col("value"), pl.col("kind"), pl.col("n").cast(pl.Float64)
    kish = pl.col("kish")
    equal = r * (1 - r) / pl.col("spread")
    told = (pl.col("spread") > 1e-12) & (r > 0) & (r < 1)
    return (
        pl.when(kind == "time")
        .then("n_eff")
        .when(kind == "rate")
        .then(pl.when(told).then(pl.max_horizontal(equal, n)).otherwise(n))
        .when(kind == "part")
        .then(pl.when(told).then(equal).otherwise(kish))
        .when(kind == "kept")
        .then(pl.when(told).then((equal * kish).sqrt()).otherwise(kish))
        .otherwise(kish)
    )


def _limited(found: pl.DataFrame) -> pl.DataFrame:
    kind, r, worth = pl.col("kind"), pl.col("value"), pl.col("worth")
    degrees = pl.when(kind == "kept").then(pl.col("n") - 1.0).otherwise(pl.col("kish") - 1)
    weighed = kind.is_in(MONEY)
    steps = found.select(pl.when(weighed).then(degrees).alias("degrees"))["degrees"]
    q = pl.Series("q", _student(steps.to_numpy()))
    found = found.with_columns(pl.when(weighed).then(q).otherwise(Z95).alias("q"))
    enough = ~weighed | (pl.col("n") >= LEAST)
    z = pl.col("q")
    middle = (r + z * z / (2 * worth)) / (1 + z * z / worth)
    arm = z * (r * (1 - r) / worth + (z / (2 * worth)) ** 2).sqrt() / (1 + z * z / worth)
    se, off = pl.col("spread").sqrt(), 1 - r
    discounted = (kind == "price") & (off > 0)
    told = pl.col("spread") > 1e-12
    share = kind.is_in(["rate", "part", "kept", "time"])
    # the sign: a larger discount is a lower price
    ends = [
        pl.when(enough & share)
        .then((middle + sign * arm).clip(0.0, 1.0))
        .when(enough & discounted & told)
        .then(1 - off * (-sign * z * se / off).exp())
        .when(enough & kind.is_in(["ratio", "price"]) & told)
        .then((r + sign * z * se).clip(lower_bound=0.0))
        for sign in (-1, 1)
    ]
    return found.with_columns(ends[0].alias("low"), ends[1].alias("high")).drop("q")


def _student(degrees: Floats) -> Floats:
    """Student's 97.5% point at these degrees of freedom, from a table: within 0.1% of exact."""
    inverse, points = _table()
    safe = np.nan_to_num(np.asarray(degrees, dtype=float), nan=1e9)
    found: Floats = np.interp(1 / safe.clip(1.0), inverse, points)
    return found


@lru_cache(maxsize=1)
def _table() -> tuple[Floats, Floats]:
    inverse = np.linspace(1e-9, 1.0, 2_001)
    return inverse, t.ppf(0.975, 1 / inverse)
