import numpy as np
import pytest

from metrics import bootstrap


def test_weights_are_drawn_once_and_cannot_be_changed():
    first = bootstrap.weights(3, 50)
    assert bootstrap.weights(3, 50) is first
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1


def test_weights_average_one_with_variance_one():
    # Poisson(1): over 1,000 x 1,000 draws both are 1 to within 0.005.
    drawn = bootstrap.weights(1, 1_000)
    assert drawn.mean() == pytest.approx(1, abs=0.005)
    assert drawn.var() == pytest.approx(1, abs=0.005)


def test_accounts_spread_evenly_over_pools_and_keep_theirs():
    ids = np.arange(1, 200_001)
    pools = bootstrap.pool_of(ids)
    sizes = np.bincount(pools, minlength=bootstrap.POOLS)
    assert pools.min() >= 0
    assert len(sizes) == bootstrap.POOLS
    assert sizes.std() == pytest.approx(200**0.5, rel=0.1)  # Poisson(200)
    assert (bootstrap.pool_of(ids[::-1])[::-1] == pools).all()


def test_the_interval_of_a_mean_is_that_of_theory():
    # 1,000 values of variance 1: the mean's standard error is 1/sqrt(1000) = 0.03162, twice 1.96
    # of it 0.1240; a ratio of resampled sums varies alike.
    values = np.random.default_rng(5).normal(10, 1, (1, bootstrap.POOLS))
    top, bottom = (
        bootstrap.resampled(x, seed=2, draws=1_000) for x in (values, np.ones_like(values))
    )
    low, high = bootstrap.interval(top / bottom, values.mean(axis=1))
    assert high[0] - low[0] == pytest.approx(0.1240, rel=0.1)
    assert (low + high) / 2 == pytest.approx(values.mean(axis=1))


def test_the_farther_percentile_counts_on_both_sides():
    # 2.5% and 97.5% of 0.00, 0.01 … 1.00 are 0.025 and 0.975; from 0.9 the farther is 0.875 away.
    draws = np.linspace(0, 1, 101)[None, :]
    low, high = bootstrap.interval(draws, np.array([0.9]))
    assert (low[0], high[0]) == (pytest.approx(0.025), pytest.approx(1.775))


def test_a_draw_without_the_accounts_is_left_out():
    draws = np.array([[np.nan, 1.0, 1.0], [np.nan, np.nan, np.nan]])
    low, high = bootstrap.interval(draws, np.array([1.0, 1.0]))
    assert (low[0], high[0]) == (1.0, 1.0)
    assert np.isnan(low[1])
    assert np.isnan(high[1])


def test_uneven_accounts_are_worth_fewer_equal_ones():
    weight = np.zeros((4, bootstrap.POOLS))
    weight[0, :10] = 3.0
    weight[1, :2] = (9.0, 1.0)  # 100 / 82
    weight[2, 5] = 7.0
    assert bootstrap.worth(weight) == pytest.approx([10, 100 / 82, 1, 0])


def test_few_accounts_widen_the_interval_as_students_t_does():
    # t(9) = 2.262157 in place of 1.959964, and sqrt(10 / 9).
    draws = np.tile(np.linspace(-1, 1, 201), (3, 1))
    low, high = bootstrap.interval(draws, np.zeros(3), np.array([10.0, 1e9, 1.5]))
    assert high[0] == pytest.approx(0.95 * 2.262157 / 1.959964 * (10 / 9) ** 0.5)
    assert high[1] == pytest.approx(0.95)
    assert (low[2], high[2]) == (-np.inf, np.inf)


def test_one_account_with_everything_says_nothing_even_if_no_draw_differs():
    low, high = bootstrap.interval(np.ones((1, 50)), np.array([1.0]), np.array([1.0]))
    assert (low[0], high[0]) == (-np.inf, np.inf)
