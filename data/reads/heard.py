"""Who has read a strategy version, and what they say it is for; never who said what."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from sqlalchemy import Connection, and_, select

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import Person, StrategyReading, StrategyVersion, Team

READERS = {
    "person_id": pl.Int64,
    "team": pl.String,
    "office": pl.String,
    "read": pl.Boolean,
}


@dataclass(frozen=True)
class Reading:
    """When somebody confirmed it, and her sentence, if she wrote one."""

    read_at: datetime
    sentence: str | None


def readers(connection: Connection, scope: Scope, *, number: int) -> pl.DataFrame:
    """READERS: every active person in scope, and whether she has read version `number`.

    `team` and `office` are null for whoever is in none.
    """
    read = and_(StrategyReading.person_id == Person.id, StrategyVersion.number == number)
    readings = StrategyReading.__table__.join(
        StrategyVersion.__table__, StrategyVersion.id == StrategyReading.version_id
    )
    query = (
        select(Person.id, Team.name, Team.office, StrategyReading.person_id.is_not(None))
        .select_from(Person)
        .outerjoin(Team, Team.id == Person.team_id)
        .outerjoin(readings, read)
        .where(Person.active, scope.allows(Person.team_id))
        .order_by(Person.id)
    )
    return frame(connection, query, READERS)


def sentences(connection: Connection, scope: Scope, *, number: int) -> tuple[str, ...]:
    """What people in scope say the company is for, in alphabetical order, so that neither the
    order nor anything else tells who said what."""
    query = (
        select(StrategyReading.sentence)
        .join(StrategyVersion, StrategyVersion.id == StrategyReading.version_id)
        .join(Person, Person.id == StrategyReading.person_id)
        .where(StrategyVersion.number == number, StrategyReading.sentence.is_not(None))
        .where(Person.active, scope.allows(Person.team_id))
    )
    return tuple(sorted(said for said in connection.scalars(query) if said))


def own_reading(
    connection: Connection, scope: Scope, *, person_id: int, number: int
) -> Reading | None:
    """Her own reading of version `number`; null when she has not confirmed it.

    Args:
        scope: required of every read; what is one's own is in every scope.
    """
    row = connection.execute(
        select(StrategyReading.read_at, StrategyReading.sentence)
        .join(StrategyVersion, StrategyVersion.id == StrategyReading.version_id)
        .where(StrategyReading.person_id == person_id, StrategyVersion.number == number)
    ).first()
    return Reading(row.read_at, row.sentence) if row else None
