"""Put a theme before those who decide on the strategy, with the evidence as it stands; or take
one that awaits its review up again. It decides nothing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import Feature, Person, Proposal

PASSES = "emerging"
EVIDENCE = frozenset({"as_of", "recent", "before", "p", "q", "n_eff", "verdict", "thresholds"})
"""What a decision has to be able to rest on; more may be kept with it."""


def open_proposal(
    session: Session,
    actor: Actor,
    *,
    feature_id: int,
    evidence: Mapping[str, Any],
    now: datetime,
) -> int:
    """The id of a proposal that awaits a decision; the evidence is kept as it is given.

    Args:
        evidence: the theme's row of `metrics.emerging` and what was shown with it: at least
            EVIDENCE, plain values.

    Raises:
        Conflict: one for this theme awaits its decision already.
        Invalid: the theme is gone, or does not pass the thresholds and was never decided on.
    """
    check(actor, "open_proposal")
    if missing := EVIDENCE - set(evidence):
        raise ValueError(f"evidence without {', '.join(sorted(missing))}")
    feature = session.get(Feature, feature_id, with_for_update=True, populate_existing=True)
    if feature is None or feature.merged_into_id is not None:
        raise Invalid("That theme is not here any more. Reload the page.")
    earlier = session.scalars(
        select(Proposal).where(Proposal.feature_id == feature_id).order_by(Proposal.id.desc())
    ).all()
    waiting = next((one for one in earlier if one.decision is None), None)
    if waiting is not None:
        who = session.get(Person, waiting.opened_by_id) if waiting.opened_by_id else None
        raise Conflict(
            f"{who.name if who else 'Somebody'} proposed “{feature.title}” already."
            " It awaits its decision."
        )
    if evidence["verdict"] != PASSES and not earlier:
        raise Invalid(
            f"“{feature.title}” does not pass the declared thresholds, so it is not proposed."
        )
    proposal = Proposal(
        feature_id=feature_id,
        evidence=dict(evidence),
        opened_by_id=actor.person_id,
        opened_at=now,
    )
    session.add(proposal)
    session.flush()
    after = {name: evidence[name] for name in ("as_of", "recent", "before", "q", "n_eff")}
    record(session, actor, "open_proposal", "features", feature_id, after=after, now=now)
    return proposal.id
