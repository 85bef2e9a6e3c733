"""What became of each request that one logged oneself."""

import streamlit as st

from data.actions.permissions import may
from data.reads.people import Me
from data.reads.requests import my_requests
from pages import log_request
from pages.parts import evidence, export, load, plain, who
from pages.parts.requests import table
from pages.parts.strategy.words import plural

SHOWN = 200

_mine = load.cached(my_requests)


def some(me: Me) -> bool:
    """Whether this person has logged anything."""
    return me.person_id is not None and not _mine(me.person_id, limit=SHOWN).is_empty()


def show() -> None:
    """The newest of them, with the feature each asks for and where that stands."""
    me = who.me()
    if me.person_id is None or not some(me):
        st.info("You have not logged a request yet.")
        if may(me.actor, "log_request"):
            there = st.Page(log_request.show, title="Log a request", url_path="log")
            st.page_link(there, icon=":material/edit_note:")
        return
    rows = _mine(me.person_id, limit=SHOWN)
    linked = rows.filter(rows["feature_id"].is_not_null()).height
    few = f" The newest {SHOWN} are shown." if rows.height == SHOWN else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        evidence.sentence(
            f"You logged {plural(rows.height, 'request')},"
            f" {linked:,} of them linked to a feature.{few}"
        )
        export.button(table.named(rows), "My requests")
    st.dataframe(
        plain.table(table.named(rows, cut=True)),
        hide_index=True,
        height=table.height(rows.height),
        column_config=table.COLUMNS,
        placeholder="",
        key="my_requests",
    )
