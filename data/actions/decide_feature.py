"""Decide on a feature with a reason and the words to pass on; describe it and what may be said."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.unchanged import check_unchanged
from data.refused import Conflict, Invalid, NotAllowed
from data.tables import DecisionSeen, Feature, FeatureDecision, FeatureWording
from data.tables.voice import FEATURE_STATUSES

DAY_OF = {"building": "started_on", "shipped": "shipped_on", "declined": "declined_on"}
"""The column that keeps the day on which a feature came to that status."""


def decide_feature(
    session: Session,
    actor: Actor,
    *,
    feature_id: int,
    status: str,
    reason: str = "",
    words: str = "",
    row_version: int,
    now: datetime,
) -> int:
    """The id of the decision: from today the feature has that status, and its loggers see why.

    Args:
        reason: why, for those who logged requests. words: what to tell the customer; from now on
            also what may be said of the feature while it has this status.

    Raises:
        Conflict: somebody moved it since the actor saw `row_version`.
        Invalid: there is no such status, it has it already, was merged away, or is declined
            without a reason.
    """
    check(actor, "decide_feature")
    reason, words = reason.strip(), words.strip()
    if status == "declined" and not reason:
        raise Invalid("Say why it is declined: whoever logged it has to tell the customer.")
    feature = _standing(session, feature_id)
    check_unchanged(
        session,
        "features",
        feature_id,
        f"“{feature.title}”",
        is_at=feature.row_version,
        seen=row_version,
    )
    before = _stands_at(feature)
    _come_to(feature, status, now.date())
    session.flush()
    decision = FeatureDecision(
        feature_id=feature_id,
        status=status,
        reason=reason or None,
        words=words or None,
        decided_by_id=actor.person_id,
        decided_at=now,
    )
    session.add(decision)
    if words:
        _allow(session, actor, feature.id, status, words, now)
    after = _stands_at(feature) | {"reason": reason or None, "words": words or None}
    record(
        session,
        actor,
        "decide_feature",
        "features",
        feature_id,
        before=before,
        after=after,
        now=now,
    )
    return decision.id


def word_feature(
    session: Session,
    actor: Actor,
    *,
    feature_id: int,
    status: str,
    words: str,
    seen: str | None,
    now: datetime,
) -> int:
    """The feature's id: these words may be said while it has `status`; no words take it back.

    Args:
        seen: what was approved when the actor looked; null = nothing.

    Raises:
        Conflict: somebody approved other words meanwhile.
        Invalid: the status is unknown, or the feature was merged away.
    """
    check(actor, "word_feature")
    if status not in FEATURE_STATUSES:
        raise Invalid(f"A feature is one of {', '.join(FEATURE_STATUSES)}, not “{status}”.")
    feature = _standing(session, feature_id)
    holds = session.get(FeatureWording, (feature_id, status), populate_existing=True)
    before = holds.words if holds else None
    if before != seen:
        raise Conflict(
            f"Somebody else changed what may be said of “{feature.title}” meanwhile."
            " Look at theirs, then save yours."
        )
    words = words.strip()
    if words == (before or ""):
        return feature_id
    if words:
        _allow(session, actor, feature_id, status, words, now)
    elif holds:
        session.delete(holds)
    record(
        session,
        actor,
        "word_feature",
        "features",
        feature_id,
        before={status: before} if before else None,
        after={status: words} if words else None,
        now=now,
    )
    return feature_id


def describe_feature(
    session: Session,
    actor: Actor,
    *,
    feature_id: int,
    title: str,
    description: str,
    row_version: int,
    now: datetime,
) -> int:
    """The id of a feature that has another title or description now.

    Raises:
        Conflict: somebody changed it since the actor saw `row_version`.
        Invalid: no title, or one that another feature has.
    """
    check(actor, "describe_feature")
    feature = _standing(session, feature_id)
    check_unchanged(
        session,
        "features",
        feature_id,
        f"“{feature.title}”",
        is_at=feature.row_version,
        seen=row_version,
    )
    title, said = " ".join(title.split()), description.strip() or None
    if not title:
        raise Invalid("Give the feature a title: what the customer can do with it.")
    twin = select(Feature.id).where(Feature.title == title, Feature.id != feature_id)
    if session.scalars(twin).first() is not None:
        raise Invalid(f"There is a feature “{title}” already. Merge the two instead.")
    before = {"title": feature.title, "description": feature.description}
    feature.title, feature.description = title, said
    session.flush()
    after = {"title": title, "description": said}
    record(
        session,
        actor,
        "describe_feature",
        "features",
        feature_id,
        before=before,
        after=after,
        now=now,
    )
    return feature_id


def see_decisions(
    session: Session, actor: Actor, *, decision_ids: Sequence[int], now: datetime
) -> None:
    """The actor has seen these decisions; seeing one twice is nothing new."""
    check(actor, "see_decisions")
    if actor.person_id is None:
        raise NotAllowed("The setup is nobody's: choose a person first.")
    known = select(FeatureDecision).where(FeatureDecision.id.in_(decision_ids))
    for decision in session.scalars(known.order_by(FeatureDecision.id)).all():
        key = (actor.person_id, decision.id)
        if session.get(DecisionSeen, key) is not None:
            continue
        session.add(DecisionSeen(person_id=key[0], decision_id=key[1], seen_at=now))
        after = {"status": decision.status}
        record(
            session, actor, "see_decisions", "features", decision.feature_id, after=after, now=now
        )


def _standing(session: Session, feature_id: int) -> Feature:
    """The feature, its row held until the end; refused when it was merged away."""
    feature = session.get(Feature, feature_id, with_for_update=True, populate_existing=True)
    if feature is None:
        raise Invalid("That feature is not here any more. Reload the page.")
    if feature.merged_into_id is not None:
        raise Invalid(f"“{feature.title}” was merged into another feature. Decide on that one.")
    return feature


def _come_to(feature: Feature, status: str, today: date) -> None:
    """Put it into a status from today on. When it goes back, a later day of its old story is
    forgotten: what is built again is no longer shipped or declined."""
    if status not in FEATURE_STATUSES:
        raise Invalid(f"A feature is one of {', '.join(FEATURE_STATUSES)}, not “{status}”.")
    if status == feature.status:
        raise Invalid(f"“{feature.title}” is {status} already.")
    feature.status = status
    if status in ("idea", "planned"):
        feature.started_on = None
    if status != "shipped":
        feature.shipped_on = None
    if status != "declined":
        feature.declined_on = None
    if status in DAY_OF:
        setattr(feature, DAY_OF[status], today)


def _stands_at(feature: Feature) -> dict[str, object]:
    """The status and the days that are known."""
    days = {column: getattr(feature, column) for column in DAY_OF.values()}
    return {"status": feature.status} | {name: day for name, day in days.items() if day}


def _allow(
    session: Session, actor: Actor, feature_id: int, status: str, words: str, now: datetime
) -> None:
    session.merge(
        FeatureWording(
            feature_id=feature_id,
            status=status,
            words=words,
            approved_by_id=actor.person_id,
            approved_at=now,
        )
    )
    session.flush()
