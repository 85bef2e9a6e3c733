"""What a plan is run over: won deals with each rep's credit to the cent; knows no plan.

Depends on nothing that a plan says, so it is made once and every plan runs over it.
"""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from metrics import plan_departures as departures
from metrics.frames import FLOWS, empty
from metrics.plan import MILLION, STRATEGY, WHOLE_BP
from metrics.plan_rounding import half_even, part, wide
from metrics.serving import serve

BOOKED, RECURRING = "booked", "recurring"
DEALS = (
    "deal_id",
    "rep_id",
    "account_id",
    "product_id",
    "product",
    "deal_type",
    "closed_on",
    "amount_cents",
    "list_cents",
)


@dataclass(frozen=True)
class History:
    """`deals`: a row per won deal and credited rep, in order of deals: DEALS, `upto_bp, bp` (the
    running and own share of the credit), `discount_bp` (rounded down), `is_new` (the account's
    first win), `left_on` (the day on which its customer left; null = stayed, or nobody can say),
    and the rep's credit in cents: `booked`, of it `booked_on, booked_outside, booked_unmapped`,
    and the same of `recurring` (twelve times what recurred a month when the deal began). Null
    where the amount is unknown.
    `quotas`: QUOTAS. `scores`: `metric, rep_id, period, value` (millionths).
    `parts`: `deal_id, place, pillar_id, weight, upto, whole`, for money by pillar.
    """

    deals: pl.DataFrame
    quotas: pl.DataFrame
    scores: pl.DataFrame
    parts: pl.DataFrame

    def of(self, rep_id: int) -> "History":
        """The history of one rep alone."""
        mine = pl.col("rep_id") == rep_id
        return replace(
            self,
            deals=self.deals.filter(mine),
            quotas=self.quotas.filter(mine),
            scores=self.scores.filter(mine),
        )

    def within(self, reps: tuple[int, ...] | None) -> "History":
        """The history of some reps; null = all."""
        if reps is None:
            return self
        theirs = pl.col("rep_id").is_in(list(reps))
        return replace(
            self,
            deals=self.deals.filter(theirs),
            quotas=self.quotas.filter(theirs),
            scores=self.scores.filter(theirs),
        )


SCORES = {"metric": pl.String, "rep_id": pl.Int64, "period": pl.Date, "value": pl.Float64}
PARTS = {
    "deal_id": pl.Int64,
    "place": pl.String,
    "pillar_id": pl.Int64,
    "weight": pl.Int64,
    "upto": pl.Int64,
    "whole": pl.Int64,
}


def history(
    credited: pl.DataFrame,
    quotas: pl.DataFrame,
    lines: pl.DataFrame,
    served: pl.DataFrame,
    scores: pl.DataFrame | None = None,
    *,
    as_of: date,
) -> History:
    """The history up to `as_of`.

    Args:
        credited: CREDITED. quotas: QUOTAS. lines: LINES. served: from `serve`, its column `won`
            with the whole deals' amounts; a deal that is not in it is not yet mapped.
        scores: SCORES, a metric's value per rep and period of the plans' kind.
    """
    won = credited.filter((pl.col("state") == "won") & (pl.col("closed_on") <= as_of)).select(
        *DEALS, pl.col("credit_bp").alias("bp")
    )
    parts = _parts(served)
    places = _places(parts)
    deals = (
        _running(won)
        .join(places, on="deal_id", how="left", maintain_order="left")
        .with_columns(
            pl.when(pl.col("account_id").is_not_null())
            .then(pl.col("closed_on") == pl.col("closed_on").min().over("account_id"))
            .alias("is_new")
        )
    )
    deals = _with_credit(deals, BOOKED, pl.col("amount_cents")).with_columns(_discount())
    deals = _with_recurring(deals, lines)
    left = departures.departed(deals.select("deal_id", "account_id", "closed_on"), lines, as_of)
    found = scores if scores is not None else pl.DataFrame(schema=SCORES)
    return History(
        deals.drop("on_weight", "outside_weight", "weight_whole").join(
            left, on="deal_id", how="left", maintain_order="left"
        ),
        quotas,
        found.with_columns((pl.col("value") * MILLION).round().cast(pl.Int64)),
        parts,
    )


