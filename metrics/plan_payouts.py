"""What a plan pays each rep in each period, to the cent; explains and compares nothing."""

from dataclasses import dataclass

import polars as pl

from metrics.plan import Plan
from metrics.plan_credits import KEY
from metrics.plan_deals import by_deal, clawed_back
from metrics.plan_history import History
from metrics.plan_steps import stepped

PAYOUTS = {
    "rep_id": pl.Int64,
    "period": pl.Date,
    "credited_cents": pl.Int64,
    "quota_cents": pl.Int64,
    "attainment": pl.Float64,
    "base_cents": pl.Int64,
    "variable_cents": pl.Int64,
    "total_cents": pl.Int64,
    "booked_cents": pl.Int64,
    "deals": pl.Int64,
    "unknown_deals": pl.Int64,
}


@dataclass(frozen=True)
class Paid:
    """A plan run over a history.

    `payouts`: PAYOUTS, a row per rep and period. `steps`: the same rows, a column a step (see
    `plan_steps.stepped`), and `clawback`. `clawbacks`: see `plan_deals.clawed_back`.
    """

    plan: Plan
    payouts: pl.DataFrame
    steps: pl.DataFrame
    clawbacks: pl.DataFrame

    def only(self, seen: pl.DataFrame) -> "Paid":
        """What of it is in the rows of `seen` (`rep_id, period`): whose pay may be looked at."""
        payouts, steps, clawbacks = (
            rows.join(seen, on=KEY, how="semi", maintain_order="left")
            for rows in (self.payouts, self.steps, self.clawbacks)
        )
        return Paid(self.plan, payouts, steps, clawbacks)


def run(plan: Plan, history: History) -> Paid:
    """What the plan would have paid over the history.

    Order: credit splits, threshold, tiers, multipliers, cap, SPIFs, draw, clawback. A rep is in a
    period when she has a quota or a credited deal in it, or something is taken back then.

    `payouts`: `credited_cents` by the first component that is paid for money (null where there is
    none), `quota_cents` its quota (the rep's own, where there is none), `attainment` = credited /
    quota (for display, not for pay), `variable_cents` and `total_cents` (with the base) null where
    the plan needs a quota and there is none: unknown, not 0. A clawback can make the variable pay
    negative.

    Source: docs/metrics.md#payout; WorldatWork's and Alexander Group's common plan mechanics as
    laid out in Zoltners, Sinha and Lorimer 2006, The Complete Guide to Sales Force Incentive
    Compensation.
    """
    steps = stepped(plan, history)
    clawbacks = clawed_back(plan, history, steps)
    taken = clawbacks.group_by(*KEY).agg(pl.col("cents").sum().alias("clawback"))
    late = taken.join(steps, on=KEY, how="anti")
    if late.height:
        steps = pl.concat([steps, _empty_seats(late, steps, plan)], how="diagonal_relaxed")
    steps = steps.join(taken, on=KEY, how="left").sort(KEY)
    steps = steps.with_columns(pl.col("clawback").fill_null(0))
    return Paid(plan, _payouts(plan, steps), steps, clawbacks)


def _empty_seats(late: pl.DataFrame, steps: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Periods in which somebody sold nothing and something is taken back from her."""
    zero = [
        name
        for name, kind in steps.schema.items()
        if name not in (*KEY, "own_quota_cents") and name[0] not in "qv"
    ]
    return late.select(*KEY, *(pl.lit(0).cast(steps.schema[name]).alias(name) for name in zero))


def _payouts(plan: Plan, steps: pl.DataFrame) -> pl.DataFrame:
    money = [n for n, part in enumerate(plan.components) if part.credit != "metric"]
    shown = next(iter(money), None)
    credited = pl.lit(None, pl.Int64) if shown is None else pl.col(f"c{shown}")
    quota = pl.col("own_quota_cents") if shown is None else pl.col(f"q{shown}")
    variable = pl.col("earned") + pl.col("draw") + pl.col("clawback")
    bases = {day: plan.base_cents(day) for day in steps["period"].unique().to_list()}
    base = pl.col("period").replace_strict(bases, return_dtype=pl.Int64) if bases else pl.lit(0)
    return steps.select(
        *KEY,
        credited.alias("credited_cents"),
        quota.alias("quota_cents"),
        pl.when(quota > 0).then(credited / quota).alias("attainment"),
        base.cast(pl.Int64).alias("base_cents"),
        variable.alias("variable_cents"),
        (variable + base).alias("total_cents"),
        "booked_cents",
        "deals",
        "unknown_deals",
    )


def paid_for_deals(paid: Paid, history: History) -> pl.DataFrame:
    """PAID: what is paid for each deal in each period, and taken back for it in a later one."""
    columns = [*KEY, "deal_id", "cents"]
    return pl.concat(
        [
            by_deal(paid.plan, history, paid.steps).select(columns),
            paid.clawbacks.select(columns),
        ]
    ).drop_nulls("cents")
