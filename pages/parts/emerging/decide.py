"""Proposing a theme, and deciding: adopt, park or reject, with a reason and a review date."""

from datetime import date, timedelta

import streamlit as st

from data.actions.decide_proposal import decide_proposal
from data.actions.draft_strategy import Adoption
from data.actions.open_proposal import open_proposal
from data.actions.permissions import PERMISSIONS, SPOKEN, may
from data.reads import proposals, strategy_versions
from data.reads.people import Me
from data.reads.proposals import Proposed
from pages.parts import clock, evidence, load, plain
from pages.parts.emerging.frozen import told
from pages.parts.emerging.themes import evidence as gathered
from pages.parts.submit import submit

ADOPT, PARK, REJECT = "Adopt", "Park", "Reject"
LOOK_AGAIN = {ADOPT: 180, PARK: 90, REJECT: 180}  # days; only where the day starts
NEW_PILLAR = 0
AGAIN = "It stands under Decisions, where “Decide anew” takes it up again."
DONE = {
    ADOPT: "Adopted. The next version is drafted on the Strategy page.",
    PARK: f"Parked. {AGAIN}",
    REJECT: f"Rejected. {AGAIN}",
}
_proposals = load.cached(proposals.proposals)
_versions = load.cached(strategy_versions.versions)


def propose(me: Me, feature_id: int, title: str, *, today: date) -> None:
    """The button that puts a theme before those who decide, where nobody has yet."""
    last = next((p for p in _proposals(me.scope) if p.feature_id == feature_id), None)
    if last is not None and last.decision is None:
        evidence.aside("It is proposed and waits for a decision, above.")
        return
    if last is not None:
        return  # decided: it is taken up again from the decision itself
    if not may(me.actor, "open_proposal"):
        return
    if st.button("Propose to the strategy", type="primary", icon=":material/campaign:"):
        open_again(me, feature_id, title, today=today)


def open_again(me: Me, feature_id: int, title: str, *, today: date) -> None:
    """Propose a theme, or an earlier decision's theme anew, on the evidence of this day."""
    rests_on = gathered(me.scope, feature_id, title, as_of=today)
    done = "Proposed. The evidence is kept as it stands."
    if submit(open_proposal, me, done=done, feature_id=feature_id, evidence=rests_on) is not None:
        st.rerun(scope="app")


def waiting(me: Me, *, today: date) -> None:
    """Everything that awaits a decision, with its evidence and the form to decide it."""
    found = [p for p in _proposals(me.scope) if p.decision is None]
    if not found:
        return
    st.subheader("Waiting for a decision", anchor=False)
    for proposal in found:
        with st.container(border=True):
            evidence.heading(proposal.title)
            evidence.aside(f"Proposed by {proposal.opened_by or 'Setup'}. {told(proposal)}")
            if may(me.actor, "decide_proposal"):
                _form(me, proposal)
            else:
                can = " or ".join(sorted(SPOKEN[role] for role in PERMISSIONS["decide_proposal"]))
                evidence.aside(f"{can[0].upper()}{can[1:]} decides.")


@st.fragment
def _form(me: Me, proposal: Proposed) -> None:
    key = f"decide_{proposal.id}"
    choice = st.segmented_control(
        "Decision",
        [ADOPT, PARK, REJECT],
        default=None,
        key=key,
    )
    if choice is None:
        return
    adoption = _adoption(me, proposal) if choice == ADOPT else None
    reason = st.text_area(
        "Reason",
        key=f"{key}_reason",
        height=80,
        max_chars=2_000,
        placeholder="Why, for whoever asks later",
    )
    day = clock.day_of_writing()
    review = st.date_input(
        "Look at it again on",
        value=day + timedelta(days=LOOK_AGAIN[choice]),
        min_value=day + timedelta(days=1),
        key=f"{key}_review_{choice}",
        width=220,
        format="YYYY-MM-DD",
    )
    if not st.button(f"{choice} it", type="primary", key=f"{key}_save"):
        return
    decided = submit(
        decide_proposal,
        me,
        done=DONE[choice],
        proposal_id=proposal.id,
        decision=choice.lower(),
        reason=reason,
        review_on=review,
        adoption=adoption,
        row_version=proposal.row_version,
    )
    if decided is not None:
        st.rerun(scope="app")


def _adoption(me: Me, proposal: Proposed) -> Adoption:
    """Where the theme goes: a new pillar with its share, or one there is."""
    history = [version for version in _versions(me.scope) if version.held]
    last = max(history, key=lambda version: version.in_force_from, default=None)
    names = {pillar.pillar_id: pillar.name for pillar in last.pillars} if last else {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pillar = st.selectbox(
            "As part of",
            [NEW_PILLAR, *names],
            format_func=lambda at: plain.cut(names[at], 80) if at else "A new pillar",
            key=f"pillar_{proposal.id}",
            width=260,
        )
        if pillar != NEW_PILLAR:
            return Adoption(pillar_id=pillar)
        name = st.text_input(
            "Name of the new pillar",
            value=proposal.title[:80],
            key=f"pillar_name_{proposal.id}",
            max_chars=80,
            width=300,
        )
        if not names:
            return Adoption(name=name)
        share = st.number_input(
            "Its share in %",
            min_value=1.0,
            max_value=99.0,
            value=10.0,
            step=1.0,
            format="%g",
            key=f"pillar_share_{proposal.id}",
            help="The other pillars give way in proportion. You can change all of it before"
            " publishing.",
            width=140,
        )
    return Adoption(name=name, share_bp=round(share * 100))
