"""Whether promises were on strategy on the day they were made; never by today's strategy."""

from collections.abc import Sequence

import polars as pl

from metrics.intervals import wilson


def on_strategy_when_made(served: pl.DataFrame) -> pl.DataFrame:
    """Each promise, by the version and the mapping in force on the day it was made.

    Args:
        served: from `serve`; its column `sales_promises` is read.

    Returns:
        `promise_id, on_share` (what part of the promised feature lay on pillars then, 0 to 1)
        and `on_strategy` (at least half); both null when it was not mapped, had no feature or no
        strategy was in force: nobody can say.
    """
    on = pl.col("part_count").filter(pl.col("place") == "pillar").sum()
    unknown = (pl.col("place") == "unmapped").any()
    return (
        served.filter(pl.col("column") == "sales_promises")
        .group_by(pl.col("fact_id").alias("promise_id"))
        .agg(pl.when(~unknown).then(on).alias("on_share"))
        .with_columns((pl.col("on_share") >= 0.5).alias("on_strategy"))
        .sort("promise_id")
    )


def outside_when_made(served: pl.DataFrame, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """How many promises were made outside the strategy in force then.

    Args:
        served: as above. by: columns of it to split on, e.g. `("team",)`.

    Returns:
        `*by, value` (outside / known; null when nothing is known), `low, high` (95%, Wilson),
        `n` (known), `outside, on, unknown` (promises). Most outside first.

    Source: docs/metrics.md#promised-outside; Wilson 1927, JASA 22:209.
    """
    facts = served.filter(pl.col("column") == "sales_promises").unique("fact_id", keep="first")
    flags = on_strategy_when_made(served).rename({"promise_id": "fact_id"})
    flag = pl.col("on_strategy")
    sums = [
        (~flag).sum().cast(pl.Int64).alias("outside"),
        flag.sum().cast(pl.Int64).alias("on"),
        flag.null_count().cast(pl.Int64).alias("unknown"),
    ]
    judged = facts.select("fact_id", *by).join(flags, on="fact_id")
    counted = judged.group_by(by).agg(sums) if by else judged.select(sums)
    low, high = wilson("outside", "n")
    return (
        counted.with_columns((pl.col("outside") + pl.col("on")).alias("n"))
        .with_columns(
            pl.when(pl.col("n") > 0).then(pl.col("outside") / pl.col("n")).alias("value"),
            low.alias("low"),
            high.alias("high"),
        )
        .select(*by, "value", "low", "high", "n", "outside", "on", "unknown")
        .sort("outside", *by, descending=[True, *(False for _ in by)], nulls_last=True)
    )
