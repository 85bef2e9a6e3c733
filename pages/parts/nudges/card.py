"""Tracked outcomes on the Overview: what came of what was built, a sentence each."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from data.reads import nudges as reads
from data.reads.people import Me
from pages.parts import evidence, load, plain
from pages.parts.nudges.measured import view
from pages.parts.nudges.reading import rules

SHOWN = 3
_campaigns = load.cached(reads.campaigns)


def outcomes(me: Me, *, today: date, there: Callable[[], None]) -> None:
    """The latest campaigns with what may be said of each, and the way to their page."""
    started = [c for c in _campaigns(me.scope) if c.started_at or c.sent_elsewhere][:SHOWN]
    if not started:
        return
    st.subheader("Tracked outcomes", anchor=False)
    page = st.Page(there, title="Nudges", url_path="nudges")
    for campaign in started:
        found = view(me.scope, campaign, window=rules(campaign).window, as_of=today)
        with st.container(border=True):
            evidence.aside(found.answer)
            st.page_link(
                page,
                label=plain.label(campaign.name),
                icon=":material/mark_email_read:",
                query_params={"campaign": str(campaign.id)},
            )
