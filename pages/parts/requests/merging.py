"""Two features that are one: merged with all that asks for them, and taken apart exactly."""

import polars as pl
import streamlit as st

from data.actions.merge_features import merge_features, unmerge_features
from data.reads import features as reads
from data.reads.features import Card
from data.reads.people import Me
from pages.parts import evidence, load, plain
from pages.parts.strategy.words import plural
from pages.parts.submit import submit

_merges = load.cached(reads.merges)


def show(me: Me, found: Card, rows: pl.DataFrame) -> None:
    """Merge another feature into this one, or take apart what was merged into it."""
    others = {row["id"]: row for row in rows.iter_rows(named=True) if row["id"] != found.id}
    other = st.selectbox(
        "The same as",
        list(others),
        index=None,
        format_func=lambda one: plain.cut(others[one]["title"], 90),
        placeholder="Choose the one that becomes a part of this",
        key=f"merge_{found.id}",
    )
    evidence.aside(
        "Its requests and promises come here, and an account that asked for both counts once."
        " The words of both are kept, and it can be taken apart again."
    )
    if st.button("Merge into this", key=f"merge_save_{found.id}", disabled=other is None):
        seen = {found.id: found.row_version, other: others[other]["row_version"]}
        merged = submit(
            merge_features,
            me,
            done="Merged. To take it back, press “Take apart”.",
            rerun=True,
            kept_id=found.id,
            merged_id=other,
            seen=seen,
        )
        _again(merged)
    for merge in _merges(me.scope).filter(pl.col("kept_id") == found.id).iter_rows(named=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            brought = plural(merge["requests"], "request")
            evidence.aside(f"“{plain.cut(merge['merged'], 90)}” brought {brought}")
            if st.button("Take apart", key=f"unmerge_{merge['id']}", type="tertiary"):
                taken = submit(
                    unmerge_features, me, done="Two again.", rerun=True, merge_id=merge["id"]
                )
                _again(taken)


def _again(done: object) -> None:
    if done is not None:
        st.rerun()
