"""Estimates on inputs that nobody hopes for: a number that is finite and true, or none."""

import math
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import ttest_ind

from metrics import lift
from metrics.heavy import Arm, bootstrap, cap, capped_sums
from metrics.nudge_arms import arms
from metrics.nudge_effect import Trial, effect, looks
from metrics.nudge_revenue import three_ways
from metrics.nudge_segments import segments
from metrics.nudge_time import by_day
from metrics.sequential import always_valid
from metrics.shrinkage import shrunk, shrunk_rates
from metrics.survival import by_day as reached_by
from metrics.survival import incidence, reached
from tests.metrics.made import law
from tests.metrics.nudged import DAY, Customer, cells, counted

NEVER, TRIAL = date(2030, 1, 1), Trial(0.5, 1_000)
ARM = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
CENTS = st.sampled_from([0, 1, -700, 1_000, 10**6])


def finite(frame):
    return all(
        value is None or not isinstance(value, float) or math.isfinite(value)
        for row in frame.iter_rows()
        for value in row
    )


def judged(mail, holdout, *, cents=1_000):
    found = arms(counted(mail, holdout, cents=cents), window=7, as_of=NEVER)
    return effect(found, trial=TRIAL).row(0, named=True)


@law
@given(st.lists(st.tuples(ARM, ARM), min_size=1, max_size=3), CENTS)
@example([((0, 100), (5, 100))], 1_000)
@example([((1, 1), (0, 1))], -700)
@example([((50, 50), (60, 60))], 0)
@example([((990, 9_900), (1, 100))], 1_000)
@example([((0, 0), (0, 0)), ((0, 0), (3, 4))], 1_000)
def test_no_figure_is_endless_or_no_number_whatever_the_arms(parts, cents):
    table = pl.concat(
        counted(mail, holdout, cents=cents, segment=str(at), day=DAY + timedelta(days=at))
        for at, (mail, holdout) in enumerate(parts)
    )
    whole = arms(table, window=7, as_of=NEVER)
    each = effect(arms(table, window=7, as_of=NEVER, by=("segment",)), trial=TRIAL, by=("segment",))
    bought = {arm: sum(part[at][0] for part in parts) for at, arm in enumerate(("mail", "holdout"))}
    spent = pl.DataFrame(
        [(arm, cents) for arm, many in bought.items() for _ in range(many)],
        schema={"arm": pl.String, "cents": pl.Int64},
        orient="row",
    )
    for found in (
        effect(whole, trial=TRIAL),
        each,
        segments(each),
        looks(table, window=7, as_of=NEVER, trial=TRIAL),
        three_ways(whole, spent, seed=1),
        by_day(table, as_of=NEVER),
    ):
        assert finite(found)


@law
@given(ARM, ARM)
def test_arms_that_change_places_mirror_the_difference(one, other):
    here, there = judged(one, other), judged(other, one)
    for value, mirrored in (("difference", "difference"), ("low", "high"), ("high", "low"),
                            ("revenue_low", "revenue_high")):  # fmt: skip
        if here[value] is None:
            assert there[mirrored] is None
        else:
            assert here[value] == pytest.approx(-there[mirrored], abs=1e-9)
    if here["lift"] is not None and there["lift"] is not None:
        assert (1 + here["lift"]) * (1 + there["lift"]) == pytest.approx(1)
    if here["lift_low"] is not None:
        assert (1 + here["lift_low"]) * (1 + there["lift_high"]) == pytest.approx(1)


@law
@given(ARM.filter(lambda a: a[1] > 0), ARM.filter(lambda a: a[1] > 0))
def test_twice_the_customers_give_narrower_limits_about_the_same_value(one, other):
    once, twice = judged(one, other), judged(*((2 * k, 2 * n) for k, n in (one, other)))
    assert once["difference"] == pytest.approx(twice["difference"])
    assert twice["high"] - twice["low"] < once["high"] - once["low"]
    for prefix in ("lift", "revenue", "revenue_lift"):
        if once[f"{prefix}_low"] is not None:
            width, wide = (x[f"{prefix}_high"] - x[f"{prefix}_low"] for x in (twice, once))
            assert width <= wide


