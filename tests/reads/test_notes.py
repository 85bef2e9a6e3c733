"""Deal notes and the strategy's words come in the shape that the metrics of the message read."""

from datetime import date

import polars as pl

from data.reads import notes, strategy_texts
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from data.tables import DealNote, Person
from metrics import frames


def test_both_have_the_schema_that_the_metrics_declare(engine):
    with reading(engine) as connection:
        found = notes.notes(connection, EVERYTHING)
    assert found.schema == pl.Schema(frames.NOTES)
    assert dict(frames.STRATEGY_TEXTS) == strategy_texts.STRATEGY_TEXTS


def test_notes_of_another_team_are_not_read(engine, cast):
    with writing(engine) as session:
        hers = session.get_one(Person, cast.outsider.person_id)
        session.add(
            DealNote(
                source="plain", source_key="1", person_id=hers.id, team_id=hers.team_id,
                noted_on=date(2026, 6, 1), words="Mine",
            )
        )  # fmt: skip
    with reading(engine) as connection:
        assert notes.notes(connection, EVERYTHING)["words"].to_list() == ["Mine"]
        assert notes.notes(connection, cast.manager.scope).is_empty()
