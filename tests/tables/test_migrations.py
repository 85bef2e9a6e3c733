"""The migrations lay exactly the tables, on both databases, and take them away again."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from data import migrate
from data.store import open_store, reading, sqlite_url, store_version
from data.tables import Base, triggers


@pytest.fixture(params=["sqlite", "postgres"])
def emptied(request, tmp_path):
    """A store taken down to nothing again: what a downgrade leaves behind is seen here."""
    if request.param == "sqlite":
        engine = open_store(sqlite_url(tmp_path / "empty.db"))
        yield engine
        engine.dispose()
    else:
        engine = request.getfixturevalue("pg_engine")
        migrate.downgrade(engine)
        yield engine


def everything_in(engine):
    """Names of all that lies in the database, Alembic's own table aside."""
    kinds = (
        "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
        if engine.dialect.name == "sqlite"
        else "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with reading(engine) as connection:
        names = set(connection.scalars(text(kinds)))
    return {name for name in names if not name.startswith("alembic_version")}


def test_an_empty_database_is_brought_up_and_taken_down_to_nothing(emptied):
    assert not migrate.is_current(emptied)
    migrate.upgrade(emptied)
    assert migrate.is_current(emptied)
    assert set(Base.metadata.tables) <= everything_in(emptied)
    migrate.downgrade(emptied)
    assert everything_in(emptied) == set()
    migrate.upgrade(emptied)
    with reading(emptied) as connection:
        assert store_version(connection) == 0


def test_upgrading_twice_changes_nothing(engine):
    before = everything_in(engine)
    migrate.upgrade(engine)
    assert everything_in(engine) == before


def test_tables_and_migrations_do_not_differ(engine):
    with reading(engine) as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "render_as_batch": engine.dialect.name == "sqlite"},
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_tables_lies_in_the_database(engine):
    declared = {
        (table.name, constraint.name)
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    inspector = inspect(engine)
    laid = {
        (table, check["name"])
        for table in Base.metadata.tables
        for check in inspector.get_check_constraints(table)
    }
    assert laid == declared


def test_checks_say_the_same_in_tables_and_migrations(sqlite_engine, tmp_path):
    # SQLite keeps the words of a check, so a condition that drifted is seen here.
    declared = open_store(sqlite_url(tmp_path / "declared.db"))
    Base.metadata.create_all(declared)

    def checks(engine):
        inspector = inspect(engine)
        return {
            (table, check["name"], " ".join(check["sqltext"].split()))
            for table in Base.metadata.tables
            for check in inspector.get_check_constraints(table)
        }

    assert checks(sqlite_engine) == checks(declared)
    declared.dispose()


def test_every_rule_is_a_trigger_in_the_database(engine):
    assert {name for name, *_ in triggers.RULES} <= everything_in(engine)


def test_a_failed_upgrade_leaves_nothing(tmp_path, monkeypatch):
    engine = open_store(sqlite_url(tmp_path / "half.db"))

    def broken(connection):
        raise RuntimeError("the power went")

    monkeypatch.setattr(triggers, "create", broken)
    with pytest.raises(RuntimeError):
        migrate.upgrade(engine)
    assert everything_in(engine) == set()
    engine.dispose()