def served_won(
    credited: pl.DataFrame, mappings: pl.DataFrame, versions: pl.DataFrame, targets: pl.DataFrame
) -> pl.DataFrame:
    """Each won deal by what it served on the day it closed, for `history`; see `serve`.

    Args:
        credited: CREDITED. mappings: MAPPINGS. versions: VERSIONS. targets: TARGETS.
    """
    won = credited.filter(pl.col("state") == "won").unique("deal_id", keep="first")
    facts = won.sort("deal_id").select(
        pl.lit("won").alias("column"),
        pl.col("deal_id").alias("fact_id"),
        pl.col("closed_on").alias("on"),
        "product_id",
        "account_id",
        "amount_cents",
    )
    flows = pl.concat([empty(FLOWS), facts], how="diagonal").select(list(FLOWS))
    return serve(flows, mappings, versions, targets, measures={"won": "money"})


def _discount() -> pl.Expr:
    """How far the amount lies under the list price, in whole basis points, rounded down: at or
    past a whole one exactly when the discount is. Null when either is not known."""
    paid, listed = wide("amount_cents"), wide("list_cents")
    under = (listed - paid) * WHOLE_BP // pl.when(listed > 0).then(listed)
    return under.cast(pl.Int64).alias("discount_bp")


def _running(won: pl.DataFrame) -> pl.DataFrame:
    """With `upto_bp`, the running share of a deal's credit; most deals have one owner."""
    sole = won.filter(pl.col("bp") == WHOLE_BP).with_columns(pl.col("bp").alias("upto_bp"))
    shared = won.filter(pl.col("bp") != WHOLE_BP).sort("deal_id", "rep_id")
    running = shared.with_columns(pl.col("bp").cum_sum().over("deal_id").alias("upto_bp"))
    return pl.concat([sole, running]).sort("deal_id", "rep_id")


def _parts(served: pl.DataFrame) -> pl.DataFrame:
    weight = pl.col("part_cents")
    return (
        served.filter((pl.col("column") == "won") & weight.is_not_null())
        .select(
            pl.col("fact_id").alias("deal_id"),
            "place",
            "pillar_id",
            weight.alias("weight"),
            pl.col("whole_cents").alias("whole"),
            weight.cum_sum().alias("upto"),
        )
        .with_columns(pl.col("upto") - (pl.col("upto") - pl.col("weight")).min().over("deal_id"))
        .select(*PARTS)
    )


def _places(parts: pl.DataFrame) -> pl.DataFrame:
    def at(place: str) -> pl.Expr:
        return pl.col("weight").filter(pl.col("place") == place).sum()

    return parts.group_by("deal_id").agg(
        at("pillar").alias("on_weight"),
        at("outside").alias("outside_weight"),
        pl.col("whole").first().alias("weight_whole"),
    )


def _with_credit(deals: pl.DataFrame, name: str, whole: pl.Expr) -> pl.DataFrame:
    """The rep's part of a deal's `whole` cents, and of what of it lay on and off the strategy."""
    shares = {
        "on": wide("on_weight"),
        "outside": wide("on_weight") + wide("outside_weight"),
    }
    known = pl.col("weight_whole") > 0
    upto = {
        place: pl.when(known)
        .then(half_even(wide(whole) * share, wide("weight_whole")))
        .when(whole.is_not_null())
        .then(0)
        for place, share in shares.items()
    }
    cents = {
        name: whole,
        f"{name}_on": upto["on"],
        f"{name}_outside": upto["outside"] - upto["on"],
        f"{name}_unmapped": whole - upto["outside"],
    }
    return deals.with_columns(_own(value).alias(column) for column, value in cents.items())


def _own(cents: pl.Expr) -> pl.Expr:
    """The rep's part of a deal's cents; the parts of its reps add up to them."""
    split = part(wide(cents), wide("upto_bp"), wide("bp"), WHOLE_BP)
    return pl.when(pl.col("bp") == WHOLE_BP).then(cents).otherwise(split)


def _with_recurring(deals: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Twelve times what the deal's own lines bring a month on the day that they begin."""
    own = lines.filter(pl.col("deal_id").is_not_null())
    if own.is_empty():
        names = [RECURRING, *(f"{RECURRING}_{place}" for place in STRATEGY)]
        return deals.with_columns(pl.lit(None, pl.Int64).alias(name) for name in names)
    first = pl.col("from_on") == pl.col("from_on").min().over("deal_id")
    begun = (
        own.filter(first)
        .group_by("deal_id")
        .agg(
            pl.when(pl.col("monthly_cents").null_count() == 0)
            .then(pl.col("monthly_cents").sum() * 12)
            .alias("yearly_cents")
        )
    )
    found = deals.join(begun, on="deal_id", how="left", maintain_order="left")
    return _with_credit(found, RECURRING, pl.col("yearly_cents")).drop("yearly_cents")