@law
@given(ARM, ARM, st.integers(2, 10**4))
def test_money_in_a_smaller_unit_scales_money_and_no_share(one, other, scale):
    plain, scaled = judged(one, other, cents=3), judged(one, other, cents=3 * scale)
    for name, value in plain.items():
        if not isinstance(value, float):
            assert (value is None) == (scaled[name] is None)
        elif name in ("revenue_difference", "revenue_low", "revenue_high"):
            assert scaled[name] == pytest.approx(scale * value, rel=1e-9, abs=1e-9)
        elif not name.endswith("sq"):
            assert scaled[name] == pytest.approx(value, rel=1e-6, abs=1e-9)


BUYS = st.lists(st.tuples(st.integers(0, 29), st.integers(-500, 900)), max_size=3).map(tuple)
PEOPLE = st.lists(
    st.builds(
        Customer,
        st.sampled_from(["mail", "holdout"]),
        st.integers(0, 20).map(lambda at: DAY + timedelta(days=at)),
        st.sampled_from(["", "a", "b"]),
        BUYS,
    ),
    max_size=25,
)


@law
@given(PEOPLE, st.integers(1, 29))
def test_segments_add_up_and_a_longer_window_loses_nobody(people, window):
    table = cells(people)
    whole, longer = (arms(table, window=w, as_of=NEVER) for w in (window, window + 1))
    split = arms(table, window=window, as_of=NEVER, by=("segment",))
    sums = ("n", "conversions", "revenue_cents", "sum_sq", "orders")
    added = split.group_by("arm").agg(pl.col(sums).sum()).sort("arm")
    assert added.rows() == whole.select("arm", *sums).sort("arm").rows()
    both = whole.join(longer, on="arm", suffix="_longer")
    assert both.select(
        (pl.col("n") == pl.col("n_longer")).all(),
        (pl.col("conversions") <= pl.col("conversions_longer")).all(),
        (pl.col("orders") <= pl.col("orders_longer")).all(),
    ).row(0) == (True, True, True)


def test_a_purchase_on_the_windows_last_day_counts_and_one_a_day_later_does_not():
    table = cells(
        [Customer("mail", DAY, bought=((6, 100),)), Customer("mail", DAY, bought=((7, 9),))]
    )
    assert arms(table, window=7, as_of=NEVER)["conversions"].to_list() == [1]
    assert arms(table, window=8, as_of=NEVER)["conversions"].to_list() == [2]


def test_refunds_beyond_what_was_paid_are_no_base_of_a_lift():
    # Both arms pay back: twice as much is a loss, not a gain of 100%.
    row = judged((200, 1_000), (100, 1_000), cents=-500)
    assert row["revenue_difference"] == pytest.approx(-50)
    assert (row["revenue_lift"], row["revenue_lift_low"]) == (None, None)


def test_everybody_buying_in_both_arms_makes_no_lift_certain():
    row = judged((50, 50), (60, 60))
    assert (row["lift"], row["lift_low"], row["lift_high"]) == (0, None, None)
    assert row["low"] < 0 < row["high"]


def test_revenue_of_few_buyers_has_no_limits_whichever_way():
    table = arms(counted((40, 1_000), (29, 1_000)), window=7, as_of=NEVER)
    amounts = [("mail", 1_000 + at) for at in range(40)] + [
        ("holdout", 900 + at) for at in range(30)
    ]
    spent = pl.DataFrame(amounts, schema={"arm": pl.String, "cents": pl.Int64}, orient="row")
    few, many = three_ways(table, spent.head(69), seed=1), three_ways(table, spent, seed=1)
    assert few["value"].null_count() == 0
    assert few["low"].null_count() == few["high"].null_count() == 3
    assert many["low"].null_count() == 0


@law
@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=30),
    st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=30),
)
def test_welch_of_huge_amounts_and_refunds_is_scipys(one, other):
    sums = [x for arm in (one, other) for x in (len(arm), sum(arm), sum(a * a for a in arm))]
    names = ("n1", "s1", "q1", "n0", "s0", "q0")
    frame = pl.DataFrame([tuple(map(float, sums))], schema=names, orient="row")
    found = lift.difference(lift.of_sums(*names[:3]), lift.of_sums(*names[3:]))
    _, se, low, high, p = frame.select(*found.named("it")).row(0)
    if all(np.var(arm) > 1e-6 * np.mean(np.square(arm, dtype=float)) for arm in (one, other)):
        oracle = ttest_ind(one, other, equal_var=False)  # else 16 digits leave too few
        spread = np.var(one, ddof=1) / len(one) + np.var(other, ddof=1) / len(other)
        assert (low, high) == pytest.approx(
            tuple(oracle.confidence_interval()), rel=1e-5, abs=1e-5 * spread**0.5
        )
        assert p == pytest.approx(oracle.pvalue, rel=1e-4, abs=1e-9)
        assert se == pytest.approx(spread**0.5, rel=1e-5)


