"""What may be said of a reminder, and the page's first line; measures nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from metrics.discovery import RATE
from metrics.intervals import wilson
from metrics.nudge_effect import Ratio, Trial
from metrics.nudge_plan import Missing
from metrics.sample_ratio import BLOCKS_BELOW
from metrics.sequential import LEAST_CONVERSIONS, LEAST_UNITS

NOTHING = "nobody's window is over"
NO_HOLDOUT = "conversion, not lift"
MISMATCH = "the arms are not as designed"
TOO_EARLY = "too early to say"
WORKS = "brings more orders"
HARMS = "brings fewer orders"
NOT_SHOWN = "no difference shown"
SHOWS_LIFT = frozenset({TOO_EARLY, WORKS, HARMS, NOT_SHOWN})
"""Verdicts under which an effect may be shown at all, on a page, in a file or a report."""


@dataclass(frozen=True)
class Verdict:
    """What may be said; `low, high` is the interval of the difference that it rests on: the
    always-valid one while fewer customers than planned have had their window, else the fixed one;
    `watched` says which."""

    name: str
    low: float | None
    high: float | None
    watched: bool


def verdict(found: Mapping[str, Any], ratio: Ratio, trial: Trial) -> Verdict:
    """Judge one row of `effect`.

    An arm with fewer than 150 customers or 10 conversions is too early. Short of the customers it
    was planned for, a difference is said only when the interval that stays valid while one watches
    leaves out 0; ending a campaign early does not change that, since what was seen may have ended
    it.
    """
    mail, held = found["mail_n"], found["holdout_n"]
    if ratio.blocks and ratio.mail and ratio.holdout:  # of everybody assigned, counted or not
        return Verdict(MISMATCH, None, None, watched=False)
    if not mail + held:
        return Verdict(NOTHING, None, None, watched=False)
    if not ratio.holdout or not ratio.mail:  # of whom nobody is counted yet may be still to come
        return Verdict(NO_HOLDOUT, None, None, watched=False)
    planned = trial.expected
    watched = planned is not None and mail + held < planned
    prefix = "difference_sequential_" if watched else ""
    low, high = found[f"{prefix}low"], found[f"{prefix}high"]
    conversions = min(found["mail_conversions"], found["holdout_conversions"])
    if min(mail, held) < LEAST_UNITS or conversions < LEAST_CONVERSIONS or low is None:
        return Verdict(TOO_EARLY, low, high, watched)
    name = WORKS if low > 0 else HARMS if high < 0 else NOT_SHOWN
    return Verdict(name, low, high, watched)


def of_segment(found: Mapping[str, Any], trial: Trial) -> str:
    """The name of what may be said of one segment.

    As of a campaign, and since many segments are looked at, that it brings more or fewer is said
    only where its `discovery_q` passes too. Short of the customers that the whole was planned for,
    it goes by the interval that stays valid while one watches.
    """
    p, q = found["srm_p"], found["discovery_q"]
    blocks = p is not None and p < BLOCKS_BELOW
    own = Ratio(found["mail_n"], found["holdout_n"], p, None, blocks=blocks)
    name = verdict(found, own, trial).name
    told = name not in {WORKS, HARMS} or (q is not None and q <= RATE)
    return name if told else NOT_SHOWN


def answer(
    found: dict[str, Any],
    judged: Verdict,
    ratio: Ratio,
    *,
    window: int,
    trial: Trial,
    first_over: date | None = None,
    lacks: Missing | None = None,
) -> str:
    """One or two sentences, true to the row of `effect` that was judged.

    Args:
        first_over: the day on which the first window is over, when none is yet. lacks: what it
            would take to see something.
    """
    days = f"{window} days" if window > 1 else "day"
    if judged.name == NOTHING and not ratio.mail + ratio.holdout:
        ended = "It ended before anybody was assigned" if trial.ended else "Nobody is assigned yet"
        return f"{ended}, so there is nothing to say."
    if judged.name == NOTHING:
        when = f": the first are on {first_over:%-d %B %Y}" if first_over else ""
        over = f"{days} {'are' if window > 1 else 'is'} over"
        return f"It is too early to say anything: nobody's {over} yet{when}."
    if judged.name == NO_HOLDOUT:
        return _conversion(found, many(window, "day"), trial)
    if judged.name == MISMATCH:
        return _mismatch(ratio, trial)
    if judged.name == TOO_EARLY:
        return (
            f"Too early to say what the reminder changes: {many(found['mail_n'], 'customer')}"
            f" reminded and {found['holdout_n']:,} held out have had their {days}, with"
            f" {found['mail_conversions']:,} and {many(found['holdout_conversions'], 'buyer')};"
            f" each side needs {LEAST_UNITS} customers and {LEAST_CONVERSIONS} buyers."
        )
    low, high = judged.low, judged.high
    if low is None or high is None:
        raise ValueError(f"{judged.name} rests on an interval")
    claim = f"a last-click report would claim {per_thousand(found['mail_rate'])}"
    sure = f"(95%, n = {found['mail_n'] + found['holdout_n']:,})"
    if judged.name == NOT_SHOWN:
        return (
            "The data cannot tell the reminder from none: of every 1,000 reminders, between"
            f" {_signed(low)} and {_signed(high)} bring an order that would not have come {sure};"
            f" {claim}.{_lacks(lacks)}"
        )
    size, ends = abs(found["difference"]), sorted((abs(low), abs(high)))
    span = f"{per_thousand(ends[0])} to {per_thousand(ends[1])} {sure}"
    if judged.name == WORKS:
        about = per_thousand(size)
        return (
            f"Of every 1,000 reminders, about {about} {'brings' if about == '1' else 'bring'} an"
            f" order that would not have come, {span}; {claim}."
        )
    return (
        f"The reminder costs orders: of every 1,000 customers reminded, about"
        f" {per_thousand(size)} fewer buy than would have, {span}; {claim}."
    )


def extra(found: dict[str, Any], judged: Verdict) -> tuple[float, float] | None:
    """How many of the customers reminded bought who would not have: the limits of the interval
    that the verdict rests on; null while it is too early or nothing may be compared."""
    if judged.name not in {WORKS, HARMS, NOT_SHOWN} or judged.low is None or judged.high is None:
        return None
    return judged.low * found["mail_n"], judged.high * found["mail_n"]


def per_thousand(rate: float) -> str:
    """`7`, with a decimal where a whole number would hide it: `0.4`."""
    found = 1000 * rate
    return f"{found:,.1f}" if 0 < abs(found) < 9.95 and round(found, 1) % 1 else f"{found:,.0f}"


def many(n: int, noun: str) -> str:
    """`1 customer`, `2,000 customers`."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def _signed(rate: float) -> str:
    text = per_thousand(abs(rate))
    return text if text == "0" else f"−{text}" if rate < 0 else f"+{text}"


