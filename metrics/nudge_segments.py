"""Where a reminder works: the effect per segment, pulled towards their common effect as far as
chance explains the differences; it names no segment a winner."""

import polars as pl

from metrics.discovery import q_values
from metrics.intervals import Z95
from metrics.lift import difference, of_counts
from metrics.shrinkage import shrunk

LEAST = 5  # conversions in both arms together: below, a segment is shown without an effect


def segments(both: pl.DataFrame) -> pl.DataFrame:
    """The effect of every segment, and whether segments differ.

    Args:
        both: `nudge_effect.effect` by segment.

    Returns:
        Its columns and `se` (of the difference), `shrunk, shrunk_low,
        shrunk_high` (difference of conversion, normal empirical Bayes), `q_p` (do segments
        differ?), `tau` (0 reads "no evidence that segments differ"), `discovery_q`
        (Benjamini–Hochberg over the segments). Null where a segment has fewer than 5 buyers in
        all or an arm without customers. Most customers first.

    Source: docs/metrics.md#nudge-segments.
    """
    gap = difference(
        of_counts("mail_conversions", "mail_n"), of_counts("holdout_conversions", "holdout_n")
    )
    bought = pl.col("mail_conversions") + pl.col("holdout_conversions")
    told = (pl.col("holdout_n") > 0) & (pl.col("mail_n") > 0) & (bought >= LEAST)
    judged = both.with_columns(pl.when(told & (gap.se > 0)).then(gap.se).alias("se"))
    judged = judged.with_columns(
        pl.when(pl.col("se").is_not_null()).then("difference").alias("told")
    )
    pulled = shrunk(judged, "told", "se", z=Z95)
    p = pl.when(pl.col("told").is_not_null()).then(gap.p)
    q = pl.col("p").map_batches(
        lambda column: pl.Series(q_values(column.to_numpy())).fill_nan(None),
        return_dtype=pl.Float64,
    )
    return (
        pulled.with_columns(p.alias("p"))
        .with_columns(q.alias("discovery_q"))
        .drop("told", "groups", "mean", "q")
        .sort(pl.col("mail_n") + pl.col("holdout_n"), descending=True)
    )
