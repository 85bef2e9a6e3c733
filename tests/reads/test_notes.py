"""Deal notes and the strategy's words come in the shape that the metrics of the message read."""

import polars as pl

from data.reads import notes, strategy_texts
from data.reads.scope import EVERYTHING
from data.store import reading
from metrics import frames


def test_both_have_the_schema_that_the_metrics_declare(engine):
    with reading(engine) as connection:
        found = notes.notes(connection, EVERYTHING)
    assert found.schema == pl.Schema(frames.NOTES)
    assert dict(frames.STRATEGY_TEXTS) == strategy_texts.STRATEGY_TEXTS
