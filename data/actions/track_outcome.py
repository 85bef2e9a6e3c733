"""Look at a metric before and after a feature shipped, or no longer; it measures nothing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import Feature, TrackedOutcome

TRACKABLE = (
    "alignment-index/customers_ask",
    "alignment-index/sales_promises",
    "alignment-index/won",
    "reach",
    "promised-outside",
    "promise-keeping",
    "closed-revenue",
    "on-strategy-wins",
    "on-strategy-value",
    "close-rate",
    "won-by-90-days",
    "price-realisation",
    "discount-discipline",
    "material-use",
)
"""What may be tracked; `metrics.before_after` says how each is measured."""
SPANS = (30, 60, 90, 180, 365)
"""Days on either side of the one it shipped on."""


def track_outcome(
    session: Session,
    actor: Actor,
    *,
    feature_id: int,
    metric: str,
    days: int,
    now: datetime,
) -> int:
    """The id of what is tracked from now on.

    Args:
        metric: one of TRACKABLE. days: one of SPANS.

    Raises:
        NotAllowed: the actor's role may not. Conflict: somebody tracks it already.
        Invalid: the feature has not shipped, or that metric cannot be told of a span of days.
    """
    check(actor, "track_outcome")
    if metric not in TRACKABLE:
        raise Invalid("That metric cannot be told of the days before and after.")
    if days not in SPANS:
        raise Invalid(f"Choose {', '.join(map(str, SPANS[:-1]))} or {SPANS[-1]} days.")
    feature = session.get(Feature, feature_id)
    if feature is None:
        raise Invalid("That feature is not here any more. Reload the page.")
    if feature.status != "shipped":
        raise Invalid(f"“{feature.title}” has not shipped: there is no day to look from.")
    already = Conflict(f"Somebody tracks that for “{feature.title}” already. Reload the page.")
    same = (TrackedOutcome.feature_id == feature_id) & (TrackedOutcome.metric == metric)
    if session.scalar(select(TrackedOutcome.id).where(same)) is not None:
        raise already
    made = TrackedOutcome(
        feature_id=feature_id, metric=metric, days=days, made_by_id=actor.person_id, made_at=now
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as twice:  # another transaction did the same between our look and now
        raise already from twice
    after = {"feature_id": feature_id, "metric": metric, "days": days}
    record(session, actor, "track_outcome", "tracked_outcomes", made.id, after=after, now=now)
    return made.id


def stop_tracking(
    session: Session, actor: Actor, *, tracked_id: int, row_version: int, now: datetime
) -> int:
    """Show it no longer; the audit trail keeps that it was tracked. The feature's id.

    Raises:
        NotAllowed: the actor's role may not. Conflict: somebody changed it, or stopped it, since.
    """
    check(actor, "stop_tracking")
    kept = session.get(TrackedOutcome, tracked_id, with_for_update=True, populate_existing=True)
    if kept is None or kept.row_version != row_version:
        raise Conflict("Somebody changed or stopped that meanwhile. Reload the page.")
    feature_id = kept.feature_id
    before = {"feature_id": feature_id, "metric": kept.metric, "days": kept.days}
    session.delete(kept)
    session.flush()
    record(session, actor, "stop_tracking", "tracked_outcomes", tracked_id, before=before, now=now)
    return feature_id
