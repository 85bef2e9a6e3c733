"""Scorecards and Compare as each of their readers meets them: who is named, whose pay is shown."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.store import reading, writing
from data.tables import Deal, TeamAccess
from pages.parts.cards.words import drawn
from pages.parts.compare import patterns
from pages.parts.facts import read_selling
from tests import selling_company
from tests.cast import cast_in
from tests.selling_company import HARBOUR, HILL

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 1)


def scorecards_page():
    from pages import scorecards

    scorecards.show()


def compare_page():
    from pages import compare

    compare.show()


@pytest.fixture
def company(sqlite_engine):
    cast = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        ids = selling_company.fill(session, team_id=cast.team_id, member_id=cast.member.person_id)
    return cast, ids


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(me, script=scorecards_page, **address):
        app = AppTest.from_function(script, default_timeout=240)
        app.query_params["as"] = str(me.person_id)
        for word, value in address.items():
            app.query_params[word] = value
        app.run()
        assert not app.exception
        return app

    return _open


def everything(app) -> str:
    """All that reached the browser, with tables in plain text: what is not in it was not sent."""
    tables = [frame.value.to_csv() for frame in app.dataframe]
    options = [str(box.options) for box in app.selectbox]
    drawn = [str(chart.proto) for kind in ("html", "plotly_chart") for chart in app.get(kind)]
    written = [str(text.value) for text in (*app.markdown, *app.info, *app.caption)]
    return "\n".join([*tables, *options, *drawn, *written])


def answer(app) -> str:
    return str(app.get("html")[0].proto.body)


def test_an_executive_sees_everybody_by_name_with_pay(company, open_page):
    cast, _ = company
    app = open_page(cast.executive)
    said = everything(app)
    assert "11 people won" in answer(app)
    assert "A year later" in answer(app)
    assert all(name in said for name in (*HARBOUR, *HILL))
    assert "Quota (USD)" in said
    assert "777" in said


def test_all_time_begins_with_the_first_deal_though_it_was_lost(company, open_page, sqlite_engine):
    cast, ids = company
    with writing(sqlite_engine) as session:
        session.add(
            Deal(
                source="plain", source_key="old", team_id=cast.team_id, owner_id=ids[HARBOUR[0]],
                stage="x", state="lost", amount_cents=5_00, currency="USD",
                opened_on=date(2023, 1, 5), closed_on=date(2023, 3, 5),
                first_seen_on=date(2023, 3, 5), batch_id=1,
            )
        )  # fmt: skip
    app = open_page(cast.executive, measure="close-rate")
    assert "since March 2023 with 110 deals" in answer(app)
    [hanna] = [row for row in app.dataframe[0].value.itertuples() if row.Who == HARBOUR[0]]
    assert hanna.n == 13  # of her twelve and this one


@pytest.mark.parametrize("period", ["0001", "0001-01-01..0001-02-01", "9999-01-01..9999-12-31"])
def test_a_link_to_the_end_of_the_calendar_is_no_period(company, open_page, period):
    cast, _ = company
    app = open_page(cast.executive, period=period)
    assert not app.exception
    assert app.info[0].value.startswith("There is no period “")


def test_a_manager_sees_her_team_by_name_and_nobody_elses_name_or_pay(company, open_page):
    cast, ids = company
    for address in ({}, {"person": str(ids[HILL[0]])}, {"team": "Hill"}, {"by": "Team"}):
        app = open_page(cast.manager, **address)
        said = everything(app)
        assert not any(name in said for name in HILL), address
    said = everything(open_page(cast.manager))
    assert all(name in said for name in HARBOUR)
    assert "Quota (USD)" in said


def test_a_team_lent_to_a_manager_is_named_and_its_pay_stays_hidden(
    company, open_page, sqlite_engine
):
    cast, _ = company
    with writing(sqlite_engine) as session:
        session.add(TeamAccess(person_id=cast.manager.person_id, team_id=2))
    app = open_page(cast.manager)
    assert all(name in everything(app) for name in HILL)
    pay = next(frame.value for frame in app.dataframe if "Quota (USD)" in frame.value.columns)
    assert set(pay["Who"]) <= {*HARBOUR, cast.member.name, cast.manager.name}


def test_a_seller_sees_her_card_and_her_team_without_names(company, open_page):
    cast, ids = company
    app = open_page(cast.member, person=str(ids[HARBOUR[0]]))
    said = everything(app)
    assert answer(app).count("You won") == 1
    assert not any(name in said for name in (*HARBOUR, *HILL))
    assert "and 5 others without names" in said
    pay = next(frame.value for frame in app.dataframe if "Quota (USD)" in frame.value.columns)
    assert pay["Who"].tolist() == [cast.member.name]


def test_somebody_without_a_deal_or_a_team_is_told_so(company, open_page):
    cast, _ = company
    said = everything(open_page(cast.outsider))
    assert not any(name in said for name in (*HARBOUR, *HILL))


@pytest.mark.parametrize("role", ["product_lead", "administrator"])
def test_who_leads_product_or_administers_sees_names_and_no_pay(company, open_page, role):
    cast, _ = company
    said = everything(open_page(getattr(cast, role)))
    assert HARBOUR[0] in said
    assert "Quota (USD)" not in said
    assert "Paid (USD)" not in said


def test_an_empty_store_says_what_to_bring(sqlite_engine, open_page):
    app = open_page(cast_in(sqlite_engine).executive)
    assert "There is no deal yet" in app.info[0].value


def test_compare_answers_and_a_manager_reaches_no_other_team(company, open_page):
    cast, _ = company
    app = open_page(cast.executive, compare_page, against="net-retention")
    assert "kept revenue" in answer(app)
    assert "ten people whose sales" in everything(app) or "Nothing is shown" in everything(app)
    said = everything(open_page(cast.manager, compare_page))
    assert not any(name in said for name in HILL)
    said = everything(open_page(cast.product_lead, compare_page, against="close-rate"))
    assert "Just over quota" not in said


def test_patterns_by_team_are_measured_once_for_whom_and_what_is_looked_at(
    company, open_page, monkeypatch
):
    cast, _ = company
    asked = []
    measure = patterns.by_team
    monkeypatch.setattr(
        patterns, "by_team", lambda book, **how: asked.append(book) or measure(book, **how)
    )
    app = open_page(cast.executive, compare_page)
    app.run()
    assert len(asked) == 1
    open_page(cast.manager, compare_page)
    assert len(asked) == 2
    assert asked[1].decided.height < asked[0].decided.height


def test_what_is_a_large_discount_is_said_and_set_by_an_administrator(company, open_page):
    cast, _ = company
    app = open_page(cast.administrator, compare_page)
    assert "A discount is large above 20% of the list price." in everything(app)
    app.number_input(key="approved_discount").set_value(5.0)
    next(button for button in app.button if button.label == "Set it").click().run()
    assert not app.exception
    app = open_page(cast.executive, measure="discount-discipline")
    assert "A discount is large above 5% of the list price." in everything(app)
    assert set(app.dataframe[0].value["Value"]) == {100.0}  # all sold at some 90
    assert "approved_discount" not in {
        box.key for box in open_page(cast.executive, compare_page).number_input
    }


def test_sold_of_quota_does_not_shrink_when_a_segment_is_looked_at(company, open_page):
    cast, _ = company
    whole, part = (
        next(f.value for f in open_page(cast.executive, **at).dataframe if "Quotas" in f.value)
        for at in ({}, {"segment": "Club"})
    )
    assert part["Sold of quota"].to_list() == whole["Sold of quota"].to_list()


def test_a_viewer_has_no_comparison_even_when_the_page_is_asked_for(company, open_page):
    cast, _ = company
    said = everything(open_page(cast.member, compare_page))
    assert "for those who lead them" in said
    assert not any(name in said for name in (*HARBOUR, *HILL))


def test_weights_are_set_from_the_page_by_whoever_may(company, open_page):
    cast, _ = company
    assert not [b for b in open_page(cast.manager, compare_page).button if b.label == "Set weights"]
    assert [b for b in open_page(cast.executive, compare_page).button if b.label == "Set weights"]


def test_what_is_read_for_a_reader_holds_no_more_than_she_may_see(company, sqlite_engine):
    cast, ids = company
    theirs = {ids[name] for name in HILL}
    with reading(sqlite_engine) as connection:
        of = {
            role: read_selling(connection, getattr(cast, role), as_of=TODAY)
            for role in ("manager", "member", "executive", "product_lead")
        }
    for role in ("manager", "member"):
        book = of[role].book
        sheets = (book.decided, book.opened, book.cohort, book.reps, of[role].quotas, of[role].paid)
        assert not any(theirs & set(sheet["rep_id"]) for sheet in sheets)
    assert of["member"].book.reps["rep"].drop_nulls().to_list() == [cast.member.name]
    assert set(of["member"].quotas["rep_id"]) == {cast.member.person_id}
    assert theirs < set(of["executive"].quotas["rep_id"])
    assert of["product_lead"].quotas.is_empty()
    assert not of["product_lead"].pays


def report(engine, name, *more):
    return subprocess.run(
        [sys.executable, "cli.py", "report", "scorecards", "--acting-as", name, *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"THROUGHLINE_DATABASE_URL": str(engine.url)},
    )


def test_the_report_command_gives_each_what_she_may_see(company, sqlite_engine):
    cast, _ = company
    done = report(sqlite_engine, cast.manager.name, "--json", "--period", "2025")
    figures = json.loads(done.stdout)
    assert not any(name in done.stdout for name in HILL)
    assert {row["person"] for row in figures["people"]} == {*HARBOUR, cast.member.name}
    assert {row["team"] for row in figures["teams"]} == {"Harbour"}
    assert {row["person"] for row in figures["quota"]} == {*HARBOUR, cast.member.name}
    assert figures["quota"][0]["quota"] == 777.0
    mine = json.loads(report(sqlite_engine, cast.member.name, "--json").stdout)
    assert {row["person"] for row in mine["people"]} == {cast.member.name}
    assert mine["teams"] == []
    assert len(next(row for row in mine["others"] if row["metric"] == "close-rate")["values"]) == 5
    assert [row["person"] for row in mine["quota"]] == [cast.member.name]
    lead = json.loads(report(sqlite_engine, cast.product_lead.name, "--json").stdout)
    assert lead["quota"] == []


def test_the_report_refuses_in_words(company, sqlite_engine):
    cast, _ = company
    assert "Nobody active is called" in report(sqlite_engine, "Nobody").stderr
    wrong = report(sqlite_engine, cast.executive.name, "--period", "spring")
    assert (wrong.returncode, "is no period" in wrong.stderr) == (2, True)


def test_money_stands_in_whole_units_on_the_axes_and_in_words_beside_them(open_page, company):
    cast, _ = company
    app = open_page(cast.executive, measure="closed-revenue", period="all")
    table = app.dataframe[0].value
    worth = {row["Who"]: row["Value (USD)"] for row in table.to_dict("records")}
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    marks = max((trace for trace in spec["data"] if trace.get("x")), key=lambda t: len(t["x"]))
    assert sorted(marks["x"]) == sorted(value for value in worth.values() if value)
    assert drawn("closed-revenue", 1500.0, "USD") == "$1.5K"
    assert drawn("closed-revenue", 150_000.0, "JPY") == "¥150K"
    assert drawn("close-rate", 0.5, "USD") == "50%"
