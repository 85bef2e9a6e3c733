"""The inbox as a product lead works through it, and what became of it as its logger sees it."""

from datetime import UTC, date, datetime

import polars as pl
import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.actions.decide_feature import decide_feature
from data.actions.link_requests import link_requests
from data.actions.log_request import Asker, log_request
from data.actions.triage_requests import triage_requests
from data.reads.people import Me
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.store import EVER, reading, writing
from data.tables import Feature, FeatureDecision, Request
from pages.parts.requests import mine, table, undoing
from tests import small_company
from tests.cast import cast_in
from tests.pages.test_strategy import labelled, said

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> **b** $a_b$ :material/home: [x](http://e)"


def page():
    from pages import requests

    requests.show()


@pytest.fixture
def company(sqlite_engine):
    """small_company, feature 2 Gift cards, and requests 11 to 13 that nobody has linked."""
    cast = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        session.add(Feature(id=2, title="Gift cards", status="idea"))
        session.add_all(
            Request(
                id=number, source="plain", source_key=f"R{number}", words=words,
                team_id=cast.team_id, need="blocker" if number == 11 else None,
                asked_on=date(2026, 4, number), first_seen_on=date(2026, 4, 30),
            )
            for number, words in ((11, "a voucher to give"), (12, HOSTILE), (13, "queues"))
        )  # fmt: skip
    return cast


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person: Me, tab=None, address=(), **state):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        for word, value in dict(address).items():
            app.query_params[word] = value
        if tab:
            app.session_state["requests_tab"] = tab
        for key, value in state.items():
            app.session_state[key] = value
        return app.run()

    return _open


def chosen(*ids, version=1):
    return {"inbox_chosen": dict.fromkeys(ids, version)}


def press(app, label):
    labelled(app.button, label).click()
    return app.run()


def links(engine):
    with reading(engine) as connection:
        query = select(Request.id, Request.feature_id).order_by(Request.id)
        return {row.id: row.feature_id for row in connection.execute(query)}


def serves(engine, feature):
    with reading(engine) as connection:
        mappings = strategy_frames(connection, EVERYTHING).mappings
    found = mappings.filter(pl.col("feature_id") == feature)
    return found.select("pillar_id", "share_bp", "from_on").rows()


def test_the_inbox_begins_with_what_nobody_has_linked(open_page, company):
    app = open_page(company.product_lead)
    assert app.dataframe[0].value["Words"].to_list() == ["queues", HOSTILE, "a voucher to give"]
    assert "3 requests fit, not linked to a feature yet." in said(app)
    labelled(app.button_group, "Show").set_value("All")
    app.run()
    assert "4 requests fit; 3 of them are not linked yet." in said(app)


def test_the_inbox_is_searched_and_filtered(open_page, company):
    app = open_page(company.product_lead)
    labelled(app.text_input, "Search").set_value("voucher")
    app.run()
    assert app.dataframe[0].value["Words"].to_list() == ["a voucher to give"]
    labelled(app.selectbox, "Need").set_value("important")
    app.run()
    assert "No request fits." in said(app) and not app.dataframe


def test_many_requests_are_linked_at_once(open_page, company, sqlite_engine):
    app = press(open_page(company.product_lead), "Choose all 3")
    assert [header.value for header in app.subheader] == ["3 requests chosen"]
    assert labelled(app.button, "Link 3 requests").disabled
    labelled(app.selectbox, "They ask for").set_value(2)
    app = press(app.run(), "Link 3 requests")
    assert links(sqlite_engine) == {1: 1, 11: 2, 12: 2, 13: 2}
    assert not app.subheader and "No request fits." in said(app)


def test_requests_are_linked_and_their_feature_mapped_in_one_step(
    open_page, company, sqlite_engine
):
    app = open_page(company.product_lead, **chosen(11, 12))
    labelled(app.selectbox, "They ask for").set_value(2)
    app.run()
    labelled(app.button_group, "It serves").set_value("Pillars")
    app.run()
    app = press(app, "Link 2 requests")
    assert "Choose at least one pillar" in app.error[0].value
    labelled(app.multiselect, "Pillars").set_value([1])
    press(app.run(), "Link 2 requests")
    assert links(sqlite_engine) == {1: 1, 11: 2, 12: 2, 13: None}
    assert serves(sqlite_engine, 2) == [(1, 10_000, EVER)]


