"""The Nudges page's words for what was measured; it measures nothing."""

import polars as pl

from metrics.nudge_effect import Ratio
from metrics.nudge_verdict import MISMATCH, TOO_EARLY, per_thousand
from metrics.nudge_view import NudgeView
from pages.charts.style import money, percent

ARM = {"mail": "Reminded", "holdout": "Held out", "": "Not assigned"}


def ratio(found: Ratio, share: float | None) -> str:
    """Whether the arms are as designed."""
    said = f"{found.mail:,} assigned to the reminder, {found.holdout:,} held out"
    if found.p is None or share is None:
        return f"{said}. Nobody said which part was to be held out, so the arms cannot be checked."
    if found.blocks:
        return f"{said}, where {percent(share)} was designed: p = {found.p:.2g}, not by chance."
    watched = f"; at every look, p = {found.anytime_p:.2g}" if found.anytime_p is not None else ""
    return f"{said}; {percent(share)} was designed. As designed (p = {found.p:.2g}{watched})."


def waiting(view: NudgeView) -> str | None:
    """How many customers are not counted yet, and until when."""
    if view.waiting.is_empty():
        return None
    many, until = view.waiting.select(pl.col("n").sum(), pl.col("until").max()).row(0)
    return (
        f"{many:,} more customers are not counted yet: their {view.window} days run until"
        f" {until:%-d %B %Y} at the latest."
    )


def effect(view: NudgeView, currency: str) -> list[str]:
    """The figures beneath the first line, a sentence each."""
    row = view.effect.row(0, named=True)
    if row["difference"] is None:
        return []
    said = []
    if row["lift"] is not None:
        said.append(
            f"Relative lift {_signed(row['lift'])}"
            f" (95% {_signed(row['lift_low'])} to {_signed(row['lift_high'])})."
        )
    if row["incremental"] > 0 and view.verdict.name != TOO_EARLY:
        claimed = f", {row['claimed']:.1f} times as many" if row["claimed"] else ""
        said.append(
            f"About {row['incremental']:,.0f} extra buyers so far, one for every"
            f" {row['per_extra']:,.0f} customers reminded; a last-click report would claim"
            f" {row['mail_conversions']:,}{claimed}."
        )
    if row["revenue_difference"] is not None and not unpriced(view):
        low, high = row["revenue_low"], row["revenue_high"]
        sure = "" if low is None else f" (95% {_money(low, currency)} to {_money(high, currency)})"
        said.append(
            f"Revenue per 1,000 customers: {_money(row['revenue_difference'], currency)} more"
            f"{sure}, zeros included."
        )
    if row["sequential_low"] is not None:
        said.append(
            "The interval that may be watched every day:"
            f" {_thousand(row['difference_sequential_low'])} to"
            f" {_thousand(row['difference_sequential_high'])} orders per 1,000."
        )
    return said


def unpriced(view: NudgeView) -> bool:
    """Whether an arm bought, and of none of its orders the amount is known: then its revenue is
    not 0, but unknown."""
    bought = pl.col("orders") > 0
    return bool(view.arms.select((bought & (pl.col("unpriced") == pl.col("orders"))).any()).item())


def segments(view: NudgeView) -> str:
    """Whether segments differ."""
    p = view.segments["q_p"].drop_nulls()
    if p.is_empty():
        return "One segment cannot be compared with another."
    if p[0] >= 0.05:
        return f"There is no evidence that segments differ (p = {p[0]:.2g}): treat them alike."
    return f"Segments differ more than chance explains (p = {p[0]:.2g})."


def blocked(view: NudgeView) -> bool:
    return view.verdict.name == MISMATCH


def _signed(share: float) -> str:
    return f"{'+' if share >= 0 else '−'}{abs(share):.0%}"


def _thousand(rate: float) -> str:
    return f"{'+' if rate >= 0 else '−'}{per_thousand(abs(rate))}"


def _money(cents: float, currency: str) -> str:
    return money(1000 * cents, currency)
