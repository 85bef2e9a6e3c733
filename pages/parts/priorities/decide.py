"""Decide on a feature: plan, build, ship or decline it, why, and what to tell the customer."""

from typing import Any

import streamlit as st

from data.actions.decide_feature import decide_feature
from data.reads import features as reads
from data.reads.people import Me
from pages.parts import evidence, load
from pages.parts.priorities.words import STATUSES, VERBS
from pages.parts.submit import submit

_card = load.cached(reads.card)


@st.fragment
def decide(me: Me, row: dict[str, Any]) -> None:
    """The form. Nothing is chosen at first: its loggers are told whatever it is.

    Args:
        row: `feature_id, status, row_version` of the feature as it was when the form was drawn.
    """
    seen = f"{row['feature_id']}_{row['row_version']}"
    card = _card(me.scope, feature_id=row["feature_id"])
    if card is not None and card.reason:
        by = f" by {card.decided_by}" if card.decided_by else ""
        evidence.aside(f"{card.status}{by}: {card.reason}")
    steps = [status for status in STATUSES[1:] if status != row["status"]]
    steps += ["idea"] if row["status"] != "idea" else []
    status = st.segmented_control(
        "Decision", steps, format_func=VERBS.__getitem__, key=f"decide_{seen}"
    )
    if status is None:
        evidence.aside("Whoever logged a request for it sees the decision on the next visit.")
        return
    approved = {said.status: said.words for said in card.wordings} if card else {}
    reason = st.text_area(
        "Why, for those who logged requests"
        + ("" if status == "declined" else " (need not be said)"),
        key=f"reason_{seen}",
    )
    words = st.text_area(
        "What to tell the customer",
        value=approved.get(status, ""),
        key=f"words_{seen}_{status}",
        help="From now on also what may be said of it while it has this status",
    )
    if not st.button(VERBS[status], type="primary", key=f"decide_save_{seen}"):
        return
    decided = submit(
        decide_feature,
        me,
        done=f"Decided: {status}. Its loggers will see it. To take it back, decide again.",
        rerun=True,
        feature_id=row["feature_id"],
        status=status,
        reason=reason,
        words=words,
        row_version=row["row_version"],
    )
    if decided is not None:
        st.rerun()
    now = _card(me.scope, feature_id=row["feature_id"])
    if now is not None and now.row_version != row["row_version"]:
        why = f": {now.reason}" if now.reason else ""
        evidence.aside(f"As it is now: {now.status}{why}")
