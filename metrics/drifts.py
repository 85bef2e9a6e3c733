"""Where the shortfall of the index comes from, by team, product and place; blames nobody."""

import polars as pl

from metrics.columns import in_order

DRIFTS = {
    "column": pl.String,
    "team": pl.String,
    "product": pl.String,
    "place": pl.String,
    "pillar_id": pl.Int64,
    "drift": pl.Float64,
    "share": pl.Float64,
    "n": pl.Int64,
    "measure": pl.String,
}


def drifts(served: pl.DataFrame) -> pl.DataFrame:
    """What makes the shortfall of each column's index, largest first within a column.

    What lies outside the strategy or is unmapped drifts in full; what a pillar holds beyond its
    target share is spread over that pillar's facts in proportion to their weight.

    Returns:
        Columns of DRIFTS: `drift` in the column's measure (cents, facts, hundredths of a week),
        `share` of the column's whole weight, `n` facts touched. Per column the drifts add up to
        (1 - index) x total and the shares to 1 - index (up to float rounding). Null team or
        product: unknown. Facts of unknown weight are left out, as they are from the index.
    """
    known = served.filter(pl.col("weight").is_not_null())
    block, slot = ["column", "version_id"], ["column", "slot"]
    held = known.group_by("slot").agg(
        pl.col("column", "version_id", "place", "target_share").first(), pl.col("weight").sum()
    )
    aim = pl.col("target_share") * pl.col("weight").sum().over(block)
    excess = (pl.col("weight") - aim).clip(0.0) / pl.col("weight")
    rates = held.filter(pl.col("weight") > 0).select(
        "slot",
        pl.when(pl.col("place") == "pillar").then(excess).otherwise(1.0).alias("rate"),
        pl.col("weight").sum().over("column").alias("whole"),
    )
    drift = (pl.col("weight") * pl.col("rate")).sum()
    found = (
        known.select(*slot, "team", "product", "place", "pillar_id", "measure", "weight")
        .join(rates, on="slot")
        .group_by("column", "team", "product", "place", "pillar_id")
        .agg(
            drift.alias("drift"),
            (drift / pl.col("whole").first()).alias("share"),
            pl.len().cast(pl.Int64).alias("n"),
            pl.col("measure").first(),
        )
        .filter(pl.col("drift") > 0)
    )
    return found.sort(
        in_order(), -pl.col("drift"), "team", "product", "place", "pillar_id", nulls_last=True
    ).select(*DRIFTS)
