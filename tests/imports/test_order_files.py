"""Orders and results as shops and mailers export them: items, states, yes or no for a moment."""

import pytest

from data.imports import parse


def read(kind, text):
    return parse(kind, text.encode(), file_name=f"{kind}.csv")


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
