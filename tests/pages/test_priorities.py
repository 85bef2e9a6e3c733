"""The Priorities page as each of its readers meets it."""

import json
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from data.actions.estimate_feature import estimate_feature
from data.actions.map_subject import map_subject
from data.actions.permissions import SETUP
from data.store import EVER, writing
from data.tables import Account, Deal, Feature, FeatureDecision, FeatureEstimate, Request
from tests import small_company
from tests.cast import cast_in
from tests.pages.moment import NOW

NASTY = "**bold** $x^2$ :material/bolt: <script>alert(1)</script>"


def page():
    from pages import priorities

    priorities.show()


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def company(sqlite_engine, cast):
    """Feature 50 Scan tickets: 2 weeks, fits, asked by accounts 1 to 4 (a blocker, the rest
    important; one each from manager and member, two from the manager) on deals S0 ($30, which
    asks for feature 51 too) and O ($50). Feature 51 Print posters: no effort, unmapped."""
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        session.add_all(
            [
                Feature(id=50, title="Scan tickets", status="idea", effort_weeks=2.0),
                Feature(id=51, title="Print posters", status="planned"),
            ]
        )
        session.flush()
        map_subject(
            session,
            SETUP,
            feature_id=50,
            shares_bp={1: 10_000},
            effective_from=EVER,
            based_on=None,
            now=small_company.LONG_AGO,
        )
        accounts = [row.id for row in session.query(Account.id).order_by(Account.id)]
        deals = dict(session.query(Deal.source_key, Deal.id).all())
        for number, (feature, account, by, deal, need) in enumerate(
            [
                (50, 0, cast.manager, "S0", "blocker"),
                (50, 1, cast.manager, "O", "important"),
                (50, 2, cast.manager, None, "important"),
                (50, 3, cast.member, None, "important"),
                (51, 0, cast.member, "S0", None),
            ]
        ):
            session.add(
                Request(
                    source="plain",
                    source_key=f"A{number}",
                    words=f"{NASTY} {number}",
                    team_id=cast.team_id,
                    account_id=accounts[account],
                    feature_id=feature,
                    logged_by_id=by.person_id,
                    deal_id=deals[deal] if deal else None,
                    need=need,
                    asked_on=date(2026, 2, 10),
                    first_seen_on=date(2026, 2, 10),
                )
            )
    return cast


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, tab=None, **address):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        if tab:
            app.session_state["behind"] = tab
        for word, value in address.items():
            app.query_params[word] = value
        app.run()
        assert not app.exception
        return app

    return _open


def said(app):
    return " ".join(element.proto.body for element in app.get("html"))


def ranking(app):
    return app.dataframe[0].value.set_index("Feature")


# 4 accounts x (1 + 3 x 0.5) / 4 need x 1 fit x (1.6 / 4) independence / 2 weeks
HOUSE = 4 * 0.625 * 1 * (1 / (0.75**2 + 0.25**2) / 4) / 2


def test_without_features_it_says_what_to_do_next(open_page, cast):
    app = open_page(cast.product_lead)
    assert "no feature to rank" in app.info[0].value


def test_the_table_shows_the_score_worked_out_by_hand(open_page, company):
    row = ranking(open_page(company.product_lead)).loc["Scan tickets"]
    assert row["Score"] == pytest.approx(HOUSE)
    assert (row["Rank"], row["Accounts"], row["In top 5"]) == (1, 4, 100.0)
    assert (row["Deals in full (USD)"], row["Deals split (USD)"]) == (80.0, 65.0)
    assert row["Voices"] == pytest.approx(1.6)


def test_what_cannot_be_ranked_says_which_terms_are_missing(open_page, company):
    app = open_page(company.product_lead)
    row = ranking(app).loc["Print posters"]
    assert row["Missing"] == "need, mission fit, effort"
    assert row["Rank"] != row["Rank"]  # nothing, not 0
    assert "“Scan tickets” comes first by the house score" in said(app)
    assert "1 feature of 2 cannot be ranked" in said(app)


def test_when_nothing_can_be_ranked_the_first_line_says_why(open_page, company):
    app = open_page(company.product_lead, score="wsjf")
    assert "None of 2 features can be ranked by WSJF yet" in said(app)


def test_the_allocated_column_adds_up_to_the_deals_in_words_and_numbers(open_page, company):
    app = open_page(company.product_lead)
    assert ranking(app)["Deals split (USD)"].sum() == 80.0
    assert "= $80.00, the sum of the 2 deals that ask ($80.00)" in said(app)


def test_a_status_filter_changes_who_is_ranked_and_nobodys_score(open_page, company):
    app = open_page(company.product_lead, status=["idea"])
    assert list(ranking(app).index) == ["Scan tickets"]
    assert ranking(app)["Score"].tolist() == [pytest.approx(HOUSE)]
    assert "$65.00 to the features listed + $15.00 to others = $80.00" in said(app)


def test_a_search_and_a_hint_narrow_the_table(open_page, company):
    assert list(ranking(open_page(company.product_lead, search="POST")).index) == ["Print posters"]
    app = open_page(company.product_lead, hint="sharpen")
    assert list(ranking(app).index) == ["Scan tickets"]


