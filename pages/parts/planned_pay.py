"""What the plans in force would have paid for deals, as facts of the thread; shows nobody."""

from datetime import date

import polars as pl

from data.reads.pay_scope import EVERYBODYS_PAY
from data.reads.plans import PlanVersion, in_force, plan_versions
from data.store import Reading
from metrics.frames import PAYEES, empty
from metrics.pay_withheld import PAY
from metrics.periods import around
from metrics.plan_history import History
from metrics.plan_language import plan_of
from metrics.plan_payouts import Paid, paid_for_deals, run
from pages.parts.pay_history import read_history


def with_planned_pay(
    connection: Reading, facts: pl.DataFrame, *, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts and those of `we_pay`, and PAYEES: none while no plan was ever in force.

    Each period is paid by the plan in force on its first day; a deal's pay is dated by the day it
    was won, what is taken back by the first day of the period. Only deals won in `facts` have any.

    Args:
        facts: FLOWS, in the reader's scope.
    """
    versions = plan_versions(connection, EVERYBODYS_PAY)
    held = [each for each in versions if each.in_force_from and each.in_force_from <= as_of]
    if not held:
        return facts, empty(PAYEES)
    rows = []
    for version in held:
        plan = plan_of(version.content)
        kind = plan.period if plan.metrics else None
        history = read_history(connection, as_of=as_of, scored=kind)
        rows.append(_in_its_time(version, versions, run(plan, history), history))
    won = facts.filter(pl.col("column") == "won").rename({"fact_id": "deal_id"})
    paid = (
        pl.concat(rows)
        .join(won.drop("amount_cents", "column"), on="deal_id")
        .with_columns(
            pl.max_horizontal("on", "period").alias("on"),
            pl.lit(PAY).alias("column"),
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("fact_id"),
            pl.col("cents").alias("amount_cents"),
        )
    )
    both = pl.concat([facts, paid.select(facts.columns)])
    return both, paid.select(list(PAYEES))


def _in_its_time(
    version: PlanVersion, versions: tuple[PlanVersion, ...], paid: Paid, history: History
) -> pl.DataFrame:
    """What is paid for deals in the periods on whose first day the version was in force."""
    days = paid.payouts["period"].unique().to_list()
    mine = [day for day in days if _holds(version, versions, around(day, paid.plan.period).first)]
    return paid_for_deals(paid, history).filter(
        pl.col("period").is_in(mine) & (pl.col("cents") != 0)
    )


def _holds(version: PlanVersion, versions: tuple[PlanVersion, ...], day: date) -> bool:
    found = in_force(versions, day)
    return found is not None and found.version_id == version.version_id
