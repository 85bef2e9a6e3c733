"""Where a reminder works: the effect per segment, pulled towards their common effect as far as
chance explains the differences; it names no segment a winner."""

import polars as pl

from metrics.discovery import q_values
from metrics.estimate import positive, two_sided
from metrics.intervals import Z95
from metrics.shrinkage import shrunk

LEAST = 5  # conversions in both arms together: below, a segment is shown without an effect


def segments(both: pl.DataFrame) -> pl.DataFrame:
    """The effect of every segment, and whether segments differ.

    Args:
        both: `nudge_effect.effect` by segment.

    Returns:
        Its columns and `se` (of the difference), `shrunk, shrunk_low,
        shrunk_high` (difference of conversion, normal empirical Bayes), `q_p` (do segments
        differ?), `tau` (0 reads "no evidence that segments differ"), `p` (of no effect), and
        `discovery_q` (Benjamini–Hochberg over the segments). Null where a segment has fewer than 5
        buyers in all, nobody who did not buy, or an arm without customers. Most customers first.

    The standard error is of both arms' common rate, r (1 - r) (1/n1 + 1/n0), as in the score
    test: with each arm's own, a small holdout in which nobody bought would seem to be known
    exactly and weigh most (simulated, a tenth held out of 150 to 600 customers: limits held the
    truth in 83%, and segments seemed to differ in one company of three).

    Source: docs/metrics.md#nudge-segments; Fleiss, Levin and Paik 2003, Statistical Methods for
    Rates and Proportions, ch. 3.
    """
    bought = pl.col("mail_conversions") + pl.col("holdout_conversions")
    mail, held = positive(pl.col("mail_n")), positive(pl.col("holdout_n"))
    rate = bought / (mail + held)
    se = (rate * (1 - rate) * (1 / mail + 1 / held)).sqrt()
    told = pl.when(bought >= LEAST).then(positive(se))
    judged = both.with_columns(told.alias("se")).with_columns(
        pl.when(pl.col("se").is_not_null()).then("difference").alias("told")
    )
    pulled = shrunk(judged, "told", "se", z=Z95)
    p = two_sided(pl.col("told") / pl.col("se"))
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
