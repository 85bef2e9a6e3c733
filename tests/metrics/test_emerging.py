from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from metrics import frames
from metrics.emerging import emerging, outside, trajectory
from metrics.verdicts import Thresholds
from tests.metrics.asked import ask, asks, demands, feature, features
from tests.metrics.made import law

TODAY = date(2026, 11, 22)
LONG_AGO = ask(0, 99, account_id=999, asked_on=TODAY - timedelta(800))  # a long history


def ago(days, feature_id=1, *, accounts=1, start=0, reps=5):
    """That many accounts that asked that many days ago."""
    return [
        ask(0, feature_id, account_id=at, person_id=at % reps, asked_on=TODAY - timedelta(days))
        for at in range(start, start + accounts)
    ]


def themes(*ids):
    return features(*(feature(at) for at in ids)).select("feature_id", "title")


def found(rows, *ids, **more):
    return emerging(asks(LONG_AGO, *rows), themes(*(ids or [1])), as_of=TODAY, **more)


def one(rows, **more):
    return found(rows, **more).row(0, named=True)


def test_the_exact_test_by_hand():
    # 3 of 4 new accounts fell into the last 90 of 360 days:
    # P(X >= 3) = 4 (1/4)^3 (3/4) + (1/4)^4 = 13/256; the rates are 3/90 and 1/270: ratio 9.
    got = one([*ago(5, accounts=3), *ago(200, accounts=1, start=50)])
    assert (got["recent"], got["before"], got["accounts"]) == (3, 1, 4)
    assert got["p"] == pytest.approx(13 / 256)
    assert got["q"] == pytest.approx(13 / 256)
    assert got["ratio"] == pytest.approx(9)
    # Clopper-Pearson for 3 of 4: 0.194120 to 0.993691; odds times 270/90.
    assert got["low"] == pytest.approx(3 * 0.194120 / 0.805880, rel=1e-4)
    assert got["high"] == pytest.approx(3 * 0.993691 / 0.006309, rel=1e-3)


def test_the_windows_are_ninety_days_and_the_two_hundred_seventy_before():
    days = [0, 89, 90, 359, 360]
    got = one([row for at, day in enumerate(days) for row in ago(day, start=at)])
    assert (got["recent"], got["before"], got["accounts"]) == (2, 2, 5)


def test_an_account_is_new_once():
    rows = [*ago(300, accounts=4), *ago(10, accounts=4), *ago(5, accounts=5)]
    got = one(rows)
    assert (got["recent"], got["before"]) == (1, 4)


def test_what_lies_after_today_is_not_known_yet():
    assert one([*ago(-1, accounts=9), *ago(1)])["recent"] == 1


def test_benjamini_hochberg_goes_over_all_themes_also_those_nobody_asked_for():
    rows = [*ago(5, 1, accounts=6), *ago(5, 2, accounts=3), *ago(100, 2, accounts=2, start=40)]
    got = found(rows, 1, 2, 3, 4).sort("feature_id")
    # p = 1/4^6; P(X >= 3 | 5) = 10 (1/4)^3 (3/4)^2 + 5 (1/4)^4 (3/4) + (1/4)^5 = 106/1024; 1; 1.
    assert got["p"].to_list() == pytest.approx([1 / 4096, 106 / 1024, 1, 1])
    assert got["q"].to_list() == pytest.approx([4 / 4096, 2 * 106 / 1024, 1, 1])
    assert got["ratio"].to_list() == [None, pytest.approx(4.5), None, None]


def test_a_theme_that_grows_through_many_emerges():
    got = one([*ago(20, accounts=14, reps=7), *ago(200, accounts=2, start=90)])
    assert got["verdict"] == "emerging"
    assert got["n_eff"] == pytest.approx(7)
    assert got["reasons"].startswith(
        "14 accounts asked for it for the first time in the last 90 days (at least 10 are needed). "
        "2 did in the 270 days before: 21.0 times that rate now"
    )


def test_a_theme_as_loud_through_one_rep_is_one_voice():
    got = one(ago(20, accounts=14, reps=1))
    assert got["verdict"] == "one voice"
    assert got["reasons"].endswith(
        "None did in the 270 days before. False discovery rate at which it would pass: under "
        "0.001, within the 0.05 declared. They amount to 1.0 independent voice "
        "(fewer than the 4 needed)."
    )


def test_old_breadth_lends_no_voice_to_the_one_who_raises_it_now():
    old = ago(500, accounts=60, start=100, reps=30)
    assert one([*ago(20, accounts=14, reps=1), *old])["verdict"] == "one voice"


def test_nobody_known_is_not_independence():
    rows = [row | {"person_id": None} for row in ago(20, accounts=14)]
    got = one(rows)
    assert (got["verdict"], got["n_eff"]) == ("one voice", None)
    assert "Nobody knows who logged them" in got["reasons"]


def test_few_accounts_or_a_steady_rate_do_not_emerge():
    few = one(ago(20, accounts=9))
    assert (few["verdict"], few["passes_q"], few["passes_accounts"]) == (
        "not emerging",
        True,
        False,
    )
    steady = one([*ago(20, accounts=12), *ago(200, accounts=36, start=50)])
    assert (steady["verdict"], steady["passes_q"]) == ("not emerging", False)


def test_thresholds_are_what_the_caller_declares():
    rows = ago(20, accounts=9, reps=3)
    lower = Thresholds(accounts=5, n_eff=2.0, q=0.01)
    assert one(rows, thresholds=lower)["verdict"] == "emerging"


def test_a_company_that_has_just_begun_to_log_is_not_judged():
    rows = ago(20, accounts=14) + ago(100, accounts=1, start=60)
    got = emerging(asks(*rows), themes(1), as_of=TODAY).row(0, named=True)
    assert (got["verdict"], got["p"], got["before_days"]) == ("too early", None, 11)
    assert "reach back only 11 days" in got["reasons"]


