"""What the Promises page says in sentences; measures nothing."""

from typing import Any

import polars as pl

from data.actions.step_promise import STEPS
from metrics.answer import percent
from metrics.exposure import DECLINED, LATE, NO_FEATURE
from pages.charts import style
from pages.parts.strategy.words import plural

STATES = ("proposed", *STEPS)
LEDGER = (
    "Every promise: proposed, then approved or refused; approved, then delivered, broken, or"
    " released by the customer. “On strategy” says whether its feature lay on pillars of the"
    " strategy in force on the day it was made."
)
RISKY = {
    NO_FEATURE: "on no feature at all",
    DECLINED: "on features that were declined",
    LATE: "on features that come later than promised",
}


def answer(exposed: pl.DataFrame, kept: pl.DataFrame, currency: str, *, least: int) -> str:
    """How much rests on open promises, how much of it is at risk, and whether we keep our word."""
    return f"{_rests(exposed, currency)} {_keeps(kept.row(0, named=True), least)}"


def _rests(exposed: pl.DataFrame, currency: str) -> str:
    promises = int(exposed["promises"].sum())
    if not promises:
        return "No promise is open, so no money rests on one."
    of = plural(promises, "open promise")
    total, risky = sums(exposed, currency)
    if not total:
        there = "There is" if promises == 1 else "There are"
        return f"{there} {of}; what their deals are worth is not known."
    return f"{total} rests on {of}{risky or ', none of it known to be at risk'}."


def sums(exposed: pl.DataFrame, currency: str) -> tuple[str, str]:
    """What rests on these promises, with the deals that nobody knows the worth of, and after a
    colon how much of it at which risk; each empty where there is nothing known to say.

    Args:
        exposed: from `metrics.exposure.exposure`, all of it or some risks.
    """
    known = exposed.filter(pl.col("deals") > pl.col("deals_unknown"))
    if known.is_empty():
        return "", ""
    unknown = int(exposed["deals_unknown"].sum())
    beside = f" (and {plural(unknown, 'deal')} of unknown worth)" if unknown else ""
    parts = [
        f"{style.money(row['exposed_cents'], currency)} {RISKY[row['risk']]}"
        for row in known.iter_rows(named=True)
        if row["risk"] in RISKY and row["exposed_cents"]
    ]
    total = style.money(int(known["exposed_cents"].sum()), currency)
    return f"{total}{beside}", f": {', '.join(parts)}" if parts else ""


def _keeps(kept: dict[str, Any], least: int) -> str:
    if kept["n"] < least:
        due = "No promise has" if not kept["n"] else f"Only {plural(kept['n'], 'promise')} has"
        due = due.replace("has", "have") if kept["n"] > 1 else due
        return f"{due} come due: too few to say whether we keep them."
    spread = f"{kept['low'] * 100:.0f}–{kept['high'] * 100:.0f}%"
    return f"We kept {percent(kept['value'])} of the {kept['n']:,} that came due ({spread})."


def outside(found: pl.DataFrame) -> str:
    """How many were made outside the strategy in force on the day they were made."""
    row = found.row(0, named=True) if found.height else {"n": 0, "unknown": 0}
    if not row["n"]:
        return "Of no promise can anybody say whether it was on strategy when it was made."
    spread = f"{row['low'] * 100:.0f}–{row['high'] * 100:.0f}%"
    unknown = (
        f" Of {row['unknown']:,} more nobody can say: no feature, or not mapped then."
        if row["unknown"]
        else ""
    )
    return (
        f"{row['outside']:,} of {plural(row['n'], 'promise')} ({percent(row['value'])}, {spread})"
        f" {'was' if row['outside'] == 1 else 'were'} outside the strategy in force when made;"
        f" refused ones are left out.{unknown}"
    )
