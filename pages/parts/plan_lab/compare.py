"""Plans side by side: cost, who gains and loses, what each pays for, what the next sale pays."""

from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from metrics import catalog_plans as catalog
from metrics.matrix import OUTSIDE, UNMAPPED
from metrics.plan import Plan
from metrics.plan_compare import changes, compared, costing
from metrics.plan_curve import cliffs, curve
from metrics.plan_places import NO_DEAL, we_pay
from metrics.prepared import Prepared
from pages.charts.minor import minor
from pages.charts.pay_curve import pay_curve
from pages.charts.pay_places import pay_places
from pages.charts.plan_costing import plan_costing
from pages.charts.style import CONFIG
from pages.parts import evidence, pay
from pages.parts.plan_lab.chosen import Shown
from pages.parts.plan_lab.words import UNKNOWN, left_out

CALLED = {"outside": OUTSIDE, "unmapped": UNMAPPED, NO_DEAL: "for no deal"}
SCALES_BP = (5_000, 7_500, 10_000, 12_500, 15_000)


def table(shown: Shown) -> pl.DataFrame:
    """See `metrics.plan_compare.compared`, of the chosen plans; the one in force is held against
    them whether it is chosen or not."""
    paid = shown.all_paid()
    name = None if shown.against is None else shown.against[0]
    if shown.against is not None and name not in paid:
        paid[shown.against[0]] = shown.paid(shown.against[1])
    found = compared(paid, span=shown.span, against=name)
    return found.filter(pl.col("plan").is_in(list(shown.plans)))


def side_by_side(shown: Shown, found: pl.DataFrame) -> None:
    """The table of `compared`."""
    evidence.header(
        "Side by side",
        f"{catalog.PLAN_COST.definition} {catalog.PAY_GINI.definition}",
        found,
        name="plans",
    )
    money, units = st.column_config.NumberColumn, minor(shown.currency)
    rows = found.select(
        "plan",
        (pl.col("cost_cents") / units).alias("cost"),
        "cost_share",
        (pl.col("variable_cents") / units).alias("variable"),
        "gini",
        "over",
        "winners",
        "losers",
        "reps",
        "unknown",
    )
    st.dataframe(
        rows.to_arrow(),
        hide_index=True,
        placeholder="",
        column_config={
            "plan": st.column_config.TextColumn("Plan", width="medium"),
            "cost": money(f"Cost ({shown.currency})", format="%,.0f"),
            "cost_share": money("Cost of revenue", format="percent"),
            "variable": money(
                f"Variable ({shown.currency})", format="%,.0f", help="The cost without base pay"
            ),
            "gini": money(
                "Inequality", format="%.2f", help="Gini: 0 all are paid alike, 1 one gets all"
            ),
            "over": money(
                "Over threshold",
                format="percent",
                help="Of payouts: those that reach the threshold, or the quota where there is none",
            ),
            "winners": "Winners",
            "losers": "Losers",
            "reps": "Reps",
            "unknown": "Not known",
        },
    )
    against = "No plan is in force, so nobody gains or loses against one."
    if shown.against is not None:
        against = f"Winners and losers are held against {shown.against[0]}, which is in force."
    missing = f" {UNKNOWN}" if found["unknown"].sum() else ""
    evidence.aside(against + missing)
    if shown.against is not None:
        _changes(shown, *shown.against)


def _changes(shown: Shown, held: str, plan: Plan) -> None:
    """Who gains and who loses against the plan in force, by name, as a file and in a table."""
    before = shown.paid(plan)
    rows = [
        changes(paid, before, shown.span).with_columns(pl.lit(name).alias("plan"))
        for name, paid in shown.all_paid().items()
        if name != held
    ]
    if not rows:
        return
    units = minor(shown.currency)
    found = pl.concat(rows).join(shown.seen.names, on="rep_id", how="left")
    found = found.sort("plan", "change_cents", nulls_last=True).select(
        "plan",
        "rep",
        *(
            (pl.col(name) / units).alias(name.removesuffix("_cents"))
            for name in ("before_cents", "total_cents", "change_cents")
        ),
    )
    with st.expander("Who gains and who loses"):
        evidence.header("Against the plan in force", catalog.PLAN_COST.definition, found,
                        name="winners-and-losers")  # fmt: skip
        money = st.column_config.NumberColumn
        st.dataframe(
            found.to_arrow(),
            hide_index=True,
            placeholder="",
            column_config={
                "plan": "Plan",
                "rep": "Rep",
                "before": money("In force", format="localized"),
                "total": money("This plan", format="localized"),
                "change": money("Change", format="localized"),
            },
        )


