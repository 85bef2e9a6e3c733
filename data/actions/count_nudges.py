"""Moves the counts of what was done with reminders and what came back, in the same transaction."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import select, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.tables import Assignment, NudgeCount
from data.tables.shop import DAY_MS, millis

NOWHERE = (-1, "", "")
"""Day, arm and segment of what happened to a customer who is not assigned: in no arm."""


def count_nudges(
    session: Session, happened: Iterable[tuple[int, str, str]], *, by: int = 1
) -> None:
    """Count, for each (campaign, unit, what), one more, or `by` more, where her assignment is."""
    told = list(happened)
    where = _places(session, {(campaign, unit) for campaign, unit, _ in told})
    counted = Counter(
        (campaign, *where.get((campaign, unit), NOWHERE), what) for campaign, unit, what in told
    )
    dialect = session.connection().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    for (campaign, day, arm, segment, what), n in sorted(counted.items()):
        statement = insert(NudgeCount).values(
            campaign_id=campaign, day=day, arm=arm, segment=segment, what=what, n=n * by
        )
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["campaign_id", "day", "arm", "segment", "what"],
                set_={"n": NudgeCount.n + n * by},
            )
        )


def _places(
    session: Session, whom: set[tuple[int, str]]
) -> dict[tuple[int, str], tuple[int, str, str]]:
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