def test_a_feature_is_put_outside_the_strategy_right_there(open_page, company, sqlite_engine):
    app = open_page(company.product_lead, **chosen(11))
    labelled(app.selectbox, "They ask for").set_value(2)
    app.run()
    labelled(app.button_group, "It serves").set_value("Outside the strategy")
    press(app.run(), "Link 1 request")
    assert serves(sqlite_engine, 2) == [(None, 10_000, EVER)]


def test_the_second_of_two_who_sort_the_same_is_told_and_loses_nothing(
    open_page, company, sqlite_engine
):
    app = open_page(company.product_lead, **chosen(11, 12))
    labelled(app.selectbox, "They ask for").set_value(2)
    app.run()
    with writing(sqlite_engine) as session:
        link_requests(session, company.administrator.actor, requests={12: 1}, feature_id=1, now=NOW)
    app = press(app, "Link 2 requests")
    assert "Somebody changed 1 of these 2" in app.warning[0].value
    assert links(sqlite_engine) == {1: 1, 11: None, 12: 1, 13: None}
    assert labelled(app.selectbox, "They ask for").value == 2
    assert "linked to “Basket reminder”" in said(app)
    press(press(app, "Take it as now"), "Link 2 requests")
    assert links(sqlite_engine) == {1: 1, 11: 2, 12: 2, 13: None}


def test_a_part_of_a_title_means_the_feature_that_is_there_unless_one_says_otherwise():
    def typed():
        import streamlit as st

        from pages.parts.requests import triage

        st.session_state["got"] = [
            triage.new_or_known(title, {2: "Gift cards", 3: "Weekly report"})
            for title in ("Gift ", "Seat map")
        ]

    app = AppTest.from_function(typed, default_timeout=240).run()
    assert app.session_state["got"] == [2, "Seat map"]
    [asked] = app.radio
    app = asked.set_value("Gift ").run()
    assert app.session_state["got"] == ["Gift ", "Seat map"]


def test_the_last_links_are_put_back_as_each_was(open_page, company, sqlite_engine):
    app = open_page(company.product_lead, **chosen(1, 11, 12))
    labelled(app.selectbox, "They ask for").set_value(2)
    app = press(app.run(), "Link 3 requests")
    assert links(sqlite_engine) == {1: 2, 11: 2, 12: 2, 13: None}
    assert app.session_state["said_after_rerun"].endswith("Undo is above the table.")
    app = press(app, "Undo the last links (3)")
    assert links(sqlite_engine) == {1: 1, 11: None, 12: None, 13: None}
    assert not [b for b in app.button if b.label.startswith("Undo")]


def test_links_that_somebody_changed_since_are_not_put_back(open_page, company, sqlite_engine):
    app = press(open_page(company.product_lead, **chosen(1)), "Take 1 link away")
    with writing(sqlite_engine) as session:
        link_requests(session, company.administrator.actor, requests={1: 2}, feature_id=2, now=NOW)
    app = press(app, "Undo the last links (1)")
    assert links(sqlite_engine)[1] == 2
    assert "Somebody changed this request meanwhile" in app.error[0].value
    assert labelled(app.button, "Undo the last links (1)")  # refused, the way back is not lost


def test_the_feature_that_links_made_is_said_to_stay_when_they_are_put_back(
    open_page, company, sqlite_engine
):
    state = {undoing.LAST: {11: (2, None), 12: (2, None)}, undoing.MADE: "Seat *map*"}
    with writing(sqlite_engine) as session:
        triage_requests(
            session, company.product_lead.actor,
            requests={11: 1, 12: 1}, new_title="Seat *map*", now=NOW,
        )  # fmt: skip
    app = press(open_page(company.product_lead, **state), "Undo the last links (2)")
    assert links(sqlite_engine) == {1: 1, 11: None, 12: None, 13: None}
    told = app.session_state["said_after_rerun"]
    assert told.startswith("2 requests put back as before. The feature “") and "stays" in told
    assert "*map*" not in told