def test_a_shorter_history_is_allowed_for_in_the_test():
    # 180 days in all: half of the accounts are expected to be recent. P(X >= 3 | 3, 1/2) = 1/8.
    rows = [*ago(5, accounts=3), *ago(179, 2, accounts=1)]
    got = emerging(asks(*rows), themes(1, 2), as_of=TODAY).sort("feature_id")
    assert got["before_days"].to_list() == [90, 90]
    assert got["p"].to_list() == pytest.approx([1 / 8, 1])


def test_nothing_gives_an_empty_frame_of_the_same_shape():
    full = found(ago(5))
    for rows, of in ((asks(), themes()), (asks(), themes(1)), (asks(LONG_AGO), themes())):
        got = emerging(rows, of, as_of=TODAY)
        assert got.schema == full.schema
        assert got.height == of.height


def test_themes_are_what_is_outside_or_unmapped():
    rows = [feature(1, mission_fit=0.0), feature(2), feature(3, mission_fit=0.2)]
    assert outside(features(*rows))["feature_id"].to_list() == [1, 2]


def test_a_trajectory_has_every_month_and_counts_an_account_once():
    rows = [
        ask(1, account_id=1, asked_on=date(2026, 8, 31)),
        ask(2, account_id=1, asked_on=date(2026, 9, 1)),
        ask(3, account_id=2, asked_on=date(2026, 11, 1)),
        ask(4, account_id=3, asked_on=date(2026, 11, 2)),
        ask(5, account_id=4, asked_on=date(2026, 12, 1)),
    ]
    got = trajectory(asks(*rows), as_of=TODAY)
    assert got["month"].to_list() == [date(2026, month, 1) for month in (8, 9, 10, 11)]
    assert got["new_accounts"].to_list() == [1, 0, 0, 2]
    assert got["accounts"].to_list() == [1, 1, 1, 3]
    assert trajectory(asks(), as_of=TODAY).schema == got.schema


def null_company(seed, *, planted=0):
    """A company whose every theme wins new accounts at a constant rate of its own, 10 to 90 a
    year, each account through one of 30 reps and asking up to three times; the last `planted`
    themes win them at eight times that rate in the last 90 days."""
    rng = np.random.default_rng(seed)
    rows = []
    for theme in range(1, 41):
        rate = rng.uniform(10, 90) / 365
        days = [(rate, 0, 800)] + [(7 * rate, 0, 90)] * (theme > 40 - planted)
        for lam, first, last in days:
            for account in range(rng.poisson(lam * (last - first))):
                day, rep = rng.integers(first, last), rng.integers(30)
                name = theme * 100_000 + first + account + int(lam * 1e6) * 10_000_000
                for again in range(rng.integers(1, 4)):
                    later = max(day - 20 * again, 0)
                    rows.append((theme, name, rep, TODAY - timedelta(int(later))))
    columns = ["feature_id", "account_id", "person_id", "asked_on"]
    made = pl.DataFrame(rows, schema=columns, orient="row")
    return made.select(
        *(
            (pl.col(name) if name in columns else pl.lit(None)).cast(kind).alias(name)
            for name, kind in frames.ASKS.items()
        )
    )


def shares_of_false_discoveries(planted):
    """For each of 200 companies: false ones among what emerges, and how much that was."""
    for seed in range(200):
        got = emerging(null_company(seed, planted=planted), themes(*range(1, 41)), as_of=TODAY)
        hits = got.filter(pl.col("verdict") == "emerging")["feature_id"]
        passed = got.filter("passes_q")["feature_id"]
        yield (
            (hits <= 40 - planted).sum() / max(len(hits), 1),
            (passed <= 40 - planted).sum() / max(len(passed), 1),
            len(hits),
        )


def test_in_200_companies_where_nothing_grows_false_discoveries_stay_within_the_declared_rate():
    judged, tested, _ = zip(*shares_of_false_discoveries(0), strict=True)
    # With nothing to find, every discovery is false: the rate is that of companies with any.
    assert np.mean(judged) <= 0.05
    assert np.mean(tested) <= 0.05


def test_in_200_companies_with_four_growing_themes_they_are_found_and_few_others():
    judged, tested, hits = zip(*shares_of_false_discoveries(4), strict=True)
    assert np.mean(judged) <= 0.05
    assert np.mean(tested) <= 0.05
    assert np.mean(hits) > 3.5


@law
@given(demands())
def test_q_is_monotone_in_p_and_never_below_it(company):
    asked, _ = company
    got = emerging(
        pl.concat([asked, asks(LONG_AGO)]),
        themes(*range(1, 7)),
        as_of=asked["asked_on"].max() or TODAY,
    ).drop_nulls("p")
    if got.height:
        assert got.sort("p", "q")["q"].is_sorted()
        assert (got["q"] >= got["p"] - 1e-12).all()
        assert got["q"].max() <= 1
        assert (got["low"].fill_null(0) <= got["ratio"].fill_null(np.inf) + 1e-9).all()


@law
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_librarys_adjustment_is_that_of_the_paper(p):
    # Benjamini and Hochberg: reject the k smallest for the largest k with p(k) <= k q / m.
    m, ordered = len(p), sorted(p)
    for q in (0.01, 0.05, 0.2):
        k = max((i for i in range(1, m + 1) if ordered[i - 1] <= i * q / m), default=0)
        assert (false_discovery_control(p) <= q * (1 + 1e-12)).sum() == pytest.approx(
            sum(value <= (ordered[k - 1] if k else -1) for value in p)
        )
