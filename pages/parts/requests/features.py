"""The features that requests ask for: who asks for each, where it stands and what may be said."""

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.reads import features as reads
from data.reads.features import Card
from data.reads.people import Me
from pages.parts import evidence, export, load, plain, who
from pages.parts.priorities import decide as decisions
from pages.parts.requests import deciding, merging, table
from pages.parts.requests.suggestions import what_may_i_say
from pages.parts.strategy.words import plural

FEATURE = "feature_shown"

_features = load.cached(reads.features)
_card = load.cached(reads.card)


@st.fragment
def show() -> None:
    """The list, and below it the one that is chosen."""
    me = who.me()
    rows = _features(me.scope)
    if rows.is_empty():
        st.info("There is no feature yet. Make one of a request in the inbox.")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        evidence.aside(f"{plural(rows.height, 'feature')}, most asking accounts first.")
        export.button(_named(rows), "Features")
    st.dataframe(
        plain.table(_named(rows)),
        hide_index=True,
        height=min(table.height(rows.height), 320),
        placeholder="",
        column_config={
            "Title": st.column_config.TextColumn(width="large"),
            "Last asked": st.column_config.DateColumn(format="D MMM YYYY"),
        },
        key="features_table",
    )
    titles = dict(rows.select("id", "title").iter_rows())
    chosen = st.selectbox(
        "Feature",
        list(titles),
        index=None,
        format_func=lambda one: plain.cut(titles[one], 90),
        placeholder="Choose one to read and decide",
        key=FEATURE,
    )
    if chosen is not None and (found := _card(me.scope, feature_id=chosen)):
        _one(me, found, rows)


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col("title").alias("Title"),
        pl.col("status").alias("Status"),
        pl.col("accounts").alias("Accounts"),
        pl.col("requests").alias("Requests"),
        pl.col("votes").alias("Votes"),
        pl.col("last_asked_on").alias("Last asked"),
    )


def _one(me: Me, found: Card, rows: pl.DataFrame) -> None:
    what_may_i_say(found)
    if not may(me.actor, "decide_feature"):
        return
    decide, word, describe, merge = st.tabs(
        ["Decide", "What may be said", "Describe", "Merge"], key="feature_tab"
    )
    with decide:
        row = {"feature_id": found.id, "status": found.status, "row_version": found.row_version}
        decisions.decide(me, row)
    with word:
        deciding.word(me, found)
    with describe:
        deciding.describe(me, found)
    with merge:
        merging.show(me, found, rows)
