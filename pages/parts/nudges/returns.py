"""What the reminders cost and what they bring back, by what somebody types in; nothing is kept."""

import streamlit as st

from data.reads.nudges import Ran
from metrics.nudge_verdict import many
from metrics.nudge_view import NudgeView
from pages.charts.minor import minor
from pages.charts.style import money
from pages.parts import address, evidence

COST, MARGIN = WORDS = ("cost", "margin")
"""What is typed in, by its word in the address."""


@st.fragment
def show(campaign: Ran, view: NudgeView) -> None:
    """Cost, and extra revenue against it with its interval, for the customers counted so far."""
    if view.arms.filter(arm="mail").is_empty():
        return
    st.subheader(
        "Cost and return",
        anchor=False,
        help="Type in your own cost and margin: those that stand here at first are guesses. Margin"
        " beyond what would have come is the extra revenue of a customer reminded, as under “What"
        " the reminder changed”, times the customers reminded and the margin kept.",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cost = address.number(
            f"Cost of 1,000 reminders, {campaign.currency}", COST, 1.0, 0.0, 1_000_000
        )
        margin = address.number("Margin kept of an order, %", MARGIN, 100, 0, 100)
    row = view.effect.row(0, named=True)
    mails = round(int(row["mail_n"]) * _each(view))
    spent = mails * cost * minor(campaign.currency) / 1000
    said = (
        f"With these, {many(mails, 'reminder')} to {many(row['mail_n'], 'customer')} cost about"
        f" {money(spent, campaign.currency)}."
    )
    if row["revenue_low"] is None:
        evidence.aside(f"{said} What they brought beyond what would have come is not known.")
        return
    low, value, high = (
        row[name] * row["mail_n"] * margin / 100
        for name in ("revenue_low", "revenue_difference", "revenue_high")
    )
    said += (
        f" Margin beyond what would have come: {money(value, campaign.currency)} (95%, one look,"
        f" {money(low, campaign.currency)} to {money(high, campaign.currency)})"
    )
    times = (
        f", {_times(value / spent)} times their cost ({_times(low / spent)} to"
        f" {_times(high / spent)})."
        if spent > 0 and low > 0
        else "."
        if low > 0
        else ". That they pay for themselves is not shown."
    )
    evidence.aside((said + times).replace("-", "−"))


def _times(found: float) -> str:
    """`2.4`, `24`."""
    return f"{found:,.1f}" if found < 9.95 else f"{found:,.0f}"


def _each(view: NudgeView) -> float:
    """Reminders sent to a customer of the mail arm; one where another mailer did not say."""
    assigned, sent = view.funnel["n"][0], view.funnel["n"][1]
    return sent / assigned if assigned and sent is not None else 1.0
