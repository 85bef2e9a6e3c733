"""The audit trail as the administrator reads it, and as everybody else does not."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from data.actions.permissions import SETUP
from data.actions.record import record
from data.reads.audit import Entry
from data.store import writing
from pages.audit import answer
from pages.parts.changes import SUBJECTS, VERBS, did, differences, of_kind
from tests import small_company
from tests.cast import cast_in
from tests.pages.test_strategy import labelled, said

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def page():
    from pages import audit

    audit.show()


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, **asked):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        for word, value in asked.items():
            app.query_params[word] = value
        return app.run()

    return _open


def test_each_change_reads_as_a_sentence_with_before_and_after(open_page, sqlite_engine, cast):
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        record(
            session,
            cast.administrator.actor,
            "change_person",
            "people",
            cast.member.person_id,
            before={"name": "Tomas Berg", "role": "viewer"},
            after={"name": "Tomas Berg", "role": "sales_manager"},
            now=NOON,
        )
    app = open_page(cast.administrator)
    words = said(app)
    assert "<strong>Ada Root</strong> changed person “Tomas Berg”" in words
    assert "<del>viewer</del> → sales_manager" in words
    assert "<strong>Setup</strong> mapped product “Seats”" in words
    assert "<strong>Setup</strong> published strategy version 1" in words
    assert "5 changes; the newest by Ada Root, 4 May 2026, 12:00." in words


def test_nobody_but_an_administrator_reads_it(open_page, cast):
    for me in (cast.executive, cast.product_lead, cast.manager, cast.outsider):
        app = open_page(me)
        assert "Only an administrator" in app.info[0].value
        assert said(app) == ""


def test_an_empty_trail_says_so(open_page, cast):
    assert "Nobody has changed anything that fits." in said(open_page(cast.administrator))


def test_what_people_wrote_is_shown_as_the_text_that_it_is(open_page, sqlite_engine, cast):
    with writing(sqlite_engine) as session:
        record(
            session,
            SETUP,
            "change_person",
            "people",
            None,
            after={"<i>": "<script>alert(1)</script>"},
            now=NOON,
        )
    words = said(open_page(cast.administrator))
    assert "<script>" not in words and "&lt;script&gt;" in words and "<i>" not in words


@pytest.fixture
def long_trail(sqlite_engine, cast):
    with writing(sqlite_engine) as session:
        for number in range(120):
            record(
                session,
                SETUP if number % 2 else cast.administrator.actor,
                "map_subject" if number % 3 else "change_person",
                "products" if number % 3 else "people",
                None,
                after={"number": f"no {number};"},
                now=NOON + timedelta(hours=number),
            )
    return cast


def test_a_long_trail_is_turned_over_page_by_page(open_page, long_trail):
    app = open_page(long_trail.administrator)
    assert "25 changes are shown" in said(app)
    assert "no 119;" in said(app) and "no 95;" in said(app) and "no 94;" not in said(app)
    for _ in range(4):
        labelled(app.button, "Older").click()
        app.run()
    assert "no 19;" in said(app) and "no 0;" in said(app) and "no 20;" not in said(app)
    assert "Older" not in [button.label for button in app.button]
    labelled(app.button, "Newer").click()
    app.run()
    assert "no 44;" in said(app) and "no 20;" in said(app) and "no 19;" not in said(app)


def test_filters_narrow_it_and_begin_at_the_newest_again(open_page, long_trail):
    app = open_page(long_trail.administrator)
    labelled(app.button, "Older").click()
    app.run()
    labelled(app.selectbox, "Person").set_value("Ada Root")
    labelled(app.selectbox, "What").set_value("people")
    app.run()
    assert "20 changes; the newest by Ada Root" in said(app)
    assert "no 114;" in said(app) and "no 113;" not in said(app)
    labelled(app.date_input, "Days").set_value((NOON.date(), NOON.date()))
    app.run()
    assert "2 changes;" in said(app)  # numbers 0 and 6: noon, and six in the evening


def test_a_browser_that_knows_no_place_reads_the_trail_in_utc(open_page, long_trail, monkeypatch):
    monkeypatch.setattr(type(streamlit.context), "timezone", "Etc/Unknown")
    app = open_page(long_trail.administrator)
    assert not app.exception
    assert "25 changes are shown, 8 May 2026, 11:00 to 9 May 2026, 11:00." in said(app)


def test_one_change_on_the_last_page_is_said_as_one():
    one = Entry(1, NOON, "Ada Root", "change_person", "people", 1, None, None, None)
    assert answer((one,), more=True) == "1 change is shown, of 4 May 2026, 12:00."
    assert answer((one,), more=False) == "1 change; the newest by Ada Root, 4 May 2026, 12:00."


def test_a_link_brings_the_same_changes(open_page, long_trail):
    asked = {
        "by": "Ada Root", "action": "change_person", "what": "people",
        "days": "2026-05-04..2026-05-04",
    }  # fmt: skip
    app = open_page(long_trail.administrator, **asked)
    assert "2 changes;" in said(app)
    assert {word: app.query_params[word] for word in asked} == asked
    labelled(app.selectbox, "Person").set_value(None)
    app.run()
    assert "by" not in app.query_params and app.query_params["what"] == "people"
    app = open_page(long_trail.administrator, by="Nobody", days="tomorrow")
    assert "25 changes are shown" in said(app)


# One entry in words.


def recorded(place):
    """The actions, or the kinds of rows, that stand in the code where something is recorded."""
    rooms = [*Path("data").rglob("*.py"), *Path("nudges").rglob("*.py")]
    calls = [node for room in rooms for node in ast.walk(ast.parse(room.read_text()))]
    said = [
        node.args[place]
        for node in calls
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record"
    ]
    return {
        part.value for each in said for part in ast.walk(each) if isinstance(part, ast.Constant)
    }


def test_everything_that_is_recorded_has_words_and_can_be_looked_for():
    assert {"publish_plan", "log_request"} <= recorded(2) <= set(VERBS)
    assert {"promises"} <= {each for each in recorded(3) if each} <= set(SUBJECTS)


def test_only_what_differs_is_said_in_words():
    before = {"from": "1900-01-01", "serves_bp": {"Seats": 10_000}, "kept": 1}
    after = {"from": "2026-05-04", "serves_bp": {"Seats": 2500, "Venues": 7500}, "kept": 1}
    assert differences(before, after) == [
        ("from", "ever", "2026-05-04"),
        ("serves: Seats", "100%", "25%"),
        ("serves: Venues", "", "75%"),
    ]


def test_shares_give_way_to_words_and_lists_of_lists_stay_apart():
    assert differences({"serves_bp": {"Seats": 10_000}}, {"serves_bp": "outside the strategy"}) == [
        ("serves: Seats", "100%", ""),
        ("serves", "", "outside the strategy"),
    ]
    aims = {"objectives": [["Seats", "sell", None], ["Venues", "help", "2026-07-01"]]}
    assert differences(None, aims) == [("objectives", "", "Seats, sell; Venues, help, 2026-07-01")]


def test_money_truth_and_length_are_said_plainly():
    assert differences({"active": True}, {"active": False, "amount_cents": 123_456}) == [
        ("active", "yes", "no"),
        ("amount", "", "1,234.56"),
    ]
    [(_, _, long)] = differences(None, {"words": "x" * 1000})
    assert len(long) == 200 and long.endswith("…")


def test_what_has_no_words_yet_keeps_its_own_name():
    assert did("paint_fence", anew=True) == "paint fence"
    assert of_kind("blue_fences") == "blue fences"
    assert (did("change_person", anew=True), did("change_person", anew=False)) == (
        "added",
        "changed",
    )


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), ANY))
def test_whatever_was_kept_nothing_differs_from_itself(kept):
    assert differences(kept, kept) == []
