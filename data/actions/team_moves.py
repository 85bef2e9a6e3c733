"""Puts on record who goes from one team to another, on which day, inside the action that moves her.

It moves nobody. A first team is no move: what she sold before anybody knew it is that team's.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from data.store import EVER
from data.tables import TeamMove


def note_moves(
    connection: Connection, moves: Iterable[tuple[int, int | None, int | None]], *, on: date
) -> None:
    """Write each (person, team until now, team from now on) that differs; null = none, or gone.

    With the first move goes a row for the team before it, on the day EVER. A second move on one
    day replaces the first; one back to where she was that morning leaves a row that says so.
    """
    changed = [(person, was, now) for person, was, now in moves if was != now]
    if not changed:
        return
    ids = [person for person, _, _ in changed]
    known = set(connection.scalars(select(TeamMove.person_id).where(TeamMove.person_id.in_(ids))))
    changed = [move for move in changed if move[0] in known or move[1] is not None]
    again = TeamMove.person_id.in_([person for person, _, _ in changed]) & (TeamMove.from_on == on)
    connection.execute(delete(TeamMove).where(again))
    rows = [
        {"person_id": person, "from_on": day, "team_id": team}
        for person, was, now in changed
        for day, team in ([] if person in known else [(EVER, was)]) + [(on, now)]
    ]
    if rows:
        connection.execute(insert(TeamMove), rows)
