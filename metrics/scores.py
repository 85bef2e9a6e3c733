"""What each way of ranking says of a feature, term by term; never scaled by the other features."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import add, mul
from typing import Literal

import polars as pl

WEEKS_A_MONTH = 52 / 12
FULLY_INDEPENDENT = 4.0  # voices from which on demand counts in full

TERMS = {
    "reach": "reach",
    "need": "need",
    "mission_fit": "mission fit",
    "independence": "independence",
    "effort_weeks": "effort",
    "effort_months": "effort",
    "rice_impact": "impact",
    "rice_confidence": "confidence",
    "wsjf_value": "value",
    "wsjf_time": "time criticality",
    "wsjf_risk": "risk reduction",
    "wsjf_size": "job size",
    "ice_impact": "impact",
    "ice_confidence": "confidence",
    "ice_ease": "ease",
}
"""Every term that a score may have, and how a person calls it."""


@dataclass(frozen=True)
class Score:
    """`terms` taken together as `how` says, divided by `divisor` if there is one.

    `guessed` is the term that people misjudge most: stability draws it apart for each feature.
    """

    slug: str
    title: str
    how: Literal["product", "sum", "mean"]
    terms: tuple[str, ...]
    divisor: str | None
    guessed: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Its terms, the divisor last."""
        return (*self.terms, self.divisor) if self.divisor else self.terms


_ICE = ("ice_impact", "ice_confidence", "ice_ease")
_HOUSE = ("reach", "need", "mission_fit", "independence")
_WSJF = ("wsjf_value", "wsjf_time", "wsjf_risk")
_RICE = ("reach", "rice_impact", "rice_confidence")

HOUSE = Score("house", "House score", "product", _HOUSE, "effort_weeks", "effort_weeks")
RICE = Score("rice", "RICE", "product", _RICE, "effort_months", "effort_months")
WSJF = Score("wsjf", "WSJF", "sum", _WSJF, "wsjf_size", "wsjf_size")
ICE_MEAN = Score("ice-mean", "ICE, mean", "mean", _ICE, None, "ice_ease")
ICE_PRODUCT = Score("ice-product", "ICE, product", "product", _ICE, None, "ice_ease")

SCORES: tuple[Score, ...] = (HOUSE, RICE, WSJF, ICE_MEAN, ICE_PRODUCT)
BY_SLUG = {score.slug: score for score in SCORES}


def terms(features: pl.DataFrame, demand: pl.DataFrame) -> pl.DataFrame:
    """Every term of every score, a row per feature, in the order of `features`.

    Args:
        features: FEATURES. demand: from `demand.demand`.

    Returns:
        `feature_id` and the columns of TERMS. `reach` counts distinct accounts (0 when nobody
        asks); `need` is 0.25 to 1, `mission_fit` 0 to 1, `independence` 0.25 to 1: n_eff / 4, and
        1 from four voices on. With a reach of 0 need and independence are 0. `effort_months` =
        weeks x 12/52. Null = nobody has said; an effort or size of 0 is no estimate and null too.
    """
    asked = demand.filter(pl.col("feature_id").is_not_null())
    found = features.join(
        asked.select("feature_id", "reach", "need", "n_eff"), on="feature_id", how="left"
    ).with_columns(
        pl.col("reach").fill_null(0).cast(pl.Float64),
        (pl.col("n_eff") / FULLY_INDEPENDENT).clip(upper_bound=1.0).alias("independence"),
        *(
            pl.when(pl.col(name) > 0).then(name).alias(name)
            for name in ("effort_weeks", "wsjf_size")
        ),
    )
    nobody = pl.col("reach") == 0
    return found.select(
        "feature_id",
        *(
            pl.when(nobody).then(0.0).otherwise(name).alias(name)
            if name in ("need", "independence")
            else (pl.col("effort_weeks") / WEEKS_A_MONTH).alias(name)
            if name == "effort_months"
            else pl.col(name)
            for name in TERMS
        ),
    )


def scored(of: pl.DataFrame, score: Score) -> pl.DataFrame:
    """One score of every feature, with its terms beside it.

    Args:
        of: from `terms`.

    Returns:
        `feature_id`, the score's own terms, `score` (null where a term is unknown) and `missing`
        (those terms in words, or null). It looks at one row at a time, so no feature's score
        depends on another's.

    Source: RICE: McBride, Intercom 2018; WSJF: Reinertsen 2009, SAFe; ICE: Ellis and Brown 2017
    (mean), Gilad (product).
    """
    return of.select("feature_id", *score.columns, _value(score).alias("score"), missing(score))


def missing(score: Score) -> pl.Expr:
    """Which terms nobody knows, in words; null when all are known."""
    unknown = (pl.when(pl.col(name).is_null()).then(pl.lit(TERMS[name])) for name in score.columns)
    said = pl.concat_str(unknown, separator=", ", ignore_nulls=True)
    return pl.when(said != "").then(said).alias("missing")


def _value(score: Score) -> pl.Expr:
    taken = reduce(mul if score.how == "product" else add, _columns(score.terms))
    if score.how == "mean":
        taken = taken / len(score.terms)
    return taken / pl.col(score.divisor) if score.divisor else taken


def _columns(names: Iterable[str]) -> Iterable[pl.Expr]:
    return (pl.col(name) for name in names)
