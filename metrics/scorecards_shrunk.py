"""A scorecard's values drawn towards the others of the same period; it judges no spread itself."""

from collections.abc import Sequence

import polars as pl

from metrics.shrinkage import shrunk as shrunk_means
from metrics.shrinkage import shrunk_rates

GROUP = ("metric", "period")
SHARES = ("rate", "part", "kept", "time")
RATIOS = ("price", "ratio")


def shrunk(found: pl.DataFrame, *, by: Sequence[str]) -> pl.DataFrame:
    """`found` with `shrunk`, each value drawn towards `mean`, that of all of metric and period.

    Shares shrink as rates do, `worth` equal facts being their n; ratios with one spread of a
    single fact for all, because few facts cannot tell their own. Totals and counts stay as they
    are, and so does everything when there is but one group.

    Args:
        found: from `scorecards_limits.limits`.

    Source: docs in `metrics.shrinkage`: Kleinman 1973; DerSimonian and Laird 1986; Morris 1983.
    """
    value = pl.col("value")
    plain = found.filter(~pl.col("kind").is_in([*SHARES, *RATIOS]))
    if not by:
        return found.with_columns(value.alias("shrunk"), value.alias("mean"))
    worth = pl.col("worth")
    shares = shrunk_rates(
        found.filter(pl.col("kind").is_in(SHARES)).with_columns((value * worth).alias("so")),
        "so",
        "worth",
        by=GROUP,
        limits=False,
    )
    # the spread of one fact: those of all, weighed by how much each knows of it
    known = worth > 1
    one = (pl.col("spread") * worth * (worth - 1)).filter(known).sum() / (worth - 1).filter(
        known
    ).sum()
    ratios = found.filter(pl.col("kind").is_in(RATIOS))
    unit = ratios.group_by(GROUP).agg(one.alias("unit"))
    ratios = ratios.join(unit, on=GROUP, how="left").with_columns(
        (pl.col("unit") / worth).sqrt().alias("se")
    )
    means = shrunk_means(ratios, "value", "se", by=GROUP)
    # where all are equal there is no spread, and nothing to shrink
    settled = means.with_columns(pl.coalesce("shrunk", "value").alias("shrunk"))
    return pl.concat(
        [
            plain.with_columns(value.alias("shrunk"), pl.lit(None, pl.Float64).alias("mean")),
            *(part.select(*found.columns, "shrunk", "mean") for part in (shares, settled)),
        ]
    )
