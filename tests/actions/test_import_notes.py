"""Files of notes: whose they are, about which deal, and that the same file changes nothing."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from data.actions.accept_import import Decisions, accept_import
from data.actions.permissions import SETUP
from data.imports import parse
from data.reads.imports import preview
from data.reads.notes import notes
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from data.tables import Deal, DealNote, ImportBatch, Person
from tests.actions.files import parsed

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = date(2026, 6, 1)
DEALS = [
    {"source_key": "d1", "name": "Season", "account_name": "Acme"},
    {"source_key": "d2", "name": "Season", "account_name": "Zeta"},
    {"source_key": "d3", "name": "Tonight", "account_name": "Zeta"},
]


@pytest.fixture
def accept(engine):
    def _accept(file):
        with writing(engine) as session:
            return accept_import(
                session,
                SETUP,
                parsed=file,
                file_name="f.csv",
                file_sha256="0" * 64,
                decisions=Decisions(),
                now=NOW,
            )

    return _accept


def note(key, words="Called", **said):
    return {"source_key": key, "words": words, "noted_on": DAY} | said


def stored(engine, *columns):
    with reading(engine) as connection:
        query = select(*columns).select_from(DealNote)
        query = query.outerjoin(Deal, Deal.id == DealNote.deal_id)
        query = query.outerjoin(Person, Person.id == DealNote.person_id)
        return [tuple(row) for row in connection.execute(query.order_by(DealNote.source_key))]


def test_the_same_file_changes_nothing_and_a_newer_one_its_words_alone(engine, cast, accept):
    file = parsed("notes", [note("1", author="Tomas Berg"), note("2", author="Tomas Berg")])
    first, again = accept(file), accept(file)
    assert (first.new, first.updated, first.unchanged) == (2, 0, 0)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 2)
    third = accept(parsed("notes", [note("2", "Wrote", author="Tomas Berg")]))
    assert (third.new, third.updated) == (0, 1)
    assert stored(engine, DealNote.words, DealNote.batch_id) == [
        ("Called", first.batch),
        ("Wrote", third.batch),
    ]
    with reading(engine) as connection:
        assert connection.scalars(select(ImportBatch.kind)).all() == ["notes"] * 3
        read = notes(connection, EVERYTHING)
    assert read.select("person", "team").unique().rows() == [("Tomas Berg", "Harbour")]


def test_a_deal_is_known_by_its_id_or_by_its_name_where_that_tells_one(engine, accept):
    accept(parsed("deals", DEALS))
    file = parsed(
        "notes",
        [
            note("1", deal_key="d2"),
            note("2", deal_name="tonight"),
            note("3", deal_name="Season"),
            note("4", deal_name="Season", account_name="ACME"),
            note("5", deal_name="Tonight", account_name="Acme"),
            note("6", deal_key="gone", deal_name="Tonight"),
            note("7"),
        ],
    )
    accept(file)
    found = [key for (key,) in stored(engine, Deal.source_key)]
    assert found == ["d2", "d3", None, "d1", None, "d3", None]
    with reading(engine) as connection:
        told = preview(connection, file).notes
    assert "2 notes name a deal that is not here; they come in without it." in told


def test_an_author_nobody_knows_becomes_a_person_and_is_named_first(engine, cast, accept):
    file = parsed("notes", [note("1", author="Nora New"), note("2"), note("3", author="nora new")])
    with reading(engine) as connection:
        assert preview(connection, file).unknown["text"].to_list() == ["Nora New"]
    accept(file)
    assert stored(engine, Person.name, Person.role, DealNote.team_id) == [
        ("Nora New", "viewer", None),
        (None, None, None),
        ("Nora New", "viewer", None),
    ]


def test_who_gets_a_team_later_takes_her_notes_there(engine, accept):
    accept(parsed("notes", [note("1", author="Nora New")]))
    accept(parsed("people", [{"source_key": "p", "name": "Nora New", "team": "Dock"}]))
    with reading(engine) as connection:
        assert notes(connection, EVERYTHING)["team"].to_list() == ["Dock"]


def test_the_columns_that_a_file_lacks_erase_nothing(engine, accept):
    accept(parsed("deals", DEALS))
    accept(parsed("notes", [note("1", author="Nora New", deal_key="d1")]))
    accept(parse("notes", b"id,note,date\n1,Again,2026-06-02\n", file_name="n.csv"))
    assert stored(engine, DealNote.words, DealNote.noted_on, Person.name, Deal.source_key) == [
        ("Again", date(2026, 6, 2), "Nora New", "d1")
    ]
