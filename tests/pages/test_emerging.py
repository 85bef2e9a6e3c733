"""Emerging demand as each of its readers meets it."""

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

import app as door
from data.actions.change_setting import change_setting
from data.actions.decide_proposal import decide_proposal
from data.actions.open_proposal import open_proposal
from data.reads.emerging import declared
from data.reads.proposals import proposals
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from data.tables import Feature, Request
from tests import asking_company
from tests.asking_company import LONE, THEME
from tests.cast import cast_in
from tests.pages.moment import NOW

EVIDENCE = {
    "as_of": "2026-05-04",
    "recent": 86,
    "before": 17,
    "p": 1e-9,
    "q": 1e-8,
    "n_eff": 26.8,
    "verdict": "emerging",
    "thresholds": {"accounts": 10, "n_eff": 4.0, "q": 0.05},
}


def page():
    from pages import emerging

    emerging.show()


@pytest.fixture
def cast(sqlite_engine):
    found = cast_in(sqlite_engine)
    with writing(sqlite_engine) as session:
        asking_company.fill(session, team_id=found.team_id, today=NOW.date())
    return found


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, **address):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        for word, value in address.items():
            app.query_params[word] = value
        app.run()
        assert not app.exception
        return app

    return _open


def said(app):
    return " ".join(element.proto.body for element in app.get("html"))


def pressed(app, label):
    [found] = [button for button in app.button if button.label == label]
    return found.click().run()


def read(engine, what):
    with reading(engine) as connection:
        return what(connection, EVERYTHING)


def theme_id(engine, title=THEME):
    with writing(engine) as session:
        return session.query(Feature.id).filter_by(title=title).scalar()


def decided(engine, me, *, ago=0, review_in=90, decision="park"):
    """The theme proposed and decided that many days ago."""
    then = NOW - timedelta(days=ago)
    with writing(engine) as session:
        proposal = open_proposal(
            session, me.actor, feature_id=theme_id(engine), evidence=EVIDENCE, now=then
        )
        decide_proposal(
            session,
            me.actor,
            proposal_id=proposal,
            decision=decision,
            reason="Let us wait.",
            review_on=(then + timedelta(days=review_in)).date(),
            row_version=1,
            now=then,
        )


def test_an_empty_store_says_what_to_do_next(open_page, sqlite_engine):
    app = open_page(cast_in(sqlite_engine).executive)
    assert "Nobody has asked for anything outside the strategy yet." in said(app)
    assert "Import" in app.markdown[0].value


def test_the_first_line_names_the_theme_and_its_numbers(open_page, cast):
    app = open_page(cast.executive)
    assert (
        f"One theme outside the strategy is being asked for independently: {THEME}, 24 new"
        " accounts in 90 days against 0 in the 270 before." in said(app)
    )


def test_the_table_shows_the_test_and_the_verdict_of_every_theme(open_page, cast):
    table = open_page(cast.executive).dataframe[0].value
    verdicts = dict(zip(table["title"], table["verdict"], strict=True))
    assert verdicts == {THEME: "emerging", LONE: "one voice", "Gift cards": "not emerging"}
    first = table.iloc[0]
    assert (first["recent"], first["before"], first["reps"], first["segments"]) == (24, 0, 8, 2)
    assert first["n_eff"] == pytest.approx(8)
    assert first["p"] == pytest.approx(0.25**24)


def test_customers_words_are_shown_as_the_text_they_are(open_page, cast):
    app = open_page(cast.executive)
    assert "**Remind** whoever left, &lt;b&gt;please&lt;/b&gt; $x^0$" in said(app)
    assert not any("Remind*" in element.value for element in app.markdown)


def test_the_theme_looked_at_lives_in_the_address(open_page, sqlite_engine, cast):
    app = open_page(cast.executive, theme=str(theme_id(sqlite_engine, LONE)))
    assert "One voice. 12 accounts asked" in said(app)
    assert not any(button.label == "Propose to the strategy" for button in app.button)
    assert open_page(cast.executive, theme="<script>").selectbox(key="theme").value == theme_id(
        sqlite_engine
    )


