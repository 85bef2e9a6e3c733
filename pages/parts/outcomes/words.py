"""What is tracked before and after, in words that claim no effect; measures nothing."""

from typing import Any

from data.reads.tracked import Tracked
from metrics.before_after import DESCRIPTION, TRACKABLE
from metrics.catalog import BY_SLUG as CATALOG
from metrics.columns import BY_SLUG as COLUMNS
from pages.charts.style import interval, money, percent

Row = dict[str, Any]


def title(metric: str) -> str:
    """As the catalog calls it, with the column that it is of."""
    told = TRACKABLE[metric]
    of = f": {COLUMNS[told.of].title.lower()}" if told.of else ""
    alone = " of this feature" if told.source == "asks" else ""
    return f"{CATALOG[told.slug].title}{of}{alone}"


def sentence(tracked: Tracked, row: Row | None, currency: str) -> str:
    """One outcome with its numbers; without a row, why there are none."""
    if tracked.shipped_on is None or row is None:
        return f"“{tracked.feature}” is not shipped any more: there is no day to look from."
    what = title(tracked.metric)
    said = (
        f"{what} in the {tracked.days} days before “{tracked.feature}” shipped on"
        f" {tracked.shipped_on:%-d %B %Y}: {side(tracked.metric, row, 'before', currency)}; in the"
        f" {tracked.days} days from then on: {side(tracked.metric, row, 'after', currency)}"
    )
    so_far = "" if row["over"] else f" so far, until {row['after_until']:%-d %B %Y}"
    return f"{said}{so_far}.{_change(tracked.metric, row, currency)} {DESCRIPTION}"


def side(metric: str, row: Row, which: str, currency: str) -> str:
    """`60% (95% 49–70%, n = 80)`."""
    value, n = row[f"{which}_value"], row[f"{which}_n"]
    if value is None:
        return f"not known (n = {n:,})"
    limits = interval(row[f"{which}_low"], row[f"{which}_high"])
    sure = f"95% {limits}, " if limits else ""
    return f"{figure(metric, value, currency)} ({sure}n = {n:,})"


def figure(metric: str, value: float | None, currency: str) -> str:
    """A value in its metric's unit; an en dash for what is not known."""
    unit = CATALOG[TRACKABLE[metric].slug].unit
    if unit == "money":
        return money(value, currency)
    if unit == "count":
        return "–" if value is None else f"{value:,.0f}"
    return percent(value)


def change(metric: str, value: float | None, currency: str) -> str:
    """`+20 points`, `−3`; an en dash for what is not known."""
    if value is None:
        return "–"
    sign = "−" if value < 0 else "+"
    if CATALOG[TRACKABLE[metric].slug].unit == "share":
        return f"{sign}{abs(value) * 100:.0f} points"
    return sign + figure(metric, abs(value), currency)


def _change(metric: str, row: Row, currency: str) -> str:
    if row["change"] is None:
        waits = TRACKABLE[metric].adds_up and not row["over"] and row["before_value"] is not None
        return " They are compared once as many days have passed." if waits else ""
    sure = ""
    if row["change_low"] is not None:
        low, high = (round(row[name] * 100) for name in ("change_low", "change_high"))
        sure = f" (95% {low:+d} to {high:+d})".replace("-", "−")
    return f" {change(metric, row['change'], currency)}{sure}."
