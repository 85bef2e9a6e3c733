"""Keep a compensation plan as the next version of itself; puts none in force."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.unchanged import check_unchanged
from data.names import name_key
from data.refused import Conflict, Invalid
from data.tables import CompPlan, CompPlanVersion
from metrics.plan_language import content_of, plan_of
from metrics.plan_reading import NoPlan

LONGEST_NAME = 80


def save_plan(
    session: Session,
    actor: Actor,
    *,
    name: str,
    content: Mapping[str, Any],
    plan_id: int | None = None,
    row_version: int | None = None,
    now: datetime,
) -> int:
    """The id of the new version.

    Args:
        content: plain tables, as `metrics.plan_language` reads them.
        plan_id: the plan that it is a version of; null = a new one, called `name`.
        row_version: of that plan, as the actor saw it.

    Raises:
        Invalid: it is no plan, each reason with its field; or it has no name of its own.
        Conflict: somebody saved a version since, or a plan of that name.
    """
    check(actor, "save_plan")
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(f"Give the plan a name of at most {LONGEST_NAME} characters.")
    try:
        kept = content_of(plan_of(dict(content)))
    except NoPlan as wrong:
        raise Invalid(" ".join(map(str, wrong.problems))) from None
    if plan_id is None:
        plan, last = _new(session, name), None
    else:
        plan = _seen(session, plan_id, row_version)
        plan.name, plan.name_key = name, _own_name(session, name, plan_id)
        last = session.scalar(
            select(func.max(CompPlanVersion.number)).where(CompPlanVersion.plan_id == plan_id)
        )
    number = (last or 0) + 1
    if last is not None:
        plan.row_version = plan.row_version + 1
    version = CompPlanVersion(
        plan_id=plan.id,
        number=number,
        content=kept,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(version)
    try:
        session.flush()
    except IntegrityError as twice:  # another transaction saved it first, between our look and now
        raise Conflict(f"Somebody saved “{name}” at the same moment. Look at it first.") from twice
    after = {"plan": name, "number": number, "content": kept}
    record(session, actor, "save_plan", "comp_plans", plan.id, after=after, now=now)
    return version.id


def _new(session: Session, name: str) -> CompPlan:
    plan = CompPlan(name=name, name_key=_own_name(session, name, None))
    session.add(plan)
    try:
        session.flush()
    except IntegrityError as twice:
        raise Conflict(f"Somebody saved a plan “{name}” at the same moment.") from twice
    return plan


def _own_name(session: Session, name: str, plan_id: int | None) -> str:
    key = name_key(name)
    other = session.scalar(select(CompPlan.id).where(CompPlan.name_key == key))
    if other is not None and other != plan_id:
        raise Invalid(
            f"There is a plan “{name}” already. Save this as its next version, or name it anew."
        )
    return key


def _seen(session: Session, plan_id: int, row_version: int | None) -> CompPlan:
    plan = session.get(CompPlan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None:
        raise Conflict("This plan is not here any more. Reload the page.")
    called = f"the plan “{plan.name}”"
    check_unchanged(
        session, "comp_plans", plan_id, called, is_at=plan.row_version, seen=row_version or 0
    )
    return plan
