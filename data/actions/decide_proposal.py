"""Adopt, park or reject what was proposed, with a reason and the day to look at it again."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from data.actions.draft_strategy import Adoption, draft_adoption
from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import Feature, Person, Proposal
from data.tables.strategy import DECISIONS

SPOKEN = {"adopt": "adopted", "park": "parked", "reject": "rejected"}


def decide_proposal(
    session: Session,
    actor: Actor,
    *,
    proposal_id: int,
    decision: str,
    reason: str,
    review_on: date | None,
    adoption: Adoption | None = None,
    row_version: int,
    now: datetime,
) -> int:
    """The id of the proposal, decided; adopting it also drafts the next strategy version.

    A decision stands: to decide anew, the theme is proposed again on its evidence of that day.

    Args:
        adoption: where the theme goes in the strategy; needed to adopt.
        row_version: of the proposal, as the actor saw it.

    Raises:
        Conflict: somebody decided it since.
        Invalid: no reason, no review day ahead, or adopted without saying where to.
    """
    check(actor, "decide_proposal")
    proposal = session.get(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise Invalid("That proposal is not here any more. Reload the page.")
    feature = session.get_one(Feature, proposal.feature_id)
    if proposal.decision is not None or proposal.row_version != row_version:
        who = session.get(Person, proposal.decided_by_id) if proposal.decided_by_id else None
        raise Conflict(
            f"{who.name if who else 'Somebody'} {SPOKEN.get(proposal.decision or '', 'changed')}"
            f" “{feature.title}” meanwhile. Reload to see the reason."
        )
    reason = reason.strip()
    _validate(decision, reason, review_on, adoption, now.date())
    proposal.decision, proposal.reason, proposal.review_on = decision, reason, review_on
    proposal.decided_by_id, proposal.decided_at = actor.person_id, now
    session.flush()
    if adoption is not None:
        draft_adoption(session, actor, proposal, adoption, now=now)
    after = {"decision": decision, "reason": reason, "review_on": review_on}
    record(session, actor, "decide_proposal", "features", feature.id, after=after, now=now)
    return proposal.id


def _validate(
    decision: str, reason: str, review_on: date | None, adoption: Adoption | None, today: date
) -> None:
    if decision not in DECISIONS:
        raise Invalid(f"A proposal is decided by {', '.join(DECISIONS)}, not “{decision}”.")
    if not reason:
        raise Invalid("Say why: whoever asks later what was decided reads this reason.")
    if review_on is None or review_on <= today:
        raise Invalid("Choose a day ahead on which this is looked at again.")
    if (decision == "adopt") != (adoption is not None):
        raise Invalid("Say which pillar the theme goes to when it is adopted, and only then.")
