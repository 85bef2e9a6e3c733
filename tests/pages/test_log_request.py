"""Logging a request as a sales manager does it: quickly, once, and with what was asked before."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.actions.decide_feature import word_feature
from data.reads.people import Me
from data.store import reading, writing
from data.tables import Account, Deal, Feature, Request
from pages.parts import plain
from tests import small_company
from tests.cast import cast_in
from tests.pages.test_strategy import labelled, said

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> **b** $a_b$ :material/home: [x](http://e) \u202eabc"


def page():
    from pages import log_request

    log_request.show()


@pytest.fixture
def company(sqlite_engine):
    cast = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        session.add(Feature(id=2, title="Gift cards", status="idea"))
    return cast


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person: Me):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        return app.run()

    return _open


def fill(app, account="venue 3", words="Please remind them of their basket"):
    labelled(app.text_input, "Account").set_value(account)
    app.run()
    labelled(app.text_area, "In the customer's own words").set_value(words)
    return app.run()


def save(app):
    labelled(app.button, "Save").click()
    return app.run()


def logged(engine):
    with reading(engine) as connection:
        query = select(Request).where(Request.source == "throughline").order_by(Request.id)
        return connection.execute(query).all()


def test_a_request_is_saved_in_one_step_and_the_form_is_empty_again(
    open_page, company, sqlite_engine
):
    app = fill(open_page(company.manager))
    labelled(app.button_group, "Need").set_value("blocker")
    app = save(app)
    [one] = logged(sqlite_engine)
    with reading(sqlite_engine) as connection:
        [name] = connection.scalars(select(Account.name).where(Account.id == one.account_id))
    assert (name, one.words, one.need) == (
        "Venue 3", "Please remind them of their basket", "blocker",
    )  # fmt: skip
    assert (one.customer_kind, one.segment) == ("customer", "Theatre")
    assert labelled(app.text_input, "Account").value == ""
    assert labelled(app.text_area, "In the customer's own words").value == ""
    assert "Logged for Venue 3: “Please remind them of their basket”" in said(app)
    assert not app.error


def test_the_words_come_first_then_their_feature_and_only_then_what_may_be_left_out(
    open_page, company
):
    app = fill(open_page(company.manager))
    labels = [getattr(each, "label", None) for each in app.main]
    asked = ["Account", "In the customer's own words", "Feature, if it is one that we know"]
    asked += ["Need", "Intent", "Asked on", "Save"]
    assert [label for label in labels if label in asked] == asked


def test_undo_takes_the_last_one_back(open_page, company, sqlite_engine):
    app = save(fill(open_page(company.manager)))
    labelled(app.button, "Undo").click()
    app.run()
    assert logged(sqlite_engine) == []
    assert "Logged for" not in said(app)


def test_what_was_asked_before_appears_with_the_shared_words_marked(open_page, company):
    app = fill(open_page(company.manager), words="remind them, please")
    shown = said(app)
    assert "Basket reminder" in shown and "shipped" in shown
    assert ">Remind</mark> " in shown.replace("Remind</mark> <", "Remind</mark>  <")
    assert "*please*" not in shown.replace("<mark", "").split("Asked before")[0]


def test_choosing_what_was_asked_before_adds_the_customer_to_it(open_page, company, sqlite_engine):
    app = fill(open_page(company.manager))
    add = next(b for b in app.button if b.label.startswith("Add this customer to"))
    add.click()
    app.run()
    assert "What may I say?" in said(app)
    assert "Nothing is approved yet: say only that it was heard." in said(app)
    save(app)
    assert [one.feature_id for one in logged(sqlite_engine)] == [1]


def test_the_card_says_what_is_approved_for_the_status_it_has(open_page, company, sqlite_engine):
    with writing(sqlite_engine) as session:
        for status, words in (("shipped", "It is **live**."), ("idea", "Not yet.")):
            word_feature(
                session, company.product_lead.actor, feature_id=1, status=status, words=words,
                seen=None, now=NOW,
            )  # fmt: skip
    app = open_page(company.manager)
    labelled(app.selectbox, "Feature, if it is one that we know").set_value(1)
    app.run()
    assert "It is **live**." in said(app) and "Not yet." not in said(app)


def test_the_accounts_only_open_deal_is_chosen_already(open_page, company, sqlite_engine):
    with writing(sqlite_engine) as session:
        venue = session.scalars(select(Account.id).where(Account.name == "Venue 3")).one()
        deal = session.scalars(select(Deal).where(Deal.source_key == "O")).one()
        deal.account_id = venue
    app = fill(open_page(company.manager))
    assert labelled(app.selectbox, "Deal").value == deal.id
    assert labelled(app.selectbox, "Deal").options[0].startswith("Deal O · Seats · open")
    save(app)
    assert [(one.deal_id, one.deal_stage) for one in logged(sqlite_engine)] == [(deal.id, "open")]


def test_nothing_is_saved_without_an_account_or_words_and_nothing_typed_is_lost(
    open_page, company, sqlite_engine
):
    app = save(fill(open_page(company.manager), account="venue"))
    assert "Say which account asked" in app.error[0].value
    assert labelled(app.text_area, "In the customer's own words").value.startswith("Please")
    app = save(fill(app, account="venue 1", words=" "))
    assert "Write down what the customer said" in app.error[0].value
    assert logged(sqlite_engine) == []


def test_an_account_that_nobody_knows_is_offered_as_new(open_page, company, sqlite_engine):
    save(fill(open_page(company.manager), account="Old Mill"))
    with reading(sqlite_engine) as connection:
        assert connection.execute(select(Account).where(Account.name == "Old Mill")).one()


@pytest.mark.parametrize("words", [HOSTILE, HOSTILE * 1500])
def test_whatever_is_written_is_shown_as_the_text_that_it_is(
    open_page, company, sqlite_engine, words
):
    app = save(fill(open_page(company.manager), account=HOSTILE, words=words))
    assert logged(sqlite_engine)[0].words == words
    assert "<img" not in said(app) and "&lt;img src=x onerror=alert(1)&gt;" in said(app)
    app = fill(app, account=HOSTILE, words=words)
    assert "<img" not in said(app)
    [radio] = app.radio
    assert all(":material/" not in option for option in radio.options)
    assert not app.exception


def test_another_teams_words_are_not_shown_but_its_feature_is(open_page, company, sqlite_engine):
    with writing(sqlite_engine) as session:
        request = session.scalars(select(Request)).one()
        request.team_id, request.feature_id = None, 2
    app = fill(open_page(company.manager), words="Remind them, please")
    assert "Gift cards" in said(app) and "Remind them, *please*" not in said(app)


def test_rows_pasted_from_a_sheet_are_shown_first_and_then_stored(
    open_page, company, sqlite_engine
):
    app = open_page(company.manager)
    labelled(app.button_group, "How").set_value("Paste rows from a sheet")
    app.run()
    sheet = "account\twords\tdate\tneed\nVenue 3\tMore seats\t2026-04-01\tblocker\nVenue 4\t\t\t"
    labelled(app.text_area, "Rows").set_value(sheet)
    app.run()
    assert "2 requests: 1 new, 0 changed, 0 as they are, 1 rejected." in said(app)
    labelled(app.button, "Accept requests").click()
    app.run()
    assert "2 requests read: 1 new" in app.success[0].value
    with reading(sqlite_engine) as connection:
        [need] = connection.scalars(select(Request.need).where(Request.words == "More seats"))
    assert need == "blocker"


def test_a_viewer_is_told_whom_to_ask(open_page, company):
    app = open_page(company.member)
    assert "logs requests here" in app.info[0].value and not app.button


def test_a_label_of_any_text_holds_nothing_that_markdown_reads():
    made = plain.label(HOSTILE, 200)
    bare = made.replace("\\", "").replace(plain.JOINER, "")
    assert bare == plain.ISOLATED.format(HOSTILE)
    assert ":material/" not in made and "**" not in made and "](" not in made


def test_a_long_text_is_cut_with_an_ellipsis_on_one_line():
    assert plain.cut("a\nb " + "c" * 100, 10) == "a b ccccc…"
    assert plain.cut("short", 10) == "short"
    assert len(plain.cut(" " * 100_000 + "x", 10)) <= 10
