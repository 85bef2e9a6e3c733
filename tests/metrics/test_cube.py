"""The cube: by hand, against an oracle in plain Python, and the same on every engine."""

from datetime import date

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from metrics.cube import (
    ASSIGNMENTS,
    CELLS,
    DAY_MS,
    EVENTS,
    LONGEST_DAYS,
    cells,
    checked,
    settled,
    with_valid_to,
)
from metrics.nudge_arms import arms

HOUR = DAY_MS // 24
MOMENTS = st.integers(0, 50 * DAY_MS)
UNITS = st.sampled_from("abcd")


def assigned(*rows):
    """(campaign, unit, arm, segment, moment) → ASSIGNMENTS with `valid_to_ms`."""
    columns = [name for name in ASSIGNMENTS if name != "valid_to_ms"]
    schema = {name: ASSIGNMENTS[name] for name in columns}
    frame = nw.from_native(pl.LazyFrame(rows, schema=schema, orient="row"))
    return with_valid_to(frame).collect().to_native().select(ASSIGNMENTS.keys())


def bought(*rows):
    return pl.DataFrame(rows, schema=EVENTS, orient="row")


def made(assignments, events):
    lazy = [nw.from_native(frame.lazy()) for frame in (assignments, events)]
    return checked(cells(lazy[0], settled(*lazy)).collect().to_native())


def cell(found, lag):
    return found.filter(lag=lag).select(CELLS.names()[5:]).row(0)


def test_two_purchases_of_one_customer_by_hand():
    assignments = assigned((1, "anna", "mail", "gold", 10 * DAY_MS + 5))
    events = bought(
        ("anna", 10 * DAY_MS + 4, 900, 0),  # a millisecond too early
        ("anna", 10 * DAY_MS + 5, 300, 0),
        ("anna", 11 * DAY_MS + 4, 200, 1),  # within the same 24 hours
        ("anna", 13 * DAY_MS + 5, None, 0),
        ("anna", 13 * DAY_MS + 6, 100, 0),
        ("bert", 11 * DAY_MS, 700, 0),  # nobody assigned him
    )
    found = made(assignments, events)
    assert found["day"].unique().to_list() == [10]
    assert found["lag"].to_list() == [-1, 0, 3]
    assert cell(found, -1) == (1, 0, 0, 0, 0, 0, 0)
    assert cell(found, 0) == (0, 1, 500, 250_000, 2, 0, 1)
    assert cell(found, 3) == (0, 0, 100, 600**2 - 500**2, 2, 1, 0)


def test_a_purchase_belongs_to_the_latest_assignment_and_to_no_more_than_30_days():
    assignments = assigned(
        (1, "anna", "mail", "", 0),
        (2, "anna", "holdout", "", 10 * DAY_MS),
        (1, "bo", "mail", "", 0),
    )
    assert assignments.sort("unit", "campaign_id")["valid_to_ms"].to_list() == [
        10 * DAY_MS,
        40 * DAY_MS,
        30 * DAY_MS,
    ]
    events = bought(
        ("anna", 10 * DAY_MS - 1, 1, 0),
        ("anna", 10 * DAY_MS, 20, 0),
        ("anna", 40 * DAY_MS - 1, 300, 0),
        ("anna", 40 * DAY_MS, 4000, 0),
        ("bo", 30 * DAY_MS, 50_000, 0),
    )
    found = made(assignments, events).filter(pl.col("lag") >= 0)
    got = found.select("campaign_id", "lag", "ds").rows()
    assert got == [(1, 9, 1), (2, 0, 20), (2, 29, 300)]


def test_of_two_assignments_at_one_moment_the_later_campaign_has_the_purchase():
    assignments = assigned((1, "anna", "mail", "", 0), (2, "anna", "mail", "", 0))
    found = made(assignments, bought(("anna", 5, 10, 0)))
    assert found.filter(lag=0)["campaign_id"].to_list() == [2]


@given(
    st.lists(
        st.tuples(st.integers(1, 9), UNITS, MOMENTS), max_size=12, unique_by=lambda row: row[:2]
    )
)
def test_many_campaigns_end_one_another_as_few_do(rows):
    schema = {name: ASSIGNMENTS[name] for name in ("campaign_id", "unit", "assigned_ms")}
    frame = nw.from_native(pl.LazyFrame(rows, schema=schema, orient="row"))
    few, many = (with_valid_to(frame, campaigns=n).collect().to_native() for n in (2, 9))
    assert_frame_equal(few, many, check_row_order=False)


