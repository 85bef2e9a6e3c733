import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.places import overlap, place_limits, places, settled
from tests.metrics.made import law

NAN = float("nan")


def test_who_ties_shares_the_better_place_and_the_unknown_have_none():
    found = places(np.array([5.0, NAN, 9.0, 5.0, 1.0]))
    assert found.tolist() == [2, pytest.approx(NAN, nan_ok=True), 1, 2, 4]
    assert places(np.array([5.0, 9.0, 1.0]), higher=False).tolist() == [2, 3, 1]


def test_limits_are_the_places_of_the_draws():
    # Of 100 draws rep 0 is first in 97 and last of three in 3.
    drawn = np.tile(np.array([[3.0], [2.0], [1.0]]), (1, 100))
    drawn[0, :3] = 0
    low, high = place_limits(drawn)
    assert (low.tolist(), high.tolist()) == ([1, 1, 2], [3, 2, 3])
    assert place_limits(drawn, limits=(0.05, 0.95))[1].tolist() == [1, 2, 3]


def test_an_unknown_rep_has_no_limits_and_takes_no_place():
    drawn = np.array([[NAN] * 9, [2.0] * 9, [1.0] * 9])
    low, high = place_limits(drawn)
    assert np.isnan([low[0], high[0]]).all()
    assert low[1:].tolist() == high[1:].tolist() == [1, 2]
    assert np.isnan(place_limits(drawn[:1])[0]).all()


def test_settled_draws_have_the_shrunk_mean_and_spread():
    # s = 1 each, tau^2 = 49/3 as in the shrinkage of 0, 4, 6, 10: B = 3/52.
    values = np.array([0.0, 4, 6, 10])
    noise = np.random.default_rng(1).normal(size=(4, 4_000))
    noise = (noise - noise.mean(axis=1, keepdims=True)) / noise.std(axis=1, ddof=1, keepdims=True)
    found = settled(values, values[:, None] + noise)
    assert found.mean(axis=1) == pytest.approx(5 + (values - 5) * 49 / 52)
    assert found.std(axis=1, ddof=1) == pytest.approx([(49 / 52) ** 0.5] * 4)


def test_reps_who_differ_by_chance_alone_may_stand_anywhere():
    dice = np.random.default_rng(2)
    values = np.linspace(-0.5, 0.5, 10)
    low, high = place_limits(settled(values, values[:, None] + dice.normal(size=(10, 2_000))))
    assert low.max() <= 2
    assert high.min() >= 9


def test_few_or_no_reps_are_given_back_and_the_unknown_stay_unknown():
    drawn = np.array([[1.0, 2], [3, 4], [NAN, 6]])
    values = np.array([1.5, 3.5, 6])
    assert settled(values, drawn).tolist() == [[1, 2], [3, 4], [6, 6]]
    assert settled(np.array([]), np.empty((0, 5))).shape == (0, 5)
    five = np.append(np.arange(4.0), NAN)
    noise = np.random.default_rng(1).normal(size=(5, 50))
    found = settled(five, five[:, None] + noise)
    assert np.isnan(found[4]).all()
    assert not np.isnan(found[:4]).any()


@law
@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12, unique=True), st.integers(0, 99))
def test_limits_lie_among_the_places_there_are(values, seed):
    values = np.array(values)
    drawn = values[:, None] + np.random.default_rng(seed).normal(size=(values.size, 60))
    low, high = place_limits(settled(values, drawn))
    assert ((low >= 1) & (low <= high) & (high <= values.size)).all()


def test_intervals_that_touch_overlap():
    frame = pl.DataFrame(
        {"a": [1, 1, 9, None], "b": [4, 3, 12, 2], "c": [4, 4, 2, 1], "d": [6, 6, 8, 2]}
    )
    found = frame.select(overlap("a", "b", "c", "d")).to_series().to_list()
    assert found == [True, False, False, None]
