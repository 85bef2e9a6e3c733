"""Tracked outcomes on the Overview: what came of what was built, a sentence each."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from data.reads import nudges as reads
from data.reads.people import Me
from pages.parts import clock, evidence, figures, load, plain
from pages.parts.nudges.measured import view
from pages.parts.nudges.reading import rules
from pages.parts.outcomes import tracked
from pages.parts.outcomes.words import sentence

SHOWN = 3
_campaigns = load.cached(reads.campaigns)


def outcomes(me: Me, *, today: date, there: Callable[[], None]) -> None:
    """The latest campaigns and what else is tracked, with what may be said of each, and the way to
    their page."""
    started = [c for c in _campaigns(me.scope) if c.started_at or c.sent_elsewhere][:SHOWN]
    before_after = tracked.every(me)[:SHOWN]
    if not started and not before_after:
        return
    st.subheader("Tracked outcomes", anchor=False)
    page = st.Page(there, title="Nudges", url_path="nudges")
    for campaign in started:
        days = rules(campaign).window
        found = view(me.scope, campaign, window=days, as_of=clock.day_of_writing())
        with st.container(border=True):
            evidence.aside(found.answer)
            st.page_link(
                page,
                label=plain.label(campaign.name),
                icon=":material/mark_email_read:",
                query_params={"campaign": str(campaign.id)},
            )
    for one in before_after:
        row = tracked.measured(me, one, today=today)
        with st.container(border=True):
            evidence.aside(sentence(one, row, figures.currency()))
            st.page_link(page, label=plain.label(one.feature), icon=":material/difference:")
