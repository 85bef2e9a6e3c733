"""The Nudges page as its readers meet it."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cli import cli
from data.actions.campaign_design import Sender, Step, design_of
from data.actions.nudge_rebuild import rebuild_cube
from data.actions.permissions import SETUP
from data.actions.save_campaign import save_campaign
from data.store import writing
from data.tables import Campaign, CubeCell, CubeWeek, Feature, Order, Request, Send
from metrics.nudge_counts import COUNTS
from metrics.nudge_effect import Trial
from metrics.nudge_report import changes
from metrics.nudge_view import nudge_view
from nudges.compose import Facts, compose
from pages.parts import clock, evidence
from pages.parts.nudges import draft
from pages.parts.nudges.changed import in_units
from tests import reminded
from tests.cast import cast_in
from tests.metrics.nudged import counted
from tests.nudges.shop import DESIGN
from tests.pages.moment import NOW, TODAY


def page():
    from pages import nudges

    nudges.show()


@pytest.fixture
def cast(sqlite_engine):
    return cast_in(sqlite_engine)


@pytest.fixture
def write(sqlite_engine, cast):
    def _write(**campaigns):
        """A campaign of that name per keyword, of mail and holdout as (buyers, of)."""
        with writing(sqlite_engine) as session:
            for name, (mail, holdout) in campaigns.items():
                key = reminded.campaign(session, name=name.replace("_", " "))
                for at in range(4):
                    reminded.people(
                        session,
                        key,
                        mail=(mail[0] // 4, mail[1] // 4),
                        holdout=(holdout[0] // 4, holdout[1] // 4),
                        segment=("new", "known")[at % 2],
                        day=reminded.FIRST + timedelta(days=at),
                    )
                reminded.told(session, key, reminded.FIRST, sent=900, click=80, unsubscribe=9)

    return _write


@pytest.fixture
def open_page(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _open(person, shown=page, **query):
        app = AppTest.from_function(shown, default_timeout=240)
        for name, value in {"as": str(person.person_id), **query}.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return _open


def said(app):
    return " ".join(block.proto.body for block in app.get("html"))


def table(app, column):
    """The first table with that column."""
    return next(found.value for found in app.dataframe if column in found.value)


def files(app):
    """The names of the tables that can be saved."""
    return {button.proto.id.rpartition("-csv_")[2] for button in app.get("download_button")}


def test_before_anything_was_sent_the_page_says_what_to_do_and_plans(open_page, cast):
    app = open_page(cast.executive)
    assert "No reminder has been sent yet" in app.info[0].value
    assert "42,202 customers" not in said(app)
    assert "customers (" in said(app)  # the planner's answer for its first guess


def test_the_first_line_gives_the_effect_and_what_a_report_would_claim(open_page, cast, write):
    write(Baskets=((160, 2000), (80, 2000)))
    app = open_page(cast.executive)
    assert "Of every 1,000 reminders, about 40 bring an order that would not have" in said(app)
    assert "a last-click report would claim 80" in said(app)
    assert "As designed" in said(app)
    assert "There is no evidence that segments differ" in said(app)
    arms = table(app, "conversions")
    assert arms["n"].to_list() == [2000, 2000]
    assert arms["conversions"].to_list() == [160, 80]
    assert arms["sure"].to_list() == ["6.89 to 9.27%", "3.23 to 4.95%"]  # statsmodels, wilson
    changed = table(app, "watched")
    assert changed["what"].to_list() == [
        "Orders per 1,000",
        "Relative lift",
        "Revenue per 1,000",
        "Lift of revenue",
    ]
    assert changed["fixed"][0] == "+25 to +55"
    assert changed["watched"].isnull().to_list() == [False, False, True, True]
    assert changed["value"].to_list() == ["+40", "+100%", "+€800.00", "+100%"]
    assert "is wrong far more often than 1 time in 20" in said(app)
    assert "customers assigned from 1 March 2026 to 4 March 2026, of whom 4,000 of 4,000" in said(
        app
    )


@pytest.mark.parametrize(
    ("currency", "unit"), [("EUR", "EUR/100 a customer"), ("JPY", "JPY a customer")]
)
def test_what_changed_is_saved_with_its_units(currency, unit):
    cells = counted((2_100, 100_000), (1_400, 100_000))
    none = pl.DataFrame(schema=COUNTS)
    view = nudge_view(cells, cells, none, trial=Trial(0.5, 1_000), window=7, as_of=TODAY)
    saved = dict(in_units(changes(view), currency).select("what", "unit").iter_rows())
    assert list(saved) == ["difference", "lift", "revenue_difference", "revenue_lift"]
    assert (saved["difference"], saved["revenue_difference"]) == ("share of customers", unit)


def test_without_a_holdout_it_is_conversion_and_no_lift_is_anywhere(open_page, cast, write):
    write(Baskets=((160, 2000), (0, 0)))
    app = open_page(cast.executive)
    assert "This is conversion, not lift" in said(app)
    headings = [heading.value for heading in app.subheader]
    assert "While you watch" not in headings
    assert "By segment" not in headings
    assert not any("watched" in found.value for found in app.dataframe)
    labels = [*(box.label for box in app.number_input), *(found.value for found in app.markdown)]
    words = " ".join([said(app), *headings, *labels]).lower()
    assert re.findall(r"(\S+ \w+) lift\b", words) == ["conversion, not", "is not"]
    assert "is not known" in said(app)  # its return


def test_orders_of_unknown_amount_are_no_revenue_of_nothing(open_page, cast, write, sqlite_engine):
    write(Baskets=((160, 2000), (80, 2000)))
    with writing(sqlite_engine) as session:
        session.execute(update(Order).values(value_cents=None))
        rebuild_cube(session, SETUP, now=NOW)
    app = open_page(cast.executive)
    changed = table(app, "watched").set_index("what")
    assert changed["value"].isnull().to_list() == [False, False, True, True]
    assert "heavy" not in {toggle.key for toggle in app.toggle}
    assert "is not known" in said(app)  # its return
    assert "240 of 240 orders have no amount in EUR" in said(app)
    arms = table(app, "conversions")
    assert arms[["revenue_cents", "per_thousand"]].isnull().all(axis=None)


def test_too_early_no_extra_buyers_are_counted_and_nothing_is_drawn(open_page, cast, write):
    write(Baskets=((40, 120), (8, 120)))
    app = open_page(cast.executive)
    assert "Too early to say" in said(app)
    assert "extra buyers" not in said(app)
    assert "Drawn once both arms have 150 customers and 10 buyers." in said(app)
    changed = table(app, "watched").set_index("what")
    assert changed["fixed"].isnull().to_list() == changed["value"].isnull().to_list()
    assert changed["value"].isnull().to_list() == [False, False, True, True]


def test_extra_buyers_stand_with_their_interval(open_page, cast, write):
    write(Works=((160, 2000), (80, 2000)), Nothing=((84, 2000), (80, 2000)))
    works = said(open_page(cast.executive, campaign="1"))
    assert "About 80 extra buyers so far (95% +51 to +110), one for every 25 customers" in works
    nothing = said(open_page(cast.executive, campaign="2"))
    assert "extra buyers" not in nothing
    assert "Of the 2,000 customers reminded so far, between −21 and +29 bought who would" in nothing


def test_before_anybody_is_assigned_one_reads_what_has_to_run(open_page, cast, sqlite_engine):
    with writing(sqlite_engine) as session:
        reminded.campaign(session)
    app = open_page(cast.executive)
    assert "nobody has been assigned yet. That happens when cli.py nudge run finds" in said(app)
    assert "Conversion by arm" not in [heading.value for heading in app.subheader]


def test_arms_that_are_not_as_designed_block_everything_below(open_page, cast, write):
    write(Baskets=((160, 2000), (80, 1200)))
    app = open_page(cast.executive)
    assert "No effect can be shown" in said(app)
    headings = [heading.value for heading in app.subheader]
    assert headings[:2] == ["Where the arms are not as designed", "Not sent, and why"]
    shown = [column for found in app.dataframe for column in found.value.columns]
    assert not {"conversions", "revenue_cents", "watched", "step"} & set(shown)
    found = table(app, "expected").set_index(["by", "group"])["expected"]
    assert found["Segment"].to_dict() == {"known": 800, "new": 800}
    assert app.number_input(key="baseline").value == 20  # not what the holdout did
    assert "10.00%" not in said(app)
    assert "Usual causes" in said(app)
    fault = next(each for each in app.dataframe if "expected" in each.value)
    assert json.loads(fault.proto.columns)["q"]["label"] == evidence.FALSE_ALARMS


def test_other_days_that_count_and_another_campaign_come_from_the_address(open_page, cast, write):
    write(First=((160, 2000), (80, 2000)), Second=((100, 2000), (100, 2000)))
    app = open_page(cast.executive)
    keys = list(app.selectbox(key="campaign").options)
    assert len(keys) == 2
    app = open_page(cast.executive, campaign="1", window="2")
    assert app.number_input(key="window").value == 2
    assert table(app, "conversions")["conversions"].to_list() == [0, 0]  # they buy on the third day
    assert "Purchases within 2 days count here; 7 were designed" in said(app)
    assert "Too early" in said(app)


@pytest.mark.parametrize(
    ("ends", "said_so"),
    [
        (timedelta(days=-3), "ran from 1 March 2026 to"),
        (timedelta(days=30), "has run since 1 March 2026, until"),
    ],
)
def test_a_campaign_ends_on_the_day_that_was_designed(
    open_page, cast, sqlite_engine, ends, said_so
):
    ends_at = NOW + ends
    with writing(sqlite_engine) as session:
        design = {"ends_at": ends_at.isoformat(), "expected_n": 90_000}
        key = reminded.campaign(session, design=design)
        reminded.people(session, key, mail=(160, 2000), holdout=(80, 2000))
    shown = said(open_page(cast.executive))
    assert f"{said_so} {ends_at:%-d %B %Y}" in shown
    assert "until the 90,000 customers" in shown  # ended or not: what was seen may have ended it


def test_what_is_typed_in_lives_in_the_address_within_its_limits(open_page, cast, write):
    write(Baskets=((160, 2000), (80, 2000)))
    app = open_page(
        cast.executive, baseline="25", effect="nan", daily="50", held_out="99", cost="2", margin="x"
    )
    typed = {box.key: box.value for box in app.number_input}
    assert typed == {
        "window": 7, "baseline": 25, "effect": 5, "daily": 50, "held_out": 10,
        "cost": 2, "margin": 100,
    }  # fmt: skip
    assert "900 reminders to 2,000 customers cost about €1.80." in said(app)
    assert "customers (" in said(app)


def test_a_campaign_begins_with_its_own_days_and_guesses(open_page, cast, sqlite_engine):
    with writing(sqlite_engine) as session:
        for name, days in (("First", 7), ("Second", 14)):
            key = reminded.campaign(session, name=name, design={"window_days": days})
            reminded.people(session, key, mail=(160, 2000), holdout=(80, 2000))
    app = open_page(cast.executive, campaign="1", window="3", effect="2")
    assert app.number_input(key="window").value == 3
    app.selectbox(key="campaign").select(2).run()
    assert not app.exception
    assert (app.number_input(key="window").value, app.number_input(key="effect").value) == (14, 5)
    assert "Purchases within" not in said(app)


def test_before_the_first_step_the_page_names_the_commands(open_page, cast):
    for who, drafting in ((cast.product_lead, True), (cast.manager, False)):
        steps = " ".join(block.value for block in open_page(who).markdown)
        for command in ("import contacts FILE", "nudge start CAMPAIGN", "nudge run --once"):
            assert f"cli.py {command}" in steps
        assert "`cli.py import nudge-results FILE --accept`" in steps
        assert ("Draft a campaign below" in steps) == drafting


def test_the_thread_leads_back_to_who_asked_for_it(open_page, cast, write, sqlite_engine):
    write(Baskets=((160, 2000), (80, 2000)))
    with writing(sqlite_engine) as session:
        feature = Feature(title="Reminder for a basket", status="shipped", shipped_on=TODAY)
        session.add(feature)
        session.flush()
        session.add(
            Request(
                source="plain",
                source_key="1",
                words="Win them back",
                feature_id=feature.id,
                team_id=cast.team_id,
                asked_on=date(2026, 1, 5),
                first_seen_on=TODAY,
            )
        )
        reminded.campaign(session, name="With a feature", feature_id=feature.id)
    app = open_page(cast.executive, campaign="2")
    assert "“Reminder for a basket”: asked for in 1 request of no known account, first on" in said(
        app
    )


def test_revenue_is_looked_at_three_ways_on_request(open_page, cast, write):
    write(Baskets=((160, 2000), (80, 2000)))
    app = open_page(cast.executive)
    app.toggle(key="heavy").set_value(True).run()
    assert not app.exception
    ways = next(t.value for t in app.dataframe if "way" in t.value)
    assert ways["value"].to_list() == ["€800.00"] * 3


@pytest.mark.parametrize("by", [[], ["--by", "segment"]])
def test_the_report_gives_a_program_the_same_figures(write, sqlite_engine, monkeypatch, by):
    write(Baskets=((160, 2000), (80, 2000)))
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    result = CliRunner().invoke(cli, ["report", "nudge", "--json", *by])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.output)
    assert [arm["n"] for arm in figures["arms"]] == [2000, 2000]
    assert figures["contrast"]["difference"] == pytest.approx(0.04)
    assert figures["contrast"]["verdict"] == "brings more orders"
    assert ("segments" in figures) == bool(by)


def test_a_report_of_arms_that_are_not_as_designed_gives_their_sizes_alone(
    write, sqlite_engine, monkeypatch
):
    write(Baskets=((160, 2000), (80, 1200)))
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    result = CliRunner().invoke(cli, ["report", "nudge", "--json", "--by", "segment"])
    figures = json.loads(result.output)
    assert [(arm["n"], arm["conversions"], arm["revenue"]) for arm in figures["arms"]] == [
        (2000, None, None),
        (1200, None, None),
    ]
    contrast = figures["contrast"]
    known = {name for name, value in contrast.items() if value is not None}
    assert known == {
        "assigned_mail", "assigned_holdout", "designed_holdout",
        "srm_p", "srm_anytime_p", "verdict",
    }  # fmt: skip
    assert contrast["srm_p"] < 0.001
    assert figures["segments"] == []
    assert {row["by"] for row in figures["fault"]} == {"segment", "day"}
    said = CliRunner().invoke(cli, ["report", "nudge"]).output
    assert "%" in said.partition("\n")[0]
    assert "conversion" not in said


@pytest.mark.parametrize("days", ["0", "31"])
def test_a_report_of_days_that_do_not_exist_is_refused(write, sqlite_engine, monkeypatch, days):
    write(Baskets=((160, 2000), (80, 2000)))
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    result = CliRunner().invoke(cli, ["report", "nudge", "--window", days])
    assert f"A window is 1 to 30 days, not {days}." in str(result.exception) + result.output


def test_the_report_of_an_unknown_campaign_names_those_there_are(write, sqlite_engine, monkeypatch):
    write(Baskets=((160, 2000), (80, 2000)))
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))
    result = CliRunner().invoke(cli, ["report", "nudge", "--campaign", "Shoes"])
    assert result.exit_code != 0
    assert "“Baskets”" in str(result.exception) + result.output


def drafting():
    """The dialog of a draft, as it stays open in a browser from run to run."""
    from pages.parts import who
    from pages.parts.nudges import draft

    draft.form(who.me(), None)


def editing():
    from data.reads import nudges
    from pages.parts import load, who
    from pages.parts.nudges import draft

    draft.form(who.me(), load.cached(nudges.campaigns)(who.me().scope)[0])


def deciding():
    from data.reads import nudges
    from pages.parts import load, who
    from pages.parts.nudges import decide

    campaign = load.cached(nudges.campaigns)(who.me().scope)[0]
    decide.confirm(who.me(), campaign, campaign.status == "draft")


def stating():
    from data.reads import nudges
    from pages.parts import load, who
    from pages.parts.nudges import decide

    decide.state(who.me(), load.cached(nudges.campaigns)(who.me().scope)[0])


def test_a_lead_drafts_a_campaign_starts_it_and_ends_it(open_page, cast, sqlite_engine):
    app = open_page(cast.product_lead, drafting)
    app.text_input[0].set_value("Baskets left")
    app.button(key="save_campaign").click().run()
    assert not app.exception
    assert not app.error
    for status in ("draft", "running", "ended"):
        with writing(sqlite_engine) as session:
            campaign = session.query(Campaign).one()
            assert (campaign.name, campaign.status) == ("Baskets left", status)
        keys = {button.key for button in open_page(cast.product_lead).button}
        offered = {"start_1": "draft", "end_1": "running"}
        assert keys & offered.keys() == {key for key, when in offered.items() if when == status}
        if status != "ended":
            open_page(cast.product_lead, deciding).button(key="confirm_campaign").click().run()


def test_a_template_that_asks_for_something_unknown_is_refused_where_it_is_written(
    open_page, cast, sqlite_engine
):
    app = open_page(cast.product_lead, drafting)
    app.text_input[0].set_value("Baskets left")
    app.text_area[0].set_value("Hello {{ surname }}")
    app.button(key="save_campaign").click().run()
    assert "surname" in app.error[0].value
    with writing(sqlite_engine) as session:
        assert session.query(Campaign).count() == 0


def draft_in(engine, cast, name="Baskets left", **changed):
    design = replace(DESIGN, **changed)
    with writing(engine) as session:
        save_campaign(session, cast.product_lead.actor, name=name, design=design, now=NOW)


def test_what_the_form_does_not_ask_for_stays_as_a_file_said_it(open_page, cast, sqlite_engine):
    steps = (DESIGN.steps[0], replace(DESIGN.steps[0], delay_minutes=2_000))
    made = replace(DESIGN, holdout_bp=1_250, steps=steps, ends_at="2099-01-01T00:00+00:00")
    draft_in(sqlite_engine, cast, holdout_bp=1_250, steps=steps, ends_at=made.ends_at)
    app = open_page(cast.product_lead, editing)
    assert "What this one has of them stays." in said(app)
    app.button(key="save_campaign").click().run()
    assert not app.exception
    assert not app.error
    with writing(sqlite_engine) as session:
        assert design_of(session.query(Campaign).one().design) == made


def test_before_it_starts_one_sees_what_stays_and_what_holds_up_every_campaign(
    open_page, cast, sqlite_engine
):
    draft_in(sqlite_engine, cast, holdout_bp=1_250, expected_n=4_000)
    app = open_page(cast.product_lead, deciding)
    assert "12.5% held out, 4,000 customers planned, purchases within 7 days count." in said(app)
    assert not app.warning
    draft_in(sqlite_engine, cast, name="Nobody writes", sender=Sender(), holdout_bp=0)
    app = open_page(cast.product_lead, deciding)
    assert "A real mail server is not used by any campaign" in app.warning[0].value
    assert "it will tell conversion, not lift" in said(app)


def test_nobody_says_by_one_click_how_another_mailer_designed_its_campaign(
    open_page, cast, sqlite_engine
):
    with writing(sqlite_engine) as session:
        key = reminded.campaign(session, sent_elsewhere=True, status="draft")
        session.get_one(Campaign, key).design = {}
    app = open_page(cast.product_lead, stating)
    app.button(key="state_design").click().run()
    assert "Say which part was to be held out" in app.error[0].value
    held, planned, days = app.number_input
    held.set_value(12.5)
    days.set_value(14)
    app.session_state["window"] = 7  # what counted while nobody had said it
    app.session_state["baseline"] = 66.7  # what the holdout did, before it may no more be shown
    app.button(key="state_design").click().run()
    assert not app.exception
    assert not app.error
    assert planned.value is None
    assert "baseline" not in app.session_state
    assert "window" not in app.session_state
    with writing(sqlite_engine) as session:
        kept = session.get_one(Campaign, key).design
        assert kept == {"holdout_bp": 1_250, "window_days": 14}


def test_the_words_proposed_make_a_mail_with_a_link_and_without(cast):
    for link in ("https://shop.example/b", ""):
        basket = Facts("ann@example.org", "", ("Stalls, row 4", "Drinks"), "", "", link)
        mail = compose(
            Step(60, draft.SUBJECT, draft.HTML, draft.TEXT),
            basket,
            DESIGN.sender,
            language="en",
            message_id="1@shop.example",
            click=lambda target: target,
            unsubscribe="https://shop.example/no",
            now=NOW,
        )
        assert mail["Subject"] == "Hello, your seats are still there"
        for kind in ("plain", "html"):
            body = mail.get_body((kind,)).get_content()
            assert "[" not in body.partition("Box Office")[0]
            assert ("It is kept for you here" in body) == bool(link)
        assert "Stalls, row 4\nDrinks\n" in mail.get_body(("plain",)).get_content()


def test_days_that_count_are_over_in_utc_wherever_one_looks_from(
    open_page, cast, write, monkeypatch
):
    write(Baskets=((160, 2000), (80, 2000)))
    later = reminded.FIRST + timedelta(days=9)  # the last are assigned on the 4th
    monkeypatch.setattr(clock, "day_of_writing", lambda: later)
    monkeypatch.setattr(clock, "today", lambda: later + timedelta(days=1))
    assert "of whom 2,000 of 4,000 have had their 7 days" in said(open_page(cast.executive))


def test_of_a_lake_nobody_is_asked_what_each_buyer_spent(open_page, cast, write, sqlite_engine):
    write(Baskets=((160, 2000), (80, 2000)))
    with writing(sqlite_engine) as session:
        lake = {"cube_from": "s3://lake/purchases"}
        session.add(
            Campaign(
                name="Lake", name_key="lake", status="running", sent_elsewhere=True, design=lake,
                currency="EUR", started_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        session.execute(update(CubeCell).values(campaign_id=2))
        session.execute(update(CubeWeek).values(campaign_id=2))
    app = open_page(cast.executive, campaign="2")
    assert table(app, "conversions")["conversions"].to_list() == [160, 80]
    assert "heavy" not in {toggle.key for toggle in app.toggle}


def test_whether_the_arms_are_as_designed_is_explained_one_click_away(open_page, cast, write):
    write(Baskets=((160, 2000), (80, 2000)))
    assert "by the chi-squared test" in said(open_page(cast.executive))


def test_a_campaign_that_its_design_has_ended_is_listed_as_ended(open_page, cast, sqlite_engine):
    with writing(sqlite_engine) as session:
        ends = {"ends_at": (NOW - timedelta(days=3)).isoformat()}
        reminded.campaign(session, name="Over", design=ends)
        reminded.campaign(session, name="Runs")
    listed = table(open_page(cast.product_lead), "status").set_index("name")
    assert listed["status"].to_dict() == {"Over": "ended", "Runs": "running"}
    assert listed["ended"]["Over"] == (NOW - timedelta(days=3)).date()


def test_of_reminders_that_may_not_have_gone_the_page_names_the_commands(
    open_page, cast, write, sqlite_engine
):
    write(Baskets=((160, 2000), (80, 2000)))
    with writing(sqlite_engine) as session:
        lost = {"state": "unknown", "claimed_by": "a mailer", "claimed_at": NOW}
        session.add(Send(campaign_id=1, unit="somebody", step=0, **lost))
    shown = said(open_page(cast.product_lead))
    assert "Of 1 reminder of “Baskets” nobody knows whether it went out" in shown
    assert "cli.py nudge status lists what is open, cli.py nudge settle decides about one." in shown
    assert "`" not in shown


def test_whoever_may_not_draft_sees_no_campaigns_to_change(open_page, cast, write):
    write(Baskets=((160, 2000), (80, 2000)))
    assert "Campaigns" not in [heading.value for heading in open_page(cast.manager).subheader]


def test_a_report_may_be_told_the_design_of_what_was_sent_elsewhere(
    sqlite_engine, monkeypatch, cast
):
    with writing(sqlite_engine) as session:
        key = reminded.campaign(session, sent_elsewhere=True, status="draft")
        session.get_one(Campaign, key).design = {}
        reminded.people(session, key, mail=(160, 2000), holdout=(80, 1200))
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def contrast(*more):
        result = CliRunner().invoke(cli, ["report", "nudge", "--json", *more])
        assert result.exit_code == 0, result.output
        return json.loads(result.output)["contrast"]

    assert contrast()["srm_p"] is None
    assert contrast()["sequential_low"] is None
    assert contrast()["lift"] is not None
    assert contrast("--holdout", "0.5")["verdict"] == "the arms are not as designed"
    assert contrast("--holdout", "0.375", "--expected", "3000")["sequential_low"] is not None
