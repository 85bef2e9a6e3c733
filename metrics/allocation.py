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
        `deal_id, feature_id, cents`, ordered by both. The parts of a deal add up to its amount
        exactly: cents are rounded cumulatively in the order of feature ids. `feature_id` null
        holds the deals whose requests are all still without a feature; `cents` is null where the
        deal's amount is unknown.
    """
    weight = pl.lit(1) if split == "evenly" else need_weight().max().fill_null(1)
    parts = (
        asks.filter(pl.col("deal_id").is_not_null())
        .group_by("deal_id", "feature_id")
        .agg(weight.cast(pl.Int64).alias("weight"))
        .filter(
            pl.col("feature_id").is_not_null()
            | pl.col("feature_id").is_null().all().over("deal_id")
        )
        .join(deals.select("deal_id", "amount_cents"), on="deal_id")
        .sort("deal_id", "feature_id")
    )
    part, cents = pl.col("weight"), pl.col("amount_cents")
    upto, whole = part.cum_sum().over("deal_id"), part.sum().over("deal_id")
    share = _rounded(cents * upto, whole) - _rounded(cents * (upto - part), whole)
    return parts.select("deal_id", "feature_id", share.alias("cents"))


def _rounded(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Half up, in integers: floats would lose cents past 2^53."""
    return (2 * numerator + denominator) // (2 * denominator)