def test_a_theme_is_listed_to_choose_from_as_it_is_written(open_page, sqlite_engine, cast):
    with writing(sqlite_engine) as session:
        session.add(Feature(title="The venue's *own* map", status="idea"))
    [themes] = [box for box in open_page(cast.executive).selectbox if box.label == "Theme"]
    assert "The venue's *own* map" in themes.options


def test_proposing_freezes_the_evidence_with_words_and_thresholds(open_page, sqlite_engine, cast):
    app = pressed(open_page(cast.product_lead), "Propose to the strategy")
    assert "It is proposed and waits for a decision" in said(app)
    assert "An administrator or an executive decides." in said(app)
    [found] = read(sqlite_engine, proposals)
    kept = found.evidence
    assert (kept["recent"], kept["reps"], kept["verdict"]) == (24, 8, "emerging")
    assert kept["thresholds"] == {"accounts": 10, "n_eff": 4.0, "q": 0.05}
    assert [quote["account"] for quote in kept["quotes"]] == ["House 0", "House 1", "House 2"]


def test_a_theme_is_parked_with_a_reason_and_comes_back_for_review(open_page, sqlite_engine, cast):
    app = pressed(open_page(cast.executive), "Propose to the strategy")
    app.button_group[0].select("Park").run()
    app = pressed(app, "Park it")
    assert "Say why" in app.error[0].value
    app.text_area[0].set_value("Not before <b>spring</b>.")
    app = pressed(app, "Park it")
    assert not app.error
    assert f"Parked: {THEME}" in said(app)
    assert "Not before &lt;b&gt;spring&lt;/b&gt;." in said(app)
    [found] = read(sqlite_engine, proposals)
    assert (found.review_on - NOW.date()).days == 90


def test_what_happened_since_a_decision_is_counted(open_page, sqlite_engine, cast):
    decided(sqlite_engine, cast.executive, ago=10)
    app = open_page(cast.executive)
    # Houses 0 to 4 asked 5 to 9 days ago; house 5 on the day of the decision itself.
    assert "Since then 5 more accounts asked for it for the first time." in said(app)
    assert "86 new accounts in 90 days against 17 in the 270 before" in said(app)


def test_a_decision_that_is_due_is_taken_up_again_on_new_evidence(open_page, sqlite_engine, cast):
    decided(sqlite_engine, cast.executive, ago=100, review_in=90)
    app = open_page(cast.executive)
    assert "Due for review since" in said(app)
    app = pressed(app, "Review it now")
    assert "Waiting for a decision" in [found.value for found in app.subheader]
    again, before = read(sqlite_engine, proposals)
    assert (again.evidence["recent"], before.evidence["recent"]) == (24, 86)
    assert "Due for review" not in said(app)


def test_what_serves_the_strategy_meanwhile_can_be_reviewed_too(open_page, sqlite_engine, cast):
    from data.actions.map_subject import map_subject

    decided(sqlite_engine, cast.executive, ago=100, review_in=90)
    with writing(sqlite_engine) as session:
        map_subject(
            session,
            cast.executive.actor,
            feature_id=theme_id(sqlite_engine),
            shares_bp={1: 10_000},
            effective_from=NOW.date(),
            based_on=None,
            now=NOW,
        )
    app = open_page(cast.executive)
    assert THEME not in list(app.dataframe[0].value["title"])
    pressed(app, "Review it now")
    assert read(sqlite_engine, proposals)[0].evidence["recent"] == 24


def test_administrators_declare_the_thresholds_and_the_history_says_who(
    open_page, sqlite_engine, cast
):
    assert "nobody has changed them" in said(open_page(cast.executive))
    assert not open_page(cast.executive).number_input
    app = open_page(cast.administrator)
    app.number_input[0].set_value(30)
    app = pressed(app, "Declare")
    assert "at least 30 new accounts in 90 days" in said(app)
    assert "Set by Ada Root on" in said(app)
    assert "is being asked for clearly more than before" in said(app)
    [found] = read(sqlite_engine, declared)
    assert (found.accounts, found.n_eff, found.q, found.by) == (30, 4.0, 0.05, "Ada Root")


