"""The Throughline page as each of its readers meets it."""

import json
import re
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from data.store import writing
from data.tables import Account, Deal, Feature, Promise, Request
from metrics.overview import Filters
from metrics.thread_flow import flow
from pages.charts.sankey import sankey
from pages.parts.throughline import nodes, words
from tests import small_company
from tests.cast import cast_in

NASTY = "**bold** $x^2$ :material/bolt: <script>alert(1)</script>"
PILLARS = {1: "Fill seats", 2: "Serve venues"}


def test_money_of_flows_is_counted_as_finely_as_its_currency():
    row = {"group": "Club", "feature": None, "place": "outside", "pillar_id": None}
    found = pl.DataFrame(
        [row | {"amount": 12_345, "facts": 2}], schema_overrides={"pillar_id": pl.Int64}
    )
    said = {
        currency: words.flows(found, PILLARS, "won", "segment", currency).to_dicts()[0]
        for currency in ("JPY", "USD", "KWD")
    }
    assert said["JPY"]["Won money (JPY)"] == 12_345
    assert said["USD"]["Won money (USD)"] == 123.45
    assert said["KWD"]["Won money (KWD)"] == 12.345
    asked = words.flows(found, PILLARS, "requests", "segment", "USD")
    assert asked["Requests"].to_list() == [12_345]


def page():
    from pages import throughline

    throughline.show()


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def company(sqlite_engine, cast):
    """One request for the basket reminder (not mapped), two that name the won deal S1 ($30)."""
    with writing(sqlite_engine) as session:
        small_company.fill(session, team_id=cast.team_id)
        deal = session.query(Deal).filter_by(source_key="S1").one()
        account = session.query(Account).filter_by(source_key="A1").one()
        basket = session.query(Feature).one()
        for key, feature in (("R2", basket.id), ("R3", None)):
            session.add(
                Request(
                    source="plain",
                    source_key=key,
                    words=f"{NASTY} {key}",
                    team_id=cast.team_id,
                    account_id=account.id,
                    deal_id=deal.id,
                    feature_id=feature,
                    asked_on=date(2026, 2, 11),
                    first_seen_on=date(2026, 2, 11),
                )
            )
        session.add(
            Promise(
                quote="Soon",
                team_id=cast.team_id,
                made_on=date(2026, 2, 11),
                state="approved",
                deal_id=deal.id,
                feature_id=basket.id,
            )
        )
    return cast


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, **address):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        for word, value in address.items():
            app.query_params[word] = str(value)
        app.run()
        assert not app.exception
        return app

    return _open


def html(app):
    return " ".join(part.proto.body for part in app.get("html"))


def listed(app):
    return app.dataframe[-1].value


def names(app):
    spec = json.loads(app.get("plotly_chart")[0].proto.spec)
    return spec["data"][0]["node"]["label"]


def test_the_answer_comes_first_then_the_flow_and_its_rows(open_page, company):
    app = open_page(company.executive)
    assert "3 requests from 2 accounts, about 1 feature: 100% are not yet mapped." in html(app)
    assert {"Basket reminder", "No feature yet", "Not yet mapped"} <= set(names(app))
    assert list(listed(app)["In their words"])[-1] == "Remind them, *please*"


def test_a_link_may_start_at_an_account_a_deal_a_feature_a_place_or_at_words(open_page, company):
    for address, left in (
        ({"account": 2}, 2),
        ({"deal": 3}, 2),
        ({"feature": 1}, 2),
        ({"pillar": "unmapped"}, 3),
        ({"pillar": "outside"}, 0),
        ({"q": "remind THEM"}, 1),
        ({"feature": 1, "account": 2}, 1),
    ):
        app = open_page(company.executive, **address)
        shown = len(listed(app)) if app.get("plotly_chart") else 0
        assert shown == left, address


def test_what_a_link_asks_for_and_nobody_can_see_is_said(open_page, company):
    app = open_page(company.executive, feature=99)
    assert "The feature that the link asks for is not among what you can see." in html(app)
    assert len(listed(app)) == 3


def test_won_money_counts_the_deal_once_and_promises_have_rows_of_their_own(open_page, company):
    app = open_page(company.executive)
    app.segmented_control(key="measure").set_value("Won money").run()
    assert "$30.00 from 1 account" in html(app)
    assert len(listed(app)) == 2
    app.segmented_control(key="measure").set_value("Promises").run()
    assert "2 promises to" in html(app)
    assert set(listed(app)["Promise"]) == {"approved"}


def test_a_request_says_what_was_promised_to_its_account_on_its_feature(open_page, company):
    rows = listed(open_page(company.executive, account=2, feature=1))
    assert list(rows["Promise"]) == ["approved"]
    assert list(rows["Deal (USD)"]) == [30.0]


