"""Plans and their payouts as a program reads them, or as lines for a terminal; measures nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from metrics.plan import UNCHANGED
from metrics.plan_compare import compared, in_span
from metrics.plan_payouts import Paid


def report(
    paid: Mapping[str, Paid],
    *,
    names: Mapping[int, str | None],
    span: tuple[date, date],
    currency: str,
) -> dict[str, Any]:
    """`plans` (see `compared`), each with its `payouts` by rep and period; money in whole minor
    units of `currency`, null where it is not known."""
    plans = []
    for row in compared(paid, span=span).iter_rows(named=True):
        payouts = in_span(paid[row["plan"]], span).iter_rows(named=True)
        each = [
            {"rep": names.get(pay["rep_id"])}
            | {key: _plain(value) for key, value in pay.items() if key != "rep_id"}
            for pay in payouts
        ]
        plans.append(row | {"payouts": each})
    return {"currency": currency, "from": span[0].isoformat(), "to": span[1].isoformat(),
            "said": UNCHANGED, "plans": plans}  # fmt: skip


def table(figures: Mapping[str, Any]) -> list[list[str]]:
    """A line per plan, the heads first; amounts in minor units."""
    heads = ["plan", "cost_cents", "variable_cents", "revenue_cents", "reps", "unknown"]
    return [heads, *([str(plan[head]) for head in heads] for plan in figures["plans"])]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
