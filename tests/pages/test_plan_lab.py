"""The Plan lab as an executive and a sales manager meet it, and nobody else."""

import json
from datetime import date

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from data.store import EVER, writing
from data.tables import CompPlanVersion, Person, Team, TeamMove
from tests import paid_company
from tests.cast import cast_in


def page():
    from pages import plan_lab

    plan_lab.show()


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def company(sqlite_engine, cast):
    paid_company.fill(sqlite_engine, cast)
    return cast


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, **address):
        app = AppTest.from_function(page, default_timeout=240)
        app.query_params["as"] = str(person.person_id)
        app.query_params["period"] = "2026"
        for word, value in address.items():
            app.query_params[word] = value
        app.run()
        assert not app.exception
        return app

    return _open


def said(app):
    return " ".join(element.proto.body for element in app.get("html"))


def everything(app):
    """All that went to the browser, tables and figures too."""
    tables = " ".join(str(frame.value.to_dict()) for frame in app.dataframe)
    figures = " ".join(each.proto.spec for each in app.get("plotly_chart"))
    options = " ".join(str(box.options) for box in app.selectbox)
    return " ".join([said(app), tables, figures, options])


def side_by_side(app):
    return app.dataframe[0].value.set_index("plan")


def test_an_executive_sees_what_plans_cost_and_what_they_pay_for(open_page, company):
    app = open_page(company.executive)
    # By hand: 10% of 500; on strategy 300 of a quota of 200 at 20%, and 100 of 100 at 20%.
    table = side_by_side(app)
    assert table["cost"].to_dict() == {
        "Everything, version 1": 50.0,
        "On strategy, version 1": 80.0,
    }
    assert "Everything, version 1 would have cost $50.00, 10.0% of what was won" in said(app)
    assert "20% under Everything, version 1; and 0% under On strategy, version 1" in said(app)
    assert table.loc["On strategy, version 1", ["winners", "losers"]].to_list() == [2, 0]
    assert "nobody's behaviour is modelled" in said(app).replace("&#x27;", "'")
    assert "Tomas Berg" in everything(app) and "Olga Other" in everything(app)


def test_the_plans_in_the_address_are_shown_and_cliffs_named(open_page, company):
    app = open_page(company.executive, plan="2")
    assert list(side_by_side(app).index) == ["On strategy, version 1"]
    assert "On strategy, version 1 at 100% of the quota" in said(app)


def test_a_payout_opens_into_lines_that_add_up_to_it(open_page, company):
    key = str(company.member.person_id)
    app = open_page(company.executive, rep=key, payout="2026-01-01")
    lines = next(f.value for f in app.dataframe if "what" in f.value.columns)
    assert lines["amount"].sum() == 40.0
    assert "1 line adds up to $40.00" in said(app)


def test_a_manager_sees_her_own_team_and_nothing_of_another(open_page, company):
    app = open_page(company.manager)
    assert side_by_side(app)["cost"].to_list() == [40.0, 60.0]
    assert "Tomas Berg" in everything(app)
    assert "Olga" not in everything(app)
    olga = open_page(company.manager, rep="99").selectbox(key="payout_rep").options
    assert all("Olga" not in each for each in olga)


def test_who_may_see_nobodys_pay_sees_nothing(open_page, company):
    for who in (company.product_lead, company.administrator):
        app = open_page(who)
        assert "You may see nobody's pay here" in app.info[0].value
        assert not app.dataframe and not app.get("plotly_chart")


def test_an_empty_lab_offers_two_plans_to_begin_with(open_page, cast):
    app = open_page(cast.executive)
    assert "No plan is written down yet" in app.info[0].value
    app.button(key="example_Closed revenue alone").click().run()
    assert not app.exception
    assert [box.value for box in app.text_input if box.label == "Rate"] == ["5%", "6%", "7%"]


def test_changing_one_tier_moves_the_cost_and_what_is_paid_for(open_page, company, sqlite_engine):
    app = open_page(company.executive)
    app.button(key="change_1").click().run()
    rate = next(box for box in app.text_input if box.label == "Rate")
    rate.input("20%").run()
    assert side_by_side(app).loc["Draft", "cost"] == 100.0
    rate.input("20").run()
    assert any("Write a percentage in quotes" in error.value.replace("\\", "").replace("\u2060", "")
               for error in app.error)  # fmt: skip
    rate.input("20%").run()
    app.button(key="save_plan").click().run()
    assert not app.exception
    with writing(sqlite_engine) as session:
        kept = session.get(CompPlanVersion, 3)
        assert (kept.plan_id, kept.number) == (1, 2)
        assert kept.content["components"][0]["tiers"] == [{"from": "0%", "rate": "20%"}]


def test_a_plan_comes_in_as_text_and_what_is_wrong_is_said(open_page, company):
    app = open_page(company.executive)
    app.button(key="change_1").click().run()
    box = next(area for area in app.text_area if area.label == "Take this text instead")
    box.input("period = ").run()
    app.button(key="toml_take").click().run()
    assert any("This is not TOML" in error.value.replace("\u2060", "") for error in app.error)


def test_cost_at_other_attainment_is_worked_out_when_asked_for(open_page, company):
    app = open_page(company.executive, costing="true")
    figure = json.loads(app.get("plotly_chart")[-1].proto.spec)
    assert figure["data"][0]["x"] == [0.5, 0.75, 1.0, 1.25, 1.5]
    assert figure["data"][0]["y"] == pytest.approx([0.1] * 5)


def test_a_deal_that_was_not_made_pays_as_each_plan_says(open_page, company):
    app = open_page(company.executive)
    found = app.dataframe[-1].value
    now = found[(found["when"] == "now") & (found["discount"] == 0)].set_index("plan")
    assert now["pays"]["Everything, version 1"] == 2_000.0
    assert str(now["pays"]["On strategy, version 1"]) == "nan"  # no quota this quarter


def test_what_a_deal_pays_somebody_who_left_the_team_is_not_for_its_manager(
    open_page, company, sqlite_engine
):
    left_on = date(2026, 2, 20)
    with writing(sqlite_engine) as session:
        hill = session.scalars(select(Team.id).where(Team.name == "Hill")).one()
        member = session.get_one(Person, company.member.person_id)
        session.add(TeamMove(person_id=member.id, from_on=EVER, team_id=company.team_id))
        session.add(TeamMove(person_id=member.id, from_on=left_on, team_id=hill))
        member.team_id = hill
    app = open_page(company.manager)
    assert "Tomas Berg" in str(app.selectbox(key="payout_rep").options)  # her quarter, while here
    assert "what_if_rep" not in {box.key for box in app.selectbox}  # there is nobody else
    app = open_page(company.executive)
    assert "Tomas Berg" in str(app.selectbox(key="what_if_rep").options)
