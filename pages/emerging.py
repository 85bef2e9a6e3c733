"""Emerging demand: what customers ask for outside the strategy, independently of one another, and
what was decided about it. It places, no more."""

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from data.reads import emerging as reads
from data.reads import proposals
from data.reads.people import Me
from metrics.catalog_demand import EMERGING_DEMAND
from metrics.emerging_answer import emerging_answer
from metrics.verdicts import EMERGING
from pages.charts.style import CONFIG
from pages.charts.trajectory import trajectory
from pages.parts import clock, evidence, figures, load, plain, who
from pages.parts.emerging import decide, decided, suggested, thresholds
from pages.parts.emerging.table import KEY, themes_table
from pages.parts.emerging.themes import Themes, themes
from pages.parts.strategy.words import plural

VOICES = 5
_voices = load.cached(reads.voices)
_proposals = load.cached(proposals.proposals)


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Emerging demand", anchor=False)
    today = clock.today()
    found = themes(me.scope, as_of=today)
    if found.found.is_empty() and not found.unlinked:
        _start()
        return
    short = pl.col("title").map_elements(lambda each: plain.cut(each, 120), return_dtype=pl.String)
    evidence.sentence(emerging_answer(found.found.with_columns(short)))
    decide.waiting(me, today=today)
    _themes(me, today)
    decided.show(me, today=today)
    suggested.show(me, found.unlinked)
    thresholds.show(me, found.thresholds)


def _start() -> None:
    evidence.sentence("Nobody has asked for anything outside the strategy yet.")
    st.write(
        "Requests come in on the Import page or are logged one at a time. Once they are linked to"
        " features, whatever serves no pillar of the strategy is tested here."
    )


@st.fragment
def _themes(me: Me, today: date) -> None:
    every = themes(me.scope, as_of=today)
    if every.found.is_empty():
        return
    evidence.header(
        "Themes outside the strategy",
        EMERGING_DEMAND.definition,
        every.found.drop("recent_days", "before_days"),
        name="themes",
    )
    themes_table(every.found)
    titles = dict(every.found.select("feature_id", "title").iter_rows())
    chosen = _chosen(titles)
    left, right = st.columns([3, 2], gap="large")
    row = every.found.filter(feature_id=chosen).row(0, named=True)
    with left:
        _trajectory(every, chosen, titles[chosen], today)
        evidence.aside(f"{row['verdict'].capitalize()}. {row['reasons']}")
        if row["verdict"] == EMERGING:
            decide.propose(me, chosen, titles[chosen], today=today)
    with right:
        _said(me, chosen)


def _chosen(titles: dict[int, str]) -> int:
    """The theme looked at; the choice lives in the address."""
    if st.session_state.get(KEY) not in titles:
        asked = st.query_params.get(KEY, "")
        st.session_state[KEY] = next(
            (key for key in titles if str(key) == asked), next(iter(titles))
        )
    chosen: int = st.selectbox(
        "Theme",
        list(titles),
        key=KEY,
        format_func=lambda key: plain.cut(titles[key], 90),
        width=460,
    )
    st.query_params[KEY] = str(chosen)
    return chosen


def _trajectory(every: Themes, chosen: int, title: str, today: date) -> None:
    months = every.months.filter(feature_id=chosen)
    evidence.heading(f"New asking accounts: {plain.cut(title, 120)}")
    if months.is_empty():
        evidence.aside("No account has asked for it yet.")
        return
    marks = [
        (p.decided_at.date(), decided.SPOKEN[p.decision])
        for p in _proposals(who.me().scope)
        if p.feature_id == chosen and p.decision and p.decided_at
    ]
    theme = st.context.theme.type
    figure = figures.drawn(
        partial(trajectory, months, as_of=today, marks=marks, theme=theme),
        *("trajectory", who.me().scope, chosen, today, theme),
    )
    st.plotly_chart(figure, key="trajectory", config=CONFIG, theme=None)
    evidence.aside(_spread(every.found.filter(feature_id=chosen)))


def _spread(row: pl.DataFrame) -> str:
    known = row.row(0, named=True)
    return (
        f"{plural(known['accounts'], 'account')} so far. Those of the last"
        f" {known['recent_days']} days came through {plural(known['reps'], 'person', 'people')} of"
        f" {plural(known['teams'], 'team')}, in {plural(known['segments'], 'segment')}. The month"
        " that is not over is hatched."
    )


def _said(me: Me, chosen: int) -> None:
    evidence.heading("In their own words")
    voices = _voices(me.scope, feature_id=chosen, limit=VOICES)
    for voice in voices.iter_rows(named=True):
        evidence.quote(plain.cut(voice["words"], 400))
        evidence.aside(
            ", ".join(filter(None, [voice["account"], f"{voice['asked_on']:%-d %b %Y}"]))
        )
    if voices.is_empty():
        evidence.aside("Nobody's words are known.")