def test_the_chosen_feature_stands_in_the_address_and_clears_again(open_page, company):
    app = open_page(company.executive)
    app.selectbox(key="thread_feature").set_value(1).run()
    assert app.query_params["feature"] in ("1", ["1"])
    assert len(listed(app)) == 2
    app.session_state["thread_feature"] = None  # as a browser clears it
    app.run()
    assert "feature" not in app.query_params
    assert len(listed(app)) == 3


def test_another_teams_requests_are_not_seen(open_page, sqlite_engine, company):
    with writing(sqlite_engine) as session:
        hill = session.query(Deal.team_id).filter_by(source_key="E").scalar()
        session.query(Request).filter_by(source_key="R1").one().team_id = hill
    app = open_page(company.manager)
    assert len(listed(app)) == 2
    assert "Remind them" not in " ".join(listed(app)["In their words"])


def test_an_empty_store_says_what_to_do(open_page, cast):
    app = open_page(cast.manager)
    assert "nobody has asked for anything" in app.info[0].value
    assert not app.get("plotly_chart")


def test_a_figure_shows_names_as_the_text_that_they_are_and_takes_every_property():
    flows = pl.DataFrame(
        [
            (NASTY, 1, NASTY, "pillar", 1, 2.0),
            ("A", None, None, "unmapped", None, 1.0),
            ("A", 2, "F", "outside", None, 1.0),
        ],
        schema=["group", "feature_id", "feature", "place", "pillar_id", "amount"],
        orient="row",
    )
    for theme in ("light", "dark"):
        drawn = sankey(flow(flows), by="segment", pillars=PILLARS, said=str, theme=theme)
        assert "<script>" not in json.dumps(drawn.to_plotly_json())
        type(drawn)(data=drawn.to_plotly_json()["data"], layout=drawn.to_plotly_json()["layout"])
        colours = set(drawn.to_plotly_json()["data"][0]["link"]["color"])
        assert len(colours) == 3


def test_parts_of_a_request_are_said_to_one_digit():
    assert words.amount(1.0, "requests", "USD") == "1 request"
    assert words.amount(2.5, "promises", "USD") == "2.5 promises"
    assert words.amount(120_000_00, "won", "USD") == "$120K"


def ways(app):
    """Label (without signs nobody sees) → address and query of each link to a page."""
    found = {}
    for link in app.get("page_link"):
        label = re.sub(r"[\u2060\u2068\u2069\\]", "", link.proto.label)
        found[label] = (link.proto.page.strip("/"), parse_qs(link.proto.query_string))
    return found


def test_every_node_leads_to_its_page_with_its_filters(open_page, company):
    app = open_page(company.executive, team="Harbour", period="2026")
    every = ways(app)
    year = {"team": ["Harbour"], "period": ["2026-01-01..2026-12-31"]}
    inbox = {"requests_tab": ["Inbox"], **year}
    statuses = ["idea", "planned", "building", "shipped", "declined"]
    assert every["Theatre, 2 requests"] == (
        "requests",
        inbox | {"segment": ["Theatre"], "show": ["all"]},
    )
    assert every["Basket reminder, 2 requests"] == (
        "priorities",
        {"feature": ["1"], "status": statuses},
    )
    assert every["No feature yet, 1 request"] == ("requests", inbox | {"show": ["unlinked"]})
    assert every["Not yet mapped, 3 requests"] == ("strategy", {"tab": ["Mapping"]})
    assert len(app.get("page_link")) == len(names(app))


def test_promises_lead_to_the_ledger_and_outside_to_emerging_demand_for_whoever_has_it():
    flows = pl.DataFrame(
        [("North", 1, "F", "outside", None, 1.0), ("South", None, None, "pillar", 1, 2.0)],
        schema=["group", "feature_id", "feature", "place", "pillar_id", "amount"],
        orient="row",
    )
    rows = {row["code"]: row for row in flow(flows).nodes.iter_rows(named=True)}
    looked = nodes.Looked("promises", "team", None, Filters(regions=("Up",)), True)
    assert nodes.way(rows["g:North"], looked) == ("promises", {"team": "North"})
    assert nodes.way(rows["f?"], looked) == ("promises", {"risk": "no feature"})
    assert nodes.way(rows["outside"], looked) == ("emerging", {})
    assert nodes.way(rows["outside"], replace(looked, decides=False))[0] == "priorities"
    by_segment = replace(looked, by="segment")
    assert nodes.way(rows["g:North"], by_segment) == ("", {"region": ["Up"], "segment": "North"})
