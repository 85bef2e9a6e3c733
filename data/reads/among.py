"""Rows whose key is among many, looked up by the index; the rest of the table is not read.

The keys travel as one value (a JSON array to SQLite, an array to PostgreSQL), so that nothing is
written for the asking and a preview may ask within a reading transaction.
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
    """The rows of `table` whose text `column` is one of `keys`, in no order.

    Args:
        keys: nulls and repeated ones are left out.
        schema: the columns wanted and their types; moments as the integers that they are kept as.
        source: only rows of this source, where the index begins with it.
        where: SQL that a row must fulfil, such as the condition of a partial index.
    """
    distinct = keys.drop_nulls().unique()
    if distinct.is_empty():
        return pl.DataFrame(schema=dict(schema))
    columns = ", ".join(f't."{name}"' for name in schema)
    own = "t.source = :source AND" if source is not None else ""
    if connection.dialect.name == "sqlite":
        # CROSS JOIN: SQLite keeps the order, so that keys lead and the index follows
        listed = f"json_each(:keys) k CROSS JOIN {table} t ON {own} t.{column} = k.value"
        given: str | Sequence[str] = json.dumps(distinct.to_list())
    else:
        listed = f"unnest(CAST(:keys AS text[])) AS k(value) JOIN {table} t ON {own}"
        listed += f" t.{column} = k.value"
        given = distinct.to_list()
    query = f"SELECT {columns} FROM {listed} WHERE {where}"  # noqa: S608
    bound = {"keys": given} | ({"source": source} if source is not None else {})
    return frame(connection, text(query).bindparams(**bound), schema)
