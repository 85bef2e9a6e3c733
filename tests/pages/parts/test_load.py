"""Kept reads: asked once per state of the store, never shared, never keyed by a frame."""

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.reads.scope import EVERYTHING, Scope
from data.store import writing
from data.tables import StoreVersion
from pages.parts import load

ASKED: list[str] = []


def numbers(conn, scope: Scope, *, upto: int) -> pl.DataFrame:
    ASKED.append(f"numbers {upto}")
    return pl.DataFrame({"n": range(upto)})


def letters(conn, scope: Scope, *, upto: int) -> pl.DataFrame:
    ASKED.append(f"letters {upto}")
    return pl.DataFrame({"n": list("abc"[:upto])})


@pytest.fixture
def store(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    ASKED.clear()
    return sqlite_engine


def test_a_read_is_asked_again_only_when_its_arguments_or_the_store_change(store):
    kept = load.cached(numbers)
    assert kept(EVERYTHING, upto=2).height == 2
    assert kept(EVERYTHING, upto=2).height == 2
    assert ASKED == ["numbers 2"]
    kept(EVERYTHING, upto=3)
    kept(Scope((1,)), upto=2)
    assert ASKED == ["numbers 2", "numbers 3", "numbers 2"]
    with writing(store) as session:
        session.get(StoreVersion, 1).version += 1
    kept(EVERYTHING, upto=2)
    assert ASKED[3:] == ["numbers 2"]


def test_two_reads_with_the_same_arguments_do_not_get_each_others_answer(store):
    assert load.cached(numbers)(EVERYTHING, upto=2)["n"].to_list() == [0, 1]
    assert load.cached(letters)(EVERYTHING, upto=2)["n"].to_list() == ["a", "b"]


def test_every_caller_gets_a_frame_of_her_own(store):
    kept = load.cached(numbers)
    first, second = kept(EVERYTHING, upto=2), kept(EVERYTHING, upto=2)
    assert first is not second
    first.insert_column(0, pl.Series("spoiled", [1, 1]))
    assert kept(EVERYTHING, upto=2).columns == second.columns == ["n"]


def test_another_store_in_the_same_process_has_answers_of_its_own(store, tmp_path, monkeypatch):
    from data import migrate
    from data.store import open_store

    kept = load.cached(numbers)
    kept(EVERYTHING, upto=2)
    other = f"sqlite:///{tmp_path / 'other.db'}"
    migrate.upgrade(open_store(other))
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", other)
    kept(EVERYTHING, upto=2)
    assert ASKED == ["numbers 2", "numbers 2"]


def test_a_frame_as_an_argument_is_a_bug_and_says_so(store):
    with pytest.raises(TypeError, match="numbers is cached by its arguments, and a frame is none"):
        load.cached(numbers)(EVERYTHING, upto=pl.DataFrame({"n": [1]}))


RUN = """
from pages.parts import load
from data.store import writing
from data.tables import StoreVersion

def page():
    import streamlit as st
    first, again = load.version(), load.version()
    with writing(load.engine()) as session:
        session.get(StoreVersion, 1).version += 1
    unseen = load.version()
    load.forget()
    st.session_state["seen"] = (first, again, unseen, load.version())

page()
"""


def test_a_run_shows_one_state_of_the_store_until_it_writes_itself(store):
    app = AppTest.from_string(RUN, default_timeout=240).run()
    assert not app.exception
    assert app.session_state["seen"] == (0, 0, 0, 1)
    app.run()
    assert app.session_state["seen"] == (1, 1, 1, 2)
