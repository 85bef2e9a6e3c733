"""Results as mailers that nobody here has seen tell them: who was held out, and who bought."""

from datetime import UTC, datetime

import polars as pl
import pytest

from data.imports import parse
from data.imports.contract import Choices
from data.refused import Invalid


def read(text, **choices):
    return parse("nudge-results", text.encode(), file_name="r.csv", choices=Choices(**choices))


def ms(day, hour=0):
    return int(datetime(2026, 1, day, hour, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize("header", ["holdout", "In Control Group", "is_control", "Control"])
@pytest.mark.parametrize(
    ("no", "yes"), [("false", "true"), ("No", "Yes"), ("0", "1"), ("None", "yes")]
)
def test_a_column_of_who_was_held_out_says_the_arm(header, no, yes):
    got = read(
        f"customer,{header},assigned_at,bought_at\na,{no},2026-01-02,\nb,{yes},2026-01-02,\n"
    )
    assert got.good["arm"].to_list() == ["mail", "holdout"]
    assert got.notes == ()


def test_who_was_held_out_counts_before_what_a_variant_is_called():
    got = read(
        "customer,variant,in_holdout,assigned_at,purchased\n"
        "a,control,no,2026-01-02,\nb,B,no,2026-01-02,\nc,,yes,2026-01-02,\nd,B,,2026-01-02,\n"
    )
    assert got.good["arm"].to_list() == ["mail", "mail", "holdout"]
    assert got.rejected["reason"].to_list() == ["'b' is neither plainly mail nor plainly holdout"]


def test_who_paid_bought_though_no_column_says_who_bought():
    got = read(
        "email,variant,sent_at,revenue\na@x.org,reminder,2026-01-02 10:00,12.50\n"
        "b@x.org,reminder,2026-01-02 10:00,0\nc@x.org,control,2026-01-02 10:00,\n"
    )
    assert got.good["purchased_at"].to_list() == [ms(2, 10), None, None]
    assert "'revenue' says how much and not when: who paid bought at once, it is taken." in (
        got.notes
    )


def test_an_amount_beside_no_purchase_is_said():
    got = read(
        "customer,arm,assigned_at,purchased_at,revenue\n"
        "a,mail,2026-01-02,,12.50\nb,mail,2026-01-02,2026-01-03,5.00\n"
    )
    assert got.good["purchased_at"].to_list() == [None, ms(3)]
    assert got.notes == ("1 rows have an amount and no purchase: it is nobody's.",)


@pytest.mark.parametrize("header", ["Conversions", "Placed Order", "orders"])
def test_how_often_somebody_bought_says_whether(header):
    got = read(
        f"Recipient,Group,Send Time,{header},Revenue\n"
        "a@x.org,treatment,2026-01-02,2,12.5\nb@x.org,control,2026-01-02,0,0\n"
    )
    assert got.rejected.is_empty()
    assert got.good["purchased_at"].to_list() == [ms(2), None]


def test_a_purchase_of_which_only_the_day_is_known_is_not_before_the_assignment_of_that_day():
    got = read(
        "customer,arm,assigned_at,purchased_at\na,mail,2026-01-02T10:00:00Z,2026-01-02\n"
        "b,holdout,2026-01-02T10:00:00Z,2026-01-04\nc,mail,2026-01-02T10:00:00Z,2026-01-01\n"
    )
    assert got.good["purchased_at"].to_list() == [ms(2, 10), ms(4), ms(1)]
    assert got.notes == (
        "'purchased_at' says days and no times: who bought on the day of her assignment bought"
        " after it, it is taken.",
        "1 purchases came before their assignment; they count for nobody.",
    )


def test_a_purchase_with_a_time_stays_before_the_assignment_of_that_day():
    got = read(
        "customer,arm,assigned_at,purchased_at\na,mail,2026-01-02T10:00:00Z,2026-01-02T00:00:00Z\n"
        "b,holdout,2026-01-02T10:00:00Z,2026-01-04T09:00:00Z\n"
    )
    assert got.good["purchased_at"].to_list() == [ms(2), ms(4, 9)]


def test_a_purchase_in_a_further_row_of_its_customer_is_said():
    got = read(
        "flow,email,message,sent_at,purchased_at\nCart,a@x.org,1,2026-01-02,\n"
        "Cart,A@x.org,2,2026-01-03,2026-01-03\nCart,b@x.org,1,2026-01-02,2026-01-03\n"
    )
    assert got.rejected["reason"].to_list() == ["same id as line 2"]
    assert (
        "1 customers bought by a further row of theirs, which is left out: sum the file up to one"
        " row for each customer." in got.notes
    )


def test_headers_of_several_mailers_are_known():
    got = read(
        "SubscriberKey,SendTime,BounceDate,UnsubDate,Orders\n"
        "k1,2026-01-13 10:00:00,,2026-01-14 09:00:00,0\n"
        "k2,2026-01-13 10:00:00,2026-01-13 11:00:00,,0\n"
    )
    told = got.good.select("customer", pl.col("unsubscribed_at", "bounced_at").is_not_null())
    assert told.rows() == [("k1", True, False), ("k2", False, True)]


@pytest.mark.parametrize(
    "header",
    ["Placed Order At", "placed_order_date", "Order Placed At", "Bought at", "Purchase Date"],
)
def test_when_somebody_bought_is_known_by_any_usual_header(header):
    got = read(
        f"Email,Variation,Sent At,{header},Converted\na@x.org,reminder,2026-01-02,2026-01-05,yes\n"
    )
    assert got.good["purchased_at"].to_list() == [ms(5)]


UNSAID = "email,variant,sent_at,Landed\na@x.org,reminder,2026-01-02,2026-01-05\n"


def test_a_file_that_does_not_say_who_bought_is_refused_and_no_zero():
    with pytest.raises(Invalid, match=r"No column for who bought was found: .*'Landed'"):
        read(UNSAID)
    assert read(UNSAID, columns={"Landed": "purchased_at"}).good["purchased_at"].to_list() == [
        ms(5)
    ]


@pytest.mark.parametrize(("header", "yes"), [("converted", "yes"), ("revenue", "9.00")])
def test_whoever_bought_at_some_time_bought_as_soon_in_either_arm(header, yes):
    got = read(
        f"customer,arm,assigned_at,sent_at,{header}\n"
        f"a,mail,2026-01-02,2026-01-05,{yes}\nb,holdout,2026-01-02,,{yes}\nc,holdout,2026-01-02,,0\n"
    )
    assert got.good["purchased_at"].to_list() == [ms(2), ms(2), None]


def test_an_amount_in_every_row_is_that_of_a_basket_and_says_of_nobody_that_she_bought():
    with pytest.raises(Invalid, match="'Value' has an amount in every row"):
        read("email,sent_at,Value\na@x.org,2026-01-02,12.50\nb@x.org,2026-01-02,9.00\n")
