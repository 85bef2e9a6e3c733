"""Throughline: from a customer's words to what the strategy is for, and back. It only places."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.reads.scope import Scope
from metrics.overview import Filters
from metrics.thread_flow import MEASURES, Flow, Measure, added, flow
from pages import log_request
from pages.charts.sankey import sankey
from pages.charts.style import CONFIG
from pages.parts import clock, evidence, export, figures, filters, narrow, plain, who
from pages.parts.throughline import nodes, start, words
from pages.parts.throughline.table import newest, rows, table
from pages.parts.throughline.weighing import Start, every, kept

BY = {"Segment": "segment", "Team": "team", "Region": "region"}
FILE = {"toImageButtonOptions": {"format": "png", "scale": 2, "filename": "throughline"}}


@dataclass(frozen=True)
class Shown:
    """What is looked at, and all that its figure depends on."""

    scope: Scope
    as_of: date
    period: tuple[date, date]
    filters: Filters
    start: Start
    currency: str
    theme: str | None

    def parts(self, measure: Measure) -> pl.DataFrame:
        found = every(self.scope, as_of=self.as_of, measure=measure, currency=self.currency)
        return kept(
            found,
            self.start,
            scope=self.scope,
            measure=measure,
            period=self.period,
            filters=self.filters,
        )


def show() -> None:
    """The page."""
    me, today = who.me(), clock.today()
    st.title("Throughline", anchor=False)
    found = figures.thread(me.scope, as_of=today)
    asked = found.flows.filter(pl.col("column").is_in(list(MEASURES.values())))
    if asked.is_empty():
        _empty(me.role)
        return
    pillars = dict(found.targets.select("pillar_id", "pillar").iter_rows())
    currency = figures.currency()
    choice = filters.bar(found, today=today, first="all")
    offered = every(me.scope, as_of=today, measure="requests", currency=currency)
    if offered.is_empty():
        offered = every(me.scope, as_of=today, measure="promises", currency=currency)
    shown = Shown(
        me.scope,
        today,
        (choice.period.first, choice.period.last),
        choice.filters,
        start.choose(offered, pillars),
        currency,
        st.context.theme.type,
    )
    _thread(shown, pillars)


def _empty(role: str) -> None:
    st.info("There is no thread to follow yet: nobody has asked for anything.")
    if role == "viewer":
        st.write("Sales managers log what customers ask; it then shows up here.")
        return
    st.write("Log what a customer asked, or bring requests in as a file on the Import page.")
    page = st.Page(log_request.show, title="Log a request", url_path="log")
    st.page_link(page, icon=":material/edit_note:")


@st.fragment
def _thread(shown: Shown, pillars: dict[int, str]) -> None:
    place = st.container()
    measure, by = _switches()
    parts = shown.parts(measure)
    flows = added(parts, by=by)
    with place:
        evidence.sentence(words.answer(parts, pillars, measure, shown.currency))
        evidence.standing(shown.as_of, shown.currency)
        named = words.flows(flows, pillars, measure, by, shown.currency)
        evidence.header("The thread", words.DEFINITION, named, name="throughline-flows")
    if parts.is_empty() or not parts["amount"].sum():
        evidence.aside("Widen the period, or clear what the thread starts from.")
        return
    drawn = flow(flows)
    _figure(shown, drawn, pillars, measure, by)
    evidence.aside(
        "Each flow has the colour of where it ends, from the customer on. Point at one for its"
        " amount. To go on from a name, open its list here:"
    )
    looked = nodes.Looked(
        measure,
        by,
        shown.period if "period" in st.query_params else None,
        shown.filters,
        may(who.me().actor, "open_proposal"),
    )
    nodes.links(
        drawn, looked, pillars, partial(words.amount, measure=measure, currency=shown.currency)
    )
    with st.expander("These flows as a table"):
        st.dataframe(plain.table(named.head(200)), hide_index=True, height=320, placeholder="")
    _rows(shown, parts, pillars, measure)


def _switches() -> tuple[Measure, str]:
    """By what the flows are measured, and who stands at their beginning."""
    names = {spoken: measure for measure, spoken in words.MEASURED.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        measure = st.segmented_control(
            "Measured by",
            list(names),
            default=words.MEASURED["requests"],
            required=True,
            key="measure",
            bind="query-params",
        )
        by = st.segmented_control(
            "From", list(BY), default="Segment", required=True, key="from", bind="query-params"
        )
    return names[measure or "Requests"], BY[by or "Segment"]


def _figure(shown: Shown, drawn: Flow, pillars: dict[int, str], measure: Measure, by: str) -> None:
    said = partial(words.amount, measure=measure, currency=shown.currency)
    figure = figures.drawn(
        lambda: sankey(drawn, by=by, pillars=pillars, said=said, theme=shown.theme),
        *("throughline", shown, measure, by),
    )
    with narrow.room("thread"):
        st.plotly_chart(figure, key="throughline", config=CONFIG | FILE, theme=None)


def _rows(shown: Shown, parts: pl.DataFrame, pillars: dict[int, str], measure: Measure) -> None:
    title = words.ROWS[measure]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False, width="stretch")
        export.button(
            lambda: rows(parts, shown.scope, pillars, measure, shown.currency), f"Thread {title}"
        )
    found = rows(newest(parts), shown.scope, pillars, measure, shown.currency)
    table(found, parts["fact_id"].n_unique(), shown.currency)
