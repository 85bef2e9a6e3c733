"""Overview: does what we hear, promise, sell and build serve the strategy? It places, no more."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from data.reads.pay_scope import pay_scope
from data.reads.plans import plan_changes
from data.reads.scope import Scope
from metrics import catalog
from metrics.answer import answer
from metrics.columns import BY_SLUG
from metrics.matrix import OUTSIDE, UNMAPPED
from metrics.overview import By, Filters, Overview
from pages import emerging, nudges, promises, strategy
from pages.charts.drifts import drifts
from pages.charts.matrix import matrix
from pages.charts.shortfall import shortfall
from pages.charts.style import CONFIG
from pages.charts.trend import trend
from pages.parts import (
    clock,
    decisions,
    evidence,
    figures,
    filters,
    load,
    narrow,
    rows,
    who,
)
from pages.parts.absent import absent
from pages.parts.nudges import card
from pages.parts.promises import at_risk

DRIFTS_SHOWN = 8


@dataclass(frozen=True)
class Shown:
    """What is looked at, and all that its figures depend on."""

    scope: Scope
    as_of: date
    period: tuple[date, date]
    filters: Filters
    currency: str
    theme: str | None

    def view(self, by: By | None = None) -> Overview:
        return figures.overview(
            self.scope, as_of=self.as_of, period=self.period, filters=self.filters, by=by
        )

    def chart(self, name: str, draw: Any, *more: object, **how: Any) -> Any:
        """Place a figure, drawn once for what is looked at and `more`."""
        figure = figures.drawn(draw, name, self, *more)
        config = CONFIG | {"toImageButtonOptions": {"format": "png", "scale": 2, "filename": name}}
        return st.plotly_chart(figure, key=name, config=config, theme=None, **how)


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Overview", anchor=False)
    today = clock.today()
    found = figures.thread(me.scope, as_of=today)
    if found.flows.is_empty() and found.stocks.is_empty():
        _start()
        return
    choice = filters.bar(found, today=today)
    shown = Shown(
        me.scope,
        today,
        (choice.period.first, choice.period.last),
        choice.filters,
        figures.currency(),
        st.context.theme.type,
    )
    view = shown.view()
    evidence.sentence(answer(view))
    evidence.standing(today, shown.currency)
    waiting = st.container()
    _matrix(shown)
    left, right = st.columns(2, gap="large")
    with left:
        _shortfall(shown)
    with right:
        _trend(shown)
    _drifts(shown, view)
    card.outcomes(me, today=today, there=nudges.show)
    for note in view.notes:
        evidence.aside(note)
    with waiting:  # last, so that testing themes for the first time holds up no figure
        at_risk.line(me, today=today, there=promises.show)
        decisions.waiting(me, today=today, there=emerging.show, publish=strategy.show)


def _start() -> None:
    st.info("There is nothing to show yet: no deal, request or feature has come in.")
    st.write(
        "First bring your accounts, products, people and deals from your CRM on the Import page,"
        " then say on the Strategy page what they should serve."
    )


@st.fragment
def _matrix(shown: Shown) -> None:
    view = shown.view()
    evidence.header(
        "Alignment matrix", catalog.CELL_SHARE.definition, view.rows, name="alignment-matrix"
    )
    with narrow.room("matrix"):
        shown.chart(
            "alignment-matrix",
            partial(matrix, view.rows, view.index, currency=shown.currency, theme=shown.theme),
            on_select=partial(rows.clicked, "alignment-matrix"),
            selection_mode="points",
        )
    evidence.aside(
        "Each column adds up to 100%. Orange: more than the target share; blue: less."
        " Beneath each column its alignment index with the 95% interval."
    )
    on_record = figures.thread(shown.scope, as_of=shown.as_of).columns
    for line in absent(view.rows["column"].unique(), on_record):
        evidence.aside(line)
    pay = load.cached(pay_scope)(who.me())
    rows.drill(view, shown.scope, pay, currency=shown.currency)


@st.fragment
def _shortfall(shown: Shown) -> None:
    place = st.container()
    by_team = "Won, by team"
    chosen = st.segmented_control(
        "Compare",
        ["By column", by_team],
        default="By column",
        required=True,
        width="stretch",
        label_visibility="collapsed",
    )
    group = "team" if chosen == by_team else "column"
    index = shown.view("team").index.filter(column="won") if group == "team" else shown.view().index
    with place:
        evidence.header(
            "What the index is made of",
            f"{catalog.ALIGNMENT_INDEX.definition} {catalog.IMBALANCE.definition}",
            index,
            name="alignment-index",
        )
    shown.chart("shortfall", partial(shortfall, index, group=group, theme=shown.theme), group)


@st.fragment
def _trend(shown: Shown) -> None:
    view = shown.view()
    evidence.header("By quarter", catalog.ALIGNMENT_INDEX.definition, view.trend, name="trend")
    slugs = list(view.trend["column"].unique(maintain_order=True))
    if not slugs:
        evidence.aside("Nothing happened in these quarters within the filters.")
        return
    column = st.segmented_control(
        "Column",
        slugs,
        default="won" if "won" in slugs else slugs[0],
        format_func=lambda slug: BY_SLUG[slug].title,
        label_visibility="collapsed",
        required=True,
    )
    versions = figures.thread(shown.scope, as_of=shown.as_of).versions
    plans = load.cached(plan_changes)(shown.scope)
    shown.chart(
        "trend",
        partial(trend, view.trend, versions, plans, column=column, theme=shown.theme),
        column,
    )


def _drifts(shown: Shown, view: Overview) -> None:
    found = _named(view, view.drifts.filter(column="won"))
    evidence.header(
        "Largest drifts in what we won", catalog.DRIFT_MONEY.definition, found, name="drifts"
    )
    if found.is_empty():
        evidence.aside("Nothing drifts: what was won follows the target shares.")
        return
    shown.chart(
        "largest-drifts",
        partial(drifts, found.head(DRIFTS_SHOWN), currency=shown.currency, theme=shown.theme),
    )


def _named(view: Overview, found: pl.DataFrame) -> pl.DataFrame:
    """The drifts with the name of where each went."""
    pillars = view.rows.select("pillar_id", "pillar").drop_nulls().unique()
    elsewhere = pl.when(place="outside").then(pl.lit(OUTSIDE)).otherwise(pl.lit(UNMAPPED))
    return found.join(pillars, on="pillar_id", how="left", maintain_order="left").with_columns(
        pl.coalesce("pillar", elsewhere).alias("pillar")
    )
