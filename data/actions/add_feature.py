"""Write down a feature that product could build, and move it along; a status has its day."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.unchanged import check_unchanged
from data.refused import Invalid
from data.tables import Feature
from data.tables.voice import FEATURE_STATUSES

DAY_OF = {"building": "started_on", "shipped": "shipped_on", "declined": "declined_on"}
"""The column that keeps the day on which a feature came to that status."""


def add_feature(
    session: Session,
    actor: Actor,
    *,
    title: str,
    effort_weeks: float | None,
    now: datetime,
) -> int:
    """The id of a new feature, an idea until it is moved.

    Args:
        effort_weeks: person-weeks; null = nobody has estimated it.

    Raises:
        Invalid: no title, one that another feature has, or an effort that is not above 0.
    """
    check(actor, "add_feature")
    title = " ".join(title.split())
    if not title:
        raise Invalid("Give the feature a title: what the customer can do with it.")
    twin = session.scalars(
        select(Feature.title).where(func.lower(Feature.title) == title.lower())
    ).first()
    if twin:
        raise Invalid(_twin(twin))
    if effort_weeks is not None and effort_weeks <= 0:
        raise Invalid("The effort must be above 0 weeks. Leave it empty if nobody knows.")
    feature = Feature(title=title, status="idea", effort_weeks=effort_weeks)
    session.add(feature)
    try:
        session.flush()
    except IntegrityError as twice:  # another transaction added it between our look and now
        raise Invalid(_twin(title)) from twice
    after = {"title": title, "status": "idea", "effort_weeks": effort_weeks}
    record(session, actor, "add_feature", "features", feature.id, after=after, now=now)
    return feature.id


def _twin(title: str) -> str:
    return f"There is a feature “{title}” already. Link to that one."


def move_feature(
    session: Session,
    actor: Actor,
    *,
    feature_id: int,
    status: str,
    on: date,
    row_version: int,
    now: datetime,
) -> None:
    """Put a feature into `status` from the day `on`.

    A later day of its old story is forgotten when it goes back: what is built again is no longer
    shipped or declined.

    Raises:
        Conflict: somebody moved it since the actor saw `row_version`.
        Invalid: the status is unknown, or the day lies ahead or before the one it began.
    """
    check(actor, "move_feature")
    feature = session.get(Feature, feature_id, with_for_update=True, populate_existing=True)
    if feature is None:
        raise Invalid("That feature is not here any more. Reload the page.")
    check_unchanged(
        session,
        "features",
        feature_id,
        f"“{feature.title}”",
        is_at=feature.row_version,
        seen=row_version,
    )
    _validate_move(feature, status, on, now.date())
    before = _standing(feature)
    feature.status = status
    if status in ("idea", "planned"):
        feature.started_on = None
    if status != "shipped":
        feature.shipped_on = None
    if status != "declined":
        feature.declined_on = None
    if status in DAY_OF:
        setattr(feature, DAY_OF[status], on)
    session.flush()
    after = _standing(feature)
    record(
        session, actor, "move_feature", "features", feature_id, before=before, after=after, now=now
    )


def _validate_move(feature: Feature, status: str, on: date, today: date) -> None:
    if status not in FEATURE_STATUSES:
        raise Invalid(f"A feature is one of {', '.join(FEATURE_STATUSES)}, not “{status}”.")
    if status == feature.status:
        raise Invalid(f"“{feature.title}” is {status} already.")
    if on > today:
        raise Invalid(f"{on} has not come yet. Say it on the day.")
    began = feature.started_on
    if status in ("shipped", "declined") and began and on < began:
        raise Invalid(f"“{feature.title}” was begun on {began} and cannot be {status} before it.")


def _standing(feature: Feature) -> dict[str, object]:
    """The status and the days that are known."""
    days = {column: getattr(feature, column) for column in DAY_OF.values()}
    return {"status": feature.status} | {name: day for name, day in days.items() if day}
