"""Baskets, orders, contacts and results come in as files; the cube moves with them."""

import polars as pl
import pytest
from sqlalchemy import func, select

from data.actions.nudge_assign import ROWS, assign
from data.actions.nudge_rebuild import differences, rebuild_cube
from data.actions.permissions import SETUP
from data.imports import parse
from data.reads.imports import preview
from data.reads.nudge_cells import kept_cells
from data.refused import NotAllowed
from data.store import reading, writing
from data.tables import (
    Basket,
    Campaign,
    Contact,
    CubeCell,
    CubeWeek,
    NudgeCount,
    NudgeResult,
    Order,
)
from tests.actions.shop_files import NOW, accept, at, begin_campaign, file_of, ms


def give_arms(engine, *rows):
    """(campaign, unit, arm, days after the start)"""
    frame = pl.DataFrame(
        [(campaign, unit, "s", arm, ms(days), None) for campaign, unit, arm, days in rows],
        schema=ROWS,
        orient="row",
    )
    with writing(engine) as session:
        return assign(session.connection(), frame).height


def kept(engine, campaign):
    with reading(engine) as connection:
        assert differences(connection).is_empty()
        found = kept_cells(connection).filter(campaign_id=campaign)
    return {
        (row["arm"], row["lag"]): (row["n"], row["dconv"], row["ds"], row["dss"])
        for row in found.iter_rows(named=True)
    }


def order(key, email, days, value, **more):
    return {"order_id": key, "email": email, "ordered_at": at(days), "value": value} | more


def test_an_order_moves_the_cell_of_its_customers_latest_assignment(engine):
    one, two = begin_campaign(engine, "One"), begin_campaign(engine, "Two")
    give_arms(engine, (one, "anna@x.org", "mail", 0), (two, "anna@x.org", "holdout", 5))
    accept(engine, "orders", [order("a", "Anna+shop@X.org ", 2.5, "10.00")])
    accept(engine, "orders", [order("b", "anna@x.org", 5.5, "3.00")])
    assert kept(engine, one) == {("mail", -1): (1, 0, 0, 0), ("mail", 2): (0, 1, 1000, 1_000_000)}
    assert kept(engine, two) == {
        ("holdout", -1): (1, 0, 0, 0),
        ("holdout", 0): (0, 1, 300, 90_000),
    }


def test_an_order_that_came_before_its_assignment_was_on_record_is_counted_then(engine):
    one = begin_campaign(engine, "One")
    accept(engine, "orders", [order("a", "anna@x.org", 1.5, "10.00")])
    assert give_arms(engine, (one, "anna@x.org", "mail", 1)) == 1
    assert give_arms(engine, (one, "anna@x.org", "holdout", 2)) == 0  # she keeps her arm
    assert kept(engine, one)["mail", 0] == (0, 1, 1000, 1_000_000)


def test_a_refund_lessens_and_a_cancelled_order_is_none(engine):
    one = begin_campaign(engine, "One")
    give_arms(engine, (one, "anna@x.org", "mail", 0))
    sold = order("a", "anna@x.org", 1, "10.00", updated_at=at(1), refunded="", cancelled_at="")
    accept(engine, "orders", [sold])
    accept(engine, "orders", [sold | {"refunded": "4.00", "updated_at": at(2)}])
    assert kept(engine, one)["mail", 1] == (0, 1, 600, 360_000)
    accept(engine, "orders", [sold | {"cancelled_at": at(3), "updated_at": at(3)}])
    assert kept(engine, one) == {("mail", -1): (1, 0, 0, 0)}
    accept(engine, "orders", [sold])  # an older word, late
    assert kept(engine, one) == {("mail", -1): (1, 0, 0, 0)}


def test_an_order_of_unknown_amount_or_another_currency_is_an_order_without_revenue(engine):
    one = begin_campaign(engine, "One", currency="EUR")
    give_arms(engine, (one, "anna@x.org", "mail", 0), (one, "bo@x.org", "mail", 0))
    accept(engine, "orders", [order("a", "anna@x.org", 1, "", currency="EUR")])
    accept(engine, "orders", [order("b", "bo@x.org", 1, "5.00", currency="USD")])
    assert kept(engine, one)["mail", 1] == (0, 2, 0, 0)
    with reading(engine) as connection:
        assert connection.scalar(select(CubeCell.dunpriced).where(CubeCell.lag == 1)) == 2


