"""The table of features to choose from: demand, every score, how stable the ranking is, and the
2 x 2; ranks by the score that is asked for and decides nothing."""

import polars as pl

from metrics.allocation import Split
from metrics.demand import demand
from metrics.quadrants import DECLARED, Thresholds, quadrant
from metrics.scores import HOUSE, SCORES, Score, missing, scored, terms
from metrics.stability import stability


def priorities(
    asks: pl.DataFrame,
    deals: pl.DataFrame,
    features: pl.DataFrame,
    *,
    by: Score = HOUSE,
    accounts: int | None = None,
    split: Split = "evenly",
    at: Thresholds = DECLARED,
    seed: int = 0,
    draws: int = 1_000,
) -> pl.DataFrame:
    """One row per feature, best first by the score `by`; features without that score last.

    Args:
        asks: ASKS, filtered as wished. deals: DEALS_ASKING. features: FEATURES to rank.
        accounts: how many there are within the filter. split: see `allocation.allocated`.

    Returns:
        The columns of FEATURES; those of `demand` (a feature that nobody asks for has counts
        and money of 0); `independence`, `effort_months`; a column per score, named by its slug;
        `score` and `missing` of `by`; `top_share, draws` of `stability`; `independent_demand`
        and `quadrant`. Ties go by feature id.
    """
    asked = demand(asks, deals, accounts=accounts, split=split)
    of = terms(features, asked)
    table = (
        features.join(asked, on="feature_id", how="left", maintain_order="left")
        .with_columns(_nobody_asks(asked, accounts))
        .hstack(of.select("independence", "effort_months"))
        .hstack([scored(of, score)["score"].rename(score.slug) for score in SCORES])
        .hstack(of.select(missing(by)))
        .hstack(stability(of, by, seed=seed, draws=draws).drop("feature_id"))
        .hstack(quadrant(of, at=at).select("independent_demand", "quadrant"))
    )
    return table.with_columns(pl.col(by.slug).alias("score")).sort(
        "score", "feature_id", descending=[True, False], nulls_last=True
    )


def _nobody_asks(asked: pl.DataFrame, accounts: int | None) -> list[pl.Expr]:
    """0 where a feature is in no request; what is unknown of an asked one stays null."""
    nobody = pl.col("requests").is_null()
    unknown = {"feature_id", "need", "n_eff", "first_on", "last_on"}
    unknown |= set() if accounts else {"reach_share"}
    counts = (name for name in asked.columns if name not in unknown)
    return [pl.when(nobody).then(0).otherwise(name).alias(name) for name in counts]
