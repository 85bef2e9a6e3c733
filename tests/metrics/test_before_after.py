from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.before_after import SHOWN, TRACKABLE, before_after, spans
from metrics.catalog import BY_SLUG
from metrics.proportions import newcombe
from metrics.serving import serve
from tests.metrics.asked import ask, asks
from tests.metrics.made import flow, flows, law, mappings, targets, versions
from tests.metrics.sold import book, deal

SHIPPED = date(2025, 6, 1)
BEFORE, AFTER = SHIPPED - timedelta(days=10), SHIPPED + timedelta(days=10)
LATER = date(2025, 12, 31)
AIMS = targets({1: 6_000, 2: 4_000})
NOBODY = asks()


def served(*rows):
    mapped = mappings((1, 1, 10_000, date(2025, 1, 1), None), (2, None, 10_000, date(2025, 1, 1)))
    return serve(flows(*rows), mapped, versions(date(2025, 1, 1)), AIMS)


def decided(won, of, on, first=1):
    return [
        deal(first + at, state="won" if at < won else "lost", closed=on, opened_on=on)
        for at in range(of)
    ]


def told(metric, *, deals=(), facts=(), asked=NOBODY, as_of=LATER, days=90):
    there = served(*facts)
    kept = book(*deals, today=as_of)
    found = before_after(
        metric, there, kept, asked, shipped_on=SHIPPED, days=days, as_of=as_of, seed=1
    )
    assert found.schema == pl.Schema(SHOWN)
    return found.row(0, named=True)


def test_the_days_before_end_the_day_before_it_shipped():
    first, second = spans(SHIPPED, 30)
    assert first == (date(2025, 5, 2), date(2025, 5, 31))
    assert second == (SHIPPED, date(2025, 6, 30))


def test_newcombes_own_example_is_the_change_of_a_close_rate():
    # Newcombe 1998, Table II (a): 56 of 70 against 48 of 80 is .2, .0524 to .3339.
    found = told("close-rate", deals=decided(48, 80, BEFORE) + decided(56, 70, AFTER, 1_000))
    assert (found["before_value"], found["before_n"]) == (0.6, 80)
    assert (found["after_value"], found["after_n"]) == (0.8, 70)
    limits = (found["change"], found["change_low"], found["change_high"])
    assert limits == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert found["over"]


def test_what_lies_outside_the_days_counts_on_neither_side():
    first, second = spans(SHIPPED, 30)
    ends = [first.first, first.last, second.first, second.last]
    within = [deal(at, closed=day) for at, day in enumerate(ends)]
    around = (first.first - timedelta(days=1), second.last + timedelta(days=1))
    beyond = [deal(9 + at, closed=day) for at, day in enumerate(around)]
    found = told("close-rate", deals=within + beyond, days=30)
    assert (found["before_n"], found["after_n"]) == (2, 2)


def test_money_is_not_compared_before_the_days_after_are_over():
    deals = decided(2, 2, BEFORE) + decided(3, 3, AFTER, 1_000)
    running = told("closed-revenue", deals=deals, as_of=AFTER)
    assert (running["over"], running["after_value"], running["change"]) == (False, 300_00, None)
    over = told("closed-revenue", deals=deals)
    assert (over["over"], over["change"], over["change_low"]) == (True, 100_00, None)
    rate = told("close-rate", deals=deals, as_of=AFTER)
    assert (rate["over"], rate["change"]) == (False, 0.0)


def test_the_index_changes_by_its_own_function_with_its_own_limits():
    before = [flow(at, on=BEFORE, product_id=2) for at in range(20)]
    after = [flow(100 + at, on=AFTER, product_id=1) for at in range(20)]
    found = told("alignment-index/won", facts=before + after)
    assert (found["before_value"], found["after_value"]) == (0, pytest.approx(0.6))
    assert found["change"] == pytest.approx(0.6)
    assert found["change_low"] <= 0.6 <= found["change_high"]


def test_who_asks_for_the_feature_is_counted_once_an_account():
    asked = asks(
        *(ask(at, account_id=at % 3, asked_on=BEFORE) for at in range(6)),
        ask(7, account_id=7, asked_on=AFTER),
    )
    found = told("reach", asked=asked)
    assert (found["before_value"], found["before_n"], found["after_value"]) == (3, 6, 1)
    assert (found["change"], found["change_low"]) == (-2, None)


def test_promises_made_outside_are_told_by_the_days_they_were_made():
    promise = {"column": "sales_promises"}
    before = [flow(at, on=BEFORE, product_id=1 + at % 2, **promise) for at in range(8)]
    after = [flow(100 + at, on=AFTER, product_id=1, **promise) for at in range(8)]
    found = told("promised-outside", facts=before + after)
    assert (found["before_value"], found["after_value"], found["change"]) == (0.5, 0, -0.5)


@pytest.mark.parametrize("metric", [name for name in TRACKABLE if name != "reach"])
def test_without_facts_every_figure_is_unknown_not_zero(metric):
    found = told(metric)
    sides = [found[f"{side}_value"] for side in ("before", "after")]
    assert (sides, found["before_n"], found["change"]) == ([None, None], 0, None)


def test_nobody_asking_is_a_count_of_none():
    found = told("reach")
    assert (found["before_value"], found["after_value"], found["change"]) == (0, 0, 0)


def test_only_what_the_catalog_knows_may_be_tracked_and_nothing_else_is_told():
    assert {one.slug for one in TRACKABLE.values()} <= BY_SLUG.keys()
    with pytest.raises(KeyError):
        told("payout")


counts = st.tuples(st.integers(0, 30), st.integers(1, 30)).filter(lambda pair: pair[0] <= pair[1])


@law
@given(counts, counts)
def test_a_rates_change_has_newcombes_interval(before, after):
    found = told("close-rate", deals=decided(*before, BEFORE) + decided(*after, AFTER, 1_000))
    rows = pl.DataFrame([(*after, *before)], schema=["k1", "n1", "k0", "n0"], orient="row")
    wanted = rows.select(
        low.alias("low") if at == 0 else low.alias("high")
        for at, low in enumerate(newcombe("k1", "n1", "k0", "n0"))
    ).row(0)
    assert (found["change_low"], found["change_high"]) == pytest.approx(wanted)
