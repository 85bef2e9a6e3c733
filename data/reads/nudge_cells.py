"""The cube's cells and the counts beside them: all that a page reads of a campaign's outcome.

What campaigns did is the company's, not a team's: nobody's deals or customers are in it.
"""

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import Campaign, CubeCell, NudgeCount

_AMOUNTS = ("n", "dconv", "ds", "dss", "dorders", "dunpriced", "drefunds")
_CELLS = {
    "day": pl.Int64,
    "arm": pl.String,
    "segment": pl.String,
    "lag": pl.Int32,
    **dict.fromkeys(_AMOUNTS, pl.Int64),
}
_COUNTS = {
    "day": pl.Int64,
    "arm": pl.String,
    "segment": pl.String,
    "what": pl.String,
    "n": pl.Int64,
}
OUTSIDE = "cube_from"  # in a campaign's design: the engine that computed its cells


def campaign_cells(connection: Connection, scope: Scope, campaign: int) -> pl.DataFrame:
    """The cells of a campaign: `day` (Date, assigned on, UTC), `arm, segment` ("" = not known),
    `lag` (-1 carries n), `n, dconv, ds, dss, dorders, dunpriced, drefunds`.

    Empty for whoever sees one team alone: it is nobody's team that a campaign belongs to.
    """
    if scope.teams is not None:
        return _dated(pl.DataFrame(schema=_CELLS))
    query = select(*(getattr(CubeCell, name) for name in _CELLS))
    query = query.where(CubeCell.campaign_id == campaign)
    return _dated(frame(connection, query, _CELLS)).sort("day", "arm", "segment", "lag")


def campaign_counts(connection: Connection, scope: Scope, campaign: int) -> pl.DataFrame:
    """How often what was done: `day` (Date), `arm` ("" = before assignment), `segment, what, n`."""
    if scope.teams is not None:
        return _dated(pl.DataFrame(schema=_COUNTS))
    query = select(*(getattr(NudgeCount, name) for name in _COUNTS))
    query = query.where(NudgeCount.campaign_id == campaign)
    return _dated(frame(connection, query, _COUNTS)).sort("day", "arm", "segment", "what")


def kept_cells(connection: Connection) -> pl.DataFrame:
    """Every cell of every campaign, schema CELLS of the cube; for its check alone."""
    schema = {"campaign_id": pl.Int64, **_CELLS}
    found = frame(connection, select(*(getattr(CubeCell, name) for name in schema)), schema)
    return found.with_columns(pl.col("lag").cast(pl.Int64))


def told_from_outside(connection: Connection) -> list[int]:
    """Campaigns whose cells were computed where their facts lie, not from this store's."""
    rows = connection.execute(select(Campaign.id, Campaign.design))
    return [row.id for row in rows if OUTSIDE in row.design]


def _dated(found: pl.DataFrame) -> pl.DataFrame:
    return found.with_columns(pl.col("day").cast(pl.Int32).cast(pl.Date))