def test_links_are_taken_away(open_page, company, sqlite_engine):
    press(open_page(company.product_lead, **chosen(1)), "Take 1 link away")
    assert links(sqlite_engine)[1] is None


def test_hostile_words_are_shown_as_the_text_that_they_are(open_page, company):
    app = open_page(company.product_lead, **chosen(12))
    assert "<img" not in said(app) and "&lt;img src=x onerror=alert(1)&gt;" in said(app)
    assert all(HOSTILE not in each.value for each in app.markdown)


def test_a_sales_manager_reads_her_teams_inbox_and_sorts_nothing(open_page, company):
    app = open_page(company.manager, tab="Inbox", **chosen(11))
    assert "4 requests fit; 3 of them are not linked yet." in said(app)
    assert app.dataframe[0].value["Stands at"].to_list()[-1] == "shipped"
    assert app.query_params["show"] == "all"  # who opens her link sees what she sees
    assert not app.subheader and not [b for b in app.button if b.label.startswith("Choose")]
    assert "No request fits" in said(open_page(company.outsider, tab="Inbox"))


def log(engine, me, feature=2):
    with writing(engine) as session:
        return log_request(
            session, me.actor, token="t", asker=Asker(new_name="Old Mill"), words=HOSTILE,
            feature_id=feature, now=NOW,
        )  # fmt: skip


def decide(engine, me, version=1, **how):
    with writing(engine) as session:
        given = {"status": "declined", "reason": HOSTILE, "words": "We looked at it."} | how
        decide_feature(session, me.actor, feature_id=2, row_version=version, now=NOW, **given)


def test_who_logged_sees_what_became_of_it_with_reason_and_words_until_she_got_it(
    open_page, company, sqlite_engine
):
    log(sqlite_engine, company.manager)
    decide(sqlite_engine, company.product_lead)
    app = open_page(company.manager)
    shown = said(app)
    assert "Gift cards" in shown and "declined" in shown and "Petra Nowak" in shown
    assert "&lt;img src=x" in shown and "<img" not in shown
    assert "Tell <bdi>Old Mill</bdi>" in shown and "We looked at it." in shown
    [row] = app.dataframe[0].value.to_dict("records")
    assert (row["Feature"], row["Stands at"], row["Then"]) == ("Gift cards", "declined", "prospect")
    app = press(app, "Got it")
    assert "We looked at it." not in said(app)
    assert not [b for b in open_page(company.manager).button if b.label == "Got it"]


def test_of_a_feature_decided_on_twice_only_what_holds_is_said_to_hold(
    open_page, company, sqlite_engine
):
    log(sqlite_engine, company.manager)
    for version, status in enumerate(("planned", "declined"), start=1):
        decide(sqlite_engine, company.product_lead, version, status=status)
    app = open_page(company.manager)
    assert "is now <strong>declined</strong>" in said(app)
    assert "is now <strong>planned" not in said(app) and "Before that: planned on" in said(app)
    app = press(app, "Got it")
    assert not [b for b in app.button if b.label == "Got it"]


def test_who_logged_more_than_are_shown_is_told_how_many_and_gets_them_all(
    open_page, company, sqlite_engine, monkeypatch
):
    monkeypatch.setattr(mine, "SHOWN", 2)
    monkeypatch.setattr(table, "SAVED", 3)
    with writing(sqlite_engine) as session:
        for number in range(21, 25):
            session.add(
                Request(
                    id=number, source="plain", source_key=f"R{number}", words="queues",
                    team_id=company.team_id, asked_on=NOW.date(), first_seen_on=NOW.date(),
                    logged_by_id=company.manager.person_id, feature_id=1 if number > 22 else None,
                )
            )  # fmt: skip
    app = open_page(company.manager)
    assert "You logged 4 requests, 2 of them linked to a feature. The newest 2 are" in said(app)
    assert app.dataframe[0].value.shape[0] == 2
    assert [each.label for each in app.get("download_button")] == ["CSV (the newest 3)"]
    monkeypatch.setattr(table, "SAVED", 4)
    assert [each.label for each in app.run().get("download_button")] == ["CSV"]


