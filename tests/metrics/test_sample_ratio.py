from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from metrics.sample_ratio import mismatch, mismatch_over_time
from tests.metrics.made import law


def arms(*counts, shares=None, **also):
    shares = shares or [1 / len(counts)] * len(counts)
    return pl.DataFrame({"arm": range(len(counts)), "n": counts, "share": shares}).with_columns(
        **{name: pl.lit(value) for name, value in also.items()}
    )


def result(*counts, shares=None):
    return mismatch(arms(*counts, shares=shares)).select("chi2", "df", "p").row(0)


def test_published_counts_give_the_published_p():
    assert result(821_588, 815_482)[2] == pytest.approx(1.8218e-6, rel=1e-4)
    assert result(500, 600) == pytest.approx((9.0909, 1, 0.0025688), rel=1e-4)


def test_a_holdout_of_5_percent_is_tested_as_one():
    assert result(9_500, 500, shares=[0.95, 0.05])[2] == pytest.approx(1)
    assert result(9_500, 500)[2] < 1e-100


def test_an_arm_designed_empty_does_not_count_unless_somebody_is_in_it():
    assert result(500, 600, 0, shares=[1, 1, 0])[1:] == pytest.approx((1, 0.0025688), rel=1e-4)
    assert result(500, 500, 3, shares=[1, 1, 0])[2] == 0


def test_nobody_and_one_arm_are_unknown():
    assert result(0, 0) == (None, 1, None)
    assert result(70) == (None, 0, None)


@law
@given(st.lists(st.integers(1, 5_000), min_size=2, max_size=5))
def test_it_is_scipys_test(counts):
    assert result(*counts)[2] == pytest.approx(chisquare(counts).pvalue, rel=1e-9, abs=1e-300)


def test_groups_are_tested_apart():
    both = pl.concat([arms(500, 600, campaign="b"), arms(500, 500, campaign="a")])
    found = mismatch(both, by=["campaign"])
    assert found["campaign"].to_list() == ["a", "b"]
    assert found["p"].to_list() == pytest.approx([1, 0.0025688], rel=1e-4)


def over_time(*periods, shares=None):
    frames = [
        arms(*counts, shares=shares, day=date(2026, 1, day + 1))
        for day, counts in enumerate(periods)
    ]
    return mismatch_over_time(pl.concat(frames), over="day")


def test_the_anytime_test_gives_the_published_p():
    assert over_time((500, 600))["p"][0] == pytest.approx(0.671451, rel=1e-5)
    assert over_time((100, 900))["p"][0] == pytest.approx(2.3679e-13, rel=1e-4)
    three = over_time(*[(5_000, 5_300)] * 3)
    assert three["p"].to_list() == pytest.approx([0.155221, 0.0048747, 0.00010115], rel=1e-4)
    assert three["n"].to_list() == [10_300, 20_600, 30_900]


def test_anytime_p_never_rises_and_hears_of_a_stray_arm():
    found = over_time((500, 700), (600, 500), (0, 0))["p"].to_list()
    assert found == sorted(found, reverse=True)
    assert over_time((500, 500, 0), (5, 5, 1), shares=[1, 1, 0])["p"].to_list() == [1, 0]


def test_anytime_groups_are_tested_apart_and_nothing_is_nothing():
    one = arms(100, 900, campaign="a", day=1)
    other = arms(500, 500, campaign="b", day=1)
    found = mismatch_over_time(pl.concat([other, one]), over="day", by=["campaign"])
    assert found["campaign"].to_list() == ["a", "b"]
    assert found["p"].to_list() == pytest.approx([2.3679e-13, 1], rel=1e-4)
    assert mismatch_over_time(one.clear(), over="day", by=["campaign"]).height == 0
    assert over_time((70,))["p"].to_list() == [None]
