"""Write down a feature that product could build; it decides nothing about it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Invalid
from data.tables import Feature


def add_feature(
    session: Session,
    actor: Actor,
    *,
    title: str,
    effort_weeks: float | None,
    now: datetime,
) -> int:
    """The id of a new feature, an idea until it is decided on.

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
