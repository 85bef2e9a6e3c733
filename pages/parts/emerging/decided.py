"""What was decided, on what evidence, by whom, what happened since, and what is due for review."""

from datetime import date

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.reads import proposals
from data.reads.people import Me
from data.reads.proposals import Proposed
from pages import strategy
from pages.parts import evidence, load
from pages.parts.emerging.decide import open_again
from pages.parts.emerging.frozen import told
from pages.parts.emerging.themes import since
from pages.parts.strategy import words

SPOKEN = {"adopt": "adopted", "park": "parked", "reject": "rejected"}
SHOWN = 10
DEFINITION = (
    "Every decision on a theme, with the evidence as it was frozen when the theme was proposed."
    " New accounts since are those that asked for it for the first time after the day of the"
    " decision. A decision is not changed: on its review day the theme is proposed again, on the"
    " evidence of that day."
)
_proposals = load.cached(proposals.proposals)


def show(me: Me, *, today: date) -> None:
    """The decisions: those due first, then the newest; the file has all."""
    made = [p for p in _proposals(me.scope) if p.decision]
    if not made:
        return
    days = {p.id: (p.feature_id, p.decided_at.date()) for p in made if p.decided_at}
    new = since(me.scope, days, as_of=today)
    evidence.header("Decisions", DEFINITION, table(made, new, today), name="decisions")
    made.sort(key=lambda p: not p.is_due(today))
    for proposal in made[:SHOWN]:
        with st.container(border=True):
            _one(me, proposal, new.get(proposal.id), today)
    if len(made) > SHOWN:
        evidence.aside(f"The file has the other {len(made) - SHOWN:,} too.")


def table(made: list[Proposed], new: dict[int, int], today: date) -> pl.DataFrame:
    """The decisions as a table to save."""
    return pl.DataFrame(
        [
            (
                *(
                    p.title,
                    p.decision,
                    p.reason,
                    p.decided_by,
                    p.decided_at and p.decided_at.date(),
                ),
                *(p.review_on, p.is_due(today), new.get(p.id), told(p)),
                *(p.evidence.get(name) for name in ("recent", "before", "p", "q", "n_eff")),
            )
            for p in made
        ],
        schema={
            "theme": pl.String,
            "decision": pl.String,
            "reason": pl.String,
            "decided_by": pl.String,
            "decided_on": pl.Date,
            "review_on": pl.Date,
            "due": pl.Boolean,
            "new_accounts_since": pl.Int64,
            "evidence": pl.String,
            "recent_then": pl.Int64,
            "before_then": pl.Int64,
            "p_then": pl.Float64,
            "q_then": pl.Float64,
            "n_eff_then": pl.Float64,
        },
        orient="row",
    )


def _one(me: Me, proposal: Proposed, new: int | None, today: date) -> None:
    decided_on = proposal.decided_at.date() if proposal.decided_at else today
    spoken = SPOKEN[proposal.decision or ""].capitalize()
    evidence.heading(f"{spoken}: {proposal.title}")
    evidence.quote(proposal.reason or "")
    due = proposal.is_due(today)
    review = "Due for review since" if due else "To be looked at again on"
    again = "" if not proposal.last else f" {review} {words.day(proposal.review_on)}."
    evidence.aside(f"{proposal.decided_by or 'Setup'}, {words.day(decided_on)}.{again}")
    evidence.aside(told(proposal))
    asked = words.plural(new, "more account") if new else "no more accounts"
    evidence.aside(f"Since then {asked} asked for it for the first time.")
    if proposal.draft_id:
        there = st.Page(strategy.show, title="Strategy", url_path="strategy")
        st.page_link(
            there,
            label="Publish the next version with it",
            icon=":material/flag:",
            query_params={"tab": "Next version"},
        )
    if proposal.last and may(me.actor, "open_proposal"):
        says = "Review it now" if due else "Decide anew"
        icon = ":material/restart_alt:"
        if st.button(says, key=f"again_{proposal.id}", icon=icon):
            open_again(me, proposal.feature_id, proposal.title, today=today)
