"""Rows whose key is among many, looked up by the index; the rest of the table is not read.

The keys travel as one value (a JSON array to SQLite, an array to PostgreSQL), so that nothing is
written for the asking and a preview may ask within a reading transaction. They go in order, so that
neighbours in the index are read one after the other.
"""

import json
from collections.abc import Sequence

import polars as pl
from sqlalchemy import Connection, text

from data.reads.frame import Schema, frame


def among(
    connection: Connection,
    table: str,
    column: str,
    keys: pl.Series,
    schema: Schema,
    *,
    source: str | None = None,
    where: str = "1 = 1",
) -> pl.DataFrame:
    """The rows of `table` whose `column` of texts or whole numbers is one of `keys`, in no order.

    Args:
        keys: nulls and repeated ones are left out.
        schema: the columns wanted and their types; moments as the integers that they are kept as.
        source: only rows of this source, where the index begins with it.
        where: SQL that a row must fulfil, such as the condition of a partial index.
    """
    distinct = keys.drop_nulls().unique().sort()
    if distinct.is_empty():
        return pl.DataFrame(schema=dict(schema))
    columns = ", ".join(f't."{name}"' for name in schema)
    own = "t.source = :source AND" if source is not None else ""
    hers = f"{own} t.{column} = k.value"
    if connection.dialect.name == "sqlite":
        # CROSS JOIN: SQLite keeps the order, so that keys lead and the index follows
        listed = f"json_each(:keys) k CROSS JOIN {table} t ON {hers} WHERE {where}"
        query = f"SELECT {columns} FROM {listed}"  # noqa: S608
        given: str | Sequence[str] = json.dumps(distinct.to_list())
    else:
        # OFFSET 0: key by key; PostgreSQL would rather read and sort millions of rows for them
        found = f"SELECT {columns} FROM {table} t WHERE {hers} AND {where} OFFSET 0"  # noqa: S608
        kind = "bigint" if keys.dtype.is_integer() else "text"
        listed = f"unnest(CAST(:keys AS {kind}[])) AS k(value)"
        query = f"SELECT t.* FROM {listed} CROSS JOIN LATERAL ({found}) t"  # noqa: S608
        given = distinct.to_list()
    bound = {"keys": given} | ({"source": source} if source is not None else {})
    return frame(connection, text(query).bindparams(**bound), schema)
