"""What is behind one feature's demand, as tables that people read: accounts, voices, deals,
requests; each from the same rows that the score was made of."""

from collections.abc import Mapping

import polars as pl

from metrics.needs import need_weight
from pages.parts.money import units

NEED_OF = {4: "blocker", 2: "important", 1: "nice to have"}


def accounts(asks: pl.DataFrame) -> pl.DataFrame:
    """A row per asking account: how often, how badly, what for, through whom, since when."""
    return (
        asks.filter(pl.col("account_id").is_not_null())
        .group_by("account_id")
        .agg(
            pl.col("account").first().alias("Account"),
            pl.len().alias("Requests"),
            need_weight().max().replace_strict(NEED_OF, default=None).alias("Need"),
            pl.col("intent").drop_nulls().unique().sort().str.join(", ").alias("Intent"),
            pl.col("person").drop_nulls().unique().sort().str.join(", ").alias("Logged by"),
            pl.col("segment").drop_nulls().last().alias("Segment"),
            pl.col("asked_on").min().alias("First"),
            pl.col("asked_on").max().alias("Last"),
        )
        .sort("Requests", "Account", descending=[True, False])
        .drop("account_id")
    )


def voices(asks: pl.DataFrame) -> pl.DataFrame:
    """A row per rep: her share of the asking accounts; one that k reps logged counts 1/k each."""
    who = asks.select("account_id", "person_id", "person", "team").drop_nulls(
        ["account_id", "person_id"]
    )
    once = who.unique(["account_id", "person_id"], keep="last", maintain_order=True)
    weight = 1 / pl.len().over("account_id")
    counted = (
        once.with_columns(weight.alias("weight"))
        .group_by("person_id")
        .agg(
            pl.col("person").first().alias("Rep"),
            pl.col("team").last().alias("Team"),
            pl.len().alias("Accounts"),
            pl.col("weight").sum(),
        )
    )
    share = pl.col("weight") / pl.col("weight").sum()
    return (
        counted.with_columns(share.alias("Share"))
        .sort("Share", "Rep", descending=[True, False])
        .drop("person_id", "weight")
    )


def deals(
    asks: pl.DataFrame, parts: pl.DataFrame, every: pl.DataFrame, currency: str
) -> pl.DataFrame:
    """A row per asking deal: its amount, over how many features it is split, its part here.

    Args:
        asks: those of the feature. parts, every: `Ranked.parts` and `Ranked.deals`.
    """
    feature = asks["feature_id"].head(1).to_list()
    features = parts.group_by("deal_id").agg(pl.col("feature_id").len().alias("Features"))
    named = asks.group_by("deal_id").agg(pl.col("account").drop_nulls().first())
    return (
        parts.filter(pl.col("feature_id").is_in(feature))
        .join(every, on="deal_id")
        .join(features, on="deal_id")
        .join(named, on="deal_id", how="left")
        .sort("amount_cents", "deal_id", descending=[True, False], nulls_last=True)
        .select(
            pl.col("deal").alias("Deal"),
            pl.col("account").alias("Account"),
            pl.col("state").alias("State"),
            units("amount_cents", currency).alias("In full"),
            "Features",
            units("cents", currency).alias("Allocated here"),
        )
    )


def requests(asks: pl.DataFrame, deal_names: Mapping[int, str]) -> pl.DataFrame:
    """The requests themselves, newest first."""
    deal = pl.col("deal_id").replace_strict(deal_names, default=None, return_dtype=pl.String)
    return asks.sort("asked_on", "request_id", descending=True).select(
        pl.col("asked_on").alias("Asked"),
        pl.col("words").alias("In the customer's words"),
        pl.col("account").alias("Account"),
        pl.col("need").alias("Need"),
        pl.col("intent").alias("Intent"),
        pl.col("person").alias("Logged by"),
        pl.col("team").alias("Team"),
        deal.alias("Deal"),
    )
