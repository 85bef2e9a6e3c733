"""Every cell of the cube, to check it against the facts; what a page shows is read elsewhere."""

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.tables import Campaign, CubeCell, CubeWeek

_CELLS = {
    "campaign_id": pl.Int64,
    "day": pl.Int64,
    "arm": pl.String,
    "segment": pl.String,
    "lag": pl.Int64,
    "n": pl.Int64,
    "dconv": pl.Int64,
    "ds": pl.Int64,
    "dss": pl.Int64,
    "dorders": pl.Int64,
    "dunpriced": pl.Int64,
    "drefunds": pl.Int64,
}
OUTSIDE = "cube_from"  # in a campaign's design: where the facts lie that its cells were made from


def kept_cells(
    connection: Connection, campaign_id: int | None = None, days: pl.Series | None = None
) -> pl.DataFrame:
    """Every cell, schema CELLS of metrics.cube, in no order; with a campaign, its own of `days`."""
    query = select(*(getattr(CubeCell, name) for name in _CELLS))
    if campaign_id is not None and days is not None:
        query = query.where(CubeCell.campaign_id == campaign_id, CubeCell.day.in_(days.to_list()))
    return frame(connection, query, _CELLS)


def kept_weeks(connection: Connection, among: pl.DataFrame | None = None) -> pl.DataFrame:
    """Every cell by week, schema CELLS of metrics.cube, in no order; with cells `among` which they
    are asked for, those of their campaigns and weeks."""
    query = select(*(getattr(CubeWeek, name) for name in _CELLS))
    if among is not None:
        for name in ("campaign_id", "day"):
            query = query.where(getattr(CubeWeek, name).in_(among[name].unique().to_list()))
    return frame(connection, query, _CELLS)


def by_week(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells on the last day of their week, a Sunday; the first of January 1970 was a Thursday.

    SQL of migration 0008 says the same.
    """
    return cells.with_columns(pl.col("day") + 6 - (pl.col("day") + 3) % 7)


def made_outside(connection: Connection) -> list[int]:
    """Campaigns whose cells were computed where their facts lie, not from this store's."""
    rows = connection.execute(select(Campaign.id, Campaign.design))
    return [row.id for row in rows if OUTSIDE in row.design]
