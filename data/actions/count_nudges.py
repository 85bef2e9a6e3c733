"""Counts what was done with reminders and what came back, where each customer is assigned."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.actions.nudge_count import KEY
from data.tables import Assignment, NudgeCount
from data.tables.shop import DAY_MS, millis


def count_nudges(
    session: Session, happened: Iterable[tuple[int, str, str]], *, now: datetime, by: int = 1
) -> None:
    """Count, for each (campaign, unit, what), one more, or `by` more.

    Customers who are not assigned count on the day of `now`, in no arm. `nudge_count.count` is for
    files: one mail at a time, its temporary table would take longer than the mail.
    """
    told = list(happened)
    if not told:
        return
    places = _places(session, {(campaign, unit) for campaign, unit, _ in told})
    nowhere = (millis(now) // DAY_MS, "", "")
    sums = Counter(
        (campaign, *places.get((campaign, unit), nowhere), what) for campaign, unit, what in told
    )
    dialect = session.connection().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    rows = [dict(zip(KEY, key, strict=True)) | {"n": n * by} for key, n in sorted(sums.items())]
    statement = insert(NudgeCount).values(rows)
    total = NudgeCount.n + statement.excluded.n
    session.execute(statement.on_conflict_do_update(index_elements=list(KEY), set_={"n": total}))


def _places(
    session: Session, whom: set[tuple[int, str]]
) -> dict[tuple[int, str], tuple[int, str, str]]:
    """Day, arm and segment of each assignment by its campaign and customer."""
    query = select(
        Assignment.campaign_id,
        Assignment.unit,
        Assignment.assigned_at,
        Assignment.arm,
        Assignment.segment,
    ).where(tuple_(Assignment.campaign_id, Assignment.unit).in_(sorted(whom)))
    return {
        (row.campaign_id, row.unit): (
            millis(row.assigned_at) // DAY_MS,
            row.arm,
            row.segment or "",
        )
        for row in session.execute(query)
    }
