"""A migrated store of either kind, opened for a measurement one after the other; fills neither."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from data import migrate
from data.store import Store, open_store, sqlite_url
from tests import cluster


def stores(folder: Path, name: str) -> Iterator[tuple[str, Store]]:
    """SQLite in a file of that name, then PostgreSQL in a cluster of its own where it is
    installed; each is closed before the next is made."""
    yield from _opened("SQLite", sqlite_url(folder / f"{name}.db"))
    binaries = cluster.binaries()
    if binaries is None:
        print(cluster.HOW_TO_GET_IT)
        return
    with cluster.running(binaries) as url:
        yield from _opened("PostgreSQL", str(make_url(url).set(database="postgres")))


def _opened(kind: str, url: str) -> Iterator[tuple[str, Store]]:
    store = open_store(url)
    migrate.upgrade(store)
    yield kind, store
    store.dispose()
