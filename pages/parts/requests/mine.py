"""What became of each request that one logged oneself."""

import streamlit as st

from data.reads.requests import my_requests
from pages.parts import evidence, export, load, plain, who
from pages.parts.requests import table
from pages.parts.strategy.words import plural

SHOWN = 200

_mine = load.cached(my_requests)


def show() -> None:
    """The newest of them, with the feature each asks for and where that stands."""
    me = who.me()
    rows = _mine(me.person_id, limit=SHOWN) if me.person_id is not None else None
    if rows is None or rows.is_empty():
        st.info("You have not logged a request yet. Do so on the page “Log a request”.")
        return
    linked = rows.filter(rows["feature_id"].is_not_null()).height
    few = f" The newest {SHOWN} are shown." if rows.height == SHOWN else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        evidence.aside(
            f"{plural(rows.height, 'request')}, {linked:,} of them linked to a feature.{few}"
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
