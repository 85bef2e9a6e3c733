"""Brings a store's tables up to date, or down again; knows whether there is anything to do."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

HERE = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings, without a file; the connection rides along for env.py."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def is_current(engine: Engine) -> bool:
    """Whether the store has every migration."""
    with engine.connect() as connection:
        now = MigrationContext.configure(connection).get_current_revision()
    return now == ScriptDirectory.from_config(config()).get_current_head()


def is_empty(engine: Engine) -> bool:
    """Whether the database holds no tables of ours: nobody ever migrated it."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is None


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the missing migrations, all or none."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        command.upgrade(config(connection), to)


def downgrade(engine: Engine, to: str = "base") -> None:
    """Undo migrations, all or none; `base` leaves an empty database."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        command.downgrade(config(connection), to)
