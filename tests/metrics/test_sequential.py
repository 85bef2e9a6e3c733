import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import lift
from metrics.intervals import Z95
from metrics.sequential import always_valid, enough, width_against_fixed
from tests.metrics.made import law


def watched(treated, control, expected, units, **columns):
    estimate = always_valid(lift.relative(treated, control), pl.lit(units), expected=expected)
    frame = pl.DataFrame({name: [value] for name, value in columns.items()})
    return frame.select(*estimate.named("it")).row(0)


def test_the_figures_of_gbstats_come_out():
    # gbstats' test gives its A an n of 3,000 with the same sums.
    value, _, low, high, p = watched(
        lift.of_sums("n1", "s1", "q1"),
        lift.of_sums("n0", "s0", "q0"),
        1_000,
        6_461,
        **{"n1": 3461, "s1": 2422.7, "q1": 134698.29, "n0": 3000, "s0": 1396.87, "q0": 52377.9767},
    )
    assert (value, low, high) == pytest.approx((0.50336, -0.55844, 1.56516), abs=0.5e-5)
    assert p == 1


def test_the_proportions_of_gbstats_come_out():
    _, _, low, high, p = watched(
        lift.of_counts("k1", "n1"),
        lift.of_counts("k0", "n0"),
        5_000,
        6_461,
        **{"k1": 2422, "n1": 3461, "k0": 1396, "n0": 3000},
    )
    assert (low, high) == pytest.approx((0.40098, 0.60675), abs=0.5e-5)
    assert p < 1e-6


def test_at_the_expected_size_it_is_1_55_times_as_wide_as_the_fixed_interval():
    assert width_against_fixed(1_000, expected=1_000, z=Z95) == pytest.approx(1.5486, abs=5e-5)


@law
@given(st.integers(200, 5_000), st.floats(0.1, 0.9), st.floats(-0.1, 0.1), st.integers(100, 20_000))
def test_p_is_below_5_percent_exactly_when_the_interval_leaves_out_0(n, base, more, expected):
    kept = (round(n * min(max(base + more, 0), 1)), round(n * base))
    estimate = lift.difference(lift.of_counts("k1", "n1"), lift.of_counts("k0", "n0"))
    watched = always_valid(estimate, pl.col("n1") + pl.col("n0"), expected=expected)
    frame = pl.DataFrame({"k1": [kept[0]], "n1": [n], "k0": [kept[1]], "n0": [n]})
    _, se, low, high, p = frame.select(*watched.named("it")).row(0)
    if se > 0 and abs(p - 0.05) > 1e-9:
        assert (p < 0.05) == (low > 0 or high < 0)
    wide = width_against_fixed(2 * n, expected=expected, z=Z95)
    assert (high - low) / 2 == pytest.approx(wide * Z95 * se, rel=1e-9, abs=1e-12)


def test_too_little_is_withheld():
    frame = pl.DataFrame({"n": [149, 150, 150], "conversions": [50, 9, 10]})
    assert frame.select(enough("n", "conversions")).to_series().to_list() == [False, False, True]


def test_nobody_yet_is_unknown():
    estimate = lift.difference(lift.of_counts("k", "n"), lift.of_counts("k", "n"))
    watched = always_valid(estimate, pl.col("n"), expected=100)
    frame = pl.DataFrame({"k": [0], "n": [0]})
    assert frame.select(*watched.named("it")).row(0) == (None,) * 5