def test_the_same_file_again_changes_nothing(engine):
    rows = [order("a", "anna@x.org", 1, "10.00"), order("b", "", 1, "10.00", customer_id="7")]
    assert accept(engine, "orders", rows).new == 2
    again = accept(engine, "orders", rows)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 2)


def test_an_order_without_an_address_is_its_baskets_then_its_contacts_customer(engine):
    one = begin_campaign(engine, "One")
    give_arms(engine, (one, "anna@x.org", "mail", 0), (one, "bo@x.org", "mail", 0))
    bare = {"email": "", "ordered_at": at(1)}
    accept(
        engine,
        "orders",
        [
            bare | {"order_id": "a", "basket_id": "b1", "value": "1.00", "customer_id": ""},
            bare | {"order_id": "b", "basket_id": "", "value": "2.00", "customer_id": "c2"},
            bare | {"order_id": "c", "basket_id": "b2", "value": "4.00", "customer_id": ""},
        ],
    )
    assert kept(engine, one) == {("mail", -1): (2, 0, 0, 0)}
    accept(engine, "baskets", [{"basket_id": "b1", "email": "anna@x.org", "abandoned_at": at(0)}])
    assert kept(engine, one)["mail", 1] == (0, 1, 100, 10_000)
    accept(engine, "baskets", [{"basket_id": "b2", "customer_id": "c2", "abandoned_at": at(0)}])
    accept(engine, "contacts", [{"customer_id": "c2", "email": "bo@x.org"}])
    assert kept(engine, one)["mail", 1] == (0, 2, 700, 10_000 + 360_000)
    accept(engine, "contacts", [{"customer_id": "c2", "email": "cy@x.org"}])
    assert kept(engine, one)["mail", 1] == (0, 1, 100, 10_000)


def test_a_basket_left_lately_waits_for_the_mailer_and_a_completed_one_does_not(engine):
    rows = [
        {"basket_id": "old", "abandoned_at": at(-300), "completed_at": ""},
        {"basket_id": "new", "abandoned_at": at(50), "completed_at": ""},
        {"basket_id": "done", "abandoned_at": at(50), "completed_at": at(51)},
    ]
    accept(engine, "baskets", rows)
    look = dict(waiting(engine))
    assert {key for key, when in look.items() if when} == {"new"}
    with writing(engine) as session:  # the mailer is through with it
        session.execute(Basket.__table__.update().values(look_at=None))
    accept(engine, "baskets", [rows[1] | {"value": "9.00"}])
    assert dict(waiting(engine))["new"] is None
    accept(engine, "baskets", [rows[1] | {"abandoned_at": at(52)}])
    assert dict(waiting(engine))["new"] is not None


def waiting(engine):
    with reading(engine) as connection:
        return connection.execute(select(Basket.source_key, Basket.look_at)).all()


def test_what_a_file_does_not_carry_it_leaves_alone(engine):
    accept(engine, "orders", [order("a", "anna@x.org", 1, "10.00", refunded="2.00")])
    accept(engine, "orders", [{"order_id": "a", "ordered_at": at(2)}])
    with reading(engine) as connection:
        kept_row = connection.execute(
            select(Order.unit, Order.value_cents, Order.refunded_cents)
        ).one()
    assert tuple(kept_row) == ("anna@x.org", 1000, 200)


def done(engine):
    with reading(engine) as connection:
        return dict(
            connection.execute(
                select(NudgeCount.what, func.sum(NudgeCount.n)).group_by(NudgeCount.what)
            ).all()
        )


def result(customer, arm, **more):
    return {
        "campaign": "Spring",
        "customer": customer,
        "arm": arm,
        "segment": "a",
        "assigned_at": at(0),
        "sent_at": at(0.1) if arm == "mail" else "",
        "purchased_at": "",
        "revenue": "",
        "unsubscribed_at": "",
        "bounced_at": "",
    } | more


