"""Every strategy version in full, for people to read and compare; draws and changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from data.reads import strategy
from data.reads.scope import Scope
from data.tables import Objective, Person, StrategyVersion, VersionPillar


@dataclass(frozen=True)
class PillarThen:
    """A pillar as one version has it; `target_bp` in basis points."""

    pillar_id: int
    name: str
    meaning: str | None
    target_bp: int


@dataclass(frozen=True)
class ObjectiveThen:
    """A measured aim as one version has it."""

    pillar: str
    text: str
    measure: str | None
    target: str | None
    due_on: date | None


@dataclass(frozen=True)
class Version:
    """A published version; `until_on` exclusive, null = open-ended; `held` false = never in force,
    because a higher number begins on the same day."""

    number: int
    mission: str
    in_force_from: date
    until_on: date | None
    held: bool
    published_at: datetime
    published_by: str | None  # null = the setup
    pillars: tuple[PillarThen, ...]
    objectives: tuple[ObjectiveThen, ...]


def versions(connection: Connection, scope: Scope) -> tuple[Version, ...]:
    """Every published version with its pillars (in their order) and objectives, by number."""
    held = {row["version_id"]: row for row in strategy.spans(connection).iter_rows(named=True)}
    pillars: dict[int, list[PillarThen]] = {}
    for row in connection.execute(
        select(VersionPillar.__table__).order_by(VersionPillar.version_id, VersionPillar.position)
    ):
        pillars.setdefault(row.version_id, []).append(
            PillarThen(row.pillar_id, row.name, row.meaning, row.target_bp)
        )
    aims: dict[int, list[ObjectiveThen]] = {}
    for row in connection.execute(select(Objective.__table__).order_by(Objective.id)):
        name = next(p.name for p in pillars[row.version_id] if p.pillar_id == row.pillar_id)
        aims.setdefault(row.version_id, []).append(
            ObjectiveThen(name, row.text, row.measure, row.target, row.due_on)
        )
    query = (
        select(StrategyVersion.__table__, Person.name)
        .outerjoin(Person, Person.id == StrategyVersion.published_by_id)
        .where(StrategyVersion.status == "published")
        .order_by(StrategyVersion.number)
    )
    return tuple(
        Version(
            row.number,
            row.mission,
            row.in_force_from,
            held[row.id]["until_on"] if row.id in held else row.in_force_from,
            row.id in held,
            row.published_at,
            row.name,
            tuple(pillars.get(row.id, ())),
            tuple(aims.get(row.id, ())),
        )
        for row in connection.execute(query)
    )


def in_force(history: tuple[Version, ...], day: date) -> Version | None:
    """The version that holds on `day`; null before the first begins."""
    begun = [version for version in history if version.held and version.in_force_from <= day]
    return max(begun, key=lambda version: version.in_force_from, default=None)
