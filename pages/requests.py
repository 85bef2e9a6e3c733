"""Requests: what customers asked, sorted to features; and what became of what one logged."""

import streamlit as st

from data.actions.permissions import may
from pages.parts import who
from pages.parts.requests import features, inbox, mine, news

INBOX, MINE, FEATURES = "Inbox", "My requests", "Features"


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Requests", anchor=False)
    news.show(me)
    sorts = may(me.actor, "link_requests")
    drawn = {INBOX: inbox.show, MINE: mine.show, FEATURES: features.show}
    tabs = st.tabs(
        list(drawn),
        default=MINE if mine.some(me) and not sorts else INBOX,
        key="requests_tab",
        on_change="rerun",
        bind="query-params",
    )
    for tab, draw in zip(tabs, drawn.values(), strict=True):
        if tab.open:
            with tab:
                draw()
