"""Priorities: which feature comes first, why, how surely, and where demand exceeds capacity."""

from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import polars as pl
import streamlit as st

from data.reads.people import Me
from metrics import catalog_demand as catalog
from metrics.allocation import Split
from metrics.capacity import capacity
from metrics.scores import SCORES
from pages.charts.capacity import capacity as capacity_chart
from pages.charts.quadrant import CORNERS
from pages.charts.quadrant import quadrant as quadrant_chart
from pages.charts.style import CONFIG
from pages.parts import address, clock, evidence, figures, filters, fold, who
from pages.parts.priorities import words
from pages.parts.priorities.detail import detail
from pages.parts.priorities.ranked import Chosen, Ranked, features, ranked
from pages.parts.priorities.table import choose, named, table

DEFINED = {
    "house": catalog.HOUSE_SCORE,
    "rice": catalog.RICE_SCORE,
    "wsjf": catalog.WSJF_SCORE,
    "ice-mean": catalog.ICE_MEAN_SCORE,
    "ice-product": catalog.ICE_PRODUCT_SCORE,
}
SPLITS = ("evenly", "by need")


@dataclass(frozen=True)
class Shown:
    """What is looked at, and all that its figures depend on."""

    me: Me
    chosen: Chosen
    theme: str | None

    def chart(self, name: str, draw: Any, *more: object, **how: Any) -> None:
        figure = figures.drawn(draw, name, self.chosen, self.theme, *more)
        config = CONFIG | {"toImageButtonOptions": {"format": "png", "scale": 2, "filename": name}}
        st.plotly_chart(figure, key=name, config=config, theme=None, **how)


def show() -> None:
    """The page."""
    me, today = who.me(), clock.today()
    st.title("Priorities", anchor=False)
    if features(me.scope, as_of=today).is_empty():
        st.info("There is no feature to rank yet.")
        st.write("Make one from what customers ask, in the inbox of requests.")
        return
    thread = figures.thread(me.scope, as_of=today)
    choice = filters.bar(thread, today=today, first="all")
    slug, split, statuses = _ways()
    period = (choice.period.first, choice.period.last)
    chosen = Chosen(
        me.scope, today, period, choice.filters, statuses, slug, split, figures.currency()
    )
    shown = Shown(me, chosen, st.context.theme.type)
    evidence.sentence(words.answer(ranked(chosen), chosen.score, chosen.currency))
    evidence.standing(today, chosen.currency)
    _ranking(shown)
    _capacity(shown)


def _ways() -> tuple[str, Split, tuple[str, ...]]:
    """By which score, how deals are split, and features of which status; in the address."""
    titles = {score.slug: score.title for score in SCORES}
    with fold.row("ways", "How to rank") as row:
        first = next(iter(titles))
        slug = address.box("Rank by", "score", titles, key="score", first=first, width=220)
        split = st.selectbox("Split deals", SPLITS, key="split", bind="query-params", width=160)
        statuses = st.multiselect(
            "Status",
            words.STATUSES,
            default=list(words.OPEN),
            key="status",
            bind="query-params",
            placeholder="All",
            width=330,
        )
        row.active = (slug != first) + (split != SPLITS[0]) + (tuple(statuses) != words.OPEN)
    return slug or first, cast(Split, split), tuple(statuses) or words.STATUSES


@st.fragment
def _ranking(shown: Shown) -> None:
    """The table, what is behind a row, and the 2 × 2: a click in one shows in the others."""
    found, chosen = ranked(shown.chosen), shown.chosen
    evidence.header(
        f"Ranked by {words.spoken(chosen.score)}",
        f"{DEFINED[chosen.slug].definition} {catalog.STABILITY.definition}",
        named(found.table, chosen.currency),
        name="priorities",
    )
    row = table(found, _searched(found.table), chosen.currency)
    evidence.aside(words.adds_up(found, chosen.currency))
    if row is not None:
        detail(shown.me, chosen, found, row)
    _quadrant(shown, found, row["feature_id"] if row else None)


def _searched(every: pl.DataFrame) -> pl.DataFrame:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        hint = st.selectbox(
            "Hint",
            list(CORNERS),
            index=None,
            key="hint",
            bind="query-params",
            placeholder="Any",
            width=250,
        )
        text = st.text_input(
            "Search", key="search", bind="query-params", placeholder="Words of a title", width=220
        )
    if hint:
        every = every.filter(quadrant=hint)
    if text.strip():
        lower = pl.col("title").str.to_lowercase()
        every = every.filter(lower.str.contains(text.strip().lower(), literal=True))
    return every


def _quadrant(shown: Shown, found: Ranked, chosen: int | None) -> None:
    points = found.table.select(
        "feature_id", "title", "score", "mission_fit", "independent_demand", "quadrant"
    )
    evidence.header(
        "Mission fit and independent demand", catalog.QUADRANT.definition, points, name="quadrant"
    )
    shown.chart(
        "quadrant",
        partial(quadrant_chart, points, chosen=chosen, theme=shown.theme),
        chosen,
        on_select=_clicked,
        selection_mode="points",
    )
    counts = dict(points["quadrant"].value_counts().iter_rows())
    unknown = counts.pop(None, 0)
    many = ", ".join(f"“{name}” {counts[name]:,}" for name in CORNERS if name in counts)
    left = (
        f" {unknown:,} have no place: their mission fit or who logged them is unknown."
        if unknown
        else ""
    )
    evidence.aside(
        f"Features by corner: {many}. Click a point to open it. Points of one mission fit stand"
        f" side by side, which says nothing.{left}"
    )


def _clicked() -> None:
    points = st.session_state["quadrant"].selection.points
    if points:
        choose(int(points[0]["customdata"][0]))


def _capacity(shown: Shown) -> None:
    chosen = shown.chosen
    view = figures.overview(
        chosen.scope, as_of=chosen.as_of, period=chosen.period, filters=chosen.filters
    )
    every = figures.thread(chosen.scope, as_of=chosen.as_of).targets
    found = capacity(view.facts, every.join(view.versions, on="version_id", how="semi"))
    evidence.header("Demand against capacity", catalog.CAPACITY.definition, found, name="capacity")
    if found.is_empty():
        evidence.aside("No strategy was in force, so demand cannot be laid over its pillars.")
        return
    shown.chart("capacity", partial(capacity_chart, found, theme=shown.theme))
    evidence.aside(
        "Shares of what customers ask and sales promises by count, of what is being built by"
        " effort; the line is the target. Requests, promises within the filters; building is the"
        " whole company's."
    )
