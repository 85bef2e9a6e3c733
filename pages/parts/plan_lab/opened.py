"""Payouts by rep, and one payout opened into its lines, which add up to it."""

from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from metrics import catalog_plans as catalog
from metrics.periods import Period, around
from metrics.plan_compare import by_rep, in_span
from metrics.plan_lines import lines
from metrics.plan_payouts import Paid, paid_for_deals
from pages.charts import style
from pages.charts.minor import minor
from pages.charts.payouts import payouts as payouts_chart
from pages.parts import address, evidence, pay, plain
from pages.parts.plan_lab.chosen import Shown
from pages.parts.plan_lab.compare import chart
from pages.parts.strategy.words import plural

DRAWN = 40
NOBODY = "somebody without a name"


def payouts(shown: Shown) -> None:
    """Every rep's pay under every plan, highest under the first plan first."""
    each = [
        by_rep(paid, shown.span).with_columns(pl.lit(name).alias("plan"))
        for name, paid in shown.all_paid().items()
    ]
    first = each[0].sort("total_cents", descending=True, nulls_last=True)
    order = first.select("rep_id").with_row_index("place")
    found = (
        pl.concat(each)
        .join(shown.seen.names, on="rep_id", how="left")
        .join(order, on="rep_id", how="left")
        .sort("place", maintain_order=True)
        .with_columns(
            pl.col("rep").fill_null(NOBODY),
            (pl.col("total_cents") / minor(shown.currency)).alias("total"),
        )
    )
    evidence.header("Payouts by rep", catalog.PAYOUT.definition, found.drop("place"),
                    name="payouts")  # fmt: skip
    few = found.filter(pl.col("place") < DRAWN)
    chart(
        shown, "payouts",
        partial(payouts_chart, few, currency=shown.currency, theme=shown.theme),
    )  # fmt: skip
    more = found["rep_id"].n_unique() - DRAWN
    said = "Base and variable pay over the periods."
    evidence.aside(
        said + (f" The {DRAWN} highest are drawn; the file has all." if more > 0 else "")
    )
    _open(shown, found)


@st.fragment
def _open(shown: Shown, found: pl.DataFrame) -> None:
    """Choose a payout and see how it comes about."""
    who = dict(found.select(pl.col("rep_id").cast(pl.String), "rep").rows())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rep = address.box("Open a payout of", "rep", who, key="payout_rep", width=260,
                          placeholder="Choose somebody")  # fmt: skip
        if rep is None:
            return
        plan = st.selectbox("Under", list(shown.plans), key="payout_plan", width=260,
                            format_func=lambda name: plain.cut(name, 60))  # fmt: skip
        paid = shown.paid(shown.plans[plan])
        hers = in_span(paid, shown.span).filter(pl.col("rep_id") == int(rep))
        days = {day.isoformat(): around(day, paid.plan.period).name for day in hers["period"]}
        last = next(reversed(days), None)
        when = address.box("For", "payout", days, key="payout_when", first=last, width=200)
    if when is None:
        evidence.aside("Nothing was sold, and no quota was set.")
        return
    _lines(shown, paid, int(rep), date.fromisoformat(when))


def _lines(shown: Shown, paid: Paid, rep_id: int, period: date) -> None:
    history = pay.company(paid.plan, as_of=shown.as_of).of(rep_id)
    row = paid.payouts.filter(rep_id=rep_id, period=period).row(0, named=True)
    found = lines(paid, history, rep_id=rep_id, period=period)
    whole = style.money(row["total_cents"], shown.currency, compact=False)
    if row["total_cents"] is None:
        evidence.aside("This plan needs a quota, and there is none: the payout is not known.")
        return
    units = minor(shown.currency)
    span: Period = around(period, paid.plan.period)
    evidence.header(f"{span.name}: {whole}", catalog.PAYOUT.definition, found, name="payout-lines")
    st.dataframe(
        found.select(
            "what",
            "deal_id",
            (pl.col("credited_cents") / units).alias("credited"),
            (pl.col("rate_bp") / 10_000).alias("rate"),
            (pl.col("cents") / units).alias("amount"),
        ).to_arrow(),
        hide_index=True,
        placeholder="",
        column_config=_columns(shown.currency),
    )
    attained = style.percent(row["attainment"])
    lacking = plural(row["unknown_deals"], "deal has", "deals have")
    unknown = f" {lacking} no known amount." if row["unknown_deals"] else ""
    evidence.aside(
        f"{plural(found.height, 'line adds', 'lines add')} up to {whole}. Credited"
        f" {style.money(row['credited_cents'], shown.currency)} of a quota of"
        f" {style.money(row['quota_cents'], shown.currency)}: {attained}.{unknown}"
    )
    deals = paid_for_deals(paid.only(paid.payouts.filter(rep_id=rep_id, period=period)), history)
    with st.expander(f"Deals behind it ({deals.height})"):
        evidence.header("By deal", catalog.PLAN_PAYS.definition, deals, name="payout-deals")
        amount = (pl.col("cents") / units).alias("amount")
        st.dataframe(
            deals.select("deal_id", amount).to_arrow(),
            hide_index=True,
            placeholder="",
            column_config=_columns(shown.currency),
        )


def _columns(currency: str) -> dict[str, Any]:
    money = st.column_config.NumberColumn
    return {
        "what": st.column_config.TextColumn("What for", width="large"),
        "deal_id": st.column_config.NumberColumn("Deal", format="%d"),
        "credited": money(f"Credited ({currency})", format="localized"),
        "rate": money("Rate", format="percent"),
        "amount": money(f"Pays ({currency})", format="localized"),
    }
