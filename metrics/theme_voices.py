"""Who stands behind the recent growth of a theme, and who came since a decision; judges none."""

from datetime import date, timedelta

import polars as pl

from metrics.emerging import RECENT_DAYS


def recent_spread(asks: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Through how many reps, teams and segments the accounts that are new in the recent window ask.

    Args:
        asks: as in `emerging.emerging`.

    Returns:
        `feature_id, reps, teams, segments`: distinct known ones among the requests since of
        accounts that first asked within the last 90 days; only features that have any. A theme
        that nobody new asks for has no row.
    """
    since = as_of - timedelta(days=RECENT_DAYS)
    past = asks.filter(pl.col("asked_on") <= as_of).drop_nulls(["feature_id", "account_id"])
    first = pl.col("asked_on").min().over("feature_id", "account_id")
    counted = {"reps": "person_id", "teams": "team", "segments": "segment"}
    return (
        past.filter(first > since)
        .group_by("feature_id")
        .agg(
            pl.col(column).drop_nulls().n_unique().cast(pl.Int64).alias(name)
            for name, column in counted.items()
        )
        .sort("feature_id")
    )


def since_decided(asks: pl.DataFrame, decided: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """How many accounts asked for a theme for the first time after it was decided on.

    Args:
        decided: `proposal_id, feature_id, decided_on`.

    Returns:
        `proposal_id, new_accounts` (0 is known), `days` (from the day after to `as_of`), in the
        order of `decided`.
    """
    firsts = (
        asks.filter(pl.col("asked_on") <= as_of)
        .drop_nulls(["feature_id", "account_id"])
        .group_by("feature_id", "account_id")
        .agg(pl.col("asked_on").min().alias("new_on"))
    )
    after = pl.col("new_on") > pl.col("decided_on")
    return (
        decided.join(firsts, on="feature_id", how="left")
        .group_by("proposal_id", "decided_on", maintain_order=True)
        .agg(after.sum().cast(pl.Int64).alias("new_accounts"))
        .select(
            "proposal_id",
            "new_accounts",
            (pl.lit(as_of) - pl.col("decided_on")).dt.total_days().alias("days"),
        )
    )
