"""Orders and results as shops and mailers export them: items, states, yes or no for a moment."""

from datetime import date

import polars as pl
import pytest

from data.imports import Choices, parse
from data.refused import Refused


def read(kind, text, **choices):
    return parse(kind, text.encode(), file_name=f"{kind}.csv", choices=Choices(**choices))


SHOPIFY = (
    "Name,Email,Financial Status,Fulfillment Status,Currency,Total,Created at,Lineitem name\n"
    "#1,a@x.org,paid,fulfilled,EUR,100.90,2026-05-01 09:59:00 +0200,Tea\n"
    "#1,a@x.org,,,,,2026-05-01 09:59:00 +0200,Cup\n"
    "#2,b@x.org,paid,fulfilled,EUR,50.00,2026-05-01 10:59:00 +0200,Tea\n"
)


def test_further_items_of_an_order_do_not_take_its_amount_away():
    orders = read("orders", SHOPIFY)
    assert orders.dialect == "shopify"
    assert orders.good.select("source_key", "value_cents", "currency").rows() == [
        ("#1", 10_090, "EUR"),
        ("#2", 5_000, "EUR"),
    ]
    assert orders.rejected.select("line", "reason").rows() == [
        (3, "a further item of the order on line 2")
    ]


def test_a_later_state_without_an_amount_is_still_the_later_state():
    orders = read(
        "orders",
        "order_id,created_at,updated_at,total,cancelled_at\n"
        "1,2026-05-01 10:00,2026-05-01 10:00,5,\n"
        "1,2026-05-01 10:00,2026-05-02 10:00,,2026-05-02 10:00\n",
    )
    assert orders.good["line"].to_list() == [3]


def test_an_orders_status_says_what_was_cancelled_and_what_never_paid():
    orders = read(
        "orders",
        "order_id,order_date,status,order_total,order_currency,refunded_total,customer_email\n"
        "1,2026-05-01 10:00:00,completed,5.00,EUR,0,a@x.org\n"
        "2,2026-05-01 11:00:00,wc-cancelled,5.00,EUR,0,a@x.org\n"
        "3,2026-05-01 12:00:00,pending,5.00,EUR,0,a@x.org\n"
        "4,2026-05-01 13:00:00,refunded,5.00,EUR,5.00,a@x.org\n",
    )
    assert orders.good.select("source_key", "currency", "refunded_cents").rows() == [
        ("1", "EUR", 0),
        ("2", "EUR", 0),
        ("4", "EUR", 500),
    ]
    gone = orders.good["cancelled_at"].is_not_null().to_list()
    assert gone == [False, True, False]
    assert orders.rejected["reason"].to_list() == ["'pending' is no order that was paid"]


@pytest.mark.parametrize("status", ["annulé", "Annulée", "abgebrochen", "wc-cancelled", "voided"])
def test_a_cancelled_order_is_known_in_any_language(status):
    orders = read("orders", f"order_id,order_date,status,total\n1,2026-05-01 10:00,{status},5\n")
    assert orders.good["cancelled_at"].to_list() == orders.good["ordered_at"].to_list()


def test_a_refund_without_an_amount_is_of_all_and_one_in_part_is_not_known():
    text = (
        "order_id,order_date,status,total{0}\n"
        "1,2026-05-01 10:00,refunded,5{1}\n"
        "2,2026-05-01 10:00,Partially refunded,5{1}\n"
        "3,2026-05-01 10:00,completed,5{1}\n"
    )
    for file in (text.format("", ""), text.format(",refunded", ","), text.format(",refund", ",0")):
        orders = read("orders", file)
        assert orders.good.select("value_cents", "refunded_cents").rows() == [
            (500, 500),
            (None, 0),
            (500, 0),
        ]
        assert orders.notes[-1].endswith("say: 1; what they brought counts as not known.")
    said = read("orders", text.format(",refunded", ",2")).good
    assert said.select("value_cents", "refunded_cents").rows() == [(500, 200)] * 3


def test_what_shopify_says_of_the_payment_counts():
    states = ("pending", "authorized", "expired", "voided", "refunded", "partially_refunded")
    rows = "".join(
        f"#{at},a@x.org,{state},unfulfilled,EUR,10.00,2026-05-01 09:59:00 +0200,Tea\n"
        f"#{at},a@x.org,,,,,2026-05-01 09:59:00 +0200,Cup\n"
        for at, state in enumerate(states, start=3)
    )
    orders = read("orders", SHOPIFY + rows)
    gone = pl.col("cancelled_at").is_not_null()
    told = orders.good.select("source_key", "value_cents", "refunded_cents", gone)
    assert told.rows() == [
        ("#1", 10_090, 0, False),
        ("#2", 5_000, 0, False),
        ("#6", 1_000, 0, True),
        ("#7", 1_000, 1_000, False),
        ("#8", None, 0, False),
    ]
    unpaid = orders.rejected.filter(pl.col("reason").str.contains("no order that was paid"))
    assert unpaid["line"].to_list() == [5, 7, 9]