def test_a_score_opens_into_its_terms_and_the_numbers_behind_them(open_page, company):
    app = open_page(company.product_lead, feature="50")
    terms = app.dataframe[1].value.set_index("Term")
    assert terms.loc["Reach", "Value"] == "4"
    assert "1 account blocked (1), 3 important (0.5)" in terms.loc["Need", "From"]
    assert "1.6 effective voices of 2 reps" in terms.loc["Independence", "From"]
    assert terms.loc["Effort, divides", "Value"] == "2"
    assert app.text[0].value == "House score: 4 × 0.625 × 1 × 0.4 ÷ 2 = 0.5"


def test_voices_and_deals_behind_a_feature_add_up(open_page, company):
    app = open_page(company.product_lead, "Voices", feature="50")
    assert "over 4 accounts, 2 reps, 1 team, 2 segments, 1 month." in said(app)
    voices = app.dataframe[1].value
    assert voices["Share"].tolist() == [0.75, 0.25]
    deals = open_page(company.product_lead, "Deals", feature="50").dataframe[1].value
    assert deals["In full"].sum() == 80.0 and deals["Allocated here"].sum() == 65.0
    assert deals["Features"].tolist() == [1, 2]
    accounts = open_page(company.product_lead, "Accounts", feature="50").dataframe[1].value
    assert accounts["Need"].tolist() == ["blocker", "important", "important", "important"]


def test_customers_words_are_shown_as_they_are(open_page, company, sqlite_engine):
    with writing(sqlite_engine) as session:
        session.get(Feature, 50).title = NASTY
    app = open_page(company.product_lead, "Requests", feature="50")
    assert len(app.dataframe[1].value) == 4
    assert app.dataframe[1].value["In the customer's words"][0].startswith(NASTY)
    assert "<script>" not in said(app)
    assert not any("bold" in element.value for element in [*app.markdown, *app.subheader])
    chart = app.get("plotly_chart")[0].proto.spec
    assert "<script>" not in chart


def test_an_estimate_is_typed_where_it_is_looked_at(open_page, company, sqlite_engine):
    app = open_page(company.product_lead, "Estimate", feature="51")
    next(box for box in app.number_input if "effort" in box.label.lower()).set_value(3.0)
    next(box for box in app.selectbox if box.label == "RICE impact").select(2.0)
    next(button for button in app.button if button.label == "Save estimates").click().run()
    assert not app.exception and not app.error
    with writing(sqlite_engine) as session:
        assert session.get(Feature, 51).effort_weeks == 3.0
        assert session.get(FeatureEstimate, 51).rice_impact == 2.0


def test_who_may_not_estimate_or_decide_is_not_offered_it(open_page, company):
    app = open_page(company.manager, feature="50")
    assert "Estimate" not in [tab.label for tab in app.tabs]
    assert "Decide" not in [tab.label for tab in app.tabs]


def test_a_feature_is_declined_with_its_reason_and_wording(open_page, company, sqlite_engine):
    app = open_page(company.product_lead, "Decide", feature="50")
    app.segmented_control[-1].set_value("declined").run()
    button = next(button for button in app.button if button.label == "Decline")
    button.click().run()
    assert "Say why it is declined" in app.error[0].value
    app.text_area[0].input("Outside what we are for").run()
    app.text_area[1].input("We will not scan").run()
    next(button for button in app.button if button.label == "Decline").click().run()
    assert not app.error
    with writing(sqlite_engine) as session:
        decision = session.query(FeatureDecision).one()
        assert session.get(Feature, 50).status == "declined"
    assert (decision.reason, decision.words) == ("Outside what we are for", "We will not scan")


def test_a_manager_ranks_by_her_own_teams_voices(open_page, company, sqlite_engine):
    with writing(sqlite_engine) as session:
        session.query(Request).filter_by(logged_by_id=company.member.person_id).update(
            {"team_id": None}
        )
    row = ranking(open_page(company.manager)).loc["Scan tickets"]
    assert (row["Accounts"], row["Voices"]) == (3, 1.0)


def test_the_filters_of_the_overview_apply(open_page, company):
    app = open_page(company.product_lead, period=["2026-04-01..2026-05-01"])
    assert ranking(app).loc["Scan tickets", "Accounts"] == 0


def test_each_feature_with_a_place_is_a_point_that_can_be_clicked(open_page, company):
    app = open_page(company.product_lead)
    points = json.loads(app.get("plotly_chart")[0].proto.spec)["data"][0]
    assert [point[0] for point in points["customdata"]] == [50]


def test_a_link_to_a_feature_of_another_status_says_so(open_page, company):
    assert "choose its status above" in said(open_page(company.product_lead, feature="1"))


def test_demand_stands_beside_capacity_by_pillar(open_page, company):
    app = open_page(company.product_lead)
    chart = json.loads(app.get("plotly_chart")[1].proto.spec)
    assert [trace["name"] for trace in chart["data"]] == [
        "Customers ask",
        "Sales promises",
        "We build",
        "Target",
    ]


def test_two_who_estimate_the_second_sees_what_the_first_saved(open_page, company, sqlite_engine):
    with writing(sqlite_engine) as session:
        estimate_feature(
            session,
            company.administrator.actor,
            feature_id=50,
            estimates={"rice_impact": 1.0},
            row_version=1,
            estimates_version=None,
            now=NOW,
        )
    app = open_page(company.product_lead, "Estimate", feature="50")
    box = next(box for box in app.selectbox if box.label == "RICE impact")
    assert box.value == 1.0
