"""The inbox: requests filtered and sorted by the store, a page at a time, chosen and sorted out."""

import math
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, cast

import polars as pl
import streamlit as st

from data.actions.link_requests import AT_ONCE
from data.actions.log_request import INTENTS, NEEDS
from data.actions.permissions import may
from data.reads import requests
from data.reads.features import titles
from data.reads.people import Me
from data.reads.requests import Wanted
from data.store import reading
from pages.parts import address, clock, evidence, filters, fold, load, plain, who
from pages.parts.requests import table, triage, undoing
from pages.parts.requests.triage import CHOSEN, TURN

PAGE = 50
ANY, UNLINKED, LINKED = "All", "Not linked", "Linked"
PERIODS = {30: "The last 30 days", 90: "The last 90 days", 365: "The last year"}
ORDERS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "need": "Most needed first",
    "votes": "Most votes first",
}

_page = load.cached(requests.inbox)
_counted = load.cached(requests.counted)
_groups = load.cached(requests.groups)
_titles = load.cached(titles)


@st.fragment
def show() -> None:
    """Filters, the rows that fit, and what to do with those that are chosen."""
    me = who.me()
    sorts = may(me.actor, "link_requests")
    wanted, sort = _filters(me, UNLINKED if sorts else ANY)
    total, unlinked = _counted(me.scope, wanted)
    with st.container(horizontal=True, vertical_alignment="center"):
        evidence.sentence(_answer(total, unlinked))
        table.save(lambda: _all(me, wanted), "Requests", total)
    if sorts:
        undoing.show(me)
    if not total:
        return
    pages = math.ceil(total / PAGE)
    turn = sha256(repr((wanted, sort)).encode()).hexdigest()[:8]
    at = min(st.session_state.get(f"turn_{turn}", 1), pages)
    rows = _page(me.scope, wanted, sort=sort, limit=PAGE, skip=PAGE * (at - 1))
    # What is done with them stands beside them: below, nobody saw that a tick had done anything.
    here, beside = st.columns([3, 2], gap="medium") if sorts else (st.container(), st.container())
    with here:
        _rows(rows, wanted, sorts)
        with st.container(horizontal=True, vertical_alignment="center"):
            if pages > 1:
                st.pagination(pages, key=f"turn_{turn}")
            if sorts and total > 1:
                _choose_all(me, wanted, total)
    with beside:
        triage.show(me)


def _answer(total: int, unlinked: int) -> str:
    if not total:
        return "No request fits."
    fit = "1 request fits" if total == 1 else f"{total:,} requests fit"
    if unlinked == total:
        return f"{fit}, not linked to a feature yet."
    return f"{fit}; {unlinked:,} of them {'is' if unlinked == 1 else 'are'} not linked yet."


def _filters(me: Me, first: str) -> tuple[Wanted, requests.Sort]:
    """Everything chosen here lives in the address, in the words of the other pages' filters.

    Args:
        first: which are shown when the address does not say: to sort out, or all to read.
    """
    with fold.row("inbox", "Show filters and sorting") as row:
        text = _text()
        linked = _linked(first)
        known = {str(key): title for key, (title, _) in _titles(me.scope).items()}
        feature = _box("Feature", {key: plain.cut(name, 60) for key, name in known.items()})
        groups = _groups(me.scope)
        teams, segments, regions = (
            filters.names(word.capitalize(), word, groups[word]) for word in filters.WORDS
        )
        need = _box("Need", {need: need.capitalize() for need in NEEDS})
        intent = _box("Intent", {intent: intent.capitalize() for intent in INTENTS})
        since, until = _period()
        sort = address.box("Sort", "sort", ORDERS, key="inbox_sort", first="newest", width=180)
        row.active = sum(
            map(
                bool,
                (
                    *(text, linked != first, feature, teams, segments, regions),
                    *(need, intent, since, sort != "newest"),
                ),
            )
        )
    by_link = None if linked == ANY or feature is not None else linked == LINKED
    wanted = Wanted(
        linked=by_link,
        feature_id=int(feature) if feature else None,
        teams=teams,
        segments=segments,
        regions=regions,
        need=need,
        intent=intent,
        since=since,
        until=until,
        text=text,
    )
    return wanted, cast(requests.Sort, sort)


