"""Put a saved version of a plan in force from a day on; changes no version and no past pay."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import CompPlan, CompPlanVersion


def publish_plan(
    session: Session, actor: Actor, *, version_id: int, in_force_from: date, now: datetime
) -> int:
    """The number of the version, which holds from `in_force_from` until another begins.

    Raises:
        Invalid: the version was published before; or its day lies before today while another
            plan is on record, which would change what was paid by. The first may begin any day.
        Conflict: the version is gone.
    """
    check(actor, "publish_plan")
    version = session.get(CompPlanVersion, version_id, with_for_update=True, populate_existing=True)
    if version is None:
        raise Conflict("This version is not here any more. Reload the page.")
    plan = session.get_one(CompPlan, version.plan_id)
    called = f"“{plan.name}”, version {version.number},"
    if version.in_force_from is not None:
        raise Invalid(
            f"{called} was published for {version.in_force_from} already. Save it as a new"
            " version, then publish that."
        )
    before = session.execute(
        select(CompPlan.name, CompPlanVersion.number, CompPlanVersion.in_force_from)
        .join(CompPlan, CompPlan.id == CompPlanVersion.plan_id)
        .where(CompPlanVersion.in_force_from.is_not(None))
        .order_by(CompPlanVersion.in_force_from.desc(), CompPlanVersion.published_at.desc())
        .limit(1)
    ).first()
    if before is not None and in_force_from < now.date():
        raise Invalid(
            "A plan is in force. Another begins today or later, so that nothing that is over"
            " was paid by other rules."
        )
    version.in_force_from, version.published_at = in_force_from, now
    version.published_by_id = actor.person_id
    session.flush()
    record(
        session,
        actor,
        "publish_plan",
        "comp_plans",
        plan.id,
        before=None if before is None else {"plan": before.name, "number": before.number,
                                            "in_force_from": before.in_force_from},
        after={"plan": plan.name, "number": version.number, "in_force_from": in_force_from},
        now=now,
    )  # fmt: skip
    return version.number
