"""The cast: one manages, one is on her team, one must see nothing; and those who decide."""

from dataclasses import dataclass

from sqlalchemy import Engine

from data.reads.people import Me, person_by_id
from data.store import reading, writing
from data.tables import Person, Team


@dataclass(frozen=True)
class Cast:
    """Everybody as the store knows them; the team is Harbour, the outsider has none."""

    team_id: int
    manager: Me  # sales manager of Harbour
    member: Me  # viewer on Harbour
    outsider: Me  # viewer of no team: sees no team's rows
    executive: Me
    product_lead: Me
    administrator: Me


ROLES = {
    "manager": ("Mara Lindqvist", "sales_manager", True),
    "member": ("Tomas Berg", "viewer", True),
    "outsider": ("Nils Alone", "viewer", False),
    "executive": ("Edda Stone", "executive", False),
    "product_lead": ("Petra Nowak", "product_lead", False),
    "administrator": ("Ada Root", "administrator", False),
}


def cast_in(engine: Engine) -> Cast:
    """Write the cast into an empty store."""
    with writing(engine) as session:
        team = Team(name="Harbour")
        session.add(team)
        session.flush()
        people = {
            part: Person(
                name=name,
                name_key=name.lower(),
                email=f"{name.split()[0].lower()}@example.org",
                role=role,
                team_id=team.id if on_team else None,
            )
            for part, (name, role, on_team) in ROLES.items()
        }
        session.add_all(people.values())
        session.flush()
        ids = {part: person.id for part, person in people.items()}
        team_id = team.id
    with reading(engine) as conn:
        return Cast(team_id, **{part: person_by_id(conn, key) for part, key in ids.items()})
