"""Who was in which team when; it knows no rows of theirs."""

from datetime import date

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.store import EVER
from data.tables import Person, TeamMove

SPANS = {
    "person_id": pl.Int64,
    "from_on": pl.Date,  # null = since ever
    "until_on": pl.Date,  # the first day after; null = still
    "team_id": pl.Int64,  # null = in no team, or gone
}


def team_spans(connection: Connection) -> pl.DataFrame:
    """The team of everybody from day to day, columns as SPANS, by person and day.

    Who never moved is in her present team since ever, whether she is active or not. A move on the
    day EVER says which team the one who moved later began in.
    """
    moves = frame(
        connection,
        select(TeamMove.person_id, TeamMove.from_on, TeamMove.team_id).order_by(
            TeamMove.person_id, TeamMove.from_on
        ),
        {"person_id": pl.Int64, "from_on": pl.Date, "team_id": pl.Int64},
    )
    moves = moves.with_columns(until_on=pl.col("from_on").shift(-1).over("person_id"))
    first = pl.col("from_on") == EVER
    moves = moves.with_columns(from_on=pl.when(~first).then("from_on"))
    everyone = frame(
        connection,
        select(Person.id, Person.team_id).order_by(Person.id),
        {"person_id": pl.Int64, "team_id": pl.Int64},
    )
    settled = everyone.join(moves, on="person_id", how="anti").with_columns(
        pl.lit(None, pl.Date).alias("from_on"), pl.lit(None, pl.Date).alias("until_on")
    )
    return pl.concat([moves.select(list(SPANS)), settled.select(list(SPANS))]).sort(
        "person_id", "from_on", nulls_last=False
    )


def with_team_then(
    rows: pl.DataFrame, spans: pl.DataFrame, *, person: str, on: str, name: str
) -> pl.DataFrame:
    """`rows`, in their order, with `name`: the team that `person` was in on the day `on`.

    Without a day it is her last team that is known; null where she is not known at that time.
    """
    starts = spans.select(
        pl.col("person_id").alias(person),
        pl.col("from_on").fill_null(EVER).alias("since"),
        pl.col("team_id").alias(name),
    ).sort("since")
    dated = rows.with_row_index("row").with_columns(
        pl.col(on).fill_null(date(9999, 1, 1)).alias("since")
    )
    found = dated.sort("since").join_asof(starts, on="since", by=person, check_sortedness=False)
    return found.sort("row").drop("row", "since")
