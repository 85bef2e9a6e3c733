"""What somebody brought in from customers and was taken up; volume alone wins nothing."""

import polars as pl

MOST = 10  # a quarter; from here on more counts no more


def customer_voice(voices: pl.DataFrame) -> pl.DataFrame:
    """Accepted and distinct contributions, per person and calendar quarter, capped at 10.

    Accepted: linked to a feature that is not declined. Distinct: the same feature for the same
    account counts once, in the quarter in which she first brought it.

    Args:
        voices: VOICES.

    Returns:
        `rep_id, team_id` (of the quarter's first request), `quarter` (its first day), `value`
        (at most 10), `distinct` (before the cap), `n` (requests logged). A quarter without any
        request has no row.

    Source: docs/metrics.md#customer-voice
    """
    dated = voices.with_columns(pl.col("asked_on").dt.truncate("1q").alias("quarter")).sort(
        "rep_id", "asked_on", "request_id"
    )
    first = dated.filter("accepted").unique(
        ["rep_id", "feature_id", "account_id"], keep="first", maintain_order=True
    )
    new = first.group_by("rep_id", "quarter").agg(pl.len().cast(pl.Int64).alias("distinct"))
    return (
        dated.group_by("rep_id", "quarter")
        .agg(pl.col("team_id").first(), pl.len().cast(pl.Int64).alias("n"))
        .join(new, on=["rep_id", "quarter"], how="left")
        .with_columns(pl.col("distinct").fill_null(0))
        .with_columns(pl.col("distinct").clip(upper_bound=MOST).alias("value"))
        .select("rep_id", "team_id", "quarter", "value", "distinct", "n")
        .sort("rep_id", "quarter")
    )
