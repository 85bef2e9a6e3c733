"""Reading a CRM's deals and accepting them, beside what polars and the database need at least.

The yardstick for a million deals is what no import could do without: polars reads the same CSV into
a frame and writes it as Parquet, and the database takes the same rows, ready to hand, into an empty
table of the same shape (constraints, keys, indexes, and the same settings). SQLite takes them by
its driver's executemany, PostgreSQL by COPY from CSV. Reading and accepting does that and more: it
checks every cell, matches names, keeps the first sight of each deal's stage, and says who did it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path

import polars as pl
import psycopg
from sqlalchemy import Connection, insert, make_url, select

from data.actions import bulk
from data.imports.contract import Parsed
from data.reads.changes import plan
from data.store import Store, open_store, reading, writing
from data.tables import Deal, ImportBatch
from tests import cluster
from tests.bench import stores
from tests.bench.measure import Line, ratios, seconds

SMALL, LARGE = 100_000, 1_000_000
NUMBERS = count()
Fresh = Callable[[], Store]


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on imports; with `quick` no million and fewer runs."""
    small = stores.found(folder, deals=SMALL, today=today)
    accept_once(stores.found(folder, deals=1_000, today=today), folder)  # imports what it needs
    runs = 3 if quick else 7
    with _sqlite(small, folder) as fresh:
        yield from _preview(small, fresh, runs)
        yield from _accept(small, fresh, runs, "SQLite")
    with _postgres(small) as fresh:
        if fresh:
            yield from _accept(small, fresh, runs, "PostgreSQL")
    if quick:
        return
    large = stores.found(folder, deals=LARGE, today=today)
    with _sqlite(large, folder) as fresh:
        yield from _beside(large, fresh, folder, 3, "SQLite", _executemany)
    with _postgres(large) as fresh:
        if fresh:
            yield from _beside(large, fresh, folder, 3, "PostgreSQL", _copy)


def accept_once(company: stores.Company, folder: Path) -> None:
    """A first accept, whose imports of modules are not what is measured."""
    with _sqlite(company, folder) as fresh:
        stores.accept(fresh(), stores.parse_file("deals", company.files.deals), company.today)


def _preview(company: stores.Company, fresh: Fresh, runs: int) -> Iterator[Line]:
    store, parsing, both = fresh(), [], []
    for _ in range(runs):
        kept: list[Parsed] = []
        parsing.append(
            seconds(lambda: kept.append(stores.parse_file("deals", company.files.deals)))  # noqa: B023
        )
        with reading(store) as connection:
            planning = seconds(
                lambda: plan(connection, kept[0], same={}, gives_access=True)  # noqa: B023
            )
        both.append(parsing[-1] + planning)
    yield Line("100,000 deals: parse the CSV (23 MB)", "s", tuple(parsing))
    yield Line("100,000 deals: parse and preview", "s", tuple(both), target=1.0)


def _accept(company: stores.Company, fresh: Fresh, runs: int, name: str) -> Iterator[Line]:
    parsed = stores.parse_file("deals", company.files.deals)
    first, again = [], []
    for _ in range(runs):
        store = fresh()
        first.append(seconds(lambda: stores.accept(store, parsed, company.today)))  # noqa: B023
        again.append(seconds(lambda: stores.accept(store, parsed, company.today)))  # noqa: B023
    yield Line(f"100,000 deals: accept, {name}", "s", tuple(first), target=3.0)
    yield Line(f"100,000 deals: accept the same file again, {name}", "s", tuple(again))


def _beside(
    company: stores.Company,
    fresh: Fresh,
    folder: Path,
    runs: int,
    name: str,
    load: Callable[[Connection, pl.DataFrame], Callable[[], None]],
) -> Iterator[Line]:
    """A million deals, ours and the yardstick in turn."""
    ours, frames, loads = [], [], []
    for _ in range(runs):
        store = fresh()
        ours.append(
            seconds(
                lambda: stores.accept(
                    store,  # noqa: B023
                    stores.parse_file("deals", company.files.deals),
                    company.today,
                )
            )
        )
        frames.append(seconds(lambda: _frame_and_parquet(company.files.deals, folder)))
        loads.append(_own_load(store, fresh(), load))
    least = [frame + own for frame, own in zip(frames, loads, strict=True)]
    yield Line(f"1,000,000 deals: parse and accept, {name}", "s", tuple(ours))
    yield Line("– polars: the CSV into a frame and into Parquet", "s", tuple(frames))
    yield Line(f"– {name}: its own bulk load of the same rows", "s", tuple(loads))
    yield Line(f"1,000,000 deals, {name}: ours ÷ both", "×", ratios(ours, least), target=8.0)


