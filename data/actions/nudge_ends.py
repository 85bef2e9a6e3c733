"""Whose event passed before she bought: settled, and its cells moved, with whatever settles her
purchases. It changes no fact.
"""

import polars as pl
from sqlalchemy import Connection

from data.actions import bulk
from data.actions.move_cells import move_cells
from data.reads.nudge_ends import every_expiry, expiries_of, kept_ends, waiting_of
from data.reads.nudge_facts import purchases_of
from data.tables import CubeEnd, Expiry
from metrics.cube_ends import AMOUNTS, cells, expired


def settle_ends(connection: Connection, units: pl.Series) -> int:
    """Settle these customers anew, after their purchases were; returns how many cells moved."""
    before, waiting = expiries_of(connection, units), waiting_of(connection, units)
    if before.is_empty() and waiting.is_empty():
        return 0
    after = expired(waiting, purchases_of(connection, waiting["unit"]))
    gone = before.join(after, on=after.columns, how="anti", nulls_equal=True)
    come = after.join(before, on=after.columns, how="anti", nulls_equal=True)
    bulk.delete(connection, Expiry, gone.select("assignment_id"))
    bulk.insert(connection, Expiry, come)
    return move_cells(connection, CubeEnd, cells(come), cells(gone), amounts=AMOUNTS)


def mend_ends(connection: Connection) -> int:
    """Make every cell what is settled, once all customers were settled; how many were not."""
    settled, kept = cells(every_expiry(connection)), kept_ends(connection)
    return move_cells(connection, CubeEnd, settled, kept, amounts=AMOUNTS)
