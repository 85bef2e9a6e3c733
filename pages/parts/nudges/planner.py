"""How long one has to watch before an effect can be seen, and what holding out costs."""

import polars as pl
import streamlit as st

from metrics.nudge_plan import SMALLEST, Wish, by_share, needed
from metrics.nudge_verdict import many, per_thousand
from metrics.nudge_view import NudgeView
from pages.parts import address, evidence, plain

MEANING = (
    "Customers that it takes to see the smallest effect worth having in 4 of 5 tries, at one look"
    " and 5% (two-sided), by the usual formula for two proportions. Days are those until as many"
    " customers are assigned; the days that count come after. Fewer held out means more days. It is"
    " as good as the guess of the effect that goes in."
)
BASELINE, EFFECT, DAILY, HELD = WORDS = ("baseline", "effect", "daily", "held_out")
"""What is typed in, by its word in the address."""
MOST_DAILY = 100_000_000


@st.fragment
def show(view: NudgeView | None) -> None:
    """From baseline, smallest effect and daily customers to customers and days."""
    st.subheader("Plan the next one" if view else "Plan the first one", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        baseline = address.number(
            "Buy without a reminder, of 1,000", BASELINE, _baseline(view), 0.1, 999
        )
        smallest = address.number(
            "Smallest effect worth having, of 1,000", EFFECT, 1000 * SMALLEST, 0.1, 999
        )
        daily = address.number("Customers assigned a day", DAILY, _daily(view), 1, MOST_DAILY)
        share = address.number("Held out, %", HELD, 10, 1, 90)
    wish = Wish(baseline / 1000, smallest / 1000, int(daily), share / 100)
    try:
        found, table = needed(wish), by_share(wish)
    except ValueError as wrong:
        st.warning(str(wrong))
        return
    half = table.filter(pl.col("holdout_share") == 0.5).row(0, named=True)
    evidence.aside(
        f"To see {per_thousand(wish.difference)} more in 1,000 it takes {found.customers:,}"
        f" customers ({found.mail:,} reminded, {found.holdout:,} held out):"
        f" {many(found.days, 'day')}. With half held out it would take"
        f" {many(half['days'], 'day')}. Holding out {share:g}% forgoes"
        f" about {found.missed:,.0f} orders in that time, if the effect is no larger."
    )
    evidence.header("Days by the part held out", MEANING, table, name="planner")
    number = st.column_config.NumberColumn
    st.dataframe(
        plain.table(table.with_columns(pl.col("holdout_share") * 100)),
        hide_index=True,
        column_config={
            "holdout_share": number("Part held out", format="%.0f%%", pinned=True),
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
    return 100 if view is None or not view.daily else max(round(view.daily), 1)
