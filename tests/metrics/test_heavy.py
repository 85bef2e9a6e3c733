import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import heavy
from metrics.heavy import Arm
from tests.metrics.made import law


def with_zeros(arm):
    return np.concatenate([arm.amounts, np.zeros(arm.n - arm.amounts.size)])


paid = st.lists(st.integers(-50, 5_000).filter(bool), max_size=30)
arms = st.tuples(paid, st.integers(1, 100)).map(lambda it: Arm.of(it[0], len(it[0]) + it[1]))


@law
@given(arms, arms, st.sampled_from([0.5, 0.9, 0.999]))
def test_the_cap_is_numpys_percentile_of_all_with_their_zeros(one, other, at):
    expected = np.quantile(np.concatenate([with_zeros(one), with_zeros(other)]), at)
    found = heavy.cap(one, other, at=at)
    assert found == (pytest.approx(expected) if expected > 1e-9 else None)


@law
@given(arms, st.floats(1, 6_000))
def test_capped_sums_are_those_of_the_rows(arm, at):
    rows = np.minimum(with_zeros(arm), at)
    assert heavy.capped_sums(arm, at) == pytest.approx((rows.sum(), rows @ rows))


def test_there_are_no_more_buyers_than_units():
    with pytest.raises(ValueError, match="3 amounts of 2 units"):
        Arm.of([1, 2, 3], 2)


def test_without_units_there_is_no_cap_and_no_limit():
    empty, full = Arm.of([], 0), Arm.of([5.0], 10)
    assert heavy.cap(empty) is None
    assert heavy.bootstrap(empty, full, seed=1) is None
    assert heavy.bootstrap(full, empty, seed=1) is None


def test_the_same_seed_draws_the_same_and_another_draws_otherwise():
    one, other = Arm.of([5.0, 9, 30], 50), Arm.of([4.0, 8], 50)
    assert heavy.bootstrap(one, other, seed=1) == heavy.bootstrap(one, other, seed=1)
    assert heavy.bootstrap(one, other, seed=1) != heavy.bootstrap(one, other, seed=2)


@pytest.mark.parametrize("buyers", [400, 20_000])
def test_it_resamples_like_the_plain_bootstrap_of_all_rows(buyers):
    # The standard error of a mean is known: limits lie 1.96 of it to each side, to within the
    # noise of 2,000 draws (3% each) and the skewness of the amounts.
    dice = np.random.default_rng(3)
    one = Arm.of(dice.lognormal(4, 1, buyers), 20 * buyers)
    other = Arm.of(dice.lognormal(4, 1, buyers), 20 * buyers)
    found = heavy.bootstrap(one, other, seed=5, draws=4_000)
    se = sum(with_zeros(arm).var() / arm.n for arm in (one, other)) ** 0.5
    assert found.high - found.low == pytest.approx(2 * 1.96 * se, rel=0.06)
    centre = with_zeros(one).mean() - with_zeros(other).mean()
    assert (found.high + found.low) / 2 == pytest.approx(centre, abs=0.2 * se)


def test_a_control_that_hardly_buys_has_no_limits_of_the_lift():
    # Of e^-1 = 37% of the draws the only buyer is absent.
    found = heavy.bootstrap(Arm.of([10.0] * 20, 1_000), Arm.of([10.0], 1_000), seed=1)
    assert (found.lift_low, found.lift_high) == (None, None)
    assert found.low > 0
