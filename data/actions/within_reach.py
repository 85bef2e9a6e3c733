"""Whether an actor may write to a team's rows: those she may read, and no other team's."""

from sqlalchemy.orm import Session

from data.actions.permissions import Actor
from data.reads.people import person_by_id
from data.refused import NotAllowed


def check_reach(session: Session, actor: Actor, team_id: int | None, called: str) -> None:
    """Raise NotAllowed unless the actor sees the rows of the team `team_id`.

    Args:
        team_id: null = of no team: only who sees every team reaches such a row.
        called: what the row is called, for the message.
    """
    if actor.person_id is None:
        return
    me = person_by_id(session.connection(), actor.person_id)
    if me is None:
        raise NotAllowed(f"{actor.name} is not active here any more.")
    if me.scope.teams is not None and team_id not in me.scope.teams:
        raise NotAllowed(f"{called} belongs to a team whose rows {actor.name} does not see.")
