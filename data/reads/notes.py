"""What sellers wrote down about deals, for the metrics of the message; it judges no word."""

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import DealNote, Person, Team

NOTES = {
    "note_id": pl.Int64,
    "person_id": pl.Int64,
    "person": pl.String,
    "team": pl.String,
    "office": pl.String,
    "noted_on": pl.Date,
    "words": pl.String,
}


def notes(connection: Connection, scope: Scope) -> pl.DataFrame:
    """As `metrics.frames.NOTES`, in scope, by id: `team` and `office` are the writer's, then."""
    query = (
        select(
            DealNote.id,
            DealNote.person_id,
            Person.name,
            Team.name,
            Team.office,
            DealNote.noted_on,
            DealNote.words,
        )
        .outerjoin(Person, Person.id == DealNote.person_id)
        .outerjoin(Team, Team.id == DealNote.team_id)
        .where(scope.allows(DealNote.team_id))
        .order_by(DealNote.id)
    )
    return frame(connection, query, NOTES)
