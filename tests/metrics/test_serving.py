from collections import defaultdict
from datetime import date

import polars as pl
from hypothesis import given

from metrics import frames
from metrics.serving import measures_of, serve, stock_on
from tests.metrics import oracle
from tests.metrics.made import (
    DAY,
    START,
    companies,
    flow,
    flows,
    law,
    mappings,
    stock,
    stocks,
    targets,
    versions,
)

ONE = versions(START)
HALVES = targets({1: 5_000, 2: 5_000})


def places(*facts, mapped, strategy=ONE, aims=HALVES):
    served = serve(flows(*facts), mapped, strategy, aims)
    return served.select("fact_id", "place", "pillar_id", "part_cents", "part_count").rows()


def test_a_fact_lands_on_its_products_pillar_whole():
    assert places(flow(1), mapped=mappings((1, 2))) == [(1, "pillar", 2, 100, 1.0)]


def test_a_split_fact_keeps_every_cent():
    # 100 cents by thirds: cumulative 33.33 → 33, 66.67 → 67, 100 → parts 33, 34, 33.
    thirds = mappings((1, 1, 3_333), (1, 2, 3_334), (1, 3, 3_333))
    aims = targets({1: 3_000, 2: 3_000, 3: 4_000})
    got = places(flow(1), mapped=thirds, aims=aims)
    assert [row[3] for row in got] == [33, 34, 33]
    assert [row[4] for row in got] == [0.3333, 0.3334, 0.3333]


def test_what_is_mapped_to_nothing_is_outside_and_what_nobody_mapped_is_unmapped():
    got = places(
        flow(1), flow(2, product_id=7), flow(3, product_id=None), mapped=mappings((1, None))
    )
    assert [row[1] for row in got] == ["outside", "unmapped", "unmapped"]


def test_a_pillar_that_the_version_in_force_dropped_is_outside():
    two = versions(START, date(2026, 4, 1))
    aims = targets({1: 5_000, 2: 5_000}, {1: 10_000})
    facts = flow(1, on=date(2026, 3, 31)), flow(2, on=date(2026, 4, 1))
    got = places(*facts, mapped=mappings((1, 2)), strategy=two, aims=aims)
    assert [row[1:3] for row in got] == [("pillar", 2), ("outside", None)]


def test_outside_parts_of_one_fact_are_one_row():
    got = places(flow(1), mapped=mappings((1, None, 5_000), (1, 9, 5_000)))
    assert got == [(1, "outside", None, 100, 1.0)]


def test_the_mapping_in_force_on_the_facts_own_date_counts():
    moved = mappings((1, 1, 10_000, START, DAY), (1, 2, 10_000, DAY, None))
    facts = flow(1, on=date(2026, 2, 9)), flow(2, on=DAY), flow(3, on=date(2025, 12, 31))
    got = places(*facts, mapped=moved, strategy=versions(date(2025, 1, 1)))
    assert [row[1:3] for row in got] == [("pillar", 1), ("pillar", 2), ("unmapped", None)]


def test_a_mapping_that_ended_maps_nothing():
    ended = mappings((1, 1, 10_000, START, DAY))
    assert places(flow(1, on=DAY), mapped=ended)[0][1] == "unmapped"


def test_before_any_strategy_everything_is_unmapped_in_one_piece():
    got = serve(
        flows(flow(1, on=date(2025, 6, 1))),
        mappings((1, 1, 4_000, date(2025, 1, 1), None), (1, 2, 6_000, date(2025, 1, 1), None)),
        ONE,
        HALVES,
    )
    assert got.select("place", "version_id", "part_cents").rows() == [("unmapped", None, 100)]


def test_a_named_feature_speaks_before_the_product():
    by_feature = mappings((1, 1)).vstack(
        pl.DataFrame(
            [(None, 5, START, None, 2, 10_000)], schema=dict(frames.MAPPINGS), orient="row"
        )
    )
    got = places(flow(1, feature_id=5), flow(2, feature_id=6), mapped=by_feature)
    assert [row[1:3] for row in got] == [("pillar", 2), ("unmapped", None)]


def test_an_unknown_amount_stays_unknown_but_counts():
    assert places(flow(1, amount_cents=None), mapped=mappings((1, 1))) == [
        (1, "pillar", 1, None, 1.0)
    ]


def test_a_fact_without_an_account_stands_alone():
    facts = flow(1, account_id=None), flow(1, column="customers_ask", account_id=None)
    served = serve(flows(*facts), mappings((1, 1)), ONE, HALVES)
    assert served["unit"].n_unique() == 2
    assert served["unit"].max() < 0


def test_nothing_at_all_is_served_as_nothing():
    nothing = (
        frames.empty(s) for s in (frames.FLOWS, frames.MAPPINGS, frames.VERSIONS, frames.TARGETS)
    )
    full = serve(flows(flow(1)), mappings((1, 1)), ONE, HALVES)
    assert serve(*nothing).schema == full.schema


def test_without_any_strategy_or_mapping_facts_are_served_as_unmapped():
    bare = (frames.empty(s) for s in (frames.MAPPINGS, frames.VERSIONS, frames.TARGETS))
    assert serve(flows(flow(1)), *bare)["place"].to_list() == ["unmapped"]


def test_a_stock_lies_there_from_its_first_day_until_before_its_last():
    lying = stocks(stock(1, date(2026, 1, 5), date(2026, 1, 9)), stock(2, date(2026, 1, 9)))
    days = [date(2026, 1, day) for day in (4, 5, 8, 9)]
    there = [stock_on(lying, day)["fact_id"].to_list() for day in days]
    assert there == [[], [1], [1], [2]]
    assert stock_on(lying, DAY).schema == pl.Schema(frames.FLOWS)


def test_money_is_counted_when_fewer_than_half_of_the_facts_carry_an_amount():
    half = flows(flow(1), flow(2, amount_cents=None))
    third = flows(flow(1), flow(2, amount_cents=None), flow(3, amount_cents=None))
    assert measures_of(half) == {"won": "money"}
    assert measures_of(third) == {"won": "count"}
    assert measures_of(flows(flow(1, column="customers_ask"))) == {"customers_ask": "count"}


@law
@given(companies(amounts=False))
def test_the_parts_of_a_fact_add_up_to_it_exactly(company):
    served = serve(*company)
    whole = served.group_by("column", "fact_id").agg(
        pl.col("part_cents").sum(),
        pl.col("part_count").sum(),
        pl.col("whole_cents").first(),
    )
    assert whole.height == company[0].height
    assert whole.filter(pl.col("part_cents") != pl.col("whole_cents").fill_null(0)).is_empty()
    assert whole.filter((pl.col("part_count") - 1).abs() > 1e-12).is_empty()


@law
@given(companies(amounts=False))
def test_every_part_is_where_a_slow_second_reckoning_puts_it(company):
    served = serve(*company)
    got = {
        (column, fact, version, place, pillar): share
        for column, fact, version, place, pillar, share in served.select(
            "column", "fact_id", "version_id", "place", "pillar_id", "part_count"
        ).iter_rows()
    }
    assert len(got) == served.height
    expected = defaultdict(float)
    for fact, version, place, pillar, share in oracle.parts(*company):
        expected[fact["column"], fact["fact_id"], version, place, pillar] += float(share)
    assert got.keys() == expected.keys()
    assert all(abs(got[key] - share) < 1e-12 for key, share in expected.items())
