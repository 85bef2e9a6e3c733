import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.scores import HOUSE, ICE_MEAN, ICE_PRODUCT, RICE, SCORES, TERMS, WSJF
from metrics.stability import factors, stability, weights
from tests.metrics.made import law


def of(**columns):
    """Terms of features 1, 2, …; unsaid terms are 1."""
    size = len(next(iter(columns.values())))
    filled = {name: columns.get(name, [1.0] * size) for name in TERMS}
    return pl.DataFrame({"feature_id": range(1, size + 1), **filled})


def shares(found):
    return found["top_share"].to_list()


def test_up_to_five_features_are_always_among_the_top_five():
    assert shares(stability(of(reach=[1.0, 2, 3, 4, 5]), HOUSE)) == [1] * 5


def test_far_apart_a_ranking_is_certain():
    found = stability(of(reach=[10.0**at for at in range(8)]), RICE)
    assert shares(found) == [0, 0, 0, 1, 1, 1, 1, 1]
    assert found["draws"].to_list() == [1_000] * 8


def test_alike_in_all_but_guesses_everyone_has_the_same_chance():
    # Ten features alike: five of ten are on top in every draw, each in about half of them.
    for score in (HOUSE, RICE, WSJF, ICE_MEAN, ICE_PRODUCT):
        got = np.array(shares(stability(of(reach=[3.0] * 10), score, seed=4)))
        assert got.sum() == pytest.approx(5)
        assert abs(got - 0.5).max() < 0.06  # four standard errors of 1,000 draws


def test_two_features_at_the_edge_by_hand():
    # Four are safe. Of the fifth place: A beats B when 1 / a > 0.8 / b, that is b > 0.8 a with
    # a, b uniform in 0.7 to 1.3: 1 - (area where b <= 0.8 a) / 0.36; at a from 0.875 to 1.3
    # b runs from 0.7 to 0.8 a: the area is 0.4 (1.3^2 - 0.875^2) - 0.7 (1.3 - 0.875) = 0.07225.
    size = [0.1] * 4 + [1.0, 1.25]
    got = shares(stability(of(wsjf_size=size), WSJF, seed=1, draws=20_000))
    assert got[:4] == [1] * 4
    assert got[4] == pytest.approx(1 - 0.07225 / 0.36, abs=0.01)
    assert got[4] + got[5] == pytest.approx(1)


def test_weights_are_exponents_of_what_is_multiplied():
    # 8 = reach 8 x impact 1, or reach 1 x impact 8: whichever weight is the larger decides.
    found = of(
        reach=[100.0] * 4 + [8, 1],
        rice_impact=[1.0] * 5 + [8],
        effort_months=[1e-9] * 4 + [1.0] * 2,
    )
    got = shares(stability(found, RICE, seed=2, draws=20_000))
    assert got[4] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("spread", [0.1, 0.5, 2.0])  # the wider, the more are never drawn
def test_the_slow_way_gives_the_same(spread):
    rng = np.random.default_rng(0)
    numbers = {name: np.exp(rng.normal(0, spread, 30)) for name in TERMS}
    found, draws = of(**numbers), 50
    for score in SCORES:
        w, f = weights(9, draws, len(score.terms)), factors(9, draws, 30)
        wins = np.zeros(30)
        for draw in range(draws):
            value = []
            for row in range(30):
                t = {name: numbers[name][row] for name in score.columns}
                t[score.guessed] *= f[row, draw]
                top = [t[name] for name in score.terms]
                taken = (
                    np.prod([x**e for x, e in zip(top, w[draw], strict=True)])
                    if score.how == "product"
                    else np.dot(top, w[draw])
                )
                value.append(taken / (t[score.divisor] if score.divisor else 1))
            wins[np.argsort(value)[-5:]] += 1
        assert shares(stability(found, score, seed=9, draws=draws)) == pytest.approx(wins / draws)


def test_a_score_of_nothing_is_never_on_top_and_an_unknown_one_is_not_said():
    found = of(reach=[5.0, 0.0, None])
    assert shares(stability(found, HOUSE)) == [1, 0, None]
    assert shares(stability(of(reach=[None, None]), HOUSE)) == [None, None]


def test_the_same_seed_gives_the_same_whatever_the_order_and_another_seed_another():
    found = of(reach=list(np.linspace(3, 4, 40)))
    once = stability(found, HOUSE, seed=3)
    again = stability(found.sample(fraction=1, shuffle=True, seed=1), HOUSE, seed=3)
    assert again.sort("feature_id").equals(once)
    assert not stability(found, HOUSE, seed=5).equals(once)


def test_a_further_feature_leaves_the_others_draws_as_they_were():
    assert (factors(3, 100, 41)[:40] == factors(3, 100, 40)).all()


def test_draws_stay_within_what_was_declared():
    assert 0.8 <= weights(1, 1_000, 4).min() < 0.81
    assert 1.19 < weights(1, 1_000, 4).max() <= 1.2
    assert 0.7 <= factors(1, 1_000, 50).min() < 0.701
    assert 1.299 < factors(1, 1_000, 50).max() <= 1.3


@law
@given(st.lists(st.none() | st.just(0.0) | st.floats(0.01, 100), min_size=1, max_size=15))
def test_shares_are_shares_and_five_are_on_top_unless_they_tie_or_score_nothing(reach):
    got = stability(of(reach=reach), HOUSE, draws=50)
    known = [share for share in got["top_share"] if share is not None]
    assert all(0 <= share <= 1 for share in known)
    above = sum(value is not None and value > 0 for value in reach)
    assert sum(known) >= min(5, above) - 1e-9
    assert got["feature_id"].to_list() == list(range(1, len(reach) + 1))