def test_a_threshold_out_of_reason_is_refused(sqlite_engine, cast):
    from data.refused import Invalid

    for value in (
        {"accounts": 0, "n_eff": 4.0, "q": 0.05},
        {"accounts": 9, "n_eff": 4.0, "q": 1.0},
    ):
        with pytest.raises(Invalid, match="At least 1 account"), writing(sqlite_engine) as session:
            change_setting(
                session,
                cast.administrator.actor,
                key="emerging",
                value=value,
                seen=None,
                now=NOW,
            )


def test_requests_without_a_feature_are_grouped_and_made_one(open_page, sqlite_engine, cast):
    app = open_page(cast.product_lead)
    app.toggle(key="suggest").set_value(True).run()
    assert any("6 requests" in box.label for box in app.expander)
    [title] = [box for box in app.text_input if box.label == "What the customer could do with it"]
    title.set_value("See wheelchair places")
    app = pressed(app, "Make a feature of these 6")
    assert not app.error
    made = theme_id(sqlite_engine, "See wheelchair places")
    with writing(sqlite_engine) as session:
        assert session.query(Request).filter_by(feature_id=made).count() == 6
    assert "See wheelchair places" in list(app.dataframe[0].value["title"])


def test_a_group_that_is_much_like_a_feature_is_linked_to_it(open_page, sqlite_engine, cast):
    with writing(sqlite_engine) as session:
        session.add(Feature(id=70, title="Seat map shows wheelchair places", status="planned"))
    app = open_page(cast.product_lead)
    app.toggle(key="suggest").set_value(True).run()
    assert "“Seat map shows wheelchair places”, planned." in said(app)
    [button] = [each for each in app.button if each.label.startswith("Link these 6 to")]
    app = button.click().run()
    assert not app.error and not app.exception
    with writing(sqlite_engine) as session:
        assert session.query(Request).filter_by(feature_id=70).count() == 6
    assert len(app.session_state["inbox_undo"]) == 6


def test_an_executive_sees_suggestions_and_makes_no_feature(open_page, cast):
    app = open_page(cast.executive)
    app.toggle(key="suggest").set_value(True).run()
    assert any("6 requests" in box.label for box in app.expander)
    assert not any(button.label.startswith("Make a feature") for button in app.button)


def test_the_page_exists_for_those_who_see_every_team():
    roles = {
        role
        for role in door.EVERYONE
        for entry in door.PAGES
        if entry.address == "emerging" and role in entry.roles
    }
    assert roles == {"executive", "product_lead", "administrator"}


def test_the_overview_says_what_waits_and_what_is_due(open_page, sqlite_engine, cast, monkeypatch):
    from pages.parts.decisions import lines

    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    assert lines(EVERYTHING, today=NOW.date()) == {}
    decided(sqlite_engine, cast.executive, ago=100, review_in=90)
    assert lines(EVERYTHING, today=NOW.date()) == {"Due for review": f"“{THEME}”"}
    pressed(open_page(cast.executive), "Review it now")
    assert lines(EVERYTHING, today=NOW.date()) == {"Waiting for a decision": f"“{THEME}”"}


def test_the_overview_announces_a_theme_that_nobody_has_proposed_yet(
    sqlite_engine, cast, monkeypatch
):
    from pages.parts.decisions import unproposed

    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def overview():
        from pages import overview

        overview.show()

    app = AppTest.from_function(overview, default_timeout=240)
    app.query_params["as"] = str(cast.executive.person_id)
    [link] = app.run().get("page_link")
    assert not app.exception
    assert "“Remind of a full basket”" in link.proto.label
    [key] = unproposed(EVERYTHING, today=NOW.date())
    assert (link.proto.page, link.proto.query_string) == ("emerging", f"theme={key}")
    app = AppTest.from_function(overview, default_timeout=240)
    app.query_params["as"] = str(cast.manager.person_id)
    assert not app.run().get("page_link")
    decided(sqlite_engine, cast.executive, ago=100, review_in=90)
    assert unproposed(EVERYTHING, today=NOW.date()) == {}
