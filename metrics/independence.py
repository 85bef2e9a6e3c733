"""How many independent voices a count of accounts amounts to; judges no account and no rep."""

import polars as pl


def n_eff(asks: pl.DataFrame) -> pl.DataFrame:
    """The effective number of reps behind each feature's distinct asking accounts.

    n_eff = 1 / sum p^2, p being a rep's share of the accounts: twelve accounts logged by one rep
    are one voice, twelve by twelve are twelve. Every account weighs 1 however often it asks; one
    that k reps logged counts 1/k for each of them. Requests without an account or without a
    logger say nothing about independence and are left out.

    Args:
        asks: ASKS.

    Returns:
        `feature_id, n_eff` (1 to the number of reps), `voiced` (accounts it rests on); only the
        features that have any.

    Source: inverse Simpson index; Simpson 1949, Nature 163:688; Hill 1973, Ecology 54:427.
    """
    who = ["feature_id", "account_id", "person_id"]
    voices = pl.col("weight").sum() ** 2 / (pl.col("weight") ** 2).sum()
    weight = 1 / pl.len().over("feature_id", "account_id")
    return (
        asks.select(who)
        .drop_nulls()
        .unique()
        .select("feature_id", "person_id", weight.alias("weight"))
        .group_by("feature_id", "person_id")
        .agg(pl.col("weight").sum())
        .group_by("feature_id")
        .agg(
            voices.round(9).alias("n_eff"),  # the order of addition shows from the 15th digit on
            pl.col("weight").sum().round().cast(pl.Int64).alias("voiced"),
        )
        .sort("feature_id")
    )