def _frame_and_parquet(file: Path, folder: Path) -> None:
    pl.read_csv(file).write_parquet(folder / "deals.parquet")


def _own_load(
    done: Store, store: Store, load: Callable[[Connection, pl.DataFrame], Callable[[], None]]
) -> float:
    """How long the database takes for the deals of `done`, from the first one to the commit."""
    rows = _rows(done)
    _same_batch(done, store, rows["batch_id"][0])
    with store.connect().execution_options(writes=True) as connection:
        bulk.hold(connection)
        run = load(connection, rows)

        def whole() -> None:
            run()
            connection.commit()

        return seconds(whole)


def _rows(done: Store) -> pl.DataFrame:
    """The deals as they are stored, in the types that the database's driver takes."""
    with reading(done) as connection:
        rows = connection.execute(select(Deal.__table__).order_by(Deal.id)).cursor.fetchall()
    return pl.DataFrame(
        rows, schema=Deal.__table__.columns.keys(), orient="row", infer_schema_length=None
    )


def _same_batch(done: Store, store: Store, batch_id: int) -> None:
    """The batch that the deals refer to."""
    with reading(done) as connection:
        query = select(ImportBatch.__table__).where(ImportBatch.id == batch_id)
        batch = connection.execute(query).mappings().one()
    with writing(store) as session:
        session.execute(insert(ImportBatch).values(**batch))


def _executemany(connection: Connection, rows: pl.DataFrame) -> Callable[[], None]:
    marks = ", ".join("?" for _ in rows.columns)
    statement = f"INSERT INTO deals ({', '.join(rows.columns)}) VALUES ({marks})"
    ready = rows.rows()
    return lambda: connection.connection.driver_connection.executemany(statement, ready)


def _copy(connection: Connection, rows: pl.DataFrame) -> Callable[[], None]:
    ready = rows.write_csv(include_header=False).encode()
    into = f"COPY deals ({', '.join(rows.columns)}) FROM STDIN (FORMAT csv)"

    def run() -> None:
        with connection.connection.driver_connection.cursor() as cursor, cursor.copy(into) as copy:
            copy.write(ready)

    return run


@contextmanager
def _sqlite(company: stores.Company, folder: Path) -> Iterator[Fresh]:
    """A function that gives a store with everything but deals, each time a new one."""
    made: list[tuple[Store, Path]] = []

    def fresh() -> Store:
        path = folder / f"accept-{next(NUMBERS)}.db"
        made.append((company.copy(path), path))
        return made[-1][0]

    yield fresh
    for store, path in made:
        store.dispose()
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()


@contextmanager
def _postgres(company: stores.Company) -> Iterator[Fresh | None]:
    """The same for PostgreSQL; null where its binaries are not on this machine."""
    binaries = cluster.binaries()
    if binaries is None:
        print(cluster.HOW_TO_GET_IT)
        yield None
        return
    with cluster.running(binaries) as template:
        where = make_url(template)
        with psycopg.connect(
            host=where.query["host"], user=where.username, dbname="postgres", autocommit=True
        ) as admin:
            admin.execute("CREATE DATABASE template")
            store = open_store(template)
            stores.prepare(store, company.files, company.today)
            store.dispose()
            made: list[Store] = []

            def fresh() -> Store:
                name = f"accept{next(NUMBERS)}"
                admin.execute(f"CREATE DATABASE {name} TEMPLATE template")
                made.append(open_store(where.set(database=name).render_as_string(False)))
                return made[-1]

            yield fresh
            for each in made:
                each.dispose()
