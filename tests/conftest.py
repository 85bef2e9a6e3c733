"""Real stores for every test that asks: SQLite in a file, PostgreSQL in a throw-away cluster."""

import itertools
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Engine, make_url

from data import migrate
from data.store import open_store, sqlite_url
from tests import cluster
from tests.cast import Cast, cast_in

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("THROUGHLINE_SHARED", ROOT.parent / "shared"))
NUMBERS = itertools.count(1)
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
# An example that takes long says how busy the machine is, not that a law is broken.
settings.register_profile("any machine", settings.default, deadline=None)
settings.load_profile("any machine")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _no_skip_in_ci((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _no_skip_in_ci((yield))


def _no_skip_in_ci(report):
    """With CI=true a skip is a failure: what was not run was not checked.

    The one exception is reference data that is nowhere on this machine: the project carries none.
    """
    if not IN_CI or not report.skipped or hasattr(report, "wasxfail"):
        return report
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if "shared/data" in reason and not (SHARED / "data").exists():
        return report
    report.outcome = "failed"
    report.longrepr = f"CI is set, and this was skipped. {reason}"
    return report


@pytest.fixture(autouse=True)
def _no_discovery_of_pages(monkeypatch):
    """AppTest forgets at each run what app.py told Streamlit once: pages/ is not for discovery."""
    module = sys.modules.get("streamlit.runtime.pages_manager")
    if module is None:
        return
    made_by_streamlit = module.PagesManager.__init__

    def made(self, *args, **kwargs):
        module.PagesManager.uses_pages_directory = False
        made_by_streamlit(self, *args, **kwargs)

    monkeypatch.setattr(module.PagesManager, "__init__", made)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data; tests that read it are skipped where it is absent."""
    folder = SHARED / "data"
    if not folder.exists():
        pytest.skip("the reference data of ../shared/data is not here")
    return folder


@pytest.fixture(scope="session")
def _migrated_sqlite(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.db"
    engine = open_store(sqlite_url(path))
    migrate.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_engine(_migrated_sqlite, tmp_path) -> Iterator[Engine]:
    """A migrated, empty SQLite store of this test's own."""
    path = tmp_path / "store.db"
    shutil.copy(_migrated_sqlite, path)
    engine = open_store(sqlite_url(path))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _migrated_postgres() -> Iterator[str]:
    found = cluster.binaries()
    if found is None:
        pytest.skip(cluster.HOW_TO_GET_IT)
    with cluster.running(found) as template:
        # Rows that nobody put in order keep the one they have, however long a test takes.
        _admin(template, "ALTER SYSTEM SET autovacuum = off")
        _admin(template, "SELECT pg_reload_conf()")
        _admin(template, "CREATE DATABASE template")
        engine = open_store(template)
        migrate.upgrade(engine)
        engine.dispose()
        yield template


@pytest.fixture
def pg_url(_migrated_postgres) -> Iterator[str]:
    """The address of a migrated, empty PostgreSQL store of this test's own."""
    name = f"t{next(NUMBERS)}"
    _admin(_migrated_postgres, f'CREATE DATABASE "{name}" TEMPLATE template')
    yield make_url(_migrated_postgres).set(database=name).render_as_string(hide_password=False)
    _admin(_migrated_postgres, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def pg_engine(pg_url) -> Iterator[Engine]:
    """A migrated, empty PostgreSQL store of this test's own."""
    engine = open_store(pg_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request) -> Engine:
    """Each of the two in turn: whatever speaks SQL is tested on both."""
    return request.getfixturevalue(
        {"sqlite": "sqlite_engine", "postgres": "pg_engine"}[request.param]
    )


@pytest.fixture
def cast(engine) -> Cast:
    """The people of tests/cast.py, in the store under test."""
    return cast_in(engine)


def _admin(url: str, statement: str) -> None:
    target = make_url(url)
    with psycopg.connect(
        host=target.query["host"], user=target.username, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement)
