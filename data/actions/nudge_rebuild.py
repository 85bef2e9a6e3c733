"""The cube made anew from the facts, and what of it was not as they say. It changes no fact."""

from datetime import datetime

import polars as pl
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from data.actions import bulk
from data.actions.move_cells import move_cells
from data.actions.nudge_ends import mend_ends, settle_ends
from data.actions.nudge_settle import (
    hold_cube,
    made,
    mend_weeks,
    settled_now,
    with_ends,
)
from data.actions.permissions import Actor, check
from data.actions.record import record
from data.reads.nudge_cells import kept_cells, made_outside
from data.reads.nudge_facts import (
    PURCHASES,
    assigned_units,
    assignments_of,
    purchases_of,
)
from data.tables import CubeCell, Purchase
from metrics.cube import AMOUNTS, CELLS, GROUP


def rebuild_cube(session: Session, actor: Actor, *, now: datetime) -> int:
    """Make every cell from the facts in this store; returns how many were not as they say.

    Campaigns whose cells were computed elsewhere, from a lake, have no facts here and keep theirs.
    """
    check(actor, "rebuild_cube")
    connection = session.connection()
    hold_cube(connection)
    wrong = differences(connection, mend=True)
    move_cells(connection, CubeCell, wrong, wrong.clear(), amounts=AMOUNTS)
    mended = wrong.height + mend_weeks(connection) + mend_ends(connection)
    after = {"cells_mended": mended}
    record(session, actor, "rebuild_cube", "cube_cells", None, after=after, now=now)
    return mended


def differences(connection: Connection, *, mend: bool = False) -> pl.DataFrame:
    """What has to be added to the kept cells to make them what the facts say, schema CELLS.

    Empty where the cube is right. With `mend`, what attribution settled is put right as well.
    """
    parts = [pl.DataFrame(schema=CELLS)]
    for units in assigned_units(connection):
        assigned = assignments_of(connection, units)
        if mend:
            assigned = with_ends(connection, assigned)
        purchases = settled_now(connection, assigned)
        if mend:
            before = purchases_of(connection, units)
            gone = before.join(purchases, on=list(PURCHASES), how="anti")
            bulk.delete(connection, Purchase, gone.select("unit", "campaign_id", "lag"))
            come = purchases.join(before, on=list(PURCHASES), how="anti")
            bulk.insert(connection, Purchase, come)
            settle_ends(connection, units)
        parts.append(made(assigned, purchases))
    kept = kept_cells(connection)
    kept = kept.filter(~pl.col("campaign_id").is_in(made_outside(connection)))
    less = kept.with_columns(-pl.col(name) for name in AMOUNTS)
    delta = pl.concat([*parts, less]).group_by(*GROUP).agg(pl.col(*AMOUNTS).sum())
    delta = delta.filter(pl.any_horizontal(pl.col(*AMOUNTS) != 0))
    return delta.select(CELLS.keys()).sort(GROUP)
