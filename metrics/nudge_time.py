"""How long after assignment each arm buys, from the cube's cells; it never drops whoever waits.

A customer is followed for as many whole days as have passed since her own assignment, so those
assigned yesterday tell of the first day alone.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from metrics.nudge_arms import LONGEST, MAIL
from metrics.survival import incidence

BOUGHT, EXPIRED = "bought", "expired"


def by_day(
    cells: pl.DataFrame, *, as_of: date, ends: pl.DataFrame | None = None, by: Sequence[str] = ()
) -> pl.DataFrame:
    """The share of each arm that has bought by the end of each day after assignment.

    Args:
        cells: CELLS of one campaign.
        ends: `day, arm, lag, expired, late` and `by`: customers whose event passed that many
            whole days after they were assigned and before they bought; `late`, those of them who
            bought on that day. That an event passes competes with buying and is no waiting; null
            when nothing expires.
        by: columns of the cells to split on beside the arm.

    Returns:
        `*by, arm, days` (1 = the first day after assignment; those on which anybody bought,
        expired or was followed no longer), `at_risk`, `bought` (on that day), `value`, `low`,
        `high` (null while nobody has bought). The mail first.

    Source: `survival.incidence`: Aalen and Johansen 1978, Scand J Stat 5:141.
    """
    keys = [*by, "arm"]
    curve = incidence(_followed(cells, ends, as_of, keys), cause=BOUGHT, units="units", by=keys)
    return curve.select(
        *keys,
        "days",
        "at_risk",
        pl.col("ended").alias(BOUGHT),
        value="incidence",
        low="low",
        high="high",
    ).sort(*by, pl.col("arm") != MAIL, "arm", "days")


def _followed(
    cells: pl.DataFrame, ends: pl.DataFrame | None, as_of: date, keys: list[str]
) -> pl.DataFrame:
    """`*keys, days, end, units`: how many customers were followed how long, and what ended it."""
    long = (pl.lit(as_of) - pl.col("day")).dt.total_days() - 1
    told = cells.with_columns(long.clip(upper_bound=LONGEST).alias("long")).filter(
        pl.col("long") > 0
    )
    in_time = pl.col("lag").is_between(0, pl.col("long") - 1)
    bought = told.filter(in_time, pl.col("dconv") > 0)
    over = [bought.select(*keys, "day", "lag", end=pl.lit(BOUGHT), units="dconv")]
    if ends is not None:
        gone = ends.with_columns(long.clip(upper_bound=LONGEST).alias("long")).filter(in_time)
        over += [
            gone.select(*keys, "day", "lag", end=pl.lit(EXPIRED), units="expired"),
            gone.select(*keys, "day", "lag", end=pl.lit(BOUGHT), units=-pl.col("late")),
        ]
    ended = pl.concat(over, how="vertical_relaxed")
    ended = ended.group_by(*keys, "day", "lag", "end").agg(pl.col("units").sum())
    out = ended.group_by(*keys, "day").agg(pl.col("units").sum().alias("out"))
    wait = (
        told.filter(pl.col("lag") == -1)
        .group_by(*keys, "day", "long")
        .agg(pl.col("n").sum())
        .join(out, on=[*keys, "day"], how="left")
        .with_columns(pl.col("n") - pl.col("out").fill_null(0))
    )
    return pl.concat(
        [
            ended.select(*keys, (pl.col("lag") + 1).cast(pl.Int64).alias("days"), "end", "units"),
            wait.select(
                *keys,
                pl.col("long").cast(pl.Int64).alias("days"),
                pl.lit(None, pl.String).alias("end"),
                pl.col("n").alias("units"),
            ),
        ]
    ).filter(pl.col("units") > 0)
