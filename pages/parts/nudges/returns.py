"""What the reminders cost and what they bring back, by what somebody types in; nothing is kept."""

import streamlit as st
from babel.numbers import get_currency_precision

from data.reads.nudges import Ran
from metrics.nudge_view import NudgeView
from pages.charts.style import money
from pages.parts import evidence
from pages.parts.nudges.words import unpriced


@st.fragment
def show(campaign: Ran, view: NudgeView) -> None:
    """Cost, and extra revenue against it with its interval, for the customers counted so far."""
    st.subheader("Cost and return", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cost = st.number_input(
            f"Cost of a thousand reminders, {campaign.currency}",
            min_value=0.0,
            value=1.0,
            step=0.5,
            key="cost_of_mails",
            width=260,
        )
        margin = st.number_input(
            "Margin kept of an order, %",
            min_value=0,
            max_value=100,
            value=100,
            key="margin",
            width=200,
        )
    row = view.effect.row(0, named=True)
    mails = int(row["mail_n"])
    minor = 10 ** get_currency_precision(campaign.currency)
    spent = mails * cost * minor / 1000
    said = f"{mails:,} customers reminded cost about {money(spent, campaign.currency)}."
    if row["revenue_low"] is None or unpriced(view):
        evidence.aside(f"{said} What they brought beyond what would have come is not known.")
        return
    low, value, high = (
        row[name] * mails * margin / 100
        for name in ("revenue_low", "revenue_difference", "revenue_high")
    )
    back = (
        f" They brought {money(value, campaign.currency)} that would not have come (95%"
        f" {money(low, campaign.currency)} to {money(high, campaign.currency)})"
    )
    times = f": {value / spent:,.0f} times their cost." if spent > 0 and value > 0 else "."
    evidence.aside(said + back + times)
