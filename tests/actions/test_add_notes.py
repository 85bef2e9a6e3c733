"""Notes on deals come in once, whole, and are read by whom they may be."""

from datetime import UTC, date, datetime

import pytest

from data.actions.add_notes import Note, add_notes
from data.reads.notes import notes
from data.reads.scope import EVERYTHING
from data.refused import Invalid, NotAllowed
from data.store import reading, writing

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
DAY = date(2026, 6, 1)


@pytest.fixture
def bring(engine):
    def _bring(me, *found):
        with writing(engine) as session:
            return add_notes(session, me.actor, source="plain", notes=found, now=NOW)

    return _bring


def read(engine, scope=EVERYTHING):
    with reading(engine) as conn:
        return notes(conn, scope)


def test_a_note_comes_in_once_and_counts_for_its_writers_team(engine, cast, bring):
    one = Note("1", cast.member.person_id, DAY, " Fills seats ")
    assert bring(cast.manager, one, one) == 1
    assert bring(cast.manager, one, Note("2", cast.member.person_id, DAY, "Again")) == 1
    found = read(engine).select("person", "team", "noted_on", "words").rows()
    assert found == [
        ("Tomas Berg", "Harbour", DAY, "Fills seats"),
        ("Tomas Berg", "Harbour", DAY, "Again"),
    ]


def test_notes_of_another_team_are_not_read(engine, cast, bring):
    bring(cast.administrator, Note("1", cast.outsider.person_id, DAY, "Mine"))
    assert read(engine).height == 1
    assert read(engine, cast.manager.scope).is_empty()


def test_who_may_not_is_told(engine, cast, bring):
    with pytest.raises(NotAllowed):
        bring(cast.member, Note("1", cast.member.person_id, DAY, "Mine"))
    with pytest.raises(NotAllowed, match="does not see"):
        bring(cast.manager, Note("1", cast.outsider.person_id, DAY, "Theirs"))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"words": " "}, "no words"),
        ({"noted_on": date(2026, 7, 2)}, "not come yet"),
        ({"person_id": 999}, "writer"),
        ({"deal_id": 999}, "deal"),
    ],
)
def test_one_wrong_note_keeps_all_of_them_out(engine, cast, bring, change, told):
    good = {"key": "1", "person_id": cast.member.person_id, "noted_on": DAY, "words": "Good"}
    with pytest.raises(Invalid, match=told):
        bring(cast.administrator, Note(**good), Note(**good | {"key": "2"} | change))
    assert read(engine).is_empty()
