"""Demand against capacity: by pillar, what customers ask and sales promises beside what is
built; the same shares as the matrix."""

import polars as pl

from metrics.matrix import matrix

SIDES = {
    "customers_ask": "asked_share",
    "sales_promises": "promised_share",
    "we_build": "built_share",
}


def capacity(served: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    """How demand, promises and building effort lie over the pillars, beside the target.

    Args:
        served: from `serve`, of one period, stocks as of its last day. targets: TARGETS.

    Returns:
        A row per pillar, then outside the strategy and not yet mapped: `pillar, pillar_id,
        place, target` (null off the pillars), `asked_share, asked_n, promised_share, promised_n,
        built_share, built_n`, and `gap` = asked_share - built_share (positive: more is asked
        than built). A share is null when its column has fewer than 5 facts.
    """
    cells = matrix(served, targets)
    key = ["place", "pillar_id"]
    rows = cells.select("pillar", *key).unique(key, maintain_order=True)
    aims = cells.filter(pl.col("column") == "target").select(*key, "target")
    rows = rows.join(aims, on=key, how="left", nulls_equal=True, maintain_order="left")
    for column, share in SIDES.items():
        side = cells.filter(pl.col("column") == column).select(
            *key, pl.col("share").alias(share), pl.col("n").alias(share.replace("_share", "_n"))
        )
        rows = rows.join(side, on=key, how="left", nulls_equal=True, maintain_order="left")
    counts = [share.replace("_share", "_n") for share in SIDES.values()]
    return rows.with_columns(
        pl.col(counts).fill_null(0),
        (pl.col("asked_share") - pl.col("built_share")).alias("gap"),
    )