@pytest.mark.parametrize(("yes", "no"), [("Yes", "No"), ("true", "false"), ("1", "0")])
def test_what_a_mailer_says_with_yes_or_no_happened_when_it_sent(yes, no):
    results = read(
        "nudge-results",
        "Email,Sent At,Bounced,Unsubscribed,Revenue\n"
        f"a@x.org,2026-01-02 10:00:00,{no},{yes},12.00\n"
        f"b@x.org,2026-01-02 11:00:00,{yes},{no},0\n",
    )
    sent = results.good["sent_at"].to_list()
    assert results.rejected.is_empty()
    assert results.good["unsubscribed_at"].to_list() == [sent[0], None]
    assert results.good["bounced_at"].to_list() == [None, sent[1]]
    assert "'Bounced' says whether and not when: at once, it is taken." in results.notes


EXPERIMENT = (
    "history,segment,visit,conversion,spend\n"
    "142.44,Womens E-Mail,0,0,0.0\n329.08,No E-Mail,0,0,0.0\n"
    "180.65,Mens E-Mail,1,1,29.99\n329.08,No E-Mail,0,0,0.0\n"
)


def test_an_experiment_without_days_is_of_the_day_that_the_person_names():
    columns = {"segment": "arm"}
    results = read("nudge-results", EXPERIMENT, asked_on=date(2026, 1, 2), columns=columns)
    assert results.rejected.is_empty()
    assert results.good["arm"].to_list() == ["mail", "holdout", "mail", "holdout"]
    assert results.good["purchased_at"].is_not_null().to_list() == [False, False, True, False]
    assert results.good["value_cents"].sum() == 2_999
    assert "The file says no moment of assignment; all are of 2026-01-02." in results.notes
    assert "'mens e-mail', 'womens e-mail' are one arm here: written to." in results.notes
    later = read("nudge-results", EXPERIMENT, asked_on=date(2026, 2, 2), columns=columns)
    assert later.good["source_key"].to_list() == results.good["source_key"].to_list()


@pytest.mark.parametrize(
    ("text", "arm"),
    [
        *((name, "holdout") for name in ("Control", "control group", "Hold-out", "No mail", "0")),
        *((name, "mail") for name in ("Treatment A", "Variant 2", "Test group", "e-mail", "1")),
    ],
)
def test_an_arm_is_known_by_any_usual_name(text, arm):
    results = read(
        "nudge-results", f"customer,arm,sent_at,purchased\n1,{text},2026-01-02 10:00,no\n"
    )
    assert results.good["arm"].to_list() == [arm]


def test_a_file_that_says_neither_when_nor_which_arm_is_refused():
    with pytest.raises(Refused, match="No column for when they were assigned or written to, nor"):
        read("nudge-results", EXPERIMENT)


def test_an_order_that_says_whether_it_was_cancelled_was_so_when_ordered():
    orders = read(
        "orders",
        "order_id,ordered_at,email,total,cancelled\n"
        "1,2026-01-02 10:00,a@x.org,5.00,No\n2,2026-01-02 10:00,a@x.org,7.50,Yes\n",
    )
    assert orders.rejected.is_empty()
    at = orders.good["ordered_at"][0]
    assert orders.good["cancelled_at"].to_list() == [None, at]


def test_a_basket_that_says_whether_it_was_completed_was_so_when_last_touched():
    baskets = read(
        "baskets",
        "cart_id,email,created_at,updated_at,total,completed\n"
        "1,a@x.org,2026-01-02T10:00,2026-01-02T11:00,5.00,false\n"
        "2,a@x.org,2026-01-02T10:00,2026-01-02T11:00,7.50,true\n",
    )
    assert baskets.rejected.is_empty()
    assert baskets.good["completed_at"].to_list() == [None, baskets.good["changed_at"][1]]


def test_an_order_on_several_lines_with_amounts_of_their_own_is_said():
    items = "order_id,ordered_at,email,amount\n"
    items += "1,2026-01-02 10:00,a@x.org,5.00\n1,2026-01-02 10:00,a@x.org,7.50\n"
    items += "2,2026-01-02 10:00,b@x.org,3.00\n2,2026-01-02 10:00,b@x.org,3.00\n"
    orders = read("orders", items)
    assert orders.good["value_cents"].to_list() == [750, 300]
    assert orders.notes == (
        "1 orders have several lines with different amounts: the last line counts. If lines are"
        " items, bring a column of what the order came to.",
    )


def test_headers_of_payment_providers_are_known():
    orders = read(
        "orders",
        "id,Created date (UTC),Amount,Amount Refunded,Currency,Status,Customer Email\n"
        "ch_1,2026-01-02 10:00:00,12.50,12.50,eur,Refunded,a@x.org\n"
        "ch_2,2026-01-02 10:00:00,12.50,0.00,eur,requires_payment_method,a@x.org\n",
    )
    told = orders.good.select("value_cents", "refunded_cents", "currency", "email")
    assert told.rows() == [(1250, 1250, "EUR", "a@x.org")]
    assert orders.rejected["line"].to_list() == [3]


def test_the_event_that_a_basket_is_for_is_not_the_basket():
    with pytest.raises(Refused, match="No column for the basket's id"):
        read("baskets", "event_id,email,created_at\n7,a@x.org,2026-01-02\n7,b@x.org,2026-01-02\n")
