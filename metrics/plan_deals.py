"""What a plan pays for each deal, and what it takes back when the customer leaves early."""

import polars as pl

from metrics.plan import Plan
from metrics.plan_credits import KEY, bonus, weight
from metrics.plan_history import History
from metrics.plan_periods import period_of
from metrics.plan_rounding import half_even, wide

PAID = {
    "rep_id": pl.Int64,
    "period": pl.Date,
    "deal_id": pl.Int64,
    "cents": pl.Int64,
}


def by_deal(plan: Plan, history: History, steps: pl.DataFrame) -> pl.DataFrame:
    """PAID: a row per deal and rep, what components (under the cap) and SPIFs pay for it.

    A component's pay is shared among its deals of the period by their credit (times the factor of
    the discount), in the order of deals' ids, so neither the order in which they were won nor
    the order of rows matters; the parts add up to it exactly. What is paid for a metric, and a
    draw, is paid for no deal.

    Args:
        steps: from `stepped`, of the same plan and history or of some of its rows.
    """
    found, cents = _dated(plan, history, steps), []
    for n, component in enumerate(plan.components):
        if component.credit != "metric":
            cents.append(_shared(f"kept{n}", weight(component).fill_null(0), pl.col(f"w{n}")))
    for n, spif in enumerate(plan.spifs):
        own = bonus(spif).fill_null(0)
        if spif.rate_bp is not None:
            own = _shared(f"b{n}", wide(own), wide(own).sum().over(KEY))
        cents.append(own)
    known = pl.col("earned").is_not_null()
    total = pl.sum_horizontal(cents) if cents else pl.lit(0, pl.Int64)
    return found.select(
        *KEY,
        "deal_id",
        pl.when(known).then(total).cast(pl.Int64).alias("cents"),
        "closed_on",
        "left_on",
    )


def _dated(plan: Plan, history: History, steps: pl.DataFrame) -> pl.DataFrame:
    """The deals of the rows of `steps`, those of a rep and period together, by id."""
    wanted = [
        name for name in steps.columns if name == "earned" or name[0] in "wb" or name[:4] == "kept"
    ]
    return (
        history.deals.with_columns(period_of("closed_on", plan.period).alias("period"))
        .join(steps.select(*KEY, *wanted), on=KEY)
        .sort("rep_id", "period", "deal_id")
    )


def _shared(pay: str, share: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Each deal's part of `pay`: the difference of two rounded running sums of one rep's period;
    rows lie in its order, so the one before is the row above."""
    upto = half_even(wide(pay) * share.cum_sum().over(KEY), whole).fill_null(0)
    begins = pl.struct(KEY).ne_missing(pl.struct(KEY).shift(1))
    return upto - pl.when(begins).then(0).otherwise(upto.shift(1, fill_value=0))


def clawed_back(plan: Plan, history: History, steps: pl.DataFrame) -> pl.DataFrame:
    """PAID, less than 0, in the period in which the customer left; with `paid_cents` (what was
    paid for the deal), `days` (that it stayed), `closed_on, left_on`.

    Of what was paid for a deal the fraction (C - days) / C that was not earned is taken back,
    rounded half to even, when its customer leaves within C days.
    """
    nothing = pl.DataFrame(
        schema=PAID
        | {"paid_cents": pl.Int64, "days": pl.Int64, "closed_on": pl.Date, "left_on": pl.Date}
    )
    if plan.clawback_days is None:
        return nothing
    stayed = (pl.col("left_on") - pl.col("closed_on")).dt.total_days()
    early = history.deals.filter(stayed < plan.clawback_days)
    if early.is_empty():
        return nothing
    touched = early.select("rep_id", period_of("closed_on", plan.period).alias("period")).unique()
    paid = by_deal(plan, history, steps.join(touched, on=KEY, how="semi"))
    unearned = plan.clawback_days - stayed
    back = half_even(wide("cents") * wide(unearned), plan.clawback_days)
    return paid.filter((stayed < plan.clawback_days) & (back != 0)).select(
        "rep_id",
        period_of("left_on", plan.period).alias("period"),
        "deal_id",
        (-back).alias("cents"),
        pl.col("cents").alias("paid_cents"),
        stayed.cast(pl.Int64).alias("days"),
        "closed_on",
        "left_on",
    )
