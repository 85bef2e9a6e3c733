"""Compensation plans as they were saved, and which was in force when; whose pay, it knows not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.reads.pay_scope import PayScope
from data.reads.scope import Scope
from data.tables import CompPlan, CompPlanVersion, Person

CHANGES = {"name": pl.String, "number": pl.Int64, "in_force_from": pl.Date}


@dataclass(frozen=True)
class PlanVersion:
    """A plan as somebody saved it; `in_force_from` null = it was only tried out. `content`: plain
    tables, see `metrics.plan_language`. `row_version`: of the plan, for who changes it."""

    version_id: int
    plan_id: int
    name: str
    number: int
    content: dict[str, Any]
    made_by: str | None
    made_at: datetime
    in_force_from: date | None
    published_at: datetime | None
    row_version: int

    @property
    def called(self) -> str:
        """`Closed revenue, version 2`."""
        return f"{self.name}, version {self.number}"


def plan_versions(connection: Connection, pay: PayScope) -> tuple[PlanVersion, ...]:
    """Every version of every plan, by name and number; none for who may read nobody's pay."""
    if pay.people == ():
        return ()
    query = (
        select(
            CompPlanVersion.id,
            CompPlan.id.label("plan_id"),
            CompPlan.name,
            CompPlanVersion.number,
            CompPlanVersion.content,
            Person.name.label("made_by"),
            CompPlanVersion.made_at,
            CompPlanVersion.in_force_from,
            CompPlanVersion.published_at,
            CompPlan.row_version,
        )
        .join(CompPlan, CompPlan.id == CompPlanVersion.plan_id)
        .join(Person, Person.id == CompPlanVersion.made_by_id, isouter=True)
        .order_by(CompPlan.name_key, CompPlanVersion.number)
    )
    return tuple(PlanVersion(*row) for row in connection.execute(query))


def in_force(versions: tuple[PlanVersion, ...], day: date) -> PlanVersion | None:
    """The version in force on a day: the last to begin, of several on one day the last published;
    null before the first."""
    begun = [each for each in versions if each.in_force_from and each.in_force_from <= day]
    return max(begun, key=_order, default=None)


def plan_changes(connection: Connection, _scope: Scope) -> pl.DataFrame:
    """CHANGES: the days on which another plan began, for everybody who sees what was sold.

    Only the plan that held from a day is named, and nothing of what it says.
    """
    query = (
        select(
            CompPlan.name,
            CompPlanVersion.number,
            CompPlanVersion.in_force_from,
        )
        .join(CompPlan, CompPlan.id == CompPlanVersion.plan_id)
        .where(CompPlanVersion.in_force_from.is_not(None))
        .order_by(CompPlanVersion.in_force_from, CompPlanVersion.published_at, CompPlanVersion.id)
    )
    found = frame(connection, query, CHANGES)
    return found.unique("in_force_from", keep="last", maintain_order=True)


def _order(version: PlanVersion) -> tuple[date, str, int]:
    return (version.in_force_from or date.min, str(version.published_at),
            version.version_id)  # fmt: skip
