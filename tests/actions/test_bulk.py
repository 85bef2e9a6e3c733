"""What is written at once is read back as it was, in either database."""

import polars as pl
from sqlalchemy import text

from data.actions import bulk
from data.reads.frame import frame
from data.store import reading, writing
from data.tables import Basket

BASKETS = {
    "source": pl.String,
    "source_key": pl.String,
    "unit": pl.String,
    "has_address": pl.Boolean,
    "created_at": pl.Int64,
    "abandoned_at": pl.Int64,
    "value_cents": pl.Int64,
    "currency": pl.String,
    "lines": pl.String,
    "event_at": pl.Int64,
}
ROWS = [
    ("shop", "1", None, False, 1, 1, None, "EUR", "", 2**62),
    ("shop", "2", "ann@x.org", True, 2, 2, 0, "EUR", 'a "quote", a comma', None),
    ("shop", "3", "ann@x.org", True, 3, 2, 7, "EUR", None, -1),
]


def written(engine, rows):
    with writing(engine) as session:
        made = pl.DataFrame(rows, schema=BASKETS, orient="row")
        bulk.insert(session.connection(), Basket, made)


def stored(engine):
    query = text(f"SELECT {', '.join(BASKETS)} FROM baskets ORDER BY source_key")
    with reading(engine) as connection:
        return frame(connection, query, BASKETS).rows()


def test_nulls_flags_and_empty_texts_are_kept_as_they_are(engine):
    written(engine, ROWS)
    assert stored(engine) == ROWS


def test_one_row_is_a_column_of_the_same_throughout(engine):
    written(engine, ROWS[:1])
    assert stored(engine) == ROWS[:1]


def test_an_update_takes_away_what_is_null_and_leaves_the_rest(engine):
    written(engine, ROWS)
    with writing(engine) as session:
        connection = session.connection()
        ids = frame(connection, text("SELECT id FROM baskets ORDER BY id"), {"id": pl.Int64})
        units = pl.Series("unit", ["eve@x.org", None, None], dtype=pl.String)
        flags = pl.Series("has_address", [True, True, False])
        bulk.update(connection, Basket, ids.with_columns(units, flags))
    changed = [("eve@x.org", True), (None, True), (None, False)]
    assert [(row[2], row[3]) for row in stored(engine)] == changed
    assert [row[4:] for row in stored(engine)] == [row[4:] for row in ROWS]


def test_only_rows_with_the_key_go_and_nothing_is_no_key(engine):
    written(engine, ROWS)
    with writing(engine) as session:
        keys = pl.DataFrame({"source_key": ["1", "2", "9"], "value_cents": [None, 0, 7]})
        bulk.delete(session.connection(), Basket, keys)
    assert [row[1] for row in stored(engine)] == ["1", "3"]
