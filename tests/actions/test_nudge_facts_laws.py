"""Whatever the order of arrivals, duplicates and corrections: the cube is what the facts say."""

from itertools import groupby

import polars as pl
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlalchemy import text

from data.actions.nudge_assign import ROWS, assign
from data.actions.nudge_rebuild import differences
from data.reads.nudge_cells import kept_cells, kept_weeks
from data.store import reading, writing
from metrics.cube import AMOUNTS, GROUP, LONGEST_DAYS
from metrics.nudge_arms import arms
from tests.actions.shop_files import accept, at, begin_campaign, ms
from tests.metrics.test_cube import by_hand

LAW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
UNITS = st.sampled_from(["anna@x.org", "bo@x.org"])
EARLY = st.integers(0, 24 * 8).map(lambda hours: hours / 24)
DAYS = st.integers(0, 24 * 45).map(lambda hours: hours / 24)
CUSTOMERS = st.sampled_from(["", "c1", "c2"])
BASKETS = st.sampled_from(["", "b1", "b2"])
VALUES = st.sampled_from(["", "1.00", "2.50", "1000.00"])
# a state of an order: which, whose, when; `version` is when its source changed it
ORDERS = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from(["o1", "o2", "o3", "o4"]),
        "email": UNITS | st.just("") | UNITS,
        "customer_id": CUSTOMERS,
        "basket_id": BASKETS,
        "ordered_at": DAYS.map(at),
        "value": VALUES,
        "refunded": st.sampled_from(["", "0.50"]),
        "cancelled_at": st.sampled_from(["", "", "", at(9)]),
    }
)
LEFT = st.fixed_dictionaries(
    {
        "basket_id": st.sampled_from(["b1", "b2"]),
        "email": st.just("") | UNITS,
        "customer_id": CUSTOMERS,
        "abandoned_at": DAYS.map(at),
    }
)
CONTACTS = st.fixed_dictionaries(
    {"customer_id": st.sampled_from(["c1", "c2"]), "email": st.just("") | UNITS}
)
RESULTS = st.fixed_dictionaries(
    {
        "campaign": st.just("Elsewhere"),
        "customer": st.sampled_from(["anna@x.org", "k2", "k3"]),
        "arm": st.sampled_from(["mail", "holdout"]),
        "segment": st.sampled_from(["", "a"]),
        "assigned_at": DAYS.map(at),
        "purchased_at": st.just("") | DAYS.map(at),
        "revenue": VALUES,
    }
)
ASSIGNED = st.tuples(
    st.just("assign"),
    st.tuples(st.integers(0, 1), UNITS, st.sampled_from(["mail", "holdout"]), EARLY),
)
ORDERED = st.tuples(st.just("orders"), ORDERS)
TOLD = st.one_of(
    ORDERED,
    ASSIGNED,
    ORDERED,
    st.tuples(st.just("baskets"), LEFT),
    ORDERED,
    st.tuples(st.just("contacts"), CONTACTS),
)
ANYTHING = st.one_of(TOLD, TOLD, st.tuples(st.just("nudge-results"), RESULTS))


def arrivals(one, least=6):
    """Some customers were assigned; what else happened, before or after."""
    return st.tuples(ASSIGNED, st.lists(one, min_size=least, max_size=16)).flatmap(
        lambda drawn: st.permutations([drawn[0], *drawn[1]])
    )


def emptied(engine):
    """Without facts and campaigns' doings, whatever an earlier example left."""
    tables = "purchases cube_cells cube_weeks nudge_counts assignments nudge_results orders"
    tables += " baskets contacts"
    with writing(engine) as session:
        for table in tables.split():
            session.execute(text(f"DELETE FROM {table}"))


