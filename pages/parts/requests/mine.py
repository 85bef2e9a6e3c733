"""What became of each request that one logged oneself."""

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.reads.people import Me
from data.reads.requests import my_count, my_requests
from data.store import reading
from pages import log_request
from pages.parts import evidence, load, plain, who
from pages.parts.requests import table
from pages.parts.strategy.words import plural

SHOWN = 200

_mine = load.cached(my_requests)
_count = load.cached(my_count)


def some(me: Me) -> bool:
    """Whether this person has logged anything."""
    return me.person_id is not None and _count(me.person_id)[0] > 0


def show() -> None:
    """The newest of them, with the feature each asks for and where that stands."""
    me = who.me()
    person_id = me.person_id
    if person_id is None or not some(me):
        st.info("You have not logged a request yet.")
        if may(me.actor, "log_request"):
            there = st.Page(log_request.show, title="Log a request", url_path="log")
            st.page_link(there, icon=":material/edit_note:")
        return
    rows = _mine(person_id, limit=SHOWN)
    total, linked = _count(person_id)
    few = f" The newest {SHOWN} are shown." if total > SHOWN else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        evidence.sentence(
            f"You logged {plural(total, 'request')}, {linked:,} of them linked to a feature.{few}"
        )
        table.save(lambda: _all(person_id), "My requests", total)
    st.dataframe(
        plain.table(table.named(rows, cut=True)),
        hide_index=True,
        height=table.height(rows.height),
        column_config=table.COLUMNS,
        placeholder="",
        key="my_requests",
    )


def _all(person_id: int) -> pl.DataFrame:
    """All of them as a table to save, as far as a file takes them."""
    with reading(load.engine()) as connection:
        return table.named(my_requests(connection, person_id, limit=table.SAVED))
