"""Additive cells moved: what came in counts, what is gone does not; in the caller's transaction."""

from collections.abc import Sequence

import polars as pl
from sqlalchemy import Connection

from data.actions import bulk
from data.tables import CubeCell, CubeEnd, CubeWeek


def move_cells(
    connection: Connection,
    table: type[CubeCell | CubeWeek | CubeEnd],
    come: pl.DataFrame,
    gone: pl.DataFrame,
    *,
    amounts: Sequence[str],
) -> int:
    """Add `come - gone` to the cells kept; returns how many moved.

    Both hold the table's columns, any number of rows a cell; `amounts` are those that add up.
    """
    group = [name for name in come.columns if name not in amounts]
    less = gone.with_columns(-pl.col(name) for name in amounts)
    delta = pl.concat([come, less]).group_by(group).agg(pl.col(*amounts).sum())
    delta = delta.filter(pl.any_horizontal(pl.col(*amounts) != 0)).sort(group)
    bulk.add(connection, table, delta.select(come.columns), tuple(amounts))
    return delta.height
