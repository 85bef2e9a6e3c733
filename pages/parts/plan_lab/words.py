"""What the plan lab says in words."""

import polars as pl

from pages.charts import style

UNKNOWN = "Pay is not known where a plan needs a quota and there is none; it is in no sum."


def answer(table: pl.DataFrame, places: pl.DataFrame, currency: str) -> str:
    """The first line: what each plan costs, and what it pays for deals outside the strategy.

    Args:
        table: from `compared`. places: `plan, place, share`.
    """
    costs = [_cost(row, currency) for row in table.iter_rows(named=True)]
    known = places.drop_nulls("share")
    beside = dict(known.filter(place="outside").select("plan", "share").iter_rows())
    outside = {plan: beside.get(plan, 0.0) for plan in known["plan"].unique(maintain_order=True)}
    said = f"{_listed(costs)}."
    if len(outside) == 1:
        [share] = outside.values()
        said += f" Of its variable part {style.percent(share)} goes to deals outside the strategy."
    elif outside:
        parts = [f"{style.percent(share)} under {plan}" for plan, share in outside.items()]
        said += f" Of the variable part {_listed(parts)} goes to deals outside the strategy."
    return said


def left_out(costed: pl.DataFrame) -> list[str]:
    """A sentence per plan that leaves somebody out of its cost.

    Args:
        costed: `plan` and what `plan_compare.costing` gives.
    """
    rows = costed.filter(pl.col("unknown") > 0).unique("plan", maintain_order=True)
    return [
        f"{row['plan']} leaves out {row['unknown']:,} of {row['rep_periods']:,} payouts, which are"
        " not known: it needs a quota and there is none."
        for row in rows.iter_rows(named=True)
    ]


def _cost(row: dict[str, object], currency: str) -> str:
    if row["cost_cents"] is None:
        return f"What {row['plan']} would have cost is not known, as it needs quotas"
    cost = style.money(row["cost_cents"], currency)  # type: ignore[arg-type]
    share = row["cost_share"]
    part = "" if share is None else f", {share:.1%} of what was won"
    return f"{row['plan']} would have cost {cost}{part}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{'; '.join(parts[:-1])}; and {parts[-1]}"
