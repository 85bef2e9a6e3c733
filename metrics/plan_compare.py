"""Plans side by side over the same history: cost, spread, who gains and who loses; as it was."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from metrics.plan import WHOLE_BP
from metrics.plan_history import History
from metrics.plan_payouts import Paid, run
from metrics.plan_rounding import half_even, wide

SCALES_BP = tuple(range(5_000, 15_001, 1_000))
SCALED = [
    f"{base}{place}"
    for base in ("booked", "recurring")
    for place in ("", "_on", "_outside", "_unmapped")
]


def in_span(paid: Paid, span: tuple[date, date]) -> pl.DataFrame:
    """The payouts of the periods that begin within both days."""
    return paid.payouts.filter(pl.col("period").is_between(*span))


def by_rep(paid: Paid, span: tuple[date, date]) -> pl.DataFrame:
    """`rep_id, credited_cents, quota_cents, attainment, variable_cents, total_cents, periods,
    unknown` over a span; pay is null when it is unknown in any of its periods (`unknown` says in
    how many), and so are credit and quota."""
    known = pl.col("variable_cents").null_count() == 0

    def whole(name: str) -> pl.Expr:
        return pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name)

    return (
        in_span(paid, span)
        .group_by("rep_id")
        .agg(
            whole("credited_cents"),
            whole("quota_cents"),
            pl.when(known).then(pl.col("variable_cents").sum()).alias("variable_cents"),
            pl.when(known).then(pl.col("total_cents").sum()).alias("total_cents"),
            pl.len().cast(pl.Int64).alias("periods"),
            pl.col("variable_cents").null_count().cast(pl.Int64).alias("unknown"),
        )
        .with_columns(
            pl.when(pl.col("quota_cents") > 0)
            .then(pl.col("credited_cents") / pl.col("quota_cents"))
            .alias("attainment")
        )
        .sort("rep_id")
    )


def compared(
    paid: Mapping[str, Paid],
    *,
    span: tuple[date, date],
    against: str | None = None,
) -> pl.DataFrame:
    """A row per plan, in the order given.

    Args:
        against: the plan in force, one of `paid`; null = none to hold others against.

    Returns:
        `plan, cost_cents` (base and variable), `variable_cents`, `revenue_cents` (what was won by
        those whose pay is known), `cost_share` (cost / revenue; null without revenue), all null
        where nobody's pay is known; `gini` (see `gini`), `over` (share of rep-periods of known
        attainment at or over the first component's threshold, or the quota where it has none),
        `over_n`, `winners, losers, same` (reps whose pay differs from that under `against`; null
        without one), `reps, unknown` (rep-periods whose pay is not known and is in no sum).
    """
    rows = [_row(name, each, span, paid.get(against or "")) for name, each in paid.items()]
    return pl.DataFrame(rows, schema=dict(COMPARED))


COMPARED = {
    "plan": pl.String,
    "cost_cents": pl.Int64,
    "variable_cents": pl.Int64,
    "revenue_cents": pl.Int64,
    "cost_share": pl.Float64,
    "gini": pl.Float64,
    "over": pl.Float64,
    "over_n": pl.Int64,
    "winners": pl.Int64,
    "losers": pl.Int64,
    "same": pl.Int64,
    "reps": pl.Int64,
    "unknown": pl.Int64,
}


def _row(name: str, paid: Paid, span: tuple[date, date], against: Paid | None) -> dict[str, object]:
    payouts, reps = in_span(paid, span), by_rep(paid, span)
    threshold = paid.plan.components[0].threshold_bp if paid.plan.components else None
    reached = payouts["attainment"].drop_nulls() >= (threshold or WHOLE_BP) / WHOLE_BP
    change = None if against is None else changes(paid, against, span)["change_cents"]
    return {
        "plan": name,
        **_cost(payouts),
        "gini": gini(reps["variable_cents"]),
        "over": reached.mean(),
        "over_n": len(reached),
        "winners": None if change is None else int((change > 0).sum()),
        "losers": None if change is None else int((change < 0).sum()),
        "same": None if change is None else int((change == 0).sum()),
        "reps": reps.height,
    }


def _cost(payouts: pl.DataFrame) -> dict[str, int | float | None]:
    """What is paid to those whose pay is known, beside what the same people won; and how many
    rep-periods are in neither. Revenue of people whose pay is not known would make a plan look
    cheap."""
    known = payouts.drop_nulls("total_cents")
    unknown = payouts.height - known.height
    if known.is_empty() and unknown:
        nothing = dict.fromkeys(("cost_cents", "variable_cents", "revenue_cents", "cost_share"))
        return {**nothing, "unknown": unknown}
    cost, variable, revenue = (
        int(known[name].sum()) for name in ("total_cents", "variable_cents", "booked_cents")
    )
    return {
        "cost_cents": cost,
        "variable_cents": variable,
        "revenue_cents": revenue,
        "cost_share": cost / revenue if revenue else None,
        "unknown": unknown,
    }


def changes(paid: Paid, against: Paid, span: tuple[date, date]) -> pl.DataFrame:
    """`rep_id, total_cents, before_cents, change_cents`: each rep's pay against another plan's;
    null where either is not known."""
    before = by_rep(against, span).select("rep_id", pl.col("total_cents").alias("before_cents"))
    now = by_rep(paid, span).select("rep_id", "total_cents")
    both = now.join(before, on="rep_id", how="full", coalesce=True).sort("rep_id")
    change = pl.col("total_cents") - pl.col("before_cents")
    return both.with_columns(change.alias("change_cents"))


def gini(pay: pl.Series) -> float | None:
    """How unequal pay is, 0 (all the same) to 1 - 1/n (one has all): the mean absolute difference
    of two people over twice the mean.

    Null with fewer than 2 people of known pay, with negative pay, or when nothing is paid.

    Source: Gini 1912, Variabilità e mutabilità; sorted form: Sen 1973, On Economic Inequality.
    """
    known = pay.drop_nulls().sort()
    n, total = len(known), int(known.sum())
    if n < 2 or total <= 0 or int(known[0]) < 0:
        return None
    ranked = sum(rank * cents for rank, cents in enumerate(known.to_list(), start=1))
    unequal: float = (2 * ranked - (n + 1) * total) / (n * total)
    return unequal


def costing(
    paid: Paid,
    history: History,
    *,
    span: tuple[date, date],
    scales_bp: tuple[int, ...] = SCALES_BP,
) -> pl.DataFrame:
    """What the plan costs had everybody sold more or less; every credit is scaled alike, quotas,
    discounts and metrics stay.

    Returns:
        `scale_bp`, `cost_cents, revenue_cents, cost_share` as in `compared`, `rep_periods`,
        `unknown` (of them those whose pay is not known, which are in no sum).
    """
    rows = []
    for scale in scales_bp:
        found = in_span(run(paid.plan, scaled(history, scale)).only(paid.payouts), span)
        rows.append({"scale_bp": scale, "rep_periods": found.height, **_cost(found)})
    return pl.DataFrame(rows, schema=COSTED)


COSTED = {
    "scale_bp": pl.Int64,
    "cost_cents": pl.Int64,
    "revenue_cents": pl.Int64,
    "cost_share": pl.Float64,
    "rep_periods": pl.Int64,
    "unknown": pl.Int64,
}


def scaled(history: History, scale_bp: int) -> History:
    """The history with every credit times a factor, each rounded half to even."""
    deals = history.deals.with_columns(
        half_even(wide(name) * scale_bp, WHOLE_BP).alias(name) for name in SCALED
    )
    return History(deals, history.quotas, history.scores, history.parts)
