import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from statsmodels.stats.meta_analysis import combine_effects

from metrics.shrinkage import shrunk, shrunk_rates
from tests.metrics.made import law

# Rubin's eight schools (1981): effects and standard errors of coaching for the SAT.
SCHOOLS = pl.DataFrame(
    {"effect": [28, 8, -3, 7, -1, 1, 18, 12], "se": [15, 10, 16, 11, 9, 11, 10, 18]}
)


def test_the_eight_schools_show_no_evidence_that_they_differ():
    # Published: Q = 4.7 on 7 degrees of freedom, the pooled effect 7.7 (Gelman et al., BDA 5.5).
    found = shrunk(SCHOOLS, "effect", "se")
    assert found["q"][0] == pytest.approx(4.7, abs=0.05)
    assert found["q_p"][0] == pytest.approx(0.696, abs=0.001)
    assert found["tau"][0] == 0
    assert found["shrunk"].to_list() == pytest.approx([found["mean"][0]] * 8)
    assert found["mean"][0] == pytest.approx(7.7, abs=0.05)


def test_four_groups_by_hand():
    # w = 1, mean 5, Q = 25 + 1 + 1 + 25 = 52, tau^2 = (52 - 3) / (4 - 1) = 49/3; B = 1/(1 + 49/3)
    # = 3/52: the first goes from 0 to 5 x 3/52.
    found = shrunk(pl.DataFrame({"d": [0.0, 4, 6, 10], "se": [1.0] * 4}), "d", "se")
    assert found["tau"][0] ** 2 == pytest.approx(49 / 3)
    assert found["shrunk"][0] == pytest.approx(15 / 52)
    # Morris: b = B/3 = 1/52; 1 - (3/4)/52 + 2 x 25/52^2 = 1.004068.
    assert found["shrunk_high"][0] - found["shrunk"][0] == pytest.approx(1.959964 * 1.004068**0.5)


def test_q_and_tau_are_those_of_statsmodels():
    dice = np.random.default_rng(2)
    d, se = dice.normal(0, 2, 12), dice.uniform(0.3, 1.5, 12)
    oracle = combine_effects(d, se**2, method_re="dl")
    found = shrunk(pl.DataFrame({"d": d, "se": se}), "d", "se")
    assert found["q"][0] == pytest.approx(oracle.q)
    assert found["tau"][0] ** 2 == pytest.approx(oracle.tau2)
    assert found["mean"][0] == pytest.approx(oracle.mean_effect_re)


def test_with_few_groups_or_none_nothing_is_pulled():
    three = shrunk(SCHOOLS.head(3), "effect", "se")
    assert three["shrunk"].to_list() == [28, 8, -3]
    assert three["shrunk_high"][0] == pytest.approx(28 + 1.959964 * 15)
    one = shrunk(SCHOOLS.head(1), "effect", "se").row(0, named=True)
    assert (one["shrunk"], one["q"], one["q_p"], one["tau"]) == (28, None, None, None)
    assert shrunk(SCHOOLS.clear(), "effect", "se").height == 0


def test_unknown_groups_do_not_count():
    gap = pl.DataFrame({"effect": [None, 5], "se": [3, 0]}, schema=SCHOOLS.schema)
    found = shrunk(pl.concat([SCHOOLS, gap]), "effect", "se")
    assert found["shrunk"].to_list()[8:] == [None, None]
    assert found["groups"].to_list() == [8] * 10
    assert found["q"][0] == pytest.approx(shrunk(SCHOOLS, "effect", "se")["q"][0])


def test_groups_shrink_within_their_period():
    both = pl.concat(
        SCHOOLS.with_columns(pl.col("effect") * scale, period=pl.lit(scale)) for scale in (1, 7)
    )
    found = shrunk(both, "effect", "se", by=["period"])
    for scale in (1, 7):
        alone = shrunk(both.filter(period=scale), "effect", "se")
        assert_frame_equal(found.filter(period=scale), alone)


estimates = st.lists(
    st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=4, max_size=20
).map(lambda rows: pl.DataFrame(rows, schema=["d", "se"], orient="row"))


@law
@given(estimates)
def test_a_shrunk_estimate_lies_between_its_own_and_the_mean(frame):
    found = shrunk(frame, "d", "se")
    low, high = pl.min_horizontal("d", "mean") - 1e-9, pl.max_horizontal("d", "mean") + 1e-9
    assert found.select(pl.col("shrunk").is_between(low, high).all()).item()


@law
@given(estimates, st.floats(-50, 50))
def test_moving_all_moves_all(frame, by):
    moved = shrunk(frame.with_columns(pl.col("d") + by), "d", "se")
    assert moved["shrunk"].to_list() == pytest.approx(
        [value + by for value in shrunk(frame, "d", "se")["shrunk"]], abs=1e-6
    )


def rates(*cells):
    return pl.DataFrame(cells, schema={"x": pl.Int64, "n": pl.Int64}, orient="row")


def test_rates_by_hand():
    # mu = .5, S = 4 x 10 x .16 = 6.4, S / .25 = 25.6; (25.6 - 3) / (40 - 10 - 3) = 22.6/27 =
    # 1 / (M + 1): M = 27/22.6 - 1 = .19469. (1 + .5 M) / (10 + M) = .10763.
    found = shrunk_rates(rates((1, 10), (9, 10), (1, 10), (9, 10)), "x", "n")
    assert found["prior_n"][0] == pytest.approx(0.19469, abs=1e-5)
    assert found["shrunk"][0] == pytest.approx(0.10764, abs=1e-5)


def test_rates_that_differ_by_chance_alone_become_one():
    found = shrunk_rates(rates((5, 10), (50, 100), (4, 8), (6, 12)), "x", "n")
    assert found["prior_n"].to_list() == [None] * 4
    assert found["shrunk"].to_list() == pytest.approx([0.5] * 4)
    assert found["shrunk_high"][1] - found["shrunk_low"][1] > 0.05  # the common rate has an error


@pytest.mark.parametrize(
    "cells",
    [[(1, 10), (9, 10)], [(0, 10), (0, 5), (0, 7), (0, 9)], [(3, 3), (5, 5), (2, 2), (1, 1)]],
)
def test_where_rates_cannot_be_shrunk_they_keep_their_wilson_limits(cells):
    found = shrunk_rates(rates(*cells), "x", "n")
    assert found["shrunk"].to_list() == pytest.approx([x / n for x, n in cells])
    assert found.select((pl.col("shrunk_high") - pl.col("shrunk_low") > 0.1).all()).item()


def test_a_rep_without_deals_has_no_rate_and_no_frame_is_too_small():
    cells = [(1, 10), (9, 10), (4, 10), (6, 10)]
    found = shrunk_rates(rates(*cells, (0, 0)), "x", "n")
    assert found.row(4, named=True)["shrunk"] is None
    assert found["groups"][0] == 4
    assert shrunk_rates(rates(), "x", "n").height == 0


cells = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@law
@given(st.lists(cells, min_size=4, max_size=20))
def test_a_shrunk_rate_is_a_rate_within_its_limits(counts):
    found = shrunk_rates(rates(*counts), "x", "n")
    limits = (pl.col("shrunk_low") - 1e-6, pl.col("shrunk_high") + 1e-6)
    assert found.select(pl.col("shrunk").is_between(*limits).all()).item()
    assert found.select(pl.col("shrunk_low", "shrunk_high").is_between(0, 1).all()).row(0) == (
        True,
        True,
    )
