"""Add a person, or change her role, team and what she sees; somebody can always let people in."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from data.actions.permissions import ADMIN, SPOKEN, Actor, check
from data.actions.record import record
from data.actions.team_moves import note_moves
from data.actions.unchanged import check_unchanged
from data.names import name_key
from data.refused import Invalid
from data.tables import Person, Team, TeamAccess


def add_person(
    session: Session,
    actor: Actor,
    *,
    name: str,
    email: str | None,
    role: str,
    team_id: int | None = None,
    sees: Collection[int] = (),
    now: datetime,
) -> int:
    """The id of a new, active person.

    Args:
        email: the address she signs in with; null = she cannot sign in yet.
        sees: ids of teams whose rows she reads beside her own team's.

    Raises:
        Invalid: no name, an address that somebody else has, an unknown role or team.
    """
    check(actor, "change_person")
    person = Person(active=True)
    _set(session, person, name, email, role, team_id, sees)
    session.add(person)
    session.flush()
    _give(session, person.id, sees)
    record(
        session,
        actor,
        "change_person",
        "people",
        person.id,
        after=_standing(session, person),
        now=now,
    )
    return person.id


def change_person(
    session: Session,
    actor: Actor,
    *,
    person_id: int,
    row_version: int,
    name: str,
    email: str | None,
    role: str,
    team_id: int | None,
    active: bool,
    sees: Collection[int],
    now: datetime,
) -> None:
    """Make a person what is given here, all of it; `row_version` is the one the actor saw.

    Raises:
        Conflict: somebody changed her since.
        Invalid: as `add_person`; or nobody would be left to let people in.
    """
    check(actor, "change_person")
    # Every administrator's row is held: two who demote each other at once come one after the other.
    admins = session.scalars(
        select(Person.id)
        .where(Person.role == ADMIN, Person.active)
        .order_by(Person.id)
        .with_for_update()
    ).all()
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise Invalid("That person is not here any more. Reload the page.")
    check_unchanged(
        session, "people", person_id, person.name, is_at=person.row_version, seen=row_version
    )
    if list(admins) == [person_id] and not (active and role == ADMIN):
        raise Invalid(
            f"{person.name} is the last active administrator. Make somebody else one first."
        )
    before = _standing(session, person)
    was = person.team_id if person.active else None
    _set(session, person, name, email, role, team_id, sees)
    person.active = active
    is_in = team_id if active else None
    note_moves(session.connection(), [(person_id, was, is_in)], on=now.date())
    flag_modified(person, "name")  # so that new teams to see move row_version too
    session.flush()
    _give(session, person_id, sees)
    after = _standing(session, person)
    record(
        session, actor, "change_person", "people", person_id, before=before, after=after, now=now
    )


def _set(
    session: Session,
    person: Person,
    name: str,
    email: str | None,
    role: str,
    team_id: int | None,
    sees: Collection[int],
) -> None:
    """Write what is given onto the person; raises Invalid where a rule is broken."""
    name, email = " ".join(name.split()), (email or "").strip() or None
    if not name:
        raise Invalid("Write the person's name.")
    if role not in SPOKEN:
        raise Invalid(f"“{role}” is no role here. Choose one of {', '.join(SPOKEN)}.")
    if email is not None:
        same = select(Person.name).where(func.lower(Person.email) == email.lower())
        with session.no_autoflush:
            other = session.scalars(
                same.where(Person.id != person.id) if person.id is not None else same
            ).first()
        if other:
            raise Invalid(f"{other} signs in with {email} already.")
    teams = {*sees, *([team_id] if team_id is not None else [])}
    if len(session.scalars(select(Team.id).where(Team.id.in_(teams))).all()) < len(teams):
        raise Invalid("One of those teams is not here any more. Reload the page.")
    person.name, person.name_key, person.email = name, name_key(name), email
    person.role, person.team_id = role, team_id


def _give(session: Session, person_id: int, sees: Collection[int]) -> None:
    session.execute(delete(TeamAccess).where(TeamAccess.person_id == person_id))
    session.add_all(TeamAccess(person_id=person_id, team_id=team) for team in sorted(set(sees)))
    session.flush()


def _standing(session: Session, person: Person) -> dict[str, object]:
    """What others know of a person's place, teams by name."""
    team = session.get(Team, person.team_id) if person.team_id is not None else None
    seen = session.scalars(
        select(Team.name)
        .join(TeamAccess, TeamAccess.team_id == Team.id)
        .where(TeamAccess.person_id == person.id)
        .order_by(Team.name)
    ).all()
    return {
        "name": person.name,
        "email": person.email,
        "role": person.role,
        "team": team.name if team else None,
        "active": person.active,
        "sees": list(seen),
    }
