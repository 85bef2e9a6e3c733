"""Deciding on a feature with a reason, approving what may be said of it, and describing it."""

import streamlit as st

from data.actions.decide_feature import decide_feature, describe_feature, word_feature
from data.reads.features import Card
from data.reads.people import Me
from pages.parts import plain
from pages.parts.submit import submit

STATUSES = ("idea", "planned", "building", "shipped", "declined")


def decide(me: Me, found: Card) -> None:
    """What it becomes, why, and what to tell the customer; loggers see it on their next visit."""
    with st.form(f"decide_{found.id}_{found.row_version}", border=False):
        others = [status for status in STATUSES if status != found.status]
        status = st.segmented_control(
            "It becomes", others, default=others[0], required=True, format_func=str.capitalize
        )
        reason = st.text_area("Why", height=80, placeholder="For whoever logged it")
        words = st.text_area(
            "What to tell the customer", height=80, placeholder="May be said from now on"
        )
        if st.form_submit_button("Decide", type="primary"):
            _again(
                submit(
                    decide_feature,
                    me,
                    done=f"{plain.label(found.title, 50)} is {status} now, it was {found.status}."
                    " To take it back, decide again.",
                    rerun=True,
                    feature_id=found.id,
                    status=status,
                    reason=reason,
                    words=words,
                    row_version=found.row_version,
                )
            )


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
