"""Writing from a page: all or nothing, and the outcome in words."""

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.store import reading
from data.tables import Team


@pytest.fixture
def pressed(sqlite_engine, monkeypatch):
    """A function: the app of one button that submits, after the press, for an outcome."""
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def page(outcome: str) -> None:
        import streamlit as st

        from data.reads.people import FIRST
        from data.refused import Conflict
        from data.tables import Team
        from pages.parts.submit import submit

        def open_office(session, actor, *, name, now):
            assert now.tzinfo is not None
            session.add(Team(name=f"{name} of {actor.name}"))
            session.flush()
            if outcome == "refused":
                raise Conflict("Somebody else opened it first.")
            if outcome == "hostile":
                raise Conflict("“![x](http://evil.example/x.png)” is *not* <b>here</b>.")
            if outcome == "bug":
                raise ZeroDivisionError("a bug")
            return name

        st.write(repr(submit(open_office, FIRST, done="Opened.", name="Oslo")))

    def run(outcome: str) -> tuple[AppTest, list[str]]:
        at = AppTest.from_function(page, args=(outcome,), default_timeout=240).run()
        with reading(sqlite_engine) as conn:
            return at, list(conn.scalars(select(Team.name)))

    return run


def test_what_is_done_is_kept_and_said(pressed):
    at, teams = pressed("done")
    assert teams == ["Oslo of Setup"]
    assert [toast.value for toast in at.toast] == ["Opened."]
    assert at.markdown[0].value == "'Oslo'"


def test_what_is_refused_leaves_nothing_behind_and_shows_the_reason(pressed):
    at, teams = pressed("refused")
    assert teams == []
    assert [error.value for error in at.error] == ["Somebody else opened it first."]
    assert len(at.toast) == 0
    assert at.markdown[0].value == "None"


def test_a_name_in_a_refusal_is_text_and_loads_nothing(pressed):
    at, _ = pressed("hostile")
    [shown] = at.error
    assert shown.value == (r"“!\[x\](http://evil.example/x.png)” is \*not\* \<b>here\</b>.")


def test_a_bug_leaves_nothing_behind_either_and_is_not_swallowed(pressed):
    at, teams = pressed("bug")
    assert teams == []
    assert len(at.exception) == 1
    assert len(at.error) == len(at.toast) == 0
