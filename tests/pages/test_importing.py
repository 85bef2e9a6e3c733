"""The Import page and Data health, run without a browser: who may, what is asked, what is said."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import streamlit as st
from sqlalchemy import func, select, update
from streamlit.testing.v1 import AppTest

from data.actions.accept_import import Decisions, accept_import
from data.actions.permissions import SETUP
from data.imports import KINDS
from data.reads.imports import BATCHES
from data.store import reading, writing
from data.tables import (
    Account,
    Alias,
    ColumnChoice,
    Deal,
    ImportBatch,
    Product,
    Quota,
    Request,
    RevenueLine,
)
from pages import data_health
from pages.parts import plain
from pages.parts.export import csv_bytes
from pages.parts.importing import outcome
from tests.actions.files import parsed
from tests.cast import cast_in

DEALS = "Id,Deal Name,Stage,Amount,Close Date,Product\n"


@pytest.fixture
def app(sqlite_engine, monkeypatch):
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def open_page(page="importing", acting=None):
        script = f"from pages import {page}\n{page}.show()"
        at = AppTest.from_string(script, default_timeout=240)
        if acting is not None:
            at.query_params["as"] = str(acting.person_id)
        return at.run()

    return open_page


def upload(at, text, name="deals.csv"):
    at.file_uploader[0].set_value((name, text.encode(), "text/csv"))
    return at.run()


def words(at):
    """Everything that the page says."""
    parts = [*at.html, *at.markdown, *at.info, *at.warning, *at.error, *at.success, *at.caption]
    return "\n".join(str(getattr(part, "value", None) or part.proto.body) for part in parts)


def box(at, start):
    [found] = [each for each in at.selectbox if read(each.label).startswith(start)]
    return found


def read(label):
    """A label as a person reads it, without the signs that keep it from being Markdown."""
    return re.sub("[\\\\\u2060\u2068\u2069]", "", label)


def accept_button(at):
    [found] = [each for each in at.button if each.label.startswith("Accept ")]
    return found


def count(engine, noun):
    with reading(engine) as connection:
        return connection.scalar(select(func.count()).select_from(noun))


def test_who_may_not_import_reads_whom_to_ask(app, sqlite_engine):
    cast = cast_in(sqlite_engine)
    for nobody in (cast.member, cast.outsider):
        at = app(acting=nobody)
        assert "a sales manager" in at.info[0].value.lower()
        assert len(at.file_uploader) == 0
    for somebody in (cast.executive, cast.manager):
        assert len(app(acting=somebody).file_uploader) == 1


def test_the_preview_comes_first_and_nothing_is_stored_before_accept(app, sqlite_engine):
    at = upload(app(), DEALS + "1,One,Won,10,2026-01-02,GTX\n2,Two,Won,ten,2026-01-03,GTX\n")
    assert not at.exception
    assert "2 deals: 1 new, 0 changed, 0 as they are, 1 rejected." in words(at)
    assert count(sqlite_engine, Deal) == 0
    accept_button(at).click().run()
    assert "2 deals read: 1 new" in words(at)
    assert count(sqlite_engine, Deal) == 1


def test_the_kind_is_guessed_from_the_headers_and_may_be_corrected(app):
    at = upload(app(), "product,series,sales_price\nGTX,G,10\n", "products.csv")
    assert at.segmented_control[0].value == "products"
    at.segmented_control[0].set_value("accounts").run()
    assert "No column for the account's name" in at.error[0].value
    box(at, "product").set_value("name").run()
    assert box(at, "series").value == ""  # as it was, not left out by the first correction
    assert "1 account: 1 new" in words(at)


def test_a_column_that_is_not_recognised_is_chosen_and_remembered(app, sqlite_engine):
    at = upload(app(), "Id,Phase of it,Worth,Closed\n1,Won,10,2026-01-02\n")
    at.segmented_control[0].set_value("deals").run()
    box(at, "Phase of it").set_value("stage").run()
    box(at, "Worth").set_value("amount_cents").run()
    box(at, "Closed").set_value("closed_on").run()
    accept_button(at).click().run()
    assert count(sqlite_engine, Deal) == count(sqlite_engine, ColumnChoice) == 1
    again = upload(app(), "Id,Phase of it,Worth,Closed\n1,Won,10,2026-01-02\n")
    again.segmented_control[0].set_value("deals").run()
    assert "1 deal: 0 new, 0 changed, 1 as they are" in words(again)


def test_an_unknown_stage_must_be_mapped_before_accepting(app, sqlite_engine):
    at = upload(app(), DEALS + "1,One,Handshake,10,2026-01-02,\n")
    assert accept_button(at).disabled
    assert "Say first what the stages above mean." in words(at)
    [stage] = [each for each in at.segmented_control if "Handshake" in each.label]
    stage.set_value("open").run()
    accept_button(at).click().run()
    assert count(sqlite_engine, Deal) == 1


def test_dates_that_fit_both_orders_are_asked_about(app):
    at = upload(app(), DEALS + "1,One,Won,10,03/04/2026,\n")
    assert "day-first or month-first" in at.warning[0].value
    at.radio[0].set_value("month-first").run()
    assert "1 deal: 1 new" in words(at)


def test_a_name_is_new_unless_said_to_be_the_same(app, sqlite_engine):
    with writing(sqlite_engine) as session:
        accept_import(
            session,
            SETUP,
            parsed=parsed("products", [{"source_key": "1", "name": "GTX Pro"}]),
            file_name="p.csv",
            file_sha256="0" * 64,
            decisions=Decisions(),
            now=datetime(2026, 3, 1, tzinfo=UTC),
        )
    at = upload(app(), DEALS + "1,One,Won,10,2026-01-02,GTXPro\n")
    question = box(at, "Product “GTXPro”, 1 row, resembles “GTX Pro”")
    assert question.value == "New, keep apart"
    question.set_value("GTX Pro").run()
    accept_button(at).click().run()
    assert (count(sqlite_engine, Product), count(sqlite_engine, Alias)) == (1, 1)


def test_many_names_come_as_a_table_and_none_is_merged_by_itself(app, sqlite_engine):
    with writing(sqlite_engine) as session:
        accept_import(
            session,
            SETUP,
            parsed=parsed("accounts", [{"source_key": "1", "name": "Acme"}]),
            file_name="a.csv",
            file_sha256="0" * 64,
            decisions=Decisions(),
            now=datetime(2026, 3, 1, tzinfo=UTC),
        )
    lines = [f"{n},D{n},Won,10,2026-01-02,Acme {n}" for n in range(40)]
    at = upload(app(), DEALS.replace("Product", "Account Name") + "\n".join(lines))
    assert not at.exception
    accept_button(at).click().run()
    assert count(sqlite_engine, Account) == 41


def test_a_file_that_is_none_is_refused_in_a_sentence(app):
    at = upload(app(), "%PDF-1.7")
    assert at.error[0].value.startswith("The file is a PDF document")


def test_data_health_says_what_came_when_and_shows_what_was_rejected(app, sqlite_engine):
    assert "Nothing has been imported yet" in app("data_health").info[0].value
    at = upload(app(), DEALS + "1,One,Won,10,2026-01-02,\n2,Two,Won,ten,2026-01-03,\n")
    accept_button(at).click().run()
    at = app("data_health")
    assert not at.exception
    assert "The newest deals came today. Of 2 rows in 1 file, 1 was rejected." in words(at)
    assert "deals.csv" in box(at, "File").options[0]
    rejected = at.dataframe[-1].value
    assert list(rejected["line"]) == [3]
    assert list(rejected["raw"]) == ["2,Two,Won,ten,2026-01-03,"]


def test_raw_text_of_rejected_rows_is_for_those_who_see_every_team(app, sqlite_engine):
    cast = cast_in(sqlite_engine)
    lines = "2,Two,Won,ten,2026-01-03,\n3,Three,Won,1,2026-01-03,\n"
    at = upload(app(acting=cast.administrator), DEALS + lines)
    accept_button(at).click().run()
    assert app("data_health", cast.executive).dataframe[-1].value["raw"].notna().all()
    assert app("data_health", cast.member).dataframe[-1].value["raw"].isna().all()


def test_rejected_rows_of_pay_are_for_those_who_see_everybody_s(app, sqlite_engine):
    cast = cast_in(sqlite_engine)
    lines = "Mara Lindqvist,9xy,2026-01-01,2026-04-01\nTomas Berg,100,2026-01-01,2026-04-01\n"
    at = upload(
        app(acting=cast.executive), "Salesperson,Quota,From,Until\n" + lines, name="quotas.csv"
    )
    accept_button(at).click().run()
    assert "9xy" in str(app("data_health", cast.executive).dataframe[-1].value.to_dict())
    for who in (cast.product_lead, cast.administrator, cast.manager, cast.member):
        seen = app("data_health", who).dataframe[-1].value
        assert len(seen) == 1
        assert "9xy" not in str(seen.to_dict())


@pytest.mark.parametrize(
    ("zone", "accepted", "came", "on"),
    [
        ("Australia/Sydney", datetime(2026, 11, 17, 14, tzinfo=UTC), "today", "18 Nov 2026"),
        ("America/Los_Angeles", datetime(2026, 11, 18, 5, tzinfo=UTC), "yesterday", "17 Nov 2026"),
        ("Etc/Unknown", datetime(2026, 11, 17, 14, tzinfo=UTC), "yesterday", "17 Nov 2026"),
    ],
)
def test_when_a_file_came_is_said_in_the_days_of_whoever_looks(
    app, sqlite_engine, monkeypatch, zone, accepted, came, on
):
    monkeypatch.setattr(type(st.context), "timezone", zone)
    with writing(sqlite_engine) as session:
        accept_import(
            session,
            SETUP,
            parsed=parsed("products", [{"source_key": "1", "name": "GTX Pro"}]),
            file_name="p.csv",
            file_sha256="0" * 64,
            decisions=Decisions(),
            now=accepted,
        )
        session.execute(update(ImportBatch).values(good=0, new=0, rejected=1))
    at = app("data_health")
    assert not at.exception
    assert f"The newest products came {came}." in words(at)
    assert box(at, "File").options == [f"p.csv, {on}, 1 rejected"]
    assert at.dataframe[1].value["Accepted"].item() == accepted


def test_the_file_of_what_came_says_of_which_zone_its_moments_are():
    came = pl.DataFrame(
        {"accepted_at": [datetime(2026, 11, 17, 14, tzinfo=UTC).replace(tzinfo=None)]},
        schema={"accepted_at": BATCHES["accepted_at"]},
    )
    seen = data_health.there(came, ZoneInfo("Australia/Sydney"))
    assert b"2026-11-18T01:00:00.000000+1100" in csv_bytes(seen)


def test_how_long_ago_is_said_in_plain_words():
    today = date(2026, 3, 20)
    said = [data_health.ago(date(2026, 3, day), today) for day in (20, 19, 8)]
    assert said == ["today", "yesterday", "12 days ago (8 Mar 2026)"]


def test_what_never_came_says_so():
    told = data_health.freshness(pl.DataFrame(schema=BATCHES), date(2026, 1, 1))
    assert told["Last came"].to_list() == ["never"] * len(KINDS)
    assert told["Rows so far"].null_count() == len(KINDS)


def test_what_a_file_says_is_asked_about_as_the_text_that_it_is(app, sqlite_engine):
    nasty = "![x](https://evil.example/x.png) :material/bolt: **bold**"
    with writing(sqlite_engine) as session:
        session.add(Product(source="plain", source_key="1", name="GTX", name_key="gtx"))
    head = f"Id,Deal Name,Stage,Amount,Close Date,Product,{nasty}\n"
    rows = f"1,One,{nasty},1,2026-01-02,GTX,\n2,Two,Won,1,2026-01-02,{nasty},\n"
    at = upload(app(), head + rows)
    labels = [each.label for each in (*at.selectbox, *at.segmented_control)]
    asked = [label for label in labels if "evil" in label]
    assert len(asked) == 3
    assert all(plain.label(nasty) in label for label in asked)


def test_an_answer_can_be_taken_back(app, sqlite_engine):
    at = upload(app(), DEALS + "1,One,Handshake,10,03/04/2026,\n")
    at.radio[0].set_value("day-first").run()
    [stage] = [each for each in at.segmented_control if "Handshake" in each.label]
    stage.set_value("open").run()
    [stage] = [each for each in at.segmented_control if "Handshake" in each.label]
    stage.set_value("won").run()
    at.radio[0].set_value("month-first").run()
    accept_button(at).click().run()
    with reading(sqlite_engine) as connection:
        [deal] = connection.execute(select(Deal.state, Deal.closed_on))
    assert (deal.state, deal.closed_on) == ("won", date(2026, 3, 4))


def test_requests_without_a_day_are_given_the_one_that_the_person_says(app, sqlite_engine):
    at = upload(app(), "title,details,status,votes,author\nDark,More dark,open,3,Zoe\n", "c.csv")
    at.segmented_control[0].set_value("requests").run()
    at.date_input[0].set_value(date(2025, 5, 6)).run()
    accept_button(at).click().run()
    with reading(sqlite_engine) as connection:
        assert connection.scalar(select(Request.asked_on)) == date(2025, 5, 6)


def kind(at, said):
    [control] = [each for each in at.get("button_group") if each.label == "What is in it?"]
    control.set_value(said)
    return at.run()


def test_a_file_without_a_header_is_read_by_the_places_of_its_columns(app, sqlite_engine):
    at = upload(app(), "Vera,2026-01-01,100\nVera,2026-04-01,200\n", "quotas.csv")
    at = kind(at, "quotas")
    assert "No column for the person was found" in words(at)
    [headless] = [each for each in at.checkbox if "no header line" in each.label]
    at = headless.check().run()
    for place, field in (("column 1", "person"), ("column 2", "from_on")):
        at = box(at, place).select(field).run()
    at = box(at, "column 3").select("amount_cents").run()
    assert "2 quotas: 2 new" in words(at)
    accept_button(at).click().run()
    assert count(sqlite_engine, Quota) == 2


def test_revenue_that_counts_months_asks_for_the_day_they_count_back_from(app, sqlite_engine):
    at = upload(app(), "customerID,tenure,MonthlyCharges,Churn\nX,3,10,Yes\n", "telco.csv")
    at = kind(at, "revenue")
    [day] = [each for each in at.date_input if each.label.startswith("From which day")]
    at = day.set_value(date(2026, 6, 30)).run()
    accept_button(at).click().run()
    with reading(sqlite_engine) as connection:
        line = connection.execute(select(RevenueLine.from_on, RevenueLine.until_on)).one()
    assert tuple(line) == (date(2026, 3, 30), date(2026, 6, 30))


def test_what_is_known_of_a_file_that_cannot_be_read_yet_is_filled_in(app):
    at = upload(app(), "Deal Name,Amount,How it stands\nOne,5,Won\n")
    at.segmented_control[0].set_value("deals").run()
    assert "No column for the deal's stage was found" in at.error[0].value
    boxes = {read(each.label): each.value for each in at.selectbox}
    assert (boxes["Amount"], boxes["How it stands"]) == ("amount_cents", "")
    box(at, "How it stands").set_value("stage").run()
    assert "1 deal: 0 new" in words(at)
    assert "No column says the customer or the owner; if one does, say which." in words(at)


def test_a_kind_that_the_headers_do_not_look_like_is_questioned(app):
    at = upload(
        app(), "id,title,details,status,votes,created_at\n1,Dark,We want,open,3,2026-01-02\n"
    )
    assert not at.warning
    at.segmented_control[0].set_value("deals").run()
    assert at.warning[0].value.startswith("Its headers look like those of requests, not of deals.")


@pytest.mark.parametrize(
    ("rows", "kind", "said"),
    [
        (1, "deals", "1 deal"), (2, "deals", "2 deals"), (1, "people", "1 person"),
        (1, "revenue", "1 row of revenue"),
        (8_800, "revenue", "8,800 rows of revenue"),
    ],
)  # fmt: skip
def test_one_row_is_said_as_one(rows, kind, said):
    assert outcome.many(rows, kind) == said