def test_a_customer_of_two_hundred_campaigns_is_not_met_with_each_of_them_for_each():
    frame = nw.from_native(pl.LazyFrame(schema={name: ASSIGNMENTS[name] for name in ASSIGNMENTS}))
    plan = with_valid_to(frame.drop("valid_to_ms"), campaigns=200).to_native().explain()
    assert "JOIN" not in plan


def test_nothing_gives_an_empty_cube():
    assert_frame_equal(made(assigned(), bought()), pl.DataFrame(schema=CELLS))


def test_sums_of_squares_beyond_64_bits_are_refused_rather_than_wrapped():
    assignments = assigned((1, "anna", "mail", "", 0))
    with pytest.raises(OverflowError, match="64 bits"):
        made(assignments, bought(("anna", 5, 4_000_000_000, 0)))


def by_hand(assignments, events, window):
    """(campaign, arm) → n, conversions, revenue, sum of squares: one customer after another."""
    per = {}
    totals = {}
    for one in assignments.iter_rows(named=True):
        mine = totals.setdefault((one["campaign_id"], one["unit"]), [one["arm"], 0, 0])
        for event in events.iter_rows(named=True):
            others = [
                (other["assigned_ms"], other["campaign_id"])
                for other in assignments.iter_rows(named=True)
                if other["unit"] == event["unit"] and other["assigned_ms"] <= event["ordered_ms"]
            ]
            latest = max(others, default=None)
            within = 0 <= event["ordered_ms"] - one["assigned_ms"] < window * DAY_MS
            this = (one["assigned_ms"], one["campaign_id"])
            if event["unit"] == one["unit"] and latest == this and within:
                mine[1] = 1
                mine[2] += event["cents"] or 0
    for (campaign, _), (arm, converted, revenue) in totals.items():
        sums = per.setdefault((campaign, arm), [0, 0, 0, 0])
        for at, value in enumerate((1, converted, revenue, revenue**2)):
            sums[at] += value
    return {key: tuple(sums) for key, sums in per.items()}


FACTS = st.tuples(
    st.lists(
        st.tuples(
            st.integers(1, 2), UNITS, st.sampled_from(["mail", "holdout"]), st.just(""), MOMENTS
        ),
        max_size=8,
        unique_by=lambda row: row[:2],
    ),
    st.lists(
        st.tuples(UNITS, MOMENTS, st.none() | st.integers(0, 10**6), st.integers(0, 1)),
        max_size=12,
    ),
    st.integers(1, LONGEST_DAYS),
)


@given(FACTS)
def test_a_window_of_the_cube_is_what_counting_customers_gives(facts):
    rows, events, window = facts
    assignments, events = assigned(*rows), bought(*events)
    found = made(assignments, events).with_columns(pl.col("day").cast(pl.Int32).cast(pl.Date))
    found = arms(found, window=window, as_of=date(1990, 1, 1), by=("campaign_id",))
    got = {tuple(row[:2]): tuple(row[2:6]) for row in found.iter_rows()}
    assert got == by_hand(assignments, events, window)


@given(FACTS, st.integers(0, 3))
def test_cells_add_up_over_any_partition_of_customers(facts, cut):
    rows, events, _ = facts
    whole = made(assigned(*rows), bought(*events))
    halves = [
        made(
            assigned(*(row for row in rows if (row[1] in "abcd"[:cut]) == side)),
            bought(*(row for row in events if (row[0] in "abcd"[:cut]) == side)),
        )
        for side in (True, False)
    ]
    keys = CELLS.names()[:5]
    added = pl.concat(halves).group_by(keys).agg(pl.all().sum()).sort(keys)
    assert_frame_equal(whole, added.select(CELLS.keys()))


def test_what_is_settled_gives_the_same_cells_as_the_facts():
    assignments = assigned((1, "a", "mail", "x", 0), (1, "b", "holdout", "y", HOUR))
    events = bought(("a", HOUR, 5, 0), ("b", DAY_MS * 3, 7, 1))
    lazy = [nw.from_native(frame.lazy()) for frame in (assignments, events)]
    purchases = settled(*lazy).collect().to_native()
    again = cells(lazy[0], nw.from_native(purchases.lazy())).collect().to_native()
    assert_frame_equal(checked(again), made(assignments, events))
