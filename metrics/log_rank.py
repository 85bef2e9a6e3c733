"""Whether two arms end at the same pace, over all days at once; gives no effect, only a p."""

from collections.abc import Sequence

import polars as pl

from metrics.estimate import positive, two_sided


def log_rank(
    frame: pl.DataFrame,
    *,
    arm: str,
    days: str = "days",
    end: str = "end",
    units: str | None = None,
    by: Sequence[str] = (),
) -> pl.DataFrame:
    """The log-rank test of two arms, in each group of `by`.

    chi2 = (O - E)^2 / V over the days on which somebody ended: E = d n1 / n,
    V = d (n1/n)(1 - n1/n)(n - d)/(n - 1). Every end counts, whatever its kind; what had not
    ended (null) is censored.

    Args:
        frame: as in `survival.incidence`, with `arm`: two different values in all.

    Returns:
        `*by, n, observed, expected` (ends in the first arm by its sort order), `chi2, p` (one
        degree of freedom; null where one arm is empty or nobody ended).

    Raises:
        ValueError: of more than two arms.

    Source: Mantel 1966, Cancer Chemother Rep 50:163; Peto and Peto 1972, JRSS A 135:185.
    """
    arms = frame[arm].drop_nulls().unique().sort().to_list()
    if len(arms) > 2:
        raise ValueError(f"a log-rank test takes two arms, not {len(arms)}")
    keys = list(by)
    size = pl.lit(1) if units is None else pl.col(units)
    ended = pl.col(end).is_not_null()
    first = pl.col(arm) == arms[0] if arms else pl.lit(False)
    counted = (
        frame.drop_nulls([days, arm])
        .with_columns(size.cast(pl.Int64).alias("n"), ended.alias("d"), first.alias("n1"))
        .group_by(*keys, days)
        .agg(
            pl.col("n").sum(),
            pl.col("n").filter("d").sum().alias("d"),
            pl.col("n").filter("n1").sum().alias("n1"),
            pl.col("n").filter(pl.col("d") & pl.col("n1")).sum().alias("d1"),
        )
        .sort(*keys, days)
    )
    standing = pl.col("n", "n1").cum_sum(reverse=True)
    at_risk = counted.with_columns(standing.over(keys) if keys else standing)
    share = pl.col("n1") / pl.col("n")
    spread = pl.col("d") * share * (1 - share) * (pl.col("n") - pl.col("d"))
    row = [
        pl.col("n").max(),
        pl.col("d1").sum().alias("observed"),
        (pl.col("d") * share).sum().alias("expected"),
        (spread / positive(pl.col("n") - 1)).sum().alias("variance"),
    ]
    summed = at_risk.group_by(keys, maintain_order=True).agg(row) if keys else at_risk.select(row)
    z = (pl.col("observed") - pl.col("expected")) / positive(pl.col("variance")).sqrt()
    return summed.with_columns((z**2).alias("chi2"), two_sided(z).alias("p")).drop("variance")
