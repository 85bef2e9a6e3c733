import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from metrics import lift
from tests.metrics.made import law

COLUMNS = ("n1", "s1", "q1", "n0", "s0", "q0")


def log_ratio(treated, control):
    return lift.log_ratio(treated, control).as_lift()


METHODS = (lift.difference, lift.relative, log_ratio, lift.fieller)

# The sums of gbstats' own tests: A is the control.
GBSTATS = (3461, 2422.7, 134698.29, 3407, 1396.87, 52377.9767)


def of_sums(method, *rows):
    treated, control = lift.of_sums("n1", "s1", "q1"), lift.of_sums("n0", "s0", "q0")
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.Float64), orient="row")
    return frame.select(*method(treated, control).named("it")).rows()


def of_counts(method, *rows):
    treated, control = lift.of_counts("k1", "n1"), lift.of_counts("k0", "n0")
    names = dict.fromkeys(("k1", "n1", "k0", "n0"), pl.Int64)
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return frame.select(*method(treated, control).named("it")).rows()


def test_the_relative_lift_is_that_of_gbstats():
    (found,) = of_sums(lift.relative, GBSTATS)
    assert found == pytest.approx((0.70732, 0.37879, -0.03526, 1.44989, 0.06191), abs=0.5e-5)


def test_the_difference_is_that_of_gbstats():
    ((value, _, low, high, p),) = of_sums(lift.difference, GBSTATS)
    assert (value, low, high, p) == pytest.approx((0.29, 0.04538, 0.53462, 0.02016), abs=0.5e-5)


def test_the_relative_lift_of_proportions_is_that_of_gbstats():
    ((value, _, low, high, p),) = of_counts(lift.relative, (16, 30, 14, 28))
    assert (value, low, high, p) == pytest.approx((0.06667, -0.47767, 0.61101, 0.80707), abs=0.5e-5)


def test_the_log_ratio_by_hand():
    # 16/30 over 14/28: ln 1.0667 = 0.06454; 1/16 - 1/30 + 1/14 - 1/28 = 0.06488, its root 0.25472;
    # exp(0.06454 -+ 1.95996 x 0.25472) - 1.
    ((value, se, low, high, _),) = of_counts(log_ratio, (16, 30, 14, 28))
    assert (value, se) == pytest.approx((0.06667, 0.25472), abs=1e-5)
    assert (low, high) == pytest.approx((-0.35254, 0.75729), abs=1e-5)


def test_fiellers_limits_are_where_the_difference_against_the_scaled_control_just_rejects():
    # By its definition: at a limit r, (m1 - r m0)^2 = z^2 (v1/n1 + r^2 v0/n0).
    ((_, _, low, high, _),) = of_counts(lift.fieller, (16, 30, 14, 28))
    m1, m0, e1, e0 = 16 / 30, 0.5, (16 / 30) * (14 / 30) / 30, 0.25 / 28
    for limit in (low + 1, high + 1):
        assert (m1 - limit * m0) ** 2 == pytest.approx(1.959964**2 * (e1 + limit**2 * e0), rel=1e-5)


def test_fieller_says_nothing_when_the_control_could_be_nothing():
    ((value, _, low, high, _),) = of_counts(lift.fieller, (9, 100, 2, 100))
    assert value == pytest.approx(3.5)
    assert (low, high) == (None, None)


@pytest.mark.parametrize("method", METHODS)
def test_an_arm_without_units_is_unknown(method):
    assert of_counts(method, (0, 0, 3, 10)) == [(None,) * 5]
    assert of_sums(method, (0, 0, 0, 3, 10, 50)) == [(None,) * 5]
    assert of_counts(method) == []


@pytest.mark.parametrize("method", METHODS[1:])
def test_nothing_is_compared_with_a_control_that_did_nothing(method):
    ((value, _, low, high, _),) = of_counts(method, (5, 100, 0, 100))
    assert (value, low, high) == (None, None, None)


def test_units_per_extra_order():
    treated, control = lift.of_counts("k1", "n1"), lift.of_counts("k0", "n0")
    frame = pl.DataFrame({"k1": [30, 10], "n1": [1000] * 2, "k0": [20, 10], "n0": [1000] * 2})
    found = frame.select(lift.per_extra(treated, control).round(9))
    assert found.to_series().to_list() == [100.0, None]


amounts = st.lists(st.integers(0, 10_000), min_size=3, max_size=40).filter(
    lambda a: len(set(a)) > 1
)


@law
@given(amounts, amounts)
def test_the_difference_is_welch_of_statsmodels_on_the_rows(one, other):
    sums = [x for arm in (one, other) for x in (len(arm), sum(arm), sum(a * a for a in arm))]
    ((value, _, low, high, p),) = of_sums(lift.difference, sums)
    oracle = CompareMeans(DescrStatsW(one), DescrStatsW(other))
    assert (low, high) == pytest.approx(oracle.tconfint_diff(usevar="unequal"), rel=1e-6, abs=1e-6)
    assert p == pytest.approx(oracle.ttest_ind(usevar="unequal")[1], rel=1e-6, abs=1e-9)
    assert value == pytest.approx(np.mean(one) - np.mean(other), abs=1e-9)


@law
@given(st.integers(1, 99), st.integers(1, 99), st.integers(2, 50))
def test_a_lift_does_not_change_with_the_unit_of_money(one, other, scale):
    rows = (100, one, one, 100, other, other)
    scaled = (100, one * scale, one * scale**2, 100, other * scale, other * scale**2)
    for method in METHODS[1:3]:
        plain, bigger = of_sums(method, rows, scaled)
        assert plain == pytest.approx(bigger, rel=1e-6, abs=1e-9)


def test_many_segments_are_one_row_each():
    rows = [(100 + i, 30, 100, 120, 20 + i, 110) for i in range(50)]
    together = of_sums(lift.relative, *rows)
    assert together[17] == of_sums(lift.relative, rows[17])[0]
