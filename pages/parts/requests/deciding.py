"""Approving what may be said of a feature, and describing it; it decides nothing."""

import streamlit as st

from data.actions.decide_feature import describe_feature, word_feature
from data.reads.features import Card
from data.reads.people import Me
from pages.parts.priorities.words import STATUSES
from pages.parts.submit import submit


def word(me: Me, found: Card) -> None:
    """What may be said of it while it has a status."""
    status = st.segmented_control(
        "While it is",
        STATUSES,
        default=found.status,
        required=True,
        format_func=str.capitalize,
        key=f"word_status_{found.id}",
    )
    before = next((said.words for said in found.wordings if said.status == status), None)
    words = st.text_area(
        "this may be said",
        value=before or "",
        height=100,
        key=f"word_{found.id}_{status}_{hash(before)}",
        placeholder="Nothing is approved: only that it was heard",
    )
    if st.button("Approve", type="primary", key=f"word_save_{found.id}"):
        said = submit(
            word_feature,
            me,
            done="Saved.",
            rerun=True,
            feature_id=found.id,
            status=status,
            words=words,
            seen=before,
        )
        _again(said)


def describe(me: Me, found: Card) -> None:
    """Its title and description."""
    with st.form(f"describe_{found.id}_{found.row_version}", border=False):
        title = st.text_input("Title", value=found.title)
        description = st.text_area("Description", value=found.description or "", height=100)
        if st.form_submit_button("Save", type="primary"):
            done = submit(
                describe_feature,
                me,
                done="Saved.",
                rerun=True,
                feature_id=found.id,
                title=title,
                description=description,
                row_version=found.row_version,
            )
            _again(done)


def _again(done: object) -> None:
    if done is not None:
        st.rerun()
