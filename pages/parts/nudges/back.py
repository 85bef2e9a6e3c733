"""The thread back from an outcome: who asked for it, what was decided, what happened since."""

from collections.abc import Callable

import streamlit as st

from data.reads import nudges as reads
from data.reads.nudges import CameFrom, Ran
from data.reads.people import Me
from pages.parts import evidence, load

_came_from = load.cached(reads.came_from)
SAID = {
    "idea": "written down",
    "planned": "planned",
    "building": "begun",
    "shipped": "shipped",
    "declined": "declined",
    "adopt": "adopted into the strategy",
    "park": "parked",
    "reject": "rejected",
}


def show(me: Me, campaign: Ran, *, there: Callable[[], None]) -> None:
    """Where the reminder came from, as far as anybody said."""
    st.subheader("Where this came from", anchor=False)
    found = (
        None
        if campaign.feature_id is None
        else _came_from(me.scope, feature_id=campaign.feature_id)
    )
    if found is None:
        evidence.aside(
            "Nobody has said which feature this reminder is. Once its campaign names one, the"
            " requests and the decision that it came from stand here."
        )
        return
    evidence.aside(_asked(found))
    for at, what, reason, by in found.decided:
        why = f": {reason}" if reason else "."
        evidence.aside(f"{at:%-d %B %Y}, {SAID.get(what, what)}{f' by {by}' if by else ''}{why}")
    st.page_link(
        st.Page(there, title="Throughline", url_path="throughline"),
        label="Follow the thread",
        icon=":material/conversion_path:",
        query_params={"feature": str(found.feature_id)},
    )


def _asked(found: CameFrom) -> str:
    if not found.requests:
        return f"“{found.title}”: nobody is on record as having asked for it."
    since = f", first on {found.first_asked_on:%-d %B %Y}" if found.first_asked_on else ""
    return (
        f"“{found.title}”: {found.accounts:,} accounts asked for it in {found.requests:,}"
        f" requests{since}."
    )