def test_nobody_else_is_shown_it(open_page, company, sqlite_engine):
    log(sqlite_engine, company.manager)
    decide(sqlite_engine, company.product_lead)
    app = open_page(company.executive)
    assert not [b for b in app.button if b.label == "Got it"]
    assert "requests fit" in said(app)  # who logged nothing begins at the inbox
    app = open_page(company.executive, tab="My requests")
    assert "You have not logged a request yet" in app.info[0].value


def test_a_feature_is_declined_with_its_reason_on_the_page(open_page, company, sqlite_engine):
    app = open_page(company.product_lead, tab="Features", feature_shown=2)
    assert labelled(app.button_group, "Decision").value is None
    assert "Decline" not in [button.label for button in app.button]  # nor any other way to decide
    labelled(app.button_group, "Decision").set_value("declined")
    app = press(app.run(), "Decline")
    assert "Say why it is declined" in app.error[0].value
    labelled(app.text_area, "Why, for those who logged requests").set_value("Nobody pays for it")
    labelled(app.text_area, "What to tell the customer").set_value("Not for now.")
    app = press(app, "Decline")
    with reading(sqlite_engine) as connection:
        [made] = connection.execute(select(FeatureDecision)).all()
    assert (made.status, made.reason, made.words) == (
        "declined", "Nobody pays for it", "Not for now.",
    )  # fmt: skip
    assert "Nobody pays for it" in said(app) and "Not for now." in said(app)


def test_words_are_approved_and_a_feature_is_described(open_page, company, sqlite_engine):
    app = open_page(company.product_lead, tab="Features", feature_shown=2)
    labelled(app.text_area, "this may be said").set_value("It is on our list.")
    app = press(app, "Approve")
    assert "It is on our list." in said(app)
    labelled(app.text_input, "Title").set_value("Vouchers")
    app = press(app, "Save")
    with reading(sqlite_engine) as connection:
        assert connection.scalars(select(Feature.title).where(Feature.id == 2)).one() == "Vouchers"


def test_two_features_are_merged_and_taken_apart_on_the_page(open_page, company, sqlite_engine):
    log(sqlite_engine, company.manager)
    before = links(sqlite_engine)
    app = open_page(company.product_lead, tab="Features", feature_shown=1)
    labelled(app.selectbox, "The same as").set_value(2)
    app = press(app.run(), "Merge into this")
    assert set(links(sqlite_engine).values()) == {1, None}
    assert "Also called <bdi>Gift cards</bdi>" in said(app)
    assert app.dataframe[0].value["Title"].to_list() == ["Basket reminder"]
    press(app, "Take apart")
    assert links(sqlite_engine) == before


def test_the_inbox_takes_its_filters_from_its_address_and_keeps_them_there(open_page, company):
    asked = {
        "show": "all",
        "segment": "Was a club",
        "team": "Harbour",
        "period": "2026-02-01..2026-02-28",
        "q": "remind",
        "sort": "oldest",
        "feature": "1",
    }
    app = open_page(company.product_lead, address=asked | {"need": "no such need"})
    assert app.dataframe[0].value["Words"].to_list() == ["Remind them, *please*"]
    assert labelled(app.selectbox, "Period").value == "2026-02-01..2026-02-28"
    kept = {word: app.query_params[word] for word in app.query_params if word != "as"}
    assert kept == asked
    labelled(app.selectbox, "Feature").set_value(None)
    labelled(app.text_input, "Search").set_value("")
    labelled(app.selectbox, "Sort").set_value("newest")
    app.run()
    assert not {"feature", "q", "sort"} & set(app.query_params)


def test_a_link_from_a_page_with_the_same_filter_holds_against_what_was_chosen_there(
    open_page, company
):
    app = open_page(
        company.product_lead,
        address={"show": "all", "segment": "Was a club"},
        filter_segment=[],  # as the page that one came from left it
        filters_kept={"segment": []},
    )
    assert app.dataframe[0].value["Words"].to_list() == ["Remind them, *please*"]
