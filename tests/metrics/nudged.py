"""Customers of a campaign, and the cells that summarise them, made the slow and plain way."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from metrics.nudge_arms import CELLS

DAY = date(2026, 3, 1)


@dataclass(frozen=True)
class Customer:
    arm: str
    day: date = DAY
    segment: str = ""
    bought: tuple[tuple[int, int], ...] = field(default=())  # lag in days, cents


def cells(customers):
    """CELLS of these customers, one at a time."""
    table = defaultdict(lambda: [0] * 7)
    for who in customers:
        key = (who.day, who.arm, who.segment)
        table[(*key, -1)][0] += 1
        total = 0
        for at, (lag, cents) in enumerate(sorted(who.bought)):
            cell = table[(*key, lag)]
            cell[1] += at == 0
            cell[2] += cents
            cell[3] += (total + cents) ** 2 - total**2
            cell[4] += 1
            total += cents
    return pl.DataFrame([(*k, *v) for k, v in table.items()], schema=CELLS, orient="row")


def counted(mail, holdout, *, day=DAY, segment="", lag=2, cents=1_000):
    """CELLS of arms given as (bought, of)."""
    rows = []
    for arm, (kept, n) in (("mail", mail), ("holdout", holdout)):
        rows.append((day, arm, segment, -1, n, 0, 0, 0, 0, 0, 0))
        rows.append((day, arm, segment, lag, 0, kept, kept * cents, kept * cents**2, kept, 0, 0))
    return pl.DataFrame(rows, schema=CELLS, orient="row")
