"""The Nudges page's tables: the arms, the way from basket to order, what came back, what was not
sent; they measure nothing."""

import polars as pl
import streamlit as st

from metrics.intervals import wilson
from metrics.nudge_view import NudgeView
from pages.charts.style import money
from pages.parts import evidence, plain
from pages.parts.nudges.words import ARM


def arms(view: NudgeView, currency: str) -> None:
    """A row an arm: customers, buyers, conversion with its interval, revenue."""
    low, high = wilson("conversions", "n")
    spent = pl.col("revenue_cents") / pl.col("n")
    known = (pl.col("orders") == 0) | (pl.col("unpriced") < pl.col("orders"))
    revenue = pl.when(known).then("revenue_cents").alias("revenue_cents")
    shown = view.arms.with_columns(revenue).select(
        pl.col("arm").replace(ARM),
        "n",
        "conversions",
        (100 * pl.col("conversions") / pl.col("n")).alias("rate"),
        (100 * low).alias("low"),
        (100 * high).alias("high"),
        pl.col("revenue_cents").map_elements(
            lambda cents: money(cents, currency, compact=False), return_dtype=pl.String
        ),
        (1000 * spent)
        .map_elements(lambda cents: money(cents, currency), return_dtype=pl.String)
        .alias("per_thousand"),
        "unpriced",
    )
    if not shown["unpriced"].sum():
        shown = shown.drop("unpriced")
    number = st.column_config.NumberColumn
    st.dataframe(
        plain.table(shown),
        hide_index=True,
        placeholder="–",
        column_config={
            "arm": st.column_config.TextColumn("Arm", pinned=True),
            "n": number("Customers", format="localized"),
            "conversions": number("Buyers", format="localized"),
            "rate": number("Conversion", format="%.2f%%"),
            "low": number("from", format="%.2f%%", help="95% interval (Wilson)"),
            "high": number("to", format="%.2f%%"),
            "revenue_cents": st.column_config.TextColumn("Revenue"),
            "per_thousand": st.column_config.TextColumn("per 1,000 customers"),
            "unpriced": number(
                "Orders of unknown amount", help="They count as orders and add no money."
            ),
        },
    )


def passage(view: NudgeView) -> None:
    """From basket to order, what came back, what was not sent."""
    left, right = st.columns(2, gap="large")
    with left:
        _funnel(view)
        _skips(view)
    with right:
        _guardrails(view)


def _funnel(view: NudgeView) -> None:
    evidence.header(
        "From assignment to order",
        "How many customers of the mail arm came how far, those included whose window still runs."
        " A click is a page asked for through a reminder's link; scanners click too.",
        view.funnel,
        name="funnel",
    )
    first = view.funnel["n"][0]
    st.dataframe(
        view.funnel.with_columns(
            (100 * pl.col("n") / pl.lit(first)).fill_nan(None).alias("share")
            if first
            else pl.lit(None, pl.Float64).alias("share")
        ).to_arrow(),
        hide_index=True,
        placeholder="–",
        column_config={
            "step": st.column_config.TextColumn("Step", pinned=True),
            "n": st.column_config.NumberColumn("Customers", format="localized"),
            "share": st.column_config.ProgressColumn(
                "of those assigned", format="%.1f%%", min_value=0, max_value=100
            ),
        },
    )


def _guardrails(view: NudgeView) -> None:
    evidence.header(
        "What it costs in trust",
        "What came back of the reminders that were sent, and orders of which something was paid"
        " back, in either arm. Opens are never an outcome: programs open mails.",
        view.guardrails,
        name="guardrails",
    )
    low, high = wilson("n", "of")
    shown = view.guardrails.select(
        "what",
        pl.col("arm").replace(ARM),
        "n",
        "of",
        (100 * pl.col("value")).alias("value"),
        (100 * low).alias("low"),
        (100 * high).alias("high"),
    )
    number = st.column_config.NumberColumn
    st.dataframe(
        plain.table(shown),
        hide_index=True,
        placeholder="–",
        column_config={
            "what": st.column_config.TextColumn("What", pinned=True),
            "arm": st.column_config.TextColumn("Arm"),
            "n": number("n", format="localized"),
            "of": number("of", format="localized", help="Reminders sent, or orders"),
            "value": number("Share", format="%.2f%%"),
            "low": number("from", format="%.2f%%", help="95% interval (Wilson)"),
            "high": number("to", format="%.2f%%"),
        },
    )


def _skips(view: NudgeView) -> None:
    evidence.header(
        "Not sent, and why",
        "Every reminder that was due and not sent, with its reason. The holdout is told alike, as"
        " if it had been reminded, so that both arms face the same rules.",
        view.skips,
        name="skips",
    )
    if view.skips.is_empty():
        evidence.aside("Nothing that was due was left out.")
        return
    st.dataframe(
        plain.table(view.skips.with_columns(pl.col("arm").replace(ARM))),
        hide_index=True,
        placeholder="–",
        column_config={
            "reason": st.column_config.TextColumn("Reason", pinned=True),
            "arm": st.column_config.TextColumn("Arm"),
            "n": st.column_config.NumberColumn("Reminders", format="localized"),
        },
    )
