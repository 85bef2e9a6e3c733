"""Calendar periods: which kind a span of days is, the one before it, and its name in words."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Literal, NamedTuple

import polars as pl

Kind = Literal["quarter", "year", "month", "days"]
_MONTHS: dict[Kind, int] = {"quarter": 3, "year": 12, "month": 1}
YEARS = range(1900, 3000)  # asked for; a calendar ends, and next to its end no day comes before


class Period(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def kind(self) -> Kind:
        """quarter, year or month when it is exactly one of the calendar's, else days."""
        for kind in _MONTHS:
            if self == around(self.first, kind):
                return kind
        return "days"

    @property
    def previous(self) -> "Period":
        """The calendar's previous quarter, year or month; else as many days just before."""
        before = self.first - timedelta(days=1)
        if self.kind != "days":
            return around(before, self.kind)
        return Period(before - (self.last - self.first), before)

    def when(self, today: date) -> str:
        """`this quarter` when it is the one `today` is in, else `in Q4 2017`, `from … to …`."""
        if self.kind == "days":
            return f"from {self.name}"
        return f"this {self.kind}" if self == around(today, self.kind) else f"in {self.name}"

    def before(self, today: date) -> str:
        """The previous period in words: `last quarter`, `Q3 2017`, `the 30 days before`."""
        if self.kind == "days":
            days = (self.last - self.first).days + 1
            return "the day before" if days == 1 else f"the {days} days before"
        current = self == around(today, self.kind)
        return f"last {self.kind}" if current else self.previous.name

    @property
    def name(self) -> str:
        """`Q4 2017`, `2017`, `March 2017`, or both days."""
        if self.kind == "quarter":
            return f"Q{(self.first.month + 2) // 3} {self.first.year}"
        if self.kind == "year":
            return str(self.first.year)
        if self.kind == "month":
            return f"{self.first:%B %Y}"
        return f"{_day(self.first)} to {_day(self.last)}"


def around(day: date, kind: Kind) -> Period:
    """The calendar quarter, year or month that `day` is in."""
    months = _MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    month = first.month + months - 1
    return Period(first, date(first.year, month, monthrange(first.year, month)[1]))


def from_word(word: str) -> Period | None:
    """The days of `2025-10-01..2026-03-31`, `2019-Q2` or `2019`, within YEARS; null for anything
    else."""
    first, _, last = word.partition("..")
    try:
        if said := re.fullmatch(r"([0-9]{4})(?:-Q([1-4]))?", word):
            month = 3 * int(said[2] or 1) - 2
            days = around(date(int(said[1]), month, 1), "quarter" if said[2] else "year")
        else:
            days = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None
    known = days.first.year in YEARS and days.last.year in YEARS
    return days if known and days.first <= days.last else None


def default_period(flows: pl.DataFrame, today: date) -> Period:
    """The calendar quarter of the latest won deal not after `today`, else of the latest fact,
    else of `today`. `flows`: FLOWS."""
    past = flows.filter(pl.col("on") <= today)
    won = past.filter(pl.col("column") == "won")["on"].max()
    latest = won or past["on"].max() or today
    return around(latest, "quarter")  # type: ignore[arg-type]


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
