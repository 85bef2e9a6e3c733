import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from metrics.intervals import wilson
from metrics.proportions import miettinen_nurminen, newcombe, sample_size, wald
from tests.metrics.made import law

ARMS = ("kept", "n", "other_kept", "other_n")


def limits(method, *rows):
    low, high = method(*ARMS)
    counts = pl.DataFrame(rows, schema=dict.fromkeys(ARMS, pl.Int64), orient="row")
    return counts.select(low.alias("low"), high.alias("high")).rows()


def close(found, published):
    # Half a unit of the last digit printed, and a hair for the printing itself.
    return found == pytest.approx(published, abs=0.500001e-4)


@pytest.mark.parametrize(
    ("method", "cells", "published"),
    [
        (wald, (56, 70, 48, 80), (0.0575, 0.3425)),
        (newcombe, (56, 70, 48, 80), (0.0524, 0.3339)),
        (miettinen_nurminen, (56, 70, 48, 80), (0.0528, 0.3382)),
        (newcombe, (9, 10, 3, 10), (0.1705, 0.8090)),
        (miettinen_nurminen, (9, 10, 3, 10), (0.1700, 0.8406)),
        (newcombe, (10, 10, 0, 20), (0.6791, 1.0)),
    ],
)
def test_the_examples_of_newcombe_1998_come_out(method, cells, published):
    assert close(limits(method, cells)[0], published)


@pytest.mark.parametrize(
    ("kept", "n", "published"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilsons_examples_of_newcombe_1998_come_out(kept, n, published):
    low, high = wilson("kept", "n")
    frame = pl.DataFrame({"kept": [kept], "n": [n]})
    assert close(frame.select(low.alias("low"), high.alias("high")).row(0), published)


@pytest.mark.parametrize("method", [newcombe, wald, miettinen_nurminen])
def test_an_arm_without_anybody_has_no_limits_and_spoils_no_other_row(method):
    empty, full = limits(method, (0, 0, 3, 10), (56, 70, 48, 80))
    assert empty == (None, None)
    assert full == limits(method, (56, 70, 48, 80))[0]
    assert limits(method) == []


counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@law
@given(counts, counts)
def test_newcombe_is_that_of_statsmodels(one, other):
    oracle = confint_proportions_2indep(*one, *other, method="newcomb", compare="diff")
    assert limits(newcombe, (*one, *other))[0] == pytest.approx(oracle, abs=1e-9)


@law
@given(counts, counts)
def test_limits_hold_the_difference_and_turn_over_with_the_arms(one, other):
    difference = one[0] / one[1] - other[0] / other[1]
    for method in (newcombe, miettinen_nurminen):
        (low, high), (turned_low, turned_high) = limits(method, (*one, *other), (*other, *one))
        assert -1 - 1e-9 <= low <= difference + 1e-9
        assert difference - 1e-9 <= high <= 1 + 1e-9
        assert (turned_low, turned_high) == pytest.approx((-high, -low), abs=1e-6)


def needed(base, expected, **choices):
    treated, control = sample_size("base", "expected", **choices)
    frame = pl.DataFrame({"base": [base], "expected": [expected]})
    return frame.select(treated.alias("treated"), control.alias("control")).row(0)


def test_five_against_six_percent_takes_8155_in_each_arm():
    assert needed(0.05, 0.06) == (8_155, 8_155)


def test_a_small_holdout_costs_units():
    # By hand at 10%: 7.8489 x (0.0564/0.9 + 0.0475/0.1) / 0.0001 = 42,201, a tenth of it.
    assert needed(0.05, 0.06, control_share=0.1) == (pytest.approx(37_981, abs=2), 4_221)


def test_no_difference_is_never_seen():
    assert needed(0.05, 0.05) == (None, None)
