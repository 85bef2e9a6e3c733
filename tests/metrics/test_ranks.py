import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, spearmanr

from metrics.ranks import bonett_wright, fieller_hartley_pearson, kendall, spearman
from tests.metrics.made import law

Y = np.array([21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19.0])
X = np.array([67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51.0])


def test_the_published_correlation_comes_out_with_its_formula_limits():
    found = spearman(X, Y, seed=1)
    assert found.value == pytest.approx(0.8699639, abs=0.5e-7)
    limits = bonett_wright(found.value, found.n)
    assert limits == pytest.approx((0.5840951, 0.9638297), abs=0.5e-7)


def test_fifteen_reps_are_drawn_anew():
    found = spearman(X, Y, seed=1)
    assert found.low != pytest.approx(0.5840951, abs=1e-3)
    assert found.low < found.value < found.high
    assert spearman(X, Y, seed=1) == found


def test_the_published_kendall_comes_out():
    found = kendall(np.array([12, 2, 1, 12, 2.0]), np.array([1, 4, 7, 1, 0.0]), seed=1)
    assert (found.value, found.p) == pytest.approx((-0.4714045, 0.2827455), abs=0.5e-7)


def test_kendalls_limits_by_hand():
    # atanh .5 = .549306, 1.959964 x sqrt(.437 / 36) = .215942; tanh(.333363), tanh(.765249).
    assert fieller_hartley_pearson(0.5, 40) == pytest.approx((0.321540, 0.644158), abs=1e-5)


def test_thirty_reps_take_the_formula_unless_nearly_all_agree():
    x = np.arange(30.0)
    y = np.where(np.arange(30) % 3, x, 30 - x)
    for method, limits in ((spearman, bonett_wright), (kendall, fieller_hartley_pearson)):
        found = method(x, y, seed=1)
        assert (found.low, found.high) == limits(found.value, 30)
        same = method(x, x, seed=1)
        assert (same.value, same.low, same.high) == pytest.approx((1, 1, 1))


@pytest.mark.parametrize("method", [spearman, kendall])
def test_few_reps_or_equal_values_are_unknown(method):
    few = method(np.arange(4.0), np.arange(4.0), seed=1)
    assert (few.value, few.low, few.high, few.p, few.n) == (None, None, None, None, 4)
    assert method(np.ones(9), np.arange(9.0), seed=1).value is None
    assert method(np.array([]), np.array([]), seed=1).n == 0


@pytest.mark.parametrize("method", [spearman, kendall])
def test_five_reps_have_a_correlation_and_no_limits(method):
    x, y = np.arange(6.0), np.array([1, 3, 2, 5, 4, 6.0])
    five, six = method(x[:5], y[:5], seed=1), method(x, y, seed=1)
    assert five.value > 0
    assert (five.low, five.high) == (None, None)
    assert six.low < six.value <= six.high


@pytest.mark.parametrize("method", [spearman, kendall])
def test_a_pair_counts_where_both_are_known(method):
    x, y = X.copy(), Y.copy()
    x[3] = y[5] = np.nan
    kept = [at for at in range(15) if at not in (3, 5)]
    assert method(x, y, seed=2) == method(X[kept], Y[kept], seed=2)


@law
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=40))
def test_they_are_scipys_and_only_order_matters(pairs):
    x, y = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    if np.ptp(x) and np.ptp(y):
        for method, oracle in ((spearman, spearmanr), (kendall, kendalltau)):
            found = method(x, y, seed=3, draws=100)
            value, p = oracle(x, y)
            assert (found.value, found.p) == pytest.approx((value, p), abs=1e-9)
            assert method(np.exp(x), y, seed=3, draws=100) == found
