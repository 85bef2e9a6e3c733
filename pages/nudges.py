"""Nudges: does the reminder bring orders that would not have come? It places, no more."""

import html
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from data.actions.permissions import may
from data.reads import nudges as reads
from data.reads.nudges import Ran
from data.reads.people import Me
from metrics import catalog_nudges as catalog
from metrics.nudge_arms import WINDOWS
from metrics.nudge_verdict import TOO_EARLY
from metrics.nudge_view import NudgeView
from pages.charts.nudge_looks import looks
from pages.charts.nudge_segments import by_segment
from pages.charts.nudge_time import time_to_purchase
from pages.charts.style import CONFIG
from pages.parts import address, clock, evidence, figures, fold, load, plain, who
from pages.parts.nudges import (
    back,
    campaigns,
    changed,
    empty,
    fault,
    heavy,
    planner,
    returns,
    tables,
    words,
)
from pages.parts.nudges.measured import view
from pages.parts.nudges.reading import WINDOW, rules
from pages.parts.outcomes import tracked

CAMPAIGN = "campaign"
SEGMENTS = 12  # rows of the chart
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
    over = clock.day_of_writing()  # a cube's days are of UTC, wherever somebody looks from
    st.title("Nudges", anchor=False)
    found = [c for c in _campaigns(me.scope) if c.started_at or c.sent_elsewhere]
    if not found:
        empty.show(me)
        planner.show(None)
        tracked.show(me, today=today, there=_throughline)
        campaigns.show(me, today=over)
        return
    with fold.row("campaign", "Show campaign and days") as row:
        campaign = _campaign(found)
        designed = rules(campaign).window
        window = _window(designed)
        row.active = int(window != designed)
        _link()
    shown = Shown(me, campaign, window, over, st.context.theme.type)
    seen = shown.view()
    evidence.sentence(seen.answer)
    _state(shown, seen)
    if words.blocked(seen):
        fault.show(seen)
        tables.skips(seen, elsewhere=campaign.sent_elsewhere)
    else:
        _outcome(shown, seen)
    back.show(me, campaign, there=_throughline)
    planner.show(seen)
    tracked.show(me, today=today, there=_throughline)
    campaigns.show(me, campaign.id, today=over)


def _outcome(shown: Shown, seen: NudgeView) -> None:
    """What came of it, as far as the verdict lets it be shown."""
    if seen.shows_lift:
        changed.show(shown.campaign, seen)
    tables.arms(seen, shown.campaign.currency)
    waits = words.waiting(seen)
    if waits:
        evidence.aside(waits)
    if seen.shows_lift:
        _effect(shown, seen)
    _time(shown, seen)
    tables.passage(seen, elsewhere=shown.campaign.sent_elsewhere)
    returns.show(shown.campaign, seen)


def _throughline() -> None:
    """The page that leads on; it leads to the Overview, which leads here."""
    from pages import throughline

    throughline.show()


def _campaign(found: list[Ran]) -> Ran:
    known = {c.id: c for c in found}
    asked = st.query_params.get(CAMPAIGN, "")
    if st.session_state.get(CAMPAIGN) not in known:
        st.session_state[CAMPAIGN] = next((i for i in known if str(i) == asked), found[0].id)
        if asked and str(st.session_state[CAMPAIGN]) != asked:
            st.toast(
                f"Campaign {plain.label(asked, 20)} has not begun or is not here; this one has."
            )
    chosen = st.selectbox(
        "Campaign",
        list(known),
        key=CAMPAIGN,
        format_func=lambda key: plain.cut(known[key].name, 90),
        on_change=_another,
        width=360,
    )
    st.query_params[CAMPAIGN] = str(chosen)
    return known[chosen]


def _another() -> None:
    """Another campaign has its own days, and its own guesses for the next one."""
    for word in (WINDOW, *planner.WORDS, *returns.WORDS):
        st.session_state.pop(word, None)
        st.query_params.pop(word, None)


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
    address.keep(WINDOW, str(chosen), first=str(designed))
    return int(chosen)


@st.fragment
def _link() -> None:
    """The address of what is shown, without whom one acts as; its own button copies it.

    It is written when it is opened, since what is typed in further down redraws that part alone.
    """
    box = st.popover("Link", icon=":material/link:", type="tertiary", key="link", on_change="rerun")
    if box.open:
        asked = {word: value for word, value in st.query_params.items() if word != "as"}
        box.code(f"{st.context.url or ''}?{urlencode(asked)}", language=None, wrap_lines=True)


def _state(shown: Shown, seen: NudgeView) -> None:
    """What the first line rests on."""
    with st.container(gap="xsmall"):
        evidence.aside(words.standing(shown.campaign, seen))
        if shown.window != rules(shown.campaign).window:
            evidence.aside(words.other_days(shown.window, rules(shown.campaign).window))
        if seen.shows_lift or words.blocked(seen):
            unsaid = may(shown.me.actor, "state_design") and not shown.campaign.design
            evidence.aside(words.ratio(seen.ratio, seen.trial.holdout_share, unsaid=unsaid))
            with st.popover(catalog.SAMPLE_RATIO.title, type="tertiary"):
                st.html(f"<p>{html.escape(catalog.SAMPLE_RATIO.definition)}</p>")


def _effect(shown: Shown, seen: NudgeView) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        evidence.header(
            "While you watch", catalog.NUDGE_LIFT.definition, seen.looks, name="over-time"
        )
        if seen.looks["high"].null_count() == seen.looks.height:
            evidence.aside("Drawn once both arms have 150 customers and 10 buyers.")
        else:
            shown.chart("over-time", partial(looks, seen.looks, theme=shown.theme))
            evidence.aside(
                "By the day on which customers were assigned, by week where that was over a month"
                " ago. Dark band: the fixed 95% interval, right for one look. Pale band: the"
                " interval that holds at every look. Both begin once both arms have 150 customers"
                " and 10 buyers; the pale one needs to know how many customers are planned."
            )
    with right:
        evidence.header(
            "By segment", catalog.NUDGE_SEGMENTS.definition, seen.segments, name="by-segment"
        )
        if seen.segments["segment"].to_list() == [""]:
            evidence.aside("Nobody has said which segment a customer is in.")
        elif seen.verdict.name == TOO_EARLY and not seen.segments["shrunk"].count():
            evidence.aside("In no segment have enough customers bought to say anything.")
        else:
            shown.chart(
                "by-segment", partial(by_segment, seen.segments.head(SEGMENTS), theme=shown.theme)
            )
            evidence.aside(words.segments(seen, SEGMENTS))
    heavy.show(shown.me, shown.campaign, seen, as_of=shown.as_of)


def _time(shown: Shown, seen: NudgeView) -> None:
    found = seen.time if seen.shows_lift else seen.time.filter(arm="mail")
    evidence.header(
        "Time to purchase", catalog.TIME_TO_PURCHASE.definition, found, name="time-to-purchase"
    )
    if found.is_empty() or not found["bought"].sum():
        evidence.aside("Nobody has bought yet.")
        return
    shown.chart(
        "time-to-purchase",
        partial(time_to_purchase, found, window=shown.window, theme=shown.theme),
    )
    evidence.aside("The dotted line is the end of the days that count.")
