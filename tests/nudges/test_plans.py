"""What the mailer asks the store takes as long among ten million baskets as among ten: it is read
from the database's own plans that no question walks through history.
"""

import re
from datetime import timedelta

from sqlalchemy import event

from data.actions.permissions import SETUP
from data.actions.record_send import give_up_waiting
from data.reads.nudge_status import send_of_message
from data.reads.nudges import unknown_sends
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from nudges.look import look
from nudges.run import check
from nudges.start import status
from tests.nudges import shop
from tests.nudges.shop import HOUR, KEYS, START, Clock, left, mailer, ran, started

GROWING = (
    *("baskets", "orders", "contacts", "assignments", "sends", "skips", "suppressions"),
    *("nudge_events", "purchases", "expiries", "audit"),
)
OF_WHAT_WAITS = ("ix_baskets_look_at", "ix_sends_due", "ix_sends_open")
WALK = re.compile(r"SCAN (?:TABLE )?(\w+)(?: USING (?:COVERING )?INDEX (\w+))?")


def test_no_question_of_the_mailer_walks_through_history(sqlite_engine, tmp_path):
    asked: dict[str, object] = {}

    @event.listens_for(sqlite_engine, "before_cursor_execute")
    def note(connection, cursor, statement, parameters, context, many):
        if not many and statement.split()[0] in ("SELECT", "UPDATE", "INSERT", "DELETE", "WITH"):
            asked.setdefault(statement, parameters)

    clock = Clock(START + 2 * HOUR)
    started(sqlite_engine, cap_mails=1)
    shop.many(sqlite_engine, 3, at=START)
    left(sqlite_engine, "c1", key="another")
    ours = mailer(sqlite_engine, clock, tmp_path)
    check(ours)
    asked.clear()  # what comes now comes again and again
    check(ours, seen=1)
    with writing(sqlite_engine) as session:
        long_ago = clock.now - timedelta(days=1)
        give_up_waiting(session, SETUP, silent_since=long_ago, now=clock.now)
    while look(sqlite_engine, KEYS, now=clock.now):
        pass
    assert ran(ours) == {"sent": 3, "skipped": 1}
    status(sqlite_engine, now=clock.now)
    with reading(sqlite_engine) as connection:
        send_of_message(connection, "m")
        unknown_sends(connection, EVERYTHING, campaign_id=1, limit=9)
    event.remove(sqlite_engine, "before_cursor_execute", note)
    assert len(asked) > 25
    walks = []
    with reading(sqlite_engine) as connection:
        for statement, parameters in asked.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for step in plan:
                found = WALK.match(step[3])
                if found and found[1] in GROWING and found[2] not in OF_WHAT_WAITS:
                    walks.append((step[3], statement))
                if step[3].endswith("(campaign_id=?)"):  # all of a campaign
                    walks.append((step[3], statement))
    assert walks == []
