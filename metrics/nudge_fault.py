"""Where the arms are not as designed, by segment and by day; it finds no cause and no effect."""

import polars as pl

from metrics.discovery import q_values
from metrics.intervals import wilson
from metrics.nudge_arms import HOLDOUT, MAIL
from metrics.nudge_effect import Trial
from metrics.sample_ratio import mismatch

FAULT = pl.Schema(
    {
        "by": pl.String,  # segment or day
        # "" = a segment that is not known; a day in ISO 8601, of cells by week the week's last
        "group": pl.String,
        "mail": pl.Int64,
        "holdout": pl.Int64,
        "expected": pl.Float64,  # customers that the design would have held out
        "value": pl.Float64,  # the part held out
        "low": pl.Float64,
        "high": pl.Float64,
        "p": pl.Float64,
        "q": pl.Float64,
    }
)


def fault(cells: pl.DataFrame, *, trial: Trial) -> pl.DataFrame:
    """The sample-ratio check of each segment and of each day of assignment.

    Args:
        cells: CELLS of one campaign; everybody assigned counts, her window over or not.

    Returns:
        FAULT, the least likely first. `low, high`: 95% after Wilson; `q`: Benjamini and Hochberg
        over the rows of the same `by`, since chance alone makes one of many days look odd. Empty
        where nobody said which part was to be held out.

    Source: `sample_ratio.mismatch`; Fabijan et al. 2019, KDD, on where to look.
    """
    share = trial.holdout_share
    if share is None or not 0 < share < 1:
        return pl.DataFrame(schema=FAULT)
    assigned = cells.filter(pl.col("lag") == -1)
    ways = {"segment": pl.col("segment"), "day": pl.col("day").cast(pl.String)}
    long = pl.concat(
        assigned.select(pl.lit(by).alias("by"), group.alias("group"), "arm", "n")
        for by, group in ways.items()
    )
    sides = long.group_by("by", "group").agg(
        pl.col("n").filter(arm=arm).sum().alias(arm) for arm in (MAIL, HOLDOUT)
    )
    designed = pl.DataFrame({"arm": [MAIL, HOLDOUT], "share": [1 - share, share]})
    counted = sides.unpivot([MAIL, HOLDOUT], index=["by", "group"], variable_name="arm")
    tested = mismatch(
        counted.rename({"value": "n"}).join(designed, on="arm"), by=["by", "group"]
    ).select("by", "group", "n", "p")
    low, high = wilson(HOLDOUT, "n")
    q = pl.col("p").map_batches(
        lambda p: pl.Series(q_values(p.to_numpy())).fill_nan(None), return_dtype=pl.Float64
    )
    return (
        sides.join(tested, on=["by", "group"])
        .filter(pl.col("n") > 0)
        .with_columns(
            (pl.col("n") * share).alias("expected"),
            (pl.col(HOLDOUT) / pl.col("n")).alias("value"),
            low.alias("low"),
            high.alias("high"),
            q.over("by").alias("q"),
        )
        .sort("p", "by", "group")
        .select(list(FAULT))
        .cast(FAULT)
    )


def with_ratio(both: pl.DataFrame, *, trial: Trial) -> pl.DataFrame:
    """`nudge_effect.effect` by segment with `srm_p`: whether the customers counted in a segment are
    split as designed; null where nobody said how.

    Source: `sample_ratio.mismatch`.
    """
    share = trial.holdout_share
    if share is None or not 0 < share < 1:
        return both.with_columns(pl.lit(None, pl.Float64).alias("srm_p"))
    sides = {MAIL: 1 - share, HOLDOUT: share}
    counted = pl.concat(
        both.select("segment", pl.col(f"{arm}_n").alias("n"), pl.lit(part).alias("share"))
        for arm, part in sides.items()
    )
    tested = mismatch(counted, by=["segment"]).select("segment", pl.col("p").alias("srm_p"))
    return both.join(tested, on="segment", how="left", maintain_order="left")
