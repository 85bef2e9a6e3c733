"""How long deals take to be won, beside being lost; open deals are censored, never dropped.

Losing a deal keeps it from being won: winning and losing compete, and what is shown is the
cumulative incidence of a win. The median among the won alone leans short.
"""

from collections.abc import Sequence

import polars as pl

from metrics.survival import HAIR, incidence

HORIZON_DAYS = 90
END = pl.when(pl.col("won") == 1).then(pl.lit("won")).when(pl.col("lost") == 1).then(pl.lit("lost"))


def won_by(opened: pl.DataFrame, *, by: Sequence[str], horizon: int = HORIZON_DAYS) -> pl.DataFrame:
    """The share of deals won within `horizon` days of opening, and the day by which half were.

    Args:
        opened: a row per deal: `days` (to its end, or to today while open), `won` and `lost` (1
            or 0) and the columns of `by`.

    Returns:
        `*by, n` (deals), `value` (0 to 1; null when some are open and none was followed that
        long), `n_eff` (how many deals followed to the end this is worth), `median_days` (null
        where half is not reached). Sorted by group.

    Source: docs/metrics.md#won-by-90-days; Aalen and Johansen 1978, Scandinavian Journal of
    Statistics 5:141, by `survival.incidence`.
    """
    known = opened.filter(pl.col("days").is_not_null())
    curve = incidence(known.with_columns(END.alias("end")), cause="won", by=by)
    upto = pl.col("days") <= horizon
    watched = (pl.col("days") >= horizon).any() | (pl.col("open") <= HAIR).any()
    value = pl.col("incidence").filter(upto).last().fill_null(0.0)
    row = [
        pl.col("at_risk").first().cast(pl.Int64).alias("n"),
        pl.when(watched).then(value).alias("value"),
        pl.col("se").filter(upto).last(),
        pl.col("days").filter(pl.col("incidence") >= 0.5 - HAIR).first().alias("median_days"),
    ]
    followed = ((pl.col("won") + pl.col("lost") > 0) | (pl.col("days") >= horizon)).sum()
    whole = followed.cast(pl.Float64).alias("whole")
    keys = list(by)
    if keys:
        found = curve.group_by(keys, maintain_order=True).agg(row)
        found = found.join(known.group_by(keys).agg(whole), on=keys, how="left", nulls_equal=True)
    else:
        found = curve.select(row).hstack(known.select(whole))
    p, variance = pl.col("value"), pl.col("se") ** 2
    told = (variance > HAIR * HAIR) & (p > HAIR) & (p < 1 - HAIR)
    worth = pl.when(told).then(p * (1 - p) / variance).otherwise("whole")
    return found.select(
        *keys,
        "n",
        "value",
        pl.when(p.is_not_null()).then(worth).alias("n_eff"),
        pl.col("median_days").cast(pl.Float64),
    )


def weighed(opened: pl.DataFrame, *, by: Sequence[str], horizon: int = HORIZON_DAYS) -> pl.Series:
    """What each deal adds to its group's share: their mean is the cumulative incidence.

    A deal won in time counts 1 over the chance of not having been censored before; every other
    deal counts 0. So the share is a mean over deals, which a bootstrap can draw from.

    Args:
        opened: as above, every `days` known.

    Source: Satten and Datta 2001, The American Statistician 55:207.
    """
    # Ends come before censorings of the same day: odd half-days keep them apart.
    still = pl.col("won") + pl.col("lost") == 0
    halves = opened.with_columns(
        (pl.col("days") * 2 + still).alias("half"),
        pl.when(still).then(pl.lit("left")).alias("end"),
    )
    curve = incidence(halves, days="half", by=by)
    before = (1 - pl.col("incidence")).shift(1, fill_value=1.0)
    keys = list(by)
    free = (before.over(keys) if keys else before).alias("free")
    found = halves.join(
        curve.select(*keys, pl.col("days").alias("half"), free),
        on=[*keys, "half"],
        how="left",
        maintain_order="left",
        nulls_equal=True,
    )
    counts = (pl.col("won") == 1) & (pl.col("days") <= horizon)
    share = pl.when(counts).then(1 / pl.col("free")).otherwise(0.0)
    return found.select(share.alias("weighed"))["weighed"]
