"""From each node of the flow to the page that has more of it, opened with the same filters.

The figure cannot be clicked for this: Streamlit hands over no click on a node of a Sankey.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from metrics.exposure import NO_FEATURE
from metrics.overview import Filters
from metrics.thread_flow import Flow, Measure
from pages import emerging, overview, priorities, promises, requests, strategy
from pages.charts.sankey import STAGES, name_of
from pages.parts import evidence, plain
from pages.parts.priorities.words import STATUSES

ADDRESSED = 500  # characters of a name that an address can hold
Query = dict[str, str | list[str]]
PAGES: Mapping[str, tuple[Callable[[], None], str]] = {
    "": (overview.show, "Overview"),
    "requests": (requests.show, "Requests"),
    "priorities": (priorities.show, "Priorities"),
    "promises": (promises.show, "Promises"),
    "strategy": (strategy.show, "Strategy"),
    "emerging": (emerging.show, "Emerging demand"),
}


@dataclass(frozen=True)
class Looked:
    """What the flow is about, as the pages behind its nodes take it."""

    measure: Measure
    by: str
    period: tuple[date, date] | None  # null = all time
    filters: Filters
    decides: bool  # whether this person has the page of emerging demand


def links(found: Flow, looked: Looked, pillars: Mapping[int, str], said: Any) -> None:
    """A list for each stage: a line a node, largest first, that leads to its page."""
    with st.container(horizontal=True):
        for stage, title in enumerate(STAGES):
            nodes = list(found.nodes.filter(stage=stage).iter_rows(named=True))
            with st.popover(
                f"Open one: {title.lower()} ({len(nodes)})", icon=":material/arrow_outward:"
            ):
                for node in nodes:
                    address, query = way(node, looked)
                    show, name = PAGES[address]
                    page = (
                        st.Page(show, title=name, url_path=address)
                        if address
                        else st.Page(show, title=name, default=True)
                    )
                    called = name_of(node, looked.by, pillars)
                    if len(called) > ADDRESSED:
                        evidence.aside(f"{plain.cut(called, 60)}, {said(node['amount'])}")
                        continue
                    spoken = plain.label(called, 60)
                    st.page_link(
                        page,
                        label=f"{spoken}, {plain.label(said(node['amount']))}",
                        help=f"See it in {name}",
                        query_params=query,
                    )


def way(node: Mapping[str, Any], looked: Looked) -> tuple[str, Query]:
    """Address and query of the page that has more of a node (a row of `Flow.nodes`)."""
    code, kind = str(node["code"]), node["kind"]
    if node["stage"] == 1 and kind == "named":
        return "priorities", {"feature": code[2:], "status": list(STATUSES)}
    if node["stage"] == 1 and kind == "others":
        return "priorities", _filters(looked)
    if node["stage"] == 2:
        return _end(kind, looked)
    if looked.measure == "promises":
        return _promises(node, looked)
    query = _filters(looked) | {"requests_tab": requests.INBOX, "show": "all"}
    if node["stage"] == 1:
        return "requests", query | {"show": "unlinked"}
    return "requests", query | ({looked.by: str(node["name"])} if kind == "named" else {})


def _end(kind: str, looked: Looked) -> tuple[str, Query]:
    if kind == "outside":
        return ("emerging", {}) if looked.decides else ("priorities", _filters(looked))
    return "strategy", {"tab": "Mapping" if kind == "unmapped" else "In force"}


def _promises(node: Mapping[str, Any], looked: Looked) -> tuple[str, Query]:
    """The ledger of promises knows teams; segments and regions stand on the Overview."""
    query = _filters(looked)
    if node["stage"] == 1:
        return "promises", {"risk": NO_FEATURE} | _only(query, "team")
    if node["kind"] != "named":
        return "promises", _only(query, "team")
    query |= {looked.by: str(node["name"])}
    return ("promises", _only(query, "team")) if looked.by == "team" else ("", query)


def _filters(looked: Looked) -> Query:
    query: Query = {
        word: sorted(names)
        for word, names in (
            ("team", looked.filters.teams),
            ("segment", looked.filters.segments),
            ("region", looked.filters.regions),
        )
        if names
    }
    return query | ({"period": "..".join(map(str, looked.period))} if looked.period else {})


def _only(query: Query, word: str) -> Query:
    return {word: query[word]} if word in query else {}
