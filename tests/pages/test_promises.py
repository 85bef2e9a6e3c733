"""The Promises page as each of its readers meets it."""

import json
from datetime import date, timedelta

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.actions.make_promise import make_promise
from data.actions.permissions import SETUP
from data.actions.step_promise import step_promise
from data.store import writing
from data.tables import Deal, Feature, Promise, Request
from metrics.exposure import exposure
from metrics.frames import PROMISES
from metrics.promises import keeping
from pages.parts.promises.words import answer, outside
from tests import small_company
from tests.cast import cast_in
from tests.pages.moment import NOW, TODAY

NASTY = "**bold** $x^2$ :material/bolt: <script>alert(1)</script> \u202etxet"


def page():
    from pages import promises

    promises.show()


def stepping():
    """The dialog of one step, as it stays open in a browser from run to run."""
    import streamlit as st

    from pages.parts import clock, who
    from pages.parts.promises import ledger, steps

    me = who.me()
    if "row" not in st.session_state:
        found = ledger.ledger(me.scope, as_of=clock.today())
        st.session_state["row"] = found.row(0, named=True)
    steps.ask(me, st.session_state["row"], st.query_params["to"])


def recording():
    from pages.parts import who
    from pages.parts.promises.record import record

    record(who.me())


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def company(sqlite_engine, cast):
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        session.query(Promise).delete()
    return cast


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, script=page, **address):
        app = AppTest.from_function(script, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        for word, value in address.items():
            app.query_params[word] = value
        app.run()
        assert not app.exception
        return app

    return _open


@pytest.fixture
def promise(sqlite_engine, company):
    """Makes one by the manager on deal O ($50), due in 30 days, and lets it take steps."""

    def _make(*states, deal="O", **given):
        with writing(sqlite_engine) as session:
            made = make_promise(
                session,
                SETUP,
                **{
                    "quote": "By the opening",
                    "made_by_id": company.manager.person_id,
                    "made_on": TODAY - timedelta(days=10),
                    "due_on": TODAY + timedelta(days=30),
                    "deal_id": session.query(Deal.id).filter_by(source_key=deal).scalar(),
                    "now": NOW,
                }
                | given,
            )
            for seen, state in enumerate(states, start=1):
                step_promise(
                    session,
                    SETUP,
                    promise_id=made,
                    state=state,
                    row_version=seen,
                    note="because",
                    now=NOW,
                )
        return made

    return _make


def said(app):
    return " ".join(element.proto.body for element in app.get("html"))


def state_of(engine, key):
    with writing(engine) as session:
        return session.get(Promise, key).state


def ledger(app):
    return app.dataframe[0].value


def labels(app):
    return [button.label for button in app.button]


def test_an_empty_ledger_says_what_to_do_next(open_page, cast):
    app = open_page(cast.manager)
    assert "Nobody has written down a promise yet" in app.info[0].value
    assert labels(app) == ["Write down a promise"]
    assert labels(open_page(cast.executive)) == []


def test_the_first_line_says_what_rests_on_promises_and_whether_we_keep_them(
    open_page, company, promise
):
    promise("approved")
    app = open_page(company.executive)
    assert "$50.00 rests on 1 open promise: $50.00 on no feature at all." in said(app)
    assert "No promise has come due: too few to say" in said(app)


def frame(*rows):
    return pl.DataFrame(rows, schema=dict(PROMISES), infer_schema_length=None)


def test_the_answer_counts_what_is_kept_of_what_came_due_with_its_interval():
    due = {"due_on": date(2026, 1, 1), "state": "broken"}
    rows = [due | {"promise_id": n} for n in range(5)]
    rows[0] |= {"state": "delivered", "delivered_on": date(2026, 1, 1)}
    found = frame(*rows)
    line = answer(exposure(found, as_of=TODAY), keeping(found, as_of=TODAY, by=()), "USD", least=5)
    assert line == (
        "No promise is open, so no money rests on one. We kept 20% of the 5 that came due (4–62%)."
    )


def test_money_that_nobody_knows_is_said_to_be_unknown_and_not_nothing():
    open_ = {"promise_id": 1, "state": "approved", "deal_id": 1, "deal_state": "open"}
    found = frame(open_)
    line = answer(exposure(found, as_of=TODAY), keeping(found, as_of=TODAY, by=()), "USD", least=5)
    assert line.startswith("There is 1 open promise; what their deals are worth is not known.")


def test_what_nobody_can_judge_is_not_called_on_strategy():
    unknown = pl.DataFrame({"n": [0], "outside": [0], "unknown": [3]})
    assert outside(unknown).startswith("Of no promise can anybody say")


def test_the_ledger_is_filtered_by_state_risk_due_and_words(open_page, company, promise):
    promise("approved", quote="Scan tickets")
    promise(due_on=None, quote="Print posters")
    assert len(ledger(open_page(company.executive))) == 2
    for address in (
        {"state": ["approved"]},
        {"due": "next 90 days"},
        {"search": "SCAN"},
    ):
        app = open_page(company.executive, **address)
        assert ledger(app)["Promise in words"].tolist() == ["Scan tickets"], address
    app = open_page(company.executive, search="nothing of the kind")
    assert "No promise fits." in said(app) and not app.dataframe


def test_a_manager_sees_her_own_teams_promises_and_no_other(
    open_page, company, promise, sqlite_engine
):
    promise(quote="Ours")
    theirs = promise(quote="Theirs")
    with writing(sqlite_engine) as session:
        session.get(Promise, theirs).team_id = None
    assert ledger(open_page(company.manager))["Promise in words"].tolist() == ["Ours"]
    assert "Theirs" not in said(open_page(company.manager, promise=str(theirs)))
    assert open_page(company.outsider).info


def test_who_may_approve_is_offered_it_and_it_is_done(open_page, company, promise, sqlite_engine):
    key = promise()
    assert "Approve" not in labels(open_page(company.manager, promise=str(key)))
    app = open_page(company.executive, promise=str(key))
    app.button(key=f"approved_{key}").click().run()
    assert app.button(key="step_save").label == "Approve"
    app = open_page(company.executive, stepping, to="approved")
    app.button(key="step_save").click().run()
    assert state_of(sqlite_engine, key) == "approved"
    assert "approved by Edda Stone" in said(open_page(company.executive, promise=str(key)))


def test_bad_news_without_a_reason_is_refused_in_place(open_page, company, promise, sqlite_engine):
    key = promise("approved")
    app = open_page(company.manager, stepping, to="broken")
    app.button(key="step_save").click().run()
    assert "Say what happened instead" in app.error[0].value
    assert state_of(sqlite_engine, key) == "approved"


def test_the_second_of_two_is_told_what_the_first_said_and_keeps_her_words(
    open_page, company, promise, sqlite_engine
):
    key = promise()
    app = open_page(company.executive, stepping, to="refused")
    app.text_area(key="note").input("We will not build it").run()
    with writing(sqlite_engine) as session:
        step_promise(
            session,
            company.product_lead.actor,
            promise_id=key,
            state="approved",
            row_version=1,
            note="It is in the plan",
            now=NOW,
        )
    app.button(key="step_save").click().run()
    assert "Petra Nowak changed this promise while you were editing" in app.error[0].value
    assert "As it is now: approved" in said(app) and "It is in the plan" in said(app)
    assert app.text_area(key="note").value == "We will not build it"
    assert state_of(sqlite_engine, key) == "approved"


def test_words_that_would_be_markup_are_shown_as_they_are(open_page, company, promise):
    key = promise(quote=NASTY)
    app = open_page(company.executive, promise=str(key))
    assert "<script>" not in said(app) and "&lt;script&gt;" in said(app)
    assert not any(NASTY[:8] in element.value for element in app.markdown)
    assert ledger(app)["Promise in words"].tolist() == [NASTY]


def test_a_feature_is_said_to_be_declined_and_finance_is_named(
    open_page, company, promise, sqlite_engine
):
    with writing(sqlite_engine) as session:
        session.add(Feature(id=50, title="Gate scanner", status="declined", declined_on=TODAY))
    key = promise("approved", deal="S0", feature_id=50, made_on=date(2026, 2, 1))
    app = open_page(company.executive, promise=str(key))
    row = ledger(app).iloc[0]
    assert (row["Risk"], row["Finance"], row["Feature is"]) == (
        "declined",
        "ask finance",
        "declined",
    )
    assert "Ask finance: a signed deal rests on a named feature" in said(app)
    assert len(ledger(open_page(company.executive, finance="true"))) == 1


def test_few_that_came_due_have_no_rate_drawn(open_page, company, promise):
    promise("approved", due_on=TODAY - timedelta(days=1))
    figure = json.loads(open_page(company.executive).get("plotly_chart")[1].proto.spec)
    notes = [note["text"] for note in figure["layout"]["annotations"]]
    assert notes == ["too few to say, n = 1"]


def test_a_promise_is_written_down_and_its_wish_is_logged(open_page, company, sqlite_engine):
    app = open_page(company.manager, recording)
    app.text_input(key="promise_account").input("venue 3").run()
    app.text_area(key="promise_quote").input("You get it by May").run()
    app.button(key="promise_save").click().run()
    with writing(sqlite_engine) as session:
        made = session.query(Promise).one()
        asked = session.query(Request).filter_by(source="throughline").one()
    assert (made.quote, made.state, made.made_by_id) == (
        "You get it by May",
        "proposed",
        company.manager.person_id,
    )
    assert (asked.words, asked.account_id) == ("You get it by May", made.account_id)
    app.text_area(key="promise_quote").input("And posters by June").run()
    app.button(key="promise_save").click().run()
    with writing(sqlite_engine) as session:
        assert session.query(Request).filter_by(source="throughline").count() == 2
