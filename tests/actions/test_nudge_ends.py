"""Whose event passed before she bought: settled whatever comes first, and made anew the same."""

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from data.actions.nudge_assign import ROWS, assign
from data.actions.nudge_rebuild import rebuild_cube
from data.actions.permissions import SETUP
from data.reads.nudge_ends import CELLS, kept_ends
from data.reads.nudges import ends
from data.reads.scope import EVERYTHING
from data.store import reading, writing
from data.tables import Basket, CubeEnd, Expiry
from metrics.cube_ends import WAITING, cells, expired
from tests.actions.shop_files import NOW, START, accept, at, begin_campaign, ms

ANN = "ann@x.org"
DAY = (START.date() - date(1970, 1, 1)).days


def left(engine, event, *, key="b1", changed=0.0):
    row = {"basket_id": key, "email": ANN, "abandoned_at": at(-0.1), "updated_at": at(changed)}
    accept(engine, "baskets", [row | {"event_at": "" if event is None else at(event)}])


def drawn(engine, campaign, *, key="b1", on=0.0):
    with writing(engine) as session:
        connection = session.connection()
        basket = connection.scalar(select(Basket.id).where(Basket.source_key == key))
        row = (campaign, ANN, None, "mail", ms(on), basket)
        assign(connection, pl.DataFrame([row], schema=ROWS, orient="row"))


def bought(engine, on, *, key="o1", cancelled=""):
    row = {"order_id": key, "email": ANN, "ordered_at": at(on), "value": "1.00"}
    accept(engine, "orders", [row | {"cancelled_at": cancelled, "updated_at": at(30)}])


def told(engine):
    """day since the assignment, lag, expired, late."""
    with reading(engine) as connection:
        found = kept_ends(connection).sort("lag")
    return [(row["lag"], row["expired"], row["late"]) for row in found.iter_rows(named=True)]


@pytest.fixture
def campaign(engine):
    return begin_campaign(engine, "Baskets")


def test_an_event_that_passes_unsold_ends_the_waiting_and_an_order_takes_it_back(engine, campaign):
    left(engine, 5.5)
    drawn(engine, campaign)
    assert told(engine) == [(5, 1, 0)]
    bought(engine, 9.2)
    assert told(engine) == [(5, 1, 0), (9, 0, 1)]
    bought(engine, 2.0, key="o2")
    assert told(engine) == []


def test_an_event_that_is_moved_or_lies_beyond_thirty_days_is_settled_anew(engine, campaign):
    left(engine, 5.5)
    drawn(engine, campaign)
    left(engine, 8.1, changed=1)
    assert told(engine) == [(8, 1, 0)]
    left(engine, 31, changed=2)
    assert told(engine) == []
    left(engine, 3, changed=3)
    assert told(engine) == [(3, 1, 0)]


def test_an_event_that_is_moved_after_its_basket_was_found_to_be_anothers_is_settled(
    engine, campaign
):
    basket = {"basket_id": "b1", "customer_id": "c1", "abandoned_at": at(-0.1)}
    accept(engine, "contacts", [{"customer_id": "c1", "email": ANN}])
    accept(engine, "baskets", [basket | {"event_at": at(5.5), "updated_at": at(0)}])
    drawn(engine, campaign)
    accept(engine, "contacts", [{"customer_id": "c1", "email": "bo@x.org"}])
    accept(engine, "baskets", [basket | {"event_at": at(8.1), "updated_at": at(1)}])
    assert told(engine) == [(8, 1, 0)]


def test_her_next_assignment_takes_her_over(engine, campaign):
    left(engine, 5.5)
    drawn(engine, campaign)
    drawn(engine, begin_campaign(engine, "Another"), on=4)
    with reading(engine) as connection:
        found = kept_ends(connection)
    assert found.select("day", "lag").rows() == [(DAY + 4, 1)]


def test_what_was_lost_or_doubled_is_made_anew(engine, campaign):
    left(engine, 5.5)
    drawn(engine, campaign)
    right = told(engine)
    for harm in (delete(CubeEnd), delete(Expiry)):
        with writing(engine) as session:
            session.execute(harm)
        with writing(engine) as session:
            rebuild_cube(session, SETUP, now=NOW)
        assert told(engine) == right
    with writing(engine) as session:
        assert rebuild_cube(session, SETUP, now=NOW) == 0


def test_the_page_reads_them_by_lag(engine, campaign):
    left(engine, 5.5)
    drawn(engine, campaign)
    with reading(engine) as connection:
        found = ends(connection, EVERYTHING, campaign_id=campaign, as_of=START.date())
        nothing = ends(connection, EVERYTHING, campaign_id=99, as_of=START.date())
    assert found.rows() == [(START.date(), "mail", 5, 1, 0)]
    assert nothing.is_empty()


def test_who_bought_on_the_day_that_the_event_passed_has_bought():
    row = (1, ANN, 1, "mail", "", ms(0), ms(30), ms(5.5))
    waiting = pl.DataFrame([row], schema=WAITING, orient="row")
    for lag, many in ((5, 0), (6, 1)):
        purchases = pl.DataFrame({"campaign_id": [1], "unit": [ANN], "lag": [lag]})
        assert expired(waiting, purchases).height == many
    assert cells(expired(waiting.clear(), purchases)).is_empty()


MOVES = st.one_of(
    st.tuples(st.just("left"), st.none() | st.integers(-3, 40)),
    st.tuples(st.just("bought"), st.integers(-2, 40)),
    st.tuples(st.just("cancelled"), st.integers(0, 40)),
)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(MOVES, min_size=1, max_size=6))
def test_whatever_comes_in_which_order_a_rebuild_finds_nothing_to_mend(engine, moves):
    with writing(engine) as session:
        number = session.scalar(select(Basket.id).order_by(Basket.id.desc()).limit(1)) or 0
    campaign = begin_campaign(engine, f"Baskets {number} {id(moves)}")
    left(engine, 4.0, key=f"b{number}")
    drawn(engine, campaign, key=f"b{number}")
    for at_, (what, day) in enumerate(moves, 1):
        if what == "left":
            left(engine, day, key=f"b{number}", changed=at_)
        else:
            bought(engine, day, key=f"o{day}", cancelled=at(day + 1) if what != "bought" else "")
    with writing(engine) as session:
        assert rebuild_cube(session, SETUP, now=NOW) == 0
    with reading(engine) as connection:
        assert kept_ends(connection).schema == pl.Schema(CELLS)
