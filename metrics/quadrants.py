"""What to do about a feature, by its mission fit and the independent demand for it: a hint, by
thresholds that no other feature moves."""

from dataclasses import dataclass

import polars as pl

BUILD, SHARPEN = "build", "sharpen"
SAY_NO, RECONSIDER = "say no", "reconsider the strategy"


@dataclass(frozen=True)
class Thresholds:
    """From where on fit and demand count as high."""

    mission_fit: float = 0.5
    demand: float = 10.0


DECLARED = Thresholds()


def quadrant(of: pl.DataFrame, *, at: Thresholds = DECLARED) -> pl.DataFrame:
    """Where each feature stands in the 2 x 2 of mission fit and independent demand.

    Args:
        of: from `scores.terms`.

    Returns:
        `feature_id, mission_fit` (0 to 1), `independent_demand` (reach x independence: asking
        accounts, discounted as long as fewer than four voices stand behind them), `quadrant`:
        build (both high), sharpen (fits, but few ask), say no (neither), reconsider the strategy
        (many ask, does not fit). Null, never guessed, where fit or independence is unknown.
    """
    fits = pl.col("mission_fit") >= at.mission_fit
    asked = pl.col("independent_demand") >= at.demand
    return of.select(
        "feature_id",
        "mission_fit",
        (pl.col("reach") * pl.col("independence")).alias("independent_demand"),
    ).with_columns(
        pl.when(fits & asked)
        .then(pl.lit(BUILD))
        .when(fits & ~asked)
        .then(pl.lit(SHARPEN))
        .when(~fits & asked)
        .then(pl.lit(RECONSIDER))
        .when(~fits & ~asked)
        .then(pl.lit(SAY_NO))
        .alias("quadrant")
    )
