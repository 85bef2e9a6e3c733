"""How long one has to watch before an effect can be seen, and what holding out costs."""

import polars as pl
import streamlit as st

from metrics.nudge_plan import Wish, by_share, needed
from metrics.nudge_verdict import per_thousand
from metrics.nudge_view import NudgeView
from pages.parts import evidence, plain

MEANING = (
    "Customers that it takes to see the smallest effect worth having in 4 of 5 tries, at one look"
    " and 5% (two-sided), by the usual formula for two proportions. Fewer held out means more days."
    " It is as good as the guess of the effect that goes in."
)


@st.fragment
def show(view: NudgeView | None) -> None:
    """From baseline, smallest effect and daily customers to customers and days."""
    st.subheader("Plan the next one", anchor=False)
    usual = _baseline(view)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        baseline = st.number_input(
            "Buy without a reminder, of 1,000",
            min_value=0.1,
            max_value=999.0,
            value=usual,
            step=1.0,
            key="plan_baseline",
            width=250,
        )
        smallest = st.number_input(
            "Smallest effect worth having, of 1,000",
            min_value=0.1,
            max_value=999.0,
            value=5.0,
            step=0.5,
            key="plan_smallest",
            width=270,
        )
        daily = st.number_input(
            "Baskets left a day", min_value=1, value=_daily(view), key="plan_daily", width=180
        )
        share = st.number_input(
            "Held out, %", min_value=1, max_value=90, value=10, key="plan_share", width=130
        )
    wish = Wish(baseline / 1000, smallest / 1000, int(daily), share / 100)
    try:
        found, table = needed(wish), by_share(wish)
    except ValueError as wrong:
        st.warning(str(wrong))
        return
    half = table.filter(pl.col("holdout_share") == 0.5).row(0, named=True)
    evidence.aside(
        f"To see {per_thousand(wish.difference)} more in 1,000 it takes {found.customers:,}"
        f" customers ({found.mail:,} reminded, {found.holdout:,} held out): {found.days:,} days."
        f" With half held out it would take {half['days']:,} days. Holding out {share}% forgoes"
        f" about {found.missed:,.0f} orders in that time, if the effect is no larger."
    )
    evidence.header("Days by the part held out", MEANING, table, name="planner")
    number = st.column_config.NumberColumn
    st.dataframe(
        plain.table(table.with_columns(pl.col("holdout_share") * 100)),
        hide_index=True,
        column_config={
            "holdout_share": number("Held out", format="%.0f%%", pinned=True),
            "mail": number("Reminded", format="localized"),
            "holdout": number("Held out", format="localized"),
            "customers": number("Customers", format="localized"),
            "days": number("Days", format="localized"),
            "missed": number("Orders forgone", format="%.0f"),
        },
    )


def _baseline(view: NudgeView | None) -> float:
    """The holdout's conversion where it is known."""
    rate = view.effect["holdout_rate"].item() if view else None
    return 20.0 if not rate else max(round(1000 * rate, 1), 0.1)


def _daily(view: NudgeView | None) -> int:
    """Customers assigned on a usual day so far."""
    if view is None or view.looks.height < 2:
        return 100
    return max(
        int(
            view.looks.select(pl.col("mail_n") + pl.col("holdout_n")).to_series()[-1]
            / view.looks.height
        ),
        1,
    )
