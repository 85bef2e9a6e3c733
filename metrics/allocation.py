"""A deal's money split over the features it asks for, to the cent; invents no amount."""

from typing import Literal

import polars as pl

from metrics.needs import need_weight

Split = Literal["evenly", "by need"]


def allocated(asks: pl.DataFrame, deals: pl.DataFrame, *, split: Split = "evenly") -> pl.DataFrame:
    """Each asking deal's amount, split over the distinct features that its requests ask for.

    Args:
        asks: ASKS. deals: DEALS_ASKING.
        split: `evenly`, or `by need`: in proportion to the deal's strongest stated need for each
            feature (blocker 4, important 2, nice to have 1; not stated weighs 1 too).

    Returns:
        `deal_id, feature_id, cents, amount_cents, state` (both the deal's), ordered by the first
        two. The parts of a deal add up to its amount
        exactly: cents are rounded cumulatively in the order of feature ids. `feature_id` null
        holds the deals whose requests are all still without a feature; `cents` is null where the
        deal's amount is unknown.
    """
    weight = pl.lit(1) if split == "evenly" else need_weight().max().fill_null(1)
    named = pl.col("feature_id").is_not_null()
    part, cents, upto = pl.col("weight"), pl.col("amount_cents"), pl.col("upto")
    return (
        asks.filter(pl.col("deal_id").is_not_null())
        .group_by("deal_id", "feature_id")
        .agg(weight.cast(pl.Int64).alias("weight"))
        .join(deals.select("deal_id", "amount_cents", "state"), on="deal_id")
        .with_columns(named.any().over("deal_id").alias("any"))
        .filter(named | ~pl.col("any"))
        .sort("deal_id", "feature_id")
        .with_columns(part.cum_sum().alias("upto"), part.sum().over("deal_id").alias("whole"))
        # A running sum within each deal would take ten times as long.
        .with_columns(upto - (upto - part).min().over("deal_id"))
        .select(
            "deal_id",
            "feature_id",
            (_rounded(cents * upto) - _rounded(cents * (upto - part))).alias("cents"),
            "amount_cents",
            "state",
        )
    )


def _rounded(numerator: pl.Expr) -> pl.Expr:
    """Of `whole`, half up, in integers: floats would lose cents past 2^53."""
    return (2 * numerator + pl.col("whole")) // (2 * pl.col("whole"))
