"""Rows are looked up by their keys; what was not asked for is not read."""

import polars as pl
import pytest
from sqlalchemy import event, text

from data.actions import bulk
from data.reads.among import among
from data.store import reading, writing
from data.tables import Order

SCHEMA = {"source_key": pl.String, "value_cents": pl.Int64}


def fill(engine, n, *, source="shop"):
    rows = pl.int_range(n, eager=True).alias("n").to_frame()
    with writing(engine) as session:
        made = rows.select(
            source=pl.lit(source),
            source_key=pl.col("n").cast(pl.String),
            unit=pl.format("person{}@example.org", pl.col("n") // 2),
            has_address=pl.lit(True),
            ordered_at=pl.col("n"),
            value_cents=pl.col("n"),
            currency=pl.lit("EUR"),
            refunded_cents=pl.lit(0),
        )
        bulk.insert(session.connection(), Order, made)


def test_each_row_of_a_key_comes_once_however_often_the_key_is_named(engine):
    fill(engine, 6)
    fill(engine, 6, source="another")
    with reading(engine) as connection:
        keys = pl.Series(["3", None, "3", "9", "'; --"], dtype=pl.String)
        found = among(connection, "orders", "source_key", keys, SCHEMA, source="shop")
        assert found.rows() == [("3", 3)]
        units = pl.Series(["person1@example.org", "nobody"])
        where = "t.value_cents > 2"
        found = among(connection, "orders", "unit", units, SCHEMA, source="shop", where=where)
        assert found.rows() == [("3", 3)]
        none = among(connection, "orders", "unit", units.clear(), SCHEMA)
        assert none.is_empty()
        assert none.schema == SCHEMA


@pytest.mark.parametrize("column", ["source_key", "unit"])
def test_many_keys_still_go_by_the_index(engine, column):
    fill(engine, 20_000)
    asked = []

    def remember(connection, cursor, statement, parameters, context, many):
        asked.append((statement, parameters))

    with writing(engine) as session:  # PostgreSQL plans by what it knows of the table
        session.execute(text("ANALYZE orders"))
    with reading(engine) as connection:
        keys = pl.Series([f"none{n}" for n in range(5_000)])
        event.listen(engine, "before_cursor_execute", remember)
        among(connection, "orders", column, keys, SCHEMA, source="shop")
        event.remove(engine, "before_cursor_execute", remember)
        (statement, parameters) = asked[-1]
        how = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        plan = str(connection.exec_driver_sql(f"{how} {statement}", parameters).all())
    assert "Seq Scan" not in plan, plan
    assert "SCAN t" not in plan, plan
    assert "uq_orders" in plan or "ix_orders" in plan or "autoindex_orders" in plan, plan
