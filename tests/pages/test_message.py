"""The Message page as its readers meet it."""

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import writing
from data.tables import DealNote, Person
from pages.parts.message.found import Found
from pages.parts.message.words import answer, once
from tests import small_company
from tests.cast import cast_in
from tests.pages.moment import NOW


def page():
    from pages import message

    message.show()


@pytest.fixture
def cast(sqlite_engine):
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        small_company.publish(session, ("Fill seats", 5000), ("Serve venues", 5000))
    return found


@pytest.fixture
def write(sqlite_engine, cast):
    def _write(me, many, words):
        with writing(sqlite_engine) as session:
            session.add_all(
                DealNote(
                    source="plain",
                    source_key=f"{me.name} {n}",
                    person_id=me.person_id,
                    team_id=session.get_one(Person, me.person_id).team_id,
                    noted_on=NOW.date(),
                    words=f"{words} venue{' hall' * (n % 2)} {n}",
                )
                for n in range(many)
            )

    return _write


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        app.run()
        assert not app.exception
        return app

    return _open


def said(app):
    return " ".join(element.proto.body for element in app.get("html"))


def test_without_notes_it_says_so(open_page, cast):
    assert "No deal notes have come in yet" in said(open_page(cast.executive))


def test_below_twenty_notes_nothing_is_shown_of_anyone(open_page, write, cast):
    write(cast.member, 19, "fill seats tonight")
    app = open_page(cast.executive)
    assert "Nobody has written 20 notes yet" in said(app) and not app.dataframe


def test_the_word_that_stands_out_is_the_first_line(open_page, write, cast):
    write(cast.member, 25, "artificial <b>intelligence</b> sells this")
    write(cast.manager, 25, "we fill seats tonight for this")
    write(cast.product_lead, 5, "anything")
    app = open_page(cast.executive)
    words = said(app)
    assert "artificial" in words and "Tomas Berg" in words and "in 25 of 25, 25 times" in words
    assert "1 person with fewer than 20 notes" in words
    assert "stands out in Tomas Berg&#x27;s notes" in words


def test_each_likeness_has_its_interval_against_the_text_that_is_chosen(open_page, write, cast):
    write(cast.member, 25, "artificial intelligence sells this")
    write(cast.manager, 25, "we fill seats tonight for this")
    app = open_page(cast.executive)
    app = app.selectbox(key="message_text").set_value("1").run()
    likes = app.dataframe[1].value
    assert list(likes["Person"]) == ["Mara Lindqvist", "Tomas Berg"]
    mara = likes.iloc[0]
    assert 1 < mara["low"] <= mara["value"] <= mara["high"] < 100  # in percent
    assert likes.iloc[1]["value"] == 0
    assert app.query_params["text"] == "1"


def test_what_takes_most_room_comes_before_what_is_merely_clear():
    rows = [
        (1, "A", "custom", 15, 15, 7.0),
        (2, "B", "artificial", 48, 35, 5.8),
        (2, "B", "art ai", 48, 35, 5.8),
        (3, "C", "the", 99, 40, 2.1),
    ]
    names = ["person_id", "person", "term", "uses", "notes", "z_others"]
    found = pl.DataFrame(rows, schema=names, orient="row").with_columns(
        pl.lit(0).alias("strategy_uses"), pl.lit(40).alias("n")
    )
    every = Found(160, 0, True, found, found, found)
    assert answer(every).startswith("“art ai” stands out in B's notes: in 35 of 40, 48 times")


def test_by_team_is_a_click_away(open_page, write, cast):
    write(cast.member, 25, "artificial light")
    write(cast.outsider, 25, "fill seats tonight")
    app = open_page(cast.executive)
    app = app.segmented_control(key="message_by").set_value("Team").run()
    assert not app.exception
    assert "Team" in app.dataframe[0].value.columns


def test_a_word_that_stands_only_within_a_listed_pair_is_told_once():
    rows = [("A", "art ai", 9), ("A", "art", 9), ("A", "ai", 12), ("B", "art", 9)]
    table = pl.DataFrame(rows, schema=["Person", "Term", "Times"], orient="row")
    assert once(table, "Person").rows() == [rows[0], rows[2], rows[3]]
