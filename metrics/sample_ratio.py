"""Whether the arms hold as many units as they were designed to; a mismatch is not explained here.

Tested against the *designed* shares: testing a 95/5 design as 50/50 is a known false alarm.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.special import chdtrc, gammaln, xlogy

from metrics.bootstrap import Floats

BLOCKS_BELOW = 0.001  # a verdict with a smaller p is not to be read
BELIEF = 10_000  # how many units the anytime test lets its belief in the design weigh


def mismatch(counts: pl.DataFrame, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Pearson's test of the units in each arm against the designed shares.

    chi2 = sum (O - E)^2 / E, df = arms with a positive share - 1.

    Args:
        counts: `*by`, one row an arm with `n` (units; null is 0) and `share` (designed; any
            scale, they are divided by their sum).

    Returns:
        `*by, n, chi2, df, p`; null without units or with one arm. p is 0 where an arm designed
        to be empty has units. Sorted by `by`.

    Source: Pearson 1900; Fabijan et al. 2019, KDD, "Diagnosing sample ratio mismatch in online
    controlled experiments", also for the threshold of .001.
    """
    known = counts.with_columns(pl.col("n").fill_null(0), pl.col("share").cast(pl.Float64))
    expected = pl.col("share") / pl.col("share").sum() * pl.col("n").sum()
    live = pl.col("share") > 0
    stray = (~live & (pl.col("n") > 0)).any()
    distance = ((pl.col("n") - expected) ** 2 / expected).filter(live).sum()
    per_group = [
        pl.col("n").sum().cast(pl.Int64).alias("n"),
        pl.when(pl.col("n").sum() > 0).then(distance).alias("chi2"),
        (live.sum().cast(pl.Int64) - 1).alias("df"),
        stray.alias("stray"),
    ]
    keys = list(by)
    found = known.group_by(keys).agg(per_group).sort(keys) if keys else known.select(per_group)
    tested = pl.col("df") > 0
    p = pl.map_batches(
        ["df", "chi2"],
        lambda both: pl.Series(
            chdtrc(both[0].to_numpy().astype(float), both[1].to_numpy().astype(float)),
            dtype=pl.Float64,
        ).fill_nan(None),
        return_dtype=pl.Float64,
    )
    return found.select(
        *keys,
        "n",
        pl.when(tested).then("chi2").alias("chi2"),
        "df",
        pl.when("stray").then(0.0).when(tested).then(p).alias("p"),
    )


def mismatch_over_time(counts: pl.DataFrame, *, over: str, by: Sequence[str] = ()) -> pl.DataFrame:
    """The same question asked after every period, with a p that may be looked at each time.

    alpha_0 = 10,000 x design; after each period the Bayes factor is multiplied by
    DirMult(x | alpha) / Mult(x | design), and alpha grows by x; p_t = min over s <= t of
    min(1, 1 / BF_s). If the design holds, p ever falls below a with a chance of at most a.

    Args:
        counts: `*by, over` (a period that sorts, a date), `arm`, `n` (null is 0), `share`
            (designed). An arm that is absent in a period had nobody.

    Returns:
        `*by, over, n` (so far), `p` (null with fewer than two live arms), one row a period,
        sorted.

    Source: Lindon and Malek 2022, NeurIPS, "Anytime-valid inference for multinomial count data",
    arXiv 2011.01808.
    """
    keys = [*by, over]
    parts = [
        _anytime(part, over).select(*(pl.lit(part[key][0]).alias(key) for key in by), pl.all())
        for part in (counts.partition_by(list(by)) if by else [counts])
        if not part.is_empty()
    ]
    if not parts:
        empty = counts.clear().select(*keys)
        return empty.with_columns(n=pl.lit(0, pl.Int64), p=pl.lit(None, pl.Float64))
    return pl.concat(parts).sort(keys)


def _anytime(counts: pl.DataFrame, over: str) -> pl.DataFrame:
    """One experiment's `over, n, p`."""
    table = counts.pivot("arm", index=over, values="n", aggregate_function="sum").sort(over)
    arms = table.columns[1:]
    shares = dict(counts.select(pl.col("arm").cast(pl.String), "share").rows())
    design = np.array([shares[arm] for arm in arms], dtype=float)
    seen = table.select(pl.col(arms).fill_null(0)).to_numpy().astype(float)
    p = _p_values(seen, design / design.sum()) if (design > 0).sum() > 1 else None
    return table.select(
        over,
        pl.Series("n", seen.sum(axis=1).cumsum().astype(np.int64)),
        pl.Series("p", p if p is not None else [None] * table.height, dtype=pl.Float64),
    )


def _p_values(seen: Floats, design: Floats) -> Floats:
    """p after each row of `seen`, periods x arms, in log-gamma."""
    stray = seen[:, design <= 0].sum(axis=1) > 0
    seen, design = seen[:, design > 0], design[design > 0]
    before = np.vstack([np.zeros_like(design), seen.cumsum(axis=0)[:-1]]) + BELIEF * design
    sizes, beliefs = seen.sum(axis=1), before.sum(axis=1)
    mixed = gammaln(beliefs) - gammaln(beliefs + sizes)
    mixed = mixed + (gammaln(before + seen) - gammaln(before)).sum(axis=1)
    factor = (mixed - xlogy(seen, design).sum(axis=1)).cumsum()  # n! / prod x! is in both
    factor = np.where(np.cumsum(stray) > 0, np.inf, factor)
    p: Floats = np.minimum.accumulate(np.exp(np.minimum(-factor, 0.0)))
    return p
