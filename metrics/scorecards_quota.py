"""What was sold of what was to be sold; takes the quotas that a reader may see, and no others."""

import polars as pl

from metrics.periods import Period


def attainment(
    decided: pl.DataFrame, quotas: pl.DataFrame, paid: pl.DataFrame, *, period: Period
) -> pl.DataFrame:
    """Each rep's closed revenue against her quotas that end in the period, and what she was paid.

    Args:
        decided: the book's sheet. quotas: QUOTAS. paid: PAID. Both as far as the reader may see.

    Returns:
        `rep_id, value` (sold / quota; null without a quota, or when an amount is not known),
        `sold_cents` (null when that of a deal won is not known), `quota_cents`, `paid_cents` (in
        the period; null when an amount is not known), `n` (quotas), by rep. Who has neither quota
        nor pay has no row.

    Source: docs/metrics.md#quota-attainment
    """
    ends = pl.col("until_on").dt.offset_by("-1d")
    due = quotas.filter(ends.is_between(period.first, period.last)).with_row_index("quota")
    dated = decided.select("rep_id", "on", "revenue_y", "revenue_unknown").join(due, on="rep_id")
    inside = pl.col("on").is_between("from_on", "until_on", closed="left")
    every = pl.when(pl.col("revenue_unknown").sum() == 0).then(pl.col("revenue_y").sum())
    sold = dated.filter(inside).group_by("rep_id").agg(every.alias("sold_cents"))
    amount = pl.col("amount_cents")
    whole = pl.when(~amount.is_null().any()).then(amount.sum())
    to_sell = due.group_by("rep_id").agg(
        whole.alias("quota_cents"), pl.len().cast(pl.Int64).alias("n")
    )
    earned = (
        paid.filter(pl.col("paid_on").is_between(period.first, period.last))
        .group_by("rep_id")
        .agg(whole.alias("paid_cents"))
    )
    return (
        to_sell.join(sold.with_columns(any=True), on="rep_id", how="left")
        .join(earned, on="rep_id", how="full", coalesce=True)
        .with_columns(
            pl.when((pl.col("n") > 0) & pl.col("any").is_null())  # decided nothing: sold nothing
            .then(0.0)
            .otherwise("sold_cents")
            .alias("sold_cents"),
            pl.col("n").fill_null(0),
        )
        .with_columns(
            pl.when(pl.col("quota_cents") > 0)
            .then(pl.col("sold_cents") / pl.col("quota_cents"))
            .alias("value")
        )
        .select("rep_id", "value", "sold_cents", "quota_cents", "paid_cents", "n")
        .sort("rep_id")
    )
