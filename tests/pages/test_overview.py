"""The Overview as each of its readers meets it."""

import json
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import writing
from metrics.columns import COLUMNS
from pages.parts.absent import absent
from pages.parts.promises import at_risk
from tests import small_company

APP = str(Path(__file__).resolve().parents[2] / "app.py")


@pytest.fixture
def open_app(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person=None, **address):
        app = AppTest.from_file(APP, default_timeout=240)
        for word, values in address.items():
            app.query_params[word] = values
        if person:
            app.query_params["as"] = str(person.person_id)
        app.run()
        assert not app.exception
        return app

    return _open


@pytest.fixture
def cast(sqlite_engine):
    from tests.cast import cast_in

    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=found.team_id)
    return found


def said(app):
    return [element.proto.body for element in app.get("html")]


def figure(app, at=0):
    return json.loads(app.get("plotly_chart")[at].proto.spec)


def cell_texts(app):
    return [note["text"] for note in figure(app)["layout"]["annotations"]]


def test_an_empty_store_says_what_to_do_next(open_app):
    app = open_app()
    assert "nothing to show yet" in app.info[0].value
    assert "Import" in app.markdown[0].value


def test_the_first_line_answers_with_numbers(open_app, cast):
    app = open_app(cast.executive)
    assert "50% of the money we won in Q1 2026 served the strategy" in said(app)[0]


def test_the_matrix_shows_the_shares_worked_out_by_hand(open_app, cast):
    texts = cell_texts(open_app(cast.executive))
    assert "75%" in texts and "25%" in texts
    assert any(text.startswith("<b>50%</b>") for text in texts)


def test_a_filter_changes_the_figures_and_is_taken_from_the_address(open_app, cast):
    app = open_app(cast.executive, segment=["Club"])
    assert app.multiselect(key="filter_segment").value == ["Club"]
    hovers = figure(app)["data"][1]["text"]
    assert any("Won · Fill seats" in hover and "n = 5" in hover for hover in hovers)


def test_what_a_link_asks_for_and_is_not_there_is_named(open_app, cast):
    app = open_app(cast.executive, team=["Valley"])
    assert "Valley" in app.info[0].value
    assert app.multiselect(key="filter_team").value == []


def test_an_unreadable_period_in_a_link_falls_back_and_says_so(open_app, cast):
    app = open_app(cast.executive, period=["<script>"])
    assert "latest is shown" in app.info[0].value


def test_a_quarter_too_old_for_the_list_is_shown_from_a_link_all_the_same(open_app, cast):
    app = open_app(cast.executive, period=["2019-Q2"])
    assert not app.info
    assert "from 1 Apr 2019 to 30 Jun 2019" in said(app)[0] or "Q2 2019" in said(app)[0]


@pytest.mark.parametrize("word", ["2026-Q1", "2026", "all", "2026-01-01..2026-02-28"])
def test_every_kind_of_period_in_a_link_is_shown(open_app, cast, word):
    app = open_app(cast.executive, period=[word])
    assert not app.info
    assert "served the strategy" in said(app)[0]


def test_the_rows_behind_a_cell_add_up_to_it(open_app, cast):
    app = open_app(cast.executive, cell=["won.outside"])
    table = app.dataframe[0].value
    assert len(table) == 10
    assert table["part"].sum() == 100.0
    assert any("10 rows, 10 in this cell, $100" in text for text in said(app))


def test_a_cell_can_be_chosen_without_a_pointer(open_app, cast):
    app = open_app(cast.executive)
    app.selectbox(key="cell").select("won.pillar.1").run()
    assert app.dataframe[0].value["part"].sum() == 300.0


def test_a_manager_sees_her_own_team_and_no_other(open_app, cast):
    app = open_app(cast.manager, cell=["won.pillar.1"])
    assert set(app.dataframe[0].value["team"]) == {"Harbour"}
    assert not any(box.key == "filter_team" for box in app.multiselect)


def test_who_must_see_nothing_is_shown_no_teams_figures(open_app, cast):
    app = open_app(cast.outsider)
    everything = json.dumps([figure(app, at) for at in range(len(app.get("plotly_chart")))])
    assert "Harbour" not in everything and "Hill" not in everything
    assert "cannot say" in said(app)[0] or "Nothing was won" in said(app)[0]


def test_names_are_shown_as_the_text_they_are(open_app, cast, sqlite_engine):
    from data.tables import Team

    with writing(sqlite_engine) as session:
        session.get(Team, cast.team_id).name = "<img src=x onerror=alert(1)> **bold**"
    text = json.dumps(said(open_app(cast.executive)))
    assert "<img" not in text


def test_a_time_in_which_nothing_happened_is_said_to_be_empty(open_app, cast):
    app = open_app(cast.executive, period="2001-01-01..2001-03-31")
    assert not app.error
    assert any("Nothing happened in these quarters" in text for text in said(app))


def test_a_column_that_is_not_there_is_named_with_what_would_fill_it(open_app, cast):
    told = said(open_app(cast.executive))
    assert "We pay: nothing on record yet; import commissions, or publish a plan" in " ".join(told)


def test_a_column_with_facts_elsewhere_is_told_from_one_without_any():
    everything = {column.slug for column in COLUMNS}
    assert absent(everything, everything) == []
    [none, hidden] = absent(everything - {"won", "we_pay"}, everything - {"won"})
    assert none == "Won: nothing on record yet; import deals."
    assert hidden.startswith("We pay: nothing in this period and these filters, or fewer than 5")


def test_promises_at_risk_lead_to_the_ledger():
    names = ["risk", "promises", "deals", "deals_unknown", "exposed_cents"]
    rows = [("no feature", 2, 1, 0, 5_000), ("declined", 1, 1, 1, 0), ("on track", 7, 7, 0, 9_900)]
    found = pl.DataFrame(rows, schema=names, orient="row")
    line = (
        "$50.00 (and 1 deal of unknown worth) rests on 3 open promises at risk:"
        " $50.00 on no feature at all."
    )
    assert at_risk.said(found, "USD") == line
    sure = "$50.00 rests on 2 open promises at risk: $50.00 on no feature at all."
    assert at_risk.said(found.head(1), "USD") == sure
    assert at_risk.said(found.tail(1), "USD") == ""
    unknown = "1 open promise at risk; what their deals are worth is not known."
    assert at_risk.said(found.slice(1, 1), "USD") == unknown