def test_results_from_elsewhere_are_a_campaign_of_their_own(engine):
    bought = {"purchased_at": at(2), "revenue": "10.00"}
    rows = [
        result("anna@x.org", "mail", **bought),
        result("bo@x.org", "holdout"),
        result("", "mail"),
        result("", "mail"),
    ]
    accepted = accept(engine, "nudge-results", rows)
    assert (accepted.new, accepted.rejected) == (4, 0)
    with reading(engine) as connection:
        spring = connection.execute(select(Campaign)).one()
    assert (spring.name, spring.sent_elsewhere, spring.status) == ("Spring", True, "running")
    assert done(engine) == {"sent": 3}
    assert kept(engine, spring.id) == {
        ("mail", -1): (3, 0, 0, 0),
        ("holdout", -1): (1, 0, 0, 0),
        ("mail", 2): (0, 1, 1000, 1_000_000),
    }
    assert accept(engine, "nudge-results", rows).unchanged == 4
    moved = [result("anna@x.org", "holdout", **bought), result("bo@x.org", "mail")]
    accept(engine, "nudge-results", moved)
    assert kept(engine, spring.id) == {
        ("mail", -1): (3, 0, 0, 0),
        ("holdout", -1): (1, 0, 0, 0),
        ("holdout", 2): (0, 1, 1000, 1_000_000),
    }
    with reading(engine) as connection:
        assert len(connection.execute(select(NudgeResult.id)).all()) == 4
    assert done(engine) == {"sent": 3}


def test_who_said_no_to_another_mailer_has_no_basis_here_whichever_came_first(engine):
    def contact(key, email):
        return {"customer_id": key, "email": email, "consent_basis": "consent"}

    early, late = contact("a", "anna@x.org"), contact("b", "Bo+x@x.org")
    accept(engine, "contacts", [early, contact("c", "cy@x.org")])
    gone = [
        result("anna@x.org", "mail", unsubscribed_at=at(1)),
        result("bo@x.org", "mail", bounced_at=at(1)),
        result("cy@x.org", "mail"),
    ]
    accept(engine, "nudge-results", gone)
    accept(engine, "contacts", [late])
    assert accept(engine, "contacts", [early]).unchanged == 1
    with reading(engine) as connection:
        basis = dict(connection.execute(select(Contact.source_key, Contact.consent_basis)).all())
    assert basis == {"a": None, "b": None, "c": "consent"}


def test_results_of_a_campaign_that_is_sent_from_here_are_refused(engine):
    begin_campaign(engine, "Spring")
    accepted = accept(engine, "nudge-results", [result("anna@x.org", "mail")])
    assert (accepted.good, accepted.rejected) == (0, 1)


def test_orders_of_the_shop_do_not_count_in_a_campaign_from_elsewhere(engine):
    accept(engine, "nudge-results", [result("anna@x.org", "mail")])
    accept(engine, "orders", [order("a", "anna@x.org", 1, "10.00")])
    with reading(engine) as connection:
        spring = connection.scalar(select(Campaign.id))
    assert kept(engine, spring) == {("mail", -1): (1, 0, 0, 0)}


def test_the_preview_shows_moments_and_writes_nothing(engine):
    parsed = parse("orders", file_of([order("a", "anna@x.org", 1, "10.00")]), file_name="o.csv")
    with reading(engine) as connection:
        shown = preview(connection, parsed)
        assert connection.execute(select(Order.id)).all() == []
    assert shown.new == 1
    assert shown.first_rows["ordered_at"].dtype == pl.Datetime
    assert shown.first_rows["unit"].to_list() == ["anna@x.org"]


def test_a_cube_that_was_damaged_is_mended_by_a_rebuild(engine, cast):
    one = begin_campaign(engine, "One")
    give_arms(engine, (one, "anna@x.org", "mail", 0))
    accept(engine, "orders", [order("a", "anna@x.org", 1, "10.00")])
    right = kept(engine, one)
    with writing(engine) as session:
        session.execute(CubeCell.__table__.update().values(n=CubeCell.n + 1))
        session.execute(CubeCell.__table__.delete().where(CubeCell.lag == 1))
    with writing(engine) as session, pytest.raises(NotAllowed):
        rebuild_cube(session, cast.member.actor, now=NOW)
    with writing(engine) as session:
        assert rebuild_cube(session, SETUP, now=NOW) == 2
        session.execute(CubeWeek.__table__.delete().where(CubeWeek.lag == 1))
        assert rebuild_cube(session, SETUP, now=NOW) == 1
    assert kept(engine, one) == right
