import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import lift
from metrics.adjusted import Pair, cuped, ratio
from tests.metrics.made import law

NAMES = ("n", "y", "yy", "x", "xx", "xy")


def pair(arm):
    return Pair(*(f"{name}{arm}" for name in NAMES))


def sums(y, x):
    return [len(y), y.sum(), y @ y, x.sum(), x @ x, x @ y]


def frame_of(*arms):
    values = {
        f"{name}{arm}": [float(value)]
        for arm, (y, x) in enumerate(arms)
        for name, value in zip(NAMES, sums(y, x), strict=True)
    }
    return pl.DataFrame(values)


def moments(frame, of):
    return frame.select(of.mean.alias("mean"), (of.error * of.n).alias("variance")).row(0)


def test_cuped_is_the_variance_of_the_adjusted_rows():
    dice = np.random.default_rng(1)
    x1, x0 = dice.normal(10, 3, 50), dice.normal(11, 3, 60)
    y1, y0 = 2 * x1 + 1 + dice.normal(0, 1, 50), 2 * x0 + dice.normal(0, 1, 60)
    centred = [(x - x.mean(), y - y.mean()) for x, y in ((x1, y1), (x0, y0))]
    theta = sum(x @ y for x, y in centred) / sum(x @ x for x, _ in centred)
    middle = np.concatenate([x1, x0]).mean()
    frame = frame_of((y1, x1), (y0, x0))
    for found, y, x in zip(cuped(pair(0), pair(1)), (y1, y0), (x1, x0), strict=True):
        adjusted = y - theta * (x - middle)
        expected = (adjusted.mean(), adjusted.var(ddof=1))
        assert moments(frame, found) == pytest.approx(expected, rel=1e-9)


def test_a_past_that_never_varies_changes_nothing():
    y1, y0, x = np.array([1.0, 2, 4]), np.array([1.0, 1, 5]), np.full(3, 7.0)
    frame = frame_of((y1, x), (y0, x))
    treated, _ = cuped(pair(0), pair(1))
    assert moments(frame, treated) == pytest.approx((y1.mean(), y1.var(ddof=1)))


def test_a_ratio_by_hand():
    # y 10, 20, 30 over x 1, 2, 6: M = 20, D = 3, s_y^2 = 100, s_x^2 = 7, s_xy = 25;
    # 100/9 - 2 x 20 x 25/27 + 400 x 7/81 = 11.1111 - 37.0370 + 34.5679.
    frame = frame_of((np.array([10.0, 20, 30]), np.array([1.0, 2, 6])))
    assert moments(frame, ratio(pair(0))) == pytest.approx((20 / 3, 8.6420), abs=1e-4)


def test_a_ratio_over_nothing_is_unknown():
    frame = frame_of((np.array([1.0, 2]), np.zeros(2)))
    assert moments(frame, ratio(pair(0)))[0] is None


@law
@given(st.lists(st.integers(0, 50), min_size=2, max_size=20))
def test_a_ratio_to_one_each_is_the_plain_mean(values):
    y = np.array(values, dtype=float)
    plain = lift.of_sums("n0", "y0", "yy0")
    frame = frame_of((y, np.ones(len(y))))
    assert moments(frame, ratio(pair(0))) == pytest.approx(moments(frame, plain), abs=1e-9)
