"""Many rows into a table at once, by the database's own fast way; it decides nothing about them.

SQLite takes the driver's executemany, PostgreSQL COPY; both inside the session's transaction.
"""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

import polars as pl
from sqlalchemy import Connection

from data.tables import Base

CHUNK = 50_000
ROOM_KB = 200_000
NOTHING = float("nan")


def insert(connection: Connection, noun: type[Base], frame: pl.DataFrame) -> None:
    """Add the rows of `frame`, whose columns are columns of the noun's table."""
    if frame.is_empty():
        return
    table = noun.__tablename__
    if connection.dialect.name == "postgresql":
        _copy(connection, table, frame)
        return
    marks = ", ".join("?" for _ in frame.columns)
    _many(connection, f"INSERT INTO {table} ({_names(frame)}) VALUES ({marks})", frame)  # noqa: S608


def update(connection: Connection, noun: type[Base], frame: pl.DataFrame) -> None:
    """Set the columns of `frame` in the rows that its `id` names; a `row_version` moves by 1."""
    if frame.is_empty():
        return
    table = noun.__tablename__
    columns = [name for name in frame.columns if name != "id"]
    moved = [f"row_version = {table}.row_version + 1"] if hasattr(noun, "row_version") else []
    if connection.dialect.name == "postgresql":
        shape = f"SELECT {_names(frame)} FROM {table} WITH NO DATA"  # noqa: S608
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS {shape}")
        _copy(connection, "incoming", frame)
        pairs = ", ".join([f'"{name}" = incoming."{name}"' for name in columns] + moved)
        which = f"FROM incoming WHERE {table}.id = incoming.id"
        connection.exec_driver_sql(f"UPDATE {table} SET {pairs} {which}")  # noqa: S608
        connection.exec_driver_sql("DROP TABLE incoming")
        return
    pairs = ", ".join([f'"{name}" = ?' for name in columns] + moved)
    statement = f"UPDATE {table} SET {pairs} WHERE id = ?"  # noqa: S608
    _many(connection, statement, frame.select(*columns, "id"))


def add(
    connection: Connection, noun: type[Base], frame: pl.DataFrame, amounts: Sequence[str]
) -> None:
    """Add the `amounts` of `frame` to the rows that its other columns name, new rows included.

    Those other columns are the table's primary key; a row whose amounts come to 0 goes.
    """
    if frame.is_empty():
        return
    table = noun.__tablename__
    key = [name for name in frame.columns if name not in amounts]
    sums = ", ".join(f'"{name}" = {table}."{name}" + excluded."{name}"' for name in amounts)
    upsert = f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {sums}"
    into = f"INSERT INTO {table} ({_names(frame)})"
    same = " AND ".join(f'"{name}" = ?' for name in key)
    nothing = " AND ".join(f'"{name}" = 0' for name in amounts)
    less = frame.filter(pl.any_horizontal(pl.col(*amounts) < 0)).select(key)
    if connection.dialect.name == "postgresql":
        shape = f"SELECT {_names(frame)} FROM {table} WITH NO DATA"  # noqa: S608
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE incoming ON COMMIT DROP AS {shape}")
        _copy(connection, "incoming", frame)
        connection.exec_driver_sql(f"{into} SELECT {_names(frame)} FROM incoming{upsert}")  # noqa: S608
        connection.exec_driver_sql("DROP TABLE incoming")
        if less.height:
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {nothing}")  # noqa: S608
        return
    marks = ", ".join("?" for _ in frame.columns)
    _many(connection, f"{into} VALUES ({marks}){upsert}", frame)
    _many(connection, f"DELETE FROM {table} WHERE {same} AND {nothing}", less)  # noqa: S608


def delete(connection: Connection, noun: type[Base], keys: pl.DataFrame) -> None:
    """Remove the rows that have the key of one of `keys`, whose columns are that key."""
    if keys.is_empty():
        return
    table = noun.__tablename__
    if connection.dialect.name == "postgresql":
        shape = f"SELECT {_names(keys)} FROM {table} WITH NO DATA"  # noqa: S608
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE leaving ON COMMIT DROP AS {shape}")
        _copy(connection, "leaving", keys)
        same = " AND ".join(f'{table}."{name}" = leaving."{name}"' for name in keys.columns)
        connection.exec_driver_sql(f"DELETE FROM {table} USING leaving WHERE {same}")  # noqa: S608
        connection.exec_driver_sql("DROP TABLE leaving")
        return
    same = " AND ".join(f'"{name}" = ?' for name in keys.columns)
    _many(connection, f"DELETE FROM {table} WHERE {same}", keys)  # noqa: S608


def hold(connection: Connection) -> None:
    """Let nobody else accept a file until this transaction ends; SQLite has one writer anyway.

    SQLite is given room to keep the indexes at hand: within 2 MB they would go to disk and back.
    PostgreSQL is not to compile a query that runs for less time than its compiling takes.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE import_batches IN SHARE ROW EXCLUSIVE MODE")
        connection.exec_driver_sql("SET LOCAL jit = off")
    else:
        connection.exec_driver_sql(f"PRAGMA cache_size = -{ROOM_KB}")


def _names(frame: pl.DataFrame) -> str:
    return ", ".join(f'"{name}"' for name in frame.columns)


def _many(connection: Connection, statement: str, frame: pl.DataFrame) -> None:
    driver: Any = connection.connection.driver_connection
    plain = frame.with_columns(
        pl.col(pl.Date).dt.to_string("iso"), pl.col(pl.Boolean).cast(pl.Int8)
    )
    for part in plain.iter_slices(CHUNK):
        # row by row out of the columns: a list of rows would be searched for garbage as it grows
        driver.executemany(statement, zip(*map(_values, part), strict=True))


def _values(column: pl.Series) -> Iterable[Any]:
    """What the driver is given; a column that says one thing throughout is not written out.

    NaN is how SQLite is told of nothing: for None, and for True and False, Python's driver looks
    for a conversion, which takes longer than all else that is done with a row.
    """
    if column.eq_missing(column[0]).all():
        return repeat(NOTHING if column[0] is None else column[0], len(column))
    values = column.to_list()
    return [NOTHING if v is None else v for v in values] if column.null_count() else values


def _copy(connection: Connection, table: str, frame: pl.DataFrame) -> None:
    driver: Any = connection.connection.driver_connection
    into = f"COPY {table} ({_names(frame)}) FROM STDIN (FORMAT csv)"
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for part in frame.iter_slices(CHUNK):
            # null is nothing between two commas, an empty text is "": COPY reads them so as well
            copy.write(part.write_csv(include_header=False).encode())
