"""Everyone known here, with role, team and what each may see, for the administrator's page."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from data.reads.scope import Scope
from data.tables import Person, Team, TeamAccess


@dataclass(frozen=True)
class Known:
    """A person as the store has her; `row_version` says which state of the row this was."""

    id: int
    name: str
    email: str | None
    role: str
    team_id: int | None
    team: str | None
    active: bool
    sees: tuple[int, ...]  # ids of the teams she sees beside her own
    row_version: int


def everyone(connection: Connection, scope: Scope) -> tuple[Known, ...]:
    """Everyone in the scope's teams, the inactive too, by name."""
    sees: dict[int, list[int]] = {}
    for row in connection.execute(select(TeamAccess.__table__).order_by(TeamAccess.team_id)):
        sees.setdefault(row.person_id, []).append(row.team_id)
    query = (
        select(Person.__table__, Team.name.label("team"))
        .outerjoin(Team, Team.id == Person.team_id)
        .where(scope.allows(Person.team_id))
        .order_by(Person.name_key, Person.id)
    )
    return tuple(
        Known(
            row.id,
            row.name,
            row.email,
            row.role,
            row.team_id,
            row.team,
            row.active,
            tuple(sees.get(row.id, ())),
            row.row_version,
        )
        for row in connection.execute(query)
    )


def teams(connection: Connection, scope: Scope) -> tuple[tuple[int, str], ...]:
    """Id and name of every team in scope, by name."""
    query = select(Team.id, Team.name).where(scope.allows(Team.id)).order_by(Team.name)
    return tuple((row.id, row.name) for row in connection.execute(query))
