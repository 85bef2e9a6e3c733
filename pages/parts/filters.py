"""The one filter bar: which period, which teams, segments, regions. It lives in the address.

A shared link or a reload brings the same view; so does coming back from another page. What a link
asks for and the person cannot see is named, not quietly dropped.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import streamlit as st

from metrics.overview import Filters
from metrics.periods import Period, around, default_period, from_word
from metrics.prepared import Prepared
from pages.parts import fold, plain

KEPT = "filters_kept"  # survives pages that do not show the bar
CUSTOM = "custom"
QUARTERS = 12
WORDS = ("team", "segment", "region")


@dataclass(frozen=True)
class Choice:
    """What the person looks at."""

    period: Period
    filters: Filters


def bar(found: Prepared, *, today: date, first: str = "", since: date | None = None) -> Choice:
    """Draw the bar over the facts in `found` and return what is chosen.

    Args:
        first: the period shown when none is chosen, by its word in the address; the latest
            quarter otherwise.
        since: the day of the page's oldest fact, where it has others than those in `found`.
    """
    periods = _periods(found, today, since)
    if first in periods:
        periods = {first: periods.pop(first)} | periods
    asked = _asked("period")
    if asked and asked[0] not in periods and from_address(asked[0]) is None:
        st.info(f"There is no period “{plain.label(asked[0])}” here, so the latest is shown.")
        asked = []
    with fold.row("filters") as row:
        row.active = sum(bool(_asked(word)) for word in ("period", *WORDS))
        period = _period(periods, asked[0] if asked else next(iter(periods)), today)
        teams, segments, regions = (
            names(word.capitalize(), word, found.flows[word]) for word in WORDS
        )
        row.active = sum(map(bool, (_asked("period"), teams, segments, regions)))
    return Choice(period, Filters(teams=teams, segments=segments, regions=regions))


def _periods(found: Prepared, today: date, since: date | None) -> dict[str, Period]:
    """Periods on offer by their word in the address, the default first."""
    first = default_period(found.flows, today)
    quarters = [first]
    for _ in range(QUARTERS):
        quarters.append(quarters[-1].previous)
    oldest = pl.concat([found.flows["on"], pl.Series([since], dtype=pl.Date)]).min()
    days = [day for day in (oldest, today) if isinstance(day, date)]
    years = [around(first.first, "year"), around(first.first, "year").previous]
    ahead = around(today, "quarter")
    if ahead not in quarters:
        quarters.append(ahead)
    named = {
        _address(span): span
        for span in [*quarters, *years]
        if isinstance(oldest, date) and span.last >= oldest
    } or {_address(first): first}
    year_back = Period(first.last - timedelta(days=364), first.last)
    named["last-12-months"] = year_back
    named["all"] = Period(days[0], max(today, days[0]))
    return named


def _period(periods: dict[str, Period], asked: str, today: date) -> Period:
    own = from_address(asked)
    start = CUSTOM if asked not in periods and own else asked
    if "filter_period" not in st.session_state or _moved("period"):
        st.session_state["filter_period"] = start
    if st.session_state["filter_period"] not in (*periods, CUSTOM):
        st.session_state["filter_period"] = next(iter(periods))
    chosen = st.selectbox(
        "Period",
        [*periods, CUSTOM],
        key="filter_period",
        format_func=lambda word: _spoken(word, periods, today),
        width=220,
    )
    if chosen != CUSTOM:
        _keep("period", [] if chosen == next(iter(periods)) else [chosen])
        return periods[chosen]
    days = st.date_input(
        "From and to",
        value=own or next(iter(periods.values())),
        key="filter_days",
        width=240,
    )
    if not isinstance(days, tuple) or len(days) != 2:
        st.info("Choose the last day too.")
        st.stop()
    span = Period(*days)
    _keep("period", [f"{span.first}..{span.last}"])
    return span


def names(label: str, word: str, occurring: pl.Series) -> tuple[str, ...]:
    """A multiselect over the names that occur; none chosen keeps all."""
    known = occurring.drop_nulls().unique().sort().to_list()
    if len(known) < 2 and not _asked(word):
        return ()
    key = f"filter_{word}"
    if key not in st.session_state or _moved(word):
        asked = _asked(word)
        st.session_state[key] = [name for name in asked if name in known]
        missing = [name for name in asked if name not in known]
        if missing:
            said = ", ".join(plain.label(name) for name in missing)
            st.info(f"This link asks for {word} {said}, which you have no facts of.")
    called = plain.options(known)
    chosen = st.multiselect(
        label,
        known,
        key=key,
        format_func=lambda name: called.get(name, name),
        placeholder=f"All {label.lower()}s",
        width=220,
    )
    _keep(word, chosen)
    return tuple(chosen)


def _asked(word: str) -> list[str]:
    """What the address asks for, else what was chosen before on another page."""
    kept: dict[str, list[str]] = st.session_state.setdefault(KEPT, {})
    return st.query_params.get_all(word) or kept.get(word, [])


def _moved(word: str) -> bool:
    """Whether a link has changed the address: in the first run after it, the choices of the page
    that one came from are still there."""
    asked = st.query_params.get_all(word)
    return bool(asked) and asked != st.session_state.get(KEPT, {}).get(word, [])


def _keep(word: str, values: list[str]) -> None:
    st.session_state.setdefault(KEPT, {})[word] = values
    if values != st.query_params.get_all(word):
        if values:
            st.query_params[word] = values
        elif word in st.query_params:
            del st.query_params[word]


def _address(span: Period) -> str:
    if span.kind == "quarter":
        return f"{span.first.year}-Q{(span.first.month + 2) // 3}"
    return str(span.first.year) if span.kind == "year" else f"{span.first}..{span.last}"


def from_address(word: str) -> tuple[date, date] | None:
    """Both days of a period as the address has it; see `periods.from_word`."""
    return from_word(word)


def _spoken(word: str, periods: dict[str, Period], today: date) -> str:
    if word == CUSTOM:
        return "Other days…"
    if word == "all":
        return "All time"
    if word == "last-12-months":
        return "Twelve months to " + f"{periods[word].last:%b %Y}"
    span = periods[word]
    return f"{span.name} (so far)" if span.first <= today < span.last else span.name
