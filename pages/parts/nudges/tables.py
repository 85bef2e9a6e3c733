"""The Nudges page's tables: the arms, the way from basket to order, what came back, what was not
sent; they measure nothing."""

import polars as pl
import streamlit as st

from metrics.catalog_nudges import NUDGE_CONVERSION
from metrics.intervals import wilson
from metrics.nudge_view import NudgeView
from pages.charts.style import money
from pages.parts import evidence, plain
from pages.parts.nudges.words import ARM

CAME_BACK = {
    "unsubscribe": "Unsubscribed",
    "complaint": "Complained",
    "bounce": "Bounced for good",
    "soft bounce": "Bounced for now",
    "order paid back": "Order paid back",
}
BOTH_ARMS = ["order paid back"]


def arms(view: NudgeView, currency: str) -> None:
    """A row an arm: conversion with its interval, customers, buyers, revenue; nothing while nobody
    is counted."""
    if view.arms.is_empty():
        return
    spent = pl.col("revenue_cents") / pl.col("n")
    found = _judged(view.arms, "conversions", "n")
    evidence.header(
        "Conversion by arm", NUDGE_CONVERSION.definition, found, name="conversion-by-arm"
    )
    shown = found.select(
        pl.col("arm").replace(ARM),
        *_percent(),
        "n",
        "conversions",
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
            "value": number("Conversion", format="%.2f%%"),
            "sure": st.column_config.TextColumn("95%", help="95% interval (Wilson)", width=120),
            "revenue_cents": st.column_config.TextColumn("Revenue"),
            "per_thousand": st.column_config.TextColumn("per 1,000 customers"),
            "unpriced": number(
                "Orders of unknown amount",
                help=f"Without an amount, or not in {currency}: they count as orders and add no"
                " money.",
            ),
        },
    )


def passage(view: NudgeView, *, elsewhere: bool) -> None:
    """From basket to order, what came back, what was not sent."""
    left, right = st.columns(2, gap="large")
    with left:
        _funnel(view)
        skips(view, elsewhere=elsewhere)
    with right:
        _guardrails(view)


def _funnel(view: NudgeView) -> None:
    evidence.header(
        "From assignment to order",
        "How many customers of the mail arm came how far, those included whose window still runs."
        " A reminder of several steps is counted at each. A click is a page asked for through a"
        " reminder's link; scanners click too.",
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
            "n": st.column_config.NumberColumn("How many", format="localized"),
            "share": st.column_config.ProgressColumn(
                "of those assigned", format="%.1f%%", min_value=0, max_value=100
            ),
        },
    )
    waits = view.waiting.filter(arm="mail")["n"].sum()
    if waits:
        evidence.aside(f"So far: {waits:,} of those assigned still have days to go.")


def _guardrails(view: NudgeView) -> None:
    found = _judged(view.guardrails.drop("value"), "n", "of")
    evidence.header(
        "What it costs in trust",
        "What came back of the reminders that were sent, and orders of which something was paid"
        " back, in either arm. Opens are never an outcome: programs open mails.",
        found,
        name="guardrails",
    )
    number = st.column_config.NumberColumn
    st.dataframe(
        plain.table(
            found.select(pl.col("what").replace(CAME_BACK) + _of_both(), *_percent(), "n", "of")
        ),
        hide_index=True,
        placeholder="–",
        column_config={
            "what": st.column_config.TextColumn("What", pinned=True),
            "n": number("n", format="localized"),
            "of": number("Of", format="localized", help="Reminders sent, or orders"),
            "value": number("Share", format="%.2f%%"),
            "sure": st.column_config.TextColumn("95%", help="95% interval (Wilson)", width=120),
        },
    )


def _of_both() -> pl.Expr:
    """The arm, of what is told of both."""
    of = pl.lit(", ") + pl.col("arm").replace(ARM).str.to_lowercase()
    return pl.when(pl.col("what").is_in(BOTH_ARMS)).then(of).otherwise(pl.lit(""))


def skips(view: NudgeView, *, elsewhere: bool) -> None:
    """Every reason, with how often, in either arm."""
    evidence.header(
        "Not sent, and why",
        "Every reminder that was due and not sent, with its reason. The holdout is told alike, as"
        " if it had been reminded, so that both arms face the same rules.",
        view.skips,
        name="skips",
    )
    if view.skips.is_empty():
        evidence.aside(
            "What the other mailer left out, and why, is not among its results."
            if elsewhere
            else "Nothing that was due was left out."
        )
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


def _judged(counted: pl.DataFrame, kept: str, n: str) -> pl.DataFrame:
    """The counts with their share and its limits, as the file has them."""
    low, high = wilson(kept, n)
    share = pl.col(kept) / pl.when(pl.col(n) > 0).then(pl.col(n))
    return counted.with_columns(share.alias("value"), low.alias("low"), high.alias("high"))


def _percent() -> list[pl.Expr]:
    """The share in percent, and its limits as one text."""
    low, high = ((100 * pl.col(name)).round(2) for name in ("low", "high"))
    return [pl.col("value") * 100, pl.format("{} to {}%", low, high).alias("sure")]