def arrive(engine, campaigns, told):
    """Neighbours of one kind come in one file."""
    for kind, group in groupby(told, key=lambda one: one[0]):
        rows = [row for _, row in group]
        if kind == "assign":
            frame = pl.DataFrame(
                [(campaigns[c], unit, "", arm, ms(days), None) for c, unit, arm, days in rows],
                schema=ROWS,
                orient="row",
            )
            with writing(engine) as session:
                assign(session.connection(), frame)
        else:
            accept(engine, kind, rows)


def cells_of(engine):
    with reading(engine) as connection:
        assert differences(connection).rows() == []
        kept, weeks = kept_cells(connection), kept_weeks(connection)
    sunday = pl.from_epoch("day", time_unit="d").dt.truncate("1w") + pl.duration(days=6)
    by_week = kept.with_columns(day=sunday.cast(pl.Int32).cast(pl.Int64))
    summed = by_week.group_by(GROUP).agg(pl.col(*AMOUNTS).sum())
    assert_frame_equal(weeks, summed, check_row_order=False)
    return kept.sort(GROUP)


def facts_of(engine):
    """Assignments and purchases as they lie in the store, read the plain way."""
    assigned = "SELECT campaign_id, unit, arm, assigned_at AS assigned_ms FROM assignments"
    ordered = (
        "SELECT unit, ordered_at AS ordered_ms,"
        " CASE WHEN value_cents < refunded_cents THEN 0 ELSE value_cents - refunded_cents END"
        " AS cents FROM orders WHERE cancelled_at IS NULL AND unit IS NOT NULL"
        " UNION ALL SELECT unit, purchased_at, value_cents FROM nudge_results"
        " WHERE purchased_at IS NOT NULL"
    )
    with reading(engine) as connection:
        return [
            pl.DataFrame(connection.execute(text(query)).mappings().all(), infer_schema_length=None)
            for query in (assigned, ordered)
        ]


@LAW
@given(arrivals(ANYTHING))
def test_any_arrivals_give_what_a_rebuild_gives_for_every_window(engine, told):
    emptied(engine)
    with reading(engine) as connection:
        known = [row.id for row in connection.execute(text("SELECT id FROM campaigns"))]
    campaigns = known[:2] or [begin_campaign(engine, "One"), begin_campaign(engine, "Two")]
    arrive(engine, campaigns, told)
    kept = cells_of(engine)
    event(f"purchases counted: {kept.filter(pl.col('lag') >= 0).height > 0}")
    assignments, events = facts_of(engine)
    dated = kept.with_columns(pl.col("day").cast(pl.Int32).cast(pl.Date))
    for window in range(1, LONGEST_DAYS + 1):
        as_of = pl.date_range(pl.date(2030, 1, 1), pl.date(2030, 1, 1), eager=True)[0]
        found = arms(dated, window=window, as_of=as_of, by=("campaign_id",))
        got = {tuple(row[:2]): tuple(row[2:6]) for row in found.iter_rows()}
        assert got == by_hand(assignments, events, window)


@LAW
@given(arrivals(TOLD), st.data())
def test_facts_that_say_when_they_changed_may_come_in_any_order_and_twice(engine, told, data):
    """Each is dated by its place; assignments are given first, as a campaign does."""
    given_arms = [one for one in told if one[0] == "assign"]
    dated = [
        (kind, row | {"updated_at": at(60 + place)})
        for place, (kind, row) in enumerate(told)
        if kind != "assign"
    ]
    with reading(engine) as connection:
        known = [row.id for row in connection.execute(text("SELECT id FROM campaigns"))]
    campaigns = known[:2] or [begin_campaign(engine, "One"), begin_campaign(engine, "Two")]
    emptied(engine)
    arrive(engine, campaigns, given_arms + dated)
    straight = cells_of(engine)
    emptied(engine)
    again = data.draw(st.lists(st.sampled_from(dated), max_size=3)) if dated else []
    shuffled = data.draw(st.permutations(dated + again))
    arrive(engine, campaigns, given_arms + shuffled)
    assert_frame_equal(cells_of(engine), straight)
