"""Nudges: does the reminder bring orders that would not have come? It places, no more."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from data.reads import nudges as reads
from data.reads.nudges import Ran
from data.reads.people import Me
from metrics import catalog_nudges as catalog
from metrics.nudge_arms import WINDOWS
from metrics.nudge_view import NudgeView
from pages.charts.nudge_looks import looks
from pages.charts.nudge_segments import by_segment
from pages.charts.nudge_time import time_to_purchase
from pages.charts.style import CONFIG
from pages.parts import clock, evidence, figures, load, plain, who
from pages.parts.nudges import back, campaigns, heavy, planner, returns, tables, words
from pages.parts.nudges.measured import view
from pages.parts.nudges.reading import rules
from pages.parts.outcomes import tracked

CAMPAIGN, WINDOW = "campaign", "window"
_campaigns = load.cached(reads.campaigns)


@dataclass(frozen=True)
class Shown:
    """What is looked at, and all that its figures depend on."""

    me: Me
    campaign: Ran
    window: int
    as_of: date
    theme: str | None

    def view(self) -> NudgeView:
        return view(self.me.scope, self.campaign, window=self.window, as_of=self.as_of)

    def chart(self, name: str, draw: Any) -> None:
        key = (name, self.me.scope, self.campaign.id, self.window, self.as_of, self.theme)
        config = CONFIG | {"toImageButtonOptions": {"format": "png", "scale": 2, "filename": name}}
        st.plotly_chart(figures.drawn(draw, *key), key=name, config=config, theme=None)


def show() -> None:
    """The page."""
    me, today = who.me(), clock.today()
    st.title("Nudges", anchor=False)
    found = [c for c in _campaigns(me.scope) if c.started_at or c.sent_elsewhere]
    if not found:
        _start(me)
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="filter_bar"):
        campaign = _campaign(found)
        window = _window(rules(campaign).window)
    shown = Shown(me, campaign, window, today, st.context.theme.type)
    seen = shown.view()
    evidence.sentence(seen.answer)
    _state(shown, seen)
    _conversion(shown, seen)
    if seen.shows_lift:
        _effect(shown, seen)
    if not words.blocked(seen):
        _time(shown, seen)
    tables.passage(seen)
    returns.show(campaign, seen)
    back.show(me, campaign, there=_throughline)
    planner.show(seen)
    tracked.show(me, today=today)
    campaigns.show(me)


def _throughline() -> None:
    """The page that leads on; it leads to the Overview, which leads here."""
    from pages import throughline

    throughline.show()


def _start(me: Me) -> None:
    st.info("No reminder has been sent yet, and no results have been brought in.")
    st.write(
        "If another tool sends your reminders, bring its results on the Import page: a row per"
        " customer, with the arm she was in. If Throughline is to send them, bring contacts,"
        " baskets and orders, then draft a campaign below."
    )
    planner.show(None)
    tracked.show(me, today=clock.today())
    campaigns.show(me)


def _campaign(found: list[Ran]) -> Ran:
    known = {c.id: c for c in found}
    if st.session_state.get(CAMPAIGN) not in known:
        asked = st.query_params.get(CAMPAIGN, "")
        st.session_state[CAMPAIGN] = next((i for i in known if str(i) == asked), found[0].id)
    chosen = st.selectbox(
        "Campaign",
        list(known),
        key=CAMPAIGN,
        format_func=lambda key: plain.cut(known[key].name, 90),
        width=360,
    )
    st.query_params[CAMPAIGN] = str(chosen)
    return known[chosen]


def _window(designed: int) -> int:
    """Days within which a purchase counts; the design's unless somebody asks for others."""
    asked = st.query_params.get(WINDOW, "")
    if WINDOW not in st.session_state:
        fits = asked.isdecimal() and int(asked) in WINDOWS
        st.session_state[WINDOW] = int(asked) if fits else designed
    chosen = st.number_input(
        "Days that count",
        min_value=WINDOWS[0],
        max_value=WINDOWS[-1],
        key=WINDOW,
        width=150,
        help=f"A purchase counts within so many days of assignment. Designed: {designed}.",
    )
    if chosen != designed:
        st.query_params[WINDOW] = str(chosen)
    elif WINDOW in st.query_params:
        del st.query_params[WINDOW]
    return int(chosen)


def _state(shown: Shown, seen: NudgeView) -> None:
    """What the first line rests on."""
    with st.container(gap="xsmall"):
        for line in words.effect(seen, shown.campaign.currency):
            evidence.aside(line)
        if seen.shows_lift or words.blocked(seen):
            evidence.aside(words.ratio(seen.ratio, seen.trial.holdout_share))


def _conversion(shown: Shown, seen: NudgeView) -> None:
    evidence.header(
        "Conversion by arm",
        f"{catalog.NUDGE_CONVERSION.definition} {catalog.SAMPLE_RATIO.definition}",
        seen.arms,
        name="conversion-by-arm",
    )
    tables.arms(seen, shown.campaign.currency)
    waits = words.waiting(seen)
    if waits:
        evidence.aside(waits)


def _effect(shown: Shown, seen: NudgeView) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        evidence.header(
            "While you watch", catalog.NUDGE_LIFT.definition, seen.looks, name="over-time"
        )
        shown.chart("over-time", partial(looks, seen.looks, theme=shown.theme))
        evidence.aside(
            "Dark band: the fixed 95% interval, right for one look. Pale band: the interval that"
            " holds at every look; it is there once both arms have 150 customers and 10 buyers"
            " and the planned number of customers is known."
        )
    with right:
        evidence.header(
            "By segment", catalog.NUDGE_SEGMENTS.definition, seen.segments, name="by-segment"
        )
        shown.chart("by-segment", partial(by_segment, seen.segments.head(12), theme=shown.theme))
        evidence.aside(words.segments(seen))
    heavy.show(shown.me, shown.campaign, seen, as_of=shown.as_of)


def _time(shown: Shown, seen: NudgeView) -> None:
    found = seen.time
    evidence.header(
        "Time to purchase", catalog.TIME_TO_PURCHASE.definition, found, name="time-to-purchase"
    )
    if found.is_empty() or not found["bought"].sum():
        evidence.aside("Nobody has bought yet.")
        return
    arms = found if seen.shows_lift else found.filter(pl.col("arm") == "mail")
    shown.chart(
        "time-to-purchase",
        partial(time_to_purchase, arms, window=shown.window, theme=shown.theme),
    )
    evidence.aside("The dotted line is the end of the days that count.")