def _lacks(lacks: Missing | None) -> str:
    if lacks is None:
        return ""
    size = per_thousand(lacks.difference)
    if not lacks.more:
        return f" With so many, {size} more in 1,000 would have been seen 4 times in 5."
    if lacks.days is None:
        many = _about(lacks.customers)
        return f" To see {size} more in 1,000, another one takes about {many} customers."
    return (
        f" To see {size} more in 1,000 it needs about {_about(lacks.more)} more customers, about"
        f" {lacks.days:,} days."
    )


def _about(n: int) -> str:
    return f"{round(n, -2) if n >= 1000 else n:,}"


def _conversion(found: dict[str, Any], days: str, trial: Trial) -> str:
    n, bought = found["mail_n"], found["mail_conversions"]
    if not n:
        return (
            f"Nobody was reminded, and {many(found['holdout_n'], 'customer')} held out, so there"
            " is nothing to compare."
        )
    limits = pl.DataFrame({"bought": [bought], "n": [n]}).select(
        limit.alias(str(at)) for at, limit in enumerate(wilson("bought", "n"))
    )
    low, high = (per_thousand(limit) for limit in limits.row(0))
    share = trial.holdout_share
    missed = f", though {100 * share:g}% was designed to be" if share else ""
    return (
        f"Of every 1,000 customers reminded, {per_thousand(bought / n)} bought within {days}"
        f" (95% {low} to {high}, n = {n:,}). This is conversion, not lift: nobody was held"
        f" out{missed}, so nobody knows how many would have bought anyway."
    )


def _mismatch(ratio: Ratio, trial: Trial) -> str:
    share = trial.holdout_share or 0.0
    held = ratio.holdout / (ratio.mail + ratio.holdout)
    p = ratio.p or 0.0
    rare = "less than once" if p < 0.0001 else many(round(10_000 * p), "time")
    return (
        f"No effect can be shown: {held:.1%} of the customers were held out where {100 * share:g}%"
        f" was designed ({ratio.mail:,} to be reminded, {ratio.holdout:,} held out). Chance alone"
        f" does so {rare} in 10,000 campaigns: something sorts customers before or after they are"
        " assigned. Find it first."
    )
