"""By which weights metrics make one figure, now and before; computes no figure."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from data.reads.scope import Scope
from data.tables import Composite, Person


@dataclass(frozen=True)
class Kept:
    """Weights as they were saved; `weights` in basis points by metric, adding up to 10,000."""

    number: int
    name: str
    mean: str  # arithmetic | geometric
    weights: tuple[tuple[str, int], ...]
    in_force_from: date
    by: str | None


def composites(connection: Connection, scope: Scope) -> tuple[Kept, ...]:
    """All weights ever saved, the newest first.

    Args:
        scope: required of every read; weights are the whole company's, so it narrows nothing.
    """
    query = (
        select(
            Composite.number,
            Composite.name,
            Composite.mean,
            Composite.weights,
            Composite.in_force_from,
            Person.name.label("by"),
        )
        .join(Person, Person.id == Composite.made_by_id, isouter=True)
        .order_by(Composite.number.desc())
    )
    return tuple(
        Kept(
            row.number,
            row.name,
            row.mean,
            tuple((slug, int(weight)) for slug, weight in row.weights.items()),
            row.in_force_from,
            row.by,
        )
        for row in connection.execute(query)
    )


def in_force(kept: tuple[Kept, ...], on: date) -> Kept | None:
    """The weights that hold on a day: of those begun by then the last to begin, on a tie the
    newest; null when none had begun."""
    begun = [one for one in kept if one.in_force_from <= on]
    return max(begun, key=lambda one: (one.in_force_from, one.number), default=None)
