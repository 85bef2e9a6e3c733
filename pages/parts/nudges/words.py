"""The Nudges page's words for what was measured; it measures nothing."""

import polars as pl

from data.reads.nudges import Ran
from metrics.nudge_effect import Ratio
from metrics.nudge_verdict import HARMS, MISMATCH, NOT_SHOWN, extra, many
from metrics.nudge_view import NudgeView
from metrics.shrinkage import LEAST_GROUPS
from pages.parts.nudges.reading import span

ARM = {"mail": "Reminded", "holdout": "Held out", "": "Not assigned"}


def ratio(found: Ratio, share: float | None, *, unsaid: bool = False) -> str:
    """Whether the arms are as designed; `unsaid`: she who reads it may say how they were."""
    said = f"{found.mail:,} assigned to the reminder, {found.holdout:,} held out"
    if share is None:
        how = " Say it under Campaigns, below." if unsaid else ""
        return (
            f"{said}. Nobody said which part was to be held out, so the arms cannot be"
            f" checked.{how}"
        )
    if found.p is None:
        return f"{said}. Nobody was to be held out, so the arms cannot be checked."
    designed = f"{100 * share:g}% was designed"
    if found.blocks:
        return f"{said}, where {designed}: p = {found.p:.2g}, not by chance."
    watched = f"; at every look, p = {found.anytime_p:.2g}" if found.anytime_p is not None else ""
    return f"{said}; {designed}. As designed (p = {found.p:.2g}{watched})."


def standing(campaign: Ran, view: NudgeView) -> str:
    """Of which days the figures are, and how the campaign stands."""
    begins, stops = span(campaign)
    began, ends = (None if at is None else f"{at:%-d %B %Y}" for at in (begins, stops))
    if campaign.sent_elsewhere:
        runs = "sent elsewhere, its results brought in"
    elif begins is not None and begins > view.as_of:
        runs = f"begins on {began}"
    elif view.trial.ended:
        runs = f"ran on {began}" if began == ends else f"ran from {began} to {ends}"
    else:
        runs = f"has run since {began}{f', until {ends}' if ends else ''}"
    said = f"As of {view.as_of:%-d %B %Y}: {runs}"
    if view.first is None or view.last is None:
        waits = "nobody has been assigned yet"
        if campaign.sent_elsewhere or view.trial.ended:
            return f"{said}; {waits}."
        return (
            f"{said}; {waits}. That happens when cli.py nudge run finds a basket left since then."
        )
    counted = int(view.arms["n"].sum())
    days = f"{view.window} days" if view.window > 1 else "day"
    first, last = f"{view.first:%-d %B %Y}", f"{view.last:%-d %B %Y}"
    when = f"on {first}" if first == last else f"from {first} to {last}"
    return (
        f"{said}; customers assigned {when}, of whom {counted:,} of"
        f" {view.ratio.mail + view.ratio.holdout:,} have had their {days}."
    )


def other_days(window: int, designed: int) -> str:
    """That the days looked at were not laid down beforehand."""
    return (
        f"Purchases within {many(window, 'day')} count here; {designed}"
        f" {'was' if designed == 1 else 'were'} designed. Days chosen after seeing the result make"
        " any difference look surer than it is."
    )


def waiting(view: NudgeView) -> str | None:
    """How many customers are not counted yet, and until when."""
    if view.waiting.is_empty():
        return None
    still, until = view.waiting.select(pl.col("n").sum(), pl.col("until").max()).row(0)
    split = " and ".join(
        f"{n:,} {ARM[arm].lower()}" for arm, n in view.waiting.select("arm", "n").iter_rows()
    )
    more = "" if view.arms.is_empty() else "more "
    days = f"{view.window} days run" if view.window > 1 else "day runs"
    return (
        f"{many(still, f'{more}customer')} {'is' if still == 1 else 'are'} not counted yet"
        f" ({split}): their {days} until {until:%-d %B %Y} at the latest."
    )


def extra_buyers(view: NudgeView) -> str | None:
    """How many bought who would not have, with its interval, and what another way of counting
    claims."""
    row = view.effect.row(0, named=True)
    limits = extra(row, view.verdict)
    if limits is None or view.verdict.name == HARMS:
        return None
    low, high = (f"{limit:+,.0f}".replace("-", "−") for limit in limits)
    claim = f"a last-click report would claim {row['mail_conversions']:,}"
    if view.verdict.name == NOT_SHOWN:
        return (
            f"Of the {many(row['mail_n'], 'customer')} reminded so far, between {low} and {high}"
            f" bought who would not have (95%); {claim}."
        )
    return (
        f"About {row['incremental']:,.0f} extra buyers so far (95% {low} to {high}), one for every"
        f" {row['per_extra']:,.0f} customers reminded; {claim}, {row['claimed']:.1f} times as many."
    )


def watching(view: NudgeView) -> str:
    """Which of the two intervals the first line goes by, and why."""
    planned, counted = view.trial.expected, int(view.arms["n"].sum())
    peeking = (
        "Whoever looks every day and stops once a fixed interval leaves out 0 is wrong far more"
        " often than 1 time in 20; the wider interval holds at every look."
    )
    if planned is None:
        return (
            f"{peeking} It needs the number of customers planned, which nobody has said, so the"
            " first line goes by the fixed one."
        )
    if view.verdict.watched:
        return (
            f"{peeking} The first line goes by it until the {planned:,} customers planned are"
            f" counted; {counted:,} are."
        )
    return (
        f"{peeking} The first line goes by the fixed one, since the {planned:,} customers planned"
        " are counted."
    )


def unknown_amounts(view: NudgeView, currency: str) -> str | None:
    """That the revenue leaves something out, when it does."""
    unpriced, every = view.arms.select(pl.col("unpriced").sum(), pl.col("orders").sum()).row(0)
    if not unpriced:
        return None
    return (
        f"{unpriced:,} of {many(every, 'order')} {'has' if unpriced == 1 else 'have'} no amount in"
        f" {currency}: counted as orders that add no money, so that revenue, and what it gained or"
        " lost, is too low."
    )


def segments(view: NudgeView, shown: int) -> str:
    """Whether segments differ, and how many of them are not drawn."""
    every = view.segments.height
    most = f" Drawn are the {shown} of {every:,} with the most customers." if every > shown else ""
    unsound = view.segments["mail_conversions"].null_count()
    if unsound:
        most += (
            f" In {unsound:,} the arms are not as designed (p below 0.001), so nothing of what they"
            " did is shown."
        )
    p = view.segments["q_p"].drop_nulls()
    if p.is_empty():
        return f"One segment cannot be compared with another.{most}"
    if view.segments["shrunk"].is_not_null().sum() < LEAST_GROUPS:
        most += f" With fewer than {LEAST_GROUPS} nothing is pulled: each has its own figure."
    if p[0] >= 0.05:
        return (
            f"There is no evidence that segments differ (Q, p = {p[0]:.2g}): treat them"
            f" alike.{most}"
        )
    return f"Segments differ more than chance explains (Q, p = {p[0]:.2g}).{most}"


def blocked(view: NudgeView) -> bool:
    return view.verdict.name == MISMATCH