@law
@given(st.lists(st.integers(-900, 900), max_size=12), st.integers(0, 3_000))
def test_the_cap_is_numpys_percentile_with_the_zeros_in(amounts, zeros):
    arm = Arm.of(amounts, len(amounts) + zeros)
    found = cap(arm)
    everybody = np.r_[amounts, np.zeros(zeros)]
    expected = np.quantile(everybody, 0.999) if everybody.size else 0
    assert found == (pytest.approx(expected) if expected > 0 else None)
    if found is not None:
        total, squares = capped_sums(arm, found)
        held = np.minimum(everybody, found)
        assert (total, squares) == pytest.approx((held.sum(), (held**2).sum()))


def test_one_buyer_with_everything_makes_a_wide_interval_with_0_in_it():
    rich = bootstrap(Arm.of([10**12], 1_000), Arm.of([100] * 30, 1_000), seed=1)
    assert rich.low <= 0 < 10**9 <= rich.high
    assert math.isfinite(rich.high)


@law
@given(
    st.lists(
        st.tuples(st.none() | st.floats(-5, 5), st.none() | st.just(0.0) | st.floats(1e-6, 3)),
        min_size=1,
        max_size=9,
    )
)
@example([(1.0, 0.0)] * 6)
@example([(2.0, 1.0)] * 6)
@example([(1.0, 1e-6), (2.0, 1.0), (3.0, 1.0), (1.0, 1.0)])
def test_shrunk_groups_lie_between_their_own_and_the_common_value(rows):
    frame = pl.DataFrame(rows, schema={"d": pl.Float64, "s": pl.Float64}, orient="row")
    found = shrunk(frame, "d", "s")
    assert finite(found)
    known = found.drop_nulls("shrunk")
    assert known.height == frame.filter(pl.col("d").is_not_null() & (pl.col("s") > 0)).height
    for row in known.iter_rows(named=True):
        low, high = sorted((row["d"], row["mean"]))
        assert low - 1e-9 <= row["shrunk"] <= high + 1e-9
        assert row["shrunk_low"] <= row["shrunk"] <= row["shrunk_high"]


@law
@given(st.lists(ARM, min_size=1, max_size=9))
@example([(0, 5)] * 6)
@example([(5, 5)] * 6)
@example([(0, 0), (3, 3), (0, 9), (1, 1)])
@example([(0, 7), (9, 9), (0, 5), (3, 3), (4, 5)])
def test_shrunk_rates_stay_within_0_and_1(rows):
    frame = pl.DataFrame(rows, schema={"k": pl.Int64, "n": pl.Int64}, orient="row")
    found = shrunk_rates(frame, "k", "n")
    assert finite(found)
    known = found.drop_nulls("shrunk")
    assert known.height == frame.filter(pl.col("n") > 0).height
    for row in known.iter_rows(named=True):
        assert 0 <= row["shrunk_low"] <= row["shrunk"] + 1e-9
        assert row["shrunk"] - 1e-9 <= row["shrunk_high"] <= 1


CASES = {"days": pl.Int64, "end": pl.String}


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ([(3, None)] * 5, 0.0),  # all censored, watched that long: nobody ended, without limits
        ([(0, "a"), (0, "b"), (0, "b")], 1 / 3),  # every end competes on day 0
        ([(2, "a")] * 4, 1.0),  # all on one day
        ([(1, None)] * 5, None),  # nobody was watched that long
    ],
)
def test_curves_at_their_ends(rows, value):
    frame = pl.DataFrame(rows, schema=CASES, orient="row")
    curve = incidence(frame, cause="a")
    assert finite(curve)
    got = reached_by(curve, 2)["incidence"].item()
    assert got == (None if value is None else pytest.approx(value))
    assert reached(curve, 0.5)["day"].item() == (2 if value == 1 else None)
    empty = incidence(frame.clear(), cause="a")
    assert (empty.height, empty.schema) == (0, curve.schema)


def test_watching_nothing_happen_is_no_interval():
    both = (lift.of_counts("k1", "n1"), lift.of_counts("k0", "n0"))
    watched = always_valid(lift.relative(*both), pl.col("n1") + pl.col("n0"), expected=100)
    frame = pl.DataFrame({"k1": [0, 5], "n1": [50, 5], "k0": [0, 5], "n0": [50, 5]})
    assert finite(frame.select(*watched.named("it")))
