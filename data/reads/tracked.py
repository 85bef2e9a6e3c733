"""What is tracked before and after a feature shipped; it measures nothing.

Features are the whole company's: the scope is asked for as by every read, and narrows nothing.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from data.reads.scope import Scope
from data.tables import Feature, Person, TrackedOutcome


@dataclass(frozen=True)
class Tracked:
    """A metric looked at before and after a feature shipped; `shipped_on` null = it is not, now."""

    id: int
    feature_id: int
    feature: str
    shipped_on: date | None
    metric: str  # a key of metrics.before_after.TRACKABLE
    days: int
    by: str | None
    row_version: int


def tracked(connection: Connection, scope: Scope) -> tuple[Tracked, ...]:
    """All that is tracked, the latest first."""
    query = (
        select(
            TrackedOutcome.id,
            TrackedOutcome.feature_id,
            Feature.title,
            Feature.shipped_on,
            TrackedOutcome.metric,
            TrackedOutcome.days,
            Person.name,
            TrackedOutcome.row_version,
        )
        .join(Feature, Feature.id == TrackedOutcome.feature_id)
        .join(Person, Person.id == TrackedOutcome.made_by_id, isouter=True)
        .order_by(TrackedOutcome.made_at.desc(), TrackedOutcome.id.desc())
    )
    return tuple(Tracked(*row) for row in connection.execute(query))


def shipped(connection: Connection, scope: Scope) -> dict[int, tuple[str, date]]:
    """Id → title and day of every feature that has shipped, the latest first."""
    query = (
        select(Feature.id, Feature.title, Feature.shipped_on)
        .where(Feature.status == "shipped", Feature.merged_into_id.is_(None))
        .order_by(Feature.shipped_on.desc(), Feature.id.desc())
    )
    return {row.id: (row.title, row.shipped_on) for row in connection.execute(query)}
