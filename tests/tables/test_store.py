"""The store opens as it should on both databases, and writes all or nothing."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from data.actions.permissions import SETUP
from data.actions.record import record
from data.refused import Refused
from data.store import is_empty, open_store, reading, sqlite_url, store_version, writing
from data.tables import Audit, Team

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def noted(session, name="North"):
    team = Team(name=name)
    session.add(team)
    session.flush()
    record(session, SETUP, "change_person", "teams", team.id, after={"name": name}, now=NOW)


def test_sqlite_runs_in_wal_with_keys_on_a_busy_timeout_and_normal_sync(sqlite_engine):
    with reading(sqlite_engine) as connection:
        pragma = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert pragma == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 30_000,
        "synchronous": 1,
    }


def test_a_new_store_is_empty_until_somebody_does_something(engine):
    with reading(engine) as connection:
        assert is_empty(connection)
    with writing(engine) as session:
        noted(session)
    with reading(engine) as connection:
        assert not is_empty(connection)


def test_the_version_moves_once_for_each_action(engine):
    with reading(engine) as connection:
        assert store_version(connection) == 0
    with writing(engine) as session:
        noted(session, "North")
    with writing(engine) as session:
        noted(session, "South")
    with reading(engine) as connection:
        assert store_version(connection) == 2


def test_an_action_undone_leaves_neither_its_rows_nor_its_version(engine):
    with pytest.raises(RuntimeError), writing(engine) as session:
        noted(session)
        raise RuntimeError("the page broke")
    with reading(engine) as connection:
        assert store_version(connection) == 0
        assert is_empty(connection)
        assert connection.execute(select(Team)).all() == []


def test_a_reader_sees_one_state_while_somebody_writes(engine):
    with reading(engine) as connection:
        assert store_version(connection) == 0
        with writing(engine) as session:
            noted(session)
        assert store_version(connection) == 0
        assert connection.execute(select(Team)).all() == []
    with reading(engine) as connection:
        assert store_version(connection) == 1


def test_postgresql_readers_cannot_write(pg_engine):
    with pytest.raises(DBAPIError, match="read-only"), reading(pg_engine) as connection:
        connection.execute(text("UPDATE store_version SET version = 5"))


def test_moments_come_back_in_utc_whatever_zone_they_went_in_with(engine):
    east = NOW.astimezone(timezone(timedelta(hours=9)))
    with writing(engine) as session:
        record(session, SETUP, "change_person", "teams", None, now=east)
    with reading(engine) as connection:
        kept = connection.execute(select(Audit.at)).scalar_one()
    assert kept == NOW
    assert kept.utcoffset() == timedelta(0)


def test_the_trail_keeps_days_at_any_depth_as_text(engine):
    after = {"from": date(2026, 4, 1), "aims": [["x", date(2026, 7, 1)]], "shares": {3: 10}}
    with writing(engine) as session:
        record(session, SETUP, "change_person", "teams", 7, after=after, now=NOW)
    with reading(engine) as connection:
        kept = connection.execute(select(Audit.after, Audit.before, Audit.subject_id)).one()
    assert kept == (
        {"from": "2026-04-01", "aims": [["x", "2026-07-01"]], "shares": {"3": 10}},
        None,
        7,
    )


def test_an_address_that_is_neither_database_is_refused_without_its_password():
    with pytest.raises(Refused, match="not in mysql") as told:
        open_store("mysql://ann:secret@host/db")
    assert "secret" not in str(told.value)
    with pytest.raises(Refused, match="cannot be read") as told:
        open_store("nonsense with secret")
    assert "secret" not in str(told.value)


def test_the_folder_of_an_embedded_store_is_made(tmp_path):
    engine = open_store(sqlite_url(tmp_path / "new" / "deep" / "store.db"))
    with reading(engine):
        assert (tmp_path / "new" / "deep" / "store.db").exists()
    engine.dispose()
