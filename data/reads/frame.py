"""The one place where a query becomes a frame: with a declared schema, by the shortest way."""

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, Select

type_of = pl.DataType | type[pl.DataType]


def frame(
    connection: Connection, query: Select[*tuple[object, ...]], schema: Mapping[str, type_of]
) -> pl.DataFrame:
    """The rows of `query` as a frame whose columns are `schema`, in the order of the query.

    No rows give an empty frame of the same schema. Values are taken as they are: a column whose
    values do not fit its declared type is a bug in the query and raises.
    """
    rows = connection.execute(query).fetchall()
    return pl.DataFrame(
        [tuple(row) for row in rows] if rows else None, schema=dict(schema), orient="row"
    )
