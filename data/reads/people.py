"""Who is known here, and whose rows each may see; never their figures."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select, union

from data.actions.permissions import SETUP, Actor
from data.names import name_key
from data.reads.scope import EVERYTHING, SEES_EVERYTHING, Scope
from data.refused import Invalid
from data.tables import Person, TeamAccess


@dataclass(frozen=True)
class Me:
    """The person a session acts for, as the store knows her at this moment."""

    actor: Actor
    scope: Scope

    @property
    def person_id(self) -> int | None:
        """Null for the setup of a store that has no people yet."""
        return self.actor.person_id

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def role(self) -> str:
        return self.actor.role


FIRST = Me(SETUP, EVERYTHING)
"""Whoever sets up a store in which nobody is known yet."""


def person_by_id(conn: Connection, person_id: int) -> Me | None:
    """The active person with that id; null when unknown or no longer active."""
    return _one(conn, Person.id == person_id)


def person_by_email(conn: Connection, email: str) -> Me | None:
    """The active person who signs in with that address, whatever its case; null as above."""
    return _one(conn, func.lower(Person.email) == email.strip().lower())


def person_called(conn: Connection, name: str) -> Me:
    """The active person of that name, however it is written.

    Raises:
        Invalid: nobody active is called so, or several are.
    """
    found = [key for key, known, _ in active_people(conn) if name_key(known) == name_key(name)]
    me = person_by_id(conn, found[0]) if len(found) == 1 else None
    if me is None:
        many = "Several people are" if found else "Nobody active is"
        raise Invalid(f"{many} called “{name}”.")
    return me


def active_people(conn: Connection) -> list[tuple[int, str, str]]:
    """Id, name and role of everyone active: executives first, then by role and name."""
    rows = conn.execute(
        select(Person.id, Person.name, Person.role)
        .where(Person.active)
        .order_by(Person.role != "executive", Person.role, Person.name, Person.id)
    )
    return [(row.id, row.name, row.role) for row in rows]


def administrators(conn: Connection) -> list[str]:
    """Names of the active administrators, to say whom to ask."""
    query = select(Person.name).where(Person.active, Person.role == "administrator")
    return list(conn.scalars(query.order_by(Person.name)))


def _one(conn: Connection, condition: ColumnElement[bool]) -> Me | None:
    row = conn.execute(
        select(Person.id, Person.name, Person.role).where(Person.active, condition)
    ).first()
    if row is None:
        return None
    return Me(Actor(row.id, row.name, row.role), _scope(conn, row.id, row.role))


def _scope(conn: Connection, person_id: int, role: str) -> Scope:
    if role in SEES_EVERYTHING:
        return EVERYTHING
    own = select(Person.team_id).where(Person.id == person_id, Person.team_id.is_not(None))
    given = select(TeamAccess.team_id).where(TeamAccess.person_id == person_id)
    return Scope(tuple(sorted(conn.scalars(union(own, given)))))
