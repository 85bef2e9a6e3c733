"""The thread back from an outcome: who asked for it, what was decided, what happened since."""

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from data.reads import campaign_history
from data.reads import nudges as reads
from data.reads.nudges import CameFrom, Ran
from data.reads.people import Me
from metrics.nudge_verdict import many
from pages.parts import evidence, load

_came_from = load.cached(reads.came_from)
_history = load.cached(campaign_history.history)
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
DONE = {
    "save_campaign": "campaign changed while it was a draft",
    "start_campaign": "campaign started",
    "end_campaign": "campaign ended",
    "state_design": "how the campaign was designed was said",
    "trace_campaign": "campaign traced to its feature",
}


def show(me: Me, campaign: Ran, *, there: Callable[[], None]) -> None:
    """Where the reminder came from, as far as anybody said, and what was done with it since."""
    st.subheader("Where this came from", anchor=False)
    found = (
        None
        if campaign.feature_id is None
        else _came_from(me.scope, feature_id=campaign.feature_id)
    )
    evidence.aside(
        "Nobody has said which feature this reminder is. Once its campaign names one, the requests"
        " and the decision that it came from stand here."
        if found is None
        else _asked(found)
    )
    with st.container(gap="xsmall"):
        for at, said in sorted(_decided(found) + _done(me, campaign)):
            evidence.aside(f"{at:%-d %B %Y}, {said}")
    if found is not None:
        st.page_link(
            st.Page(there, title="Throughline", url_path="throughline"),
            label="Follow the thread",
            icon=":material/conversion_path:",
            query_params={"feature": str(found.feature_id)},
        )


def _decided(found: CameFrom | None) -> list[tuple[datetime, str]]:
    """What was decided of the feature."""
    if found is None:
        return []
    return [
        (at, f"{SAID.get(what, what)}{f' by {by}' if by else ''}{f': {reason}' if reason else '.'}")
        for at, what, reason, by in found.decided
    ]


def _done(me: Me, campaign: Ran) -> list[tuple[datetime, str]]:
    """What was done with the campaign."""
    told = _history(me.scope, campaign_id=campaign.id)
    said = [DONE.get(done.action, done.action) for done in told]
    if told and told[0].action == "save_campaign":
        said[0] = "campaign drafted"
    return [(done.at, f"{what} by {done.by}.") for done, what in zip(told, said, strict=True)]


def _asked(found: CameFrom) -> str:
    if not found.requests:
        return f"“{found.title}”: nobody is on record as having asked for it."
    since = f", first on {found.first_asked_on:%-d %B %Y}" if found.first_asked_on else ""
    asked = many(found.requests, "request")
    if not found.accounts:
        return f"“{found.title}”: asked for in {asked} of no known account{since}."
    return f"“{found.title}”: {many(found.accounts, 'account')} asked for it in {asked}{since}."