def _text() -> str:
    key = "inbox_text"
    if key not in st.session_state:
        st.session_state[key] = address.asked("q", key)
    typed = st.text_input(
        "Search", live="300ms", placeholder="Words, title or account", key=key, width=220
    )
    return address.keep("q", (typed or "").strip())


def _linked(first: str) -> str:
    """Whether they point to a feature. Always in the address: who opens it may begin elsewhere."""
    key, words = "inbox_linked", {ANY: "all", UNLINKED: "unlinked", LINKED: "linked"}
    said = address.asked("show", key)
    st.session_state[key] = next((one for one in words if said in (one, words[one])), first)
    chosen = st.segmented_control("Show", list(words), required=True, key=key)
    address.keep("show", words[chosen or first])
    return chosen or first


def _period() -> tuple[date | None, date | None]:
    """The last days, or what a link asks for: a quarter, a year, two days."""
    options = {f"{days}-days": name for days, name in PERIODS.items()}
    said = address.asked("period", "inbox_period")
    span = filters.from_address(said)
    if span:
        options[said] = f"{span[0]:%-d %b %Y} to {span[1]:%-d %b %Y}"
    chosen = _box("Period", options)
    if chosen is None:
        return None, None
    if span and chosen == said:
        return span
    return clock.today() - timedelta(days=int(chosen.removesuffix("-days"))), None


def _box(label: str, options: Mapping[str, str]) -> str | None:
    word = label.lower()
    return address.box(label, word, options, key=f"inbox_{word}", placeholder="Any", width=170)


def _rows(rows: pl.DataFrame, wanted: Wanted, sorts: bool) -> None:
    """The page's table; what is chosen in it is kept by id, also when its rows change place."""
    shown = table.named(rows, cut=True)
    if wanted.linked is False:
        shown = shown.drop("Feature", "Stands at")  # room for the words
    seen = dict(rows.select("id", "row_version").iter_rows())
    turn = st.session_state.get(TURN, 0)
    key = f"inbox_{turn}_{sha256(repr(seen).encode()).hexdigest()[:12]}"
    chosen = st.session_state.setdefault(CHOSEN, {})
    at = [place for place, one in enumerate(seen) if one in chosen]

    def keep() -> None:
        now = {list(seen)[place] for place in st.session_state[key].selection.rows}
        left = {one: seen_then for one, seen_then in chosen.items() if one not in seen}
        st.session_state[CHOSEN] = left | {one: seen[one] for one in seen if one in now}

    ticked: dict[str, Any] = {}
    if sorts:
        ticked = {
            "on_select": keep,
            "selection_mode": "multi-row",
            "selection_default": {"selection": {"rows": at}},
        }
    st.dataframe(
        plain.table(shown),
        hide_index=True,
        height=table.height(rows.height),
        column_config=table.COLUMNS,
        placeholder="",
        key=key,
        **ticked,
    )


def _choose_all(me: Me, wanted: Wanted, total: int) -> None:
    many = min(total, AT_ONCE)
    label = f"Choose all {many:,}" if many == total else f"Choose the newest {many:,}"
    if st.button(label, icon=":material/select_all:", type="tertiary", key="inbox_all"):
        with reading(load.engine()) as connection:
            triage.choose(requests.ids(connection, me.scope, wanted, limit=many))
        st.rerun()


def _all(me: Me, wanted: Wanted) -> pl.DataFrame:
    """The newest of what fits, as a table to save."""
    with reading(load.engine()) as connection:
        return table.named(requests.inbox(connection, me.scope, wanted, limit=table.SAVED))