def places(shown: Shown, thread: Prepared) -> pl.DataFrame:
    """`plan, place, pillar, pillar_id, share, cents, deals, reps` of each plan, in the order of
    the matrix."""
    rows = []
    for name, paid in shown.all_paid().items():
        history = pay.company(shown.plans[name], as_of=shown.as_of)
        rows.append(we_pay(paid, history, span=shown.span).with_columns(pl.lit(name).alias("plan")))
    found = pl.concat(rows)
    called = thread.targets.sort("version_id").unique("pillar_id", keep="last")
    order = pl.col("place").replace_strict(
        {"pillar": 0, "outside": 1, "unmapped": 2, NO_DEAL: 3}, return_dtype=pl.Int64
    )
    other = pl.col("place").replace_strict(CALLED, default=None, return_dtype=pl.String)
    return (
        found.join(called.select("pillar_id", "pillar", "position"), on="pillar_id", how="left")
        .with_columns(pl.coalesce("pillar", other).alias("pillar"), order.alias("order"))
        .sort("order", "position", "pillar_id", nulls_last=True, maintain_order=True)
        .select("plan", "place", "pillar", "pillar_id", "share", "cents", "deals", "reps")
    )


def paid_for(shown: Shown, found: pl.DataFrame) -> None:
    """What each plan pays for."""
    evidence.header("We pay for", catalog.PLAN_PAYS.definition, found, name="we-pay")
    chart(
        shown, "we-pay",
        partial(pay_places, found.filter(pl.col("place") != NO_DEAL),
                currency=shown.currency, theme=shown.theme),
    )  # fmt: skip
    rest = found.filter(place=NO_DEAL)
    if rest.height:
        evidence.aside("Beside that, pay for no deal (metrics, draws) stands in the file.")


def next_sale(shown: Shown) -> None:
    """The curve of pay by attainment, and the cliffs in words."""
    quota = _usual_quota(shown)
    if quota is None:
        return
    units = minor(shown.currency)
    pays = (pl.col("pay_cents") / units).alias("pay")
    lines, steep = [], []
    for name, plan in shown.plans.items():
        line = curve(plan, quota_cents=quota).with_columns(pl.lit(name).alias("plan"), pays)
        at = line.select("credit_cents", "pay").unique("credit_cents")
        jumps = cliffs(plan, quota_cents=quota).join(at, on="credit_cents", how="left")
        lines.append(line)
        steep.append(jumps.with_columns(pl.lit(name).alias("plan")))
    found, jumps = pl.concat(lines), pl.concat(steep)
    evidence.header(
        "What the next sale pays",
        f"{catalog.MARGINAL_RATE.definition} {catalog.CLIFFS.definition}",
        found,
        name="marginal-rate",
    )
    draw = partial(pay_curve, found, jumps, currency=shown.currency, theme=shown.theme)
    chart(shown, "marginal-rate", draw)
    evidence.aside(_cliffs(jumps))


def _usual_quota(shown: Shown) -> int | None:
    """The middle quota among the periods looked at; the middle credit where nobody has one."""
    for column in ("quota_cents", "credited_cents"):
        for paid in shown.all_paid().values():
            known = paid.payouts.filter(pl.col(column) > 0)[column]
            if len(known):
                return int(known.sort()[len(known) // 2])
    return None


def _cliffs(jumps: pl.DataFrame) -> str:
    if jumps.is_empty():
        return "No cliffs: a little more credit never pays a heap."
    said = [
        f"{row['plan']} at {row['attainment']:.0%} of the quota"
        for row in jumps.sort("plan", "attainment").iter_rows(named=True)
    ]
    return f"Cliffs (hollow marks), where a date is worth moving a deal for: {'; '.join(said)}."


@st.fragment
def other_attainment(shown: Shown) -> None:
    """The costing mode; worked out only when it is asked for."""
    wanted = st.toggle("Cost at other attainment", key="costing", bind="query-params")
    if not wanted:
        return
    rows = []
    for name, paid in shown.all_paid().items():
        history = pay.company(shown.plans[name], as_of=shown.as_of)
        cost = costing(paid, history, span=shown.span, scales_bp=SCALES_BP)
        rows.append(cost.with_columns(pl.lit(name).alias("plan")))
    found = pl.concat(rows).with_columns((pl.col("scale_bp") / 10_000).alias("scale"))
    evidence.header("Had more or less been sold", catalog.COSTING.definition, found, name="costing")
    chart(
        shown, "costing",
        partial(plan_costing, found, currency=shown.currency, theme=shown.theme),
    )  # fmt: skip
    for line in left_out(found):
        evidence.aside(line)


def chart(shown: Shown, name: str, draw: Any) -> None:
    """Place a figure. Drawn anew each time: it depends on a draft that no key holds."""
    config = CONFIG | {"toImageButtonOptions": {"format": "png", "scale": 2, "filename": name}}
    st.plotly_chart(draw(), key=f"chart_{name}", config=config, theme=None)
