"""Counts what was done with reminders and what came back, where each customer is assigned."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.tables.shop import DAY_MS, millis

# Moments are whole numbers, and between whole numbers both databases divide without a remainder.
_ASSIGNED = text(
    "INSERT INTO nudge_counts (campaign_id, day, arm, segment, what, n)"
    " SELECT campaign_id, assigned_at / :a_day, arm, coalesce(segment, ''),"
    " CAST(:what AS VARCHAR), CAST(:n AS BIGINT)"
    " FROM assignments WHERE campaign_id = :campaign AND unit = :unit"
    " ON CONFLICT (campaign_id, day, arm, segment, what)"
    " DO UPDATE SET n = nudge_counts.n + excluded.n"
)
_NOWHERE = text(
    "INSERT INTO nudge_counts (campaign_id, day, arm, segment, what, n)"
    " VALUES (:campaign, :day, '', '', :what, :n)"
    " ON CONFLICT (campaign_id, day, arm, segment, what)"
    " DO UPDATE SET n = nudge_counts.n + excluded.n"
)


def count_nudges(
    session: Session, happened: Iterable[tuple[int, str, str]], *, now: datetime, by: int = 1
) -> None:
    """Count, for each (campaign, unit, what), one more, or `by` more.

    Customers who are not assigned count on the day of `now`, in no arm. `nudge_count.count` is for
    files: one mail at a time, its temporary table would take longer than the mail.
    """
    connection = session.connection()
    for campaign, unit, what in sorted(happened):
        one = {"campaign": campaign, "unit": unit, "what": what, "n": by}
        if connection.execute(_ASSIGNED, one | {"a_day": DAY_MS}).rowcount == 0:
            connection.execute(_NOWHERE, one | {"day": millis(now) // DAY_MS})
