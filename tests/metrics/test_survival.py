import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight, survdiff

from metrics.log_rank import log_rank
from metrics.survival import by_day, incidence, kaplan_meier, reached
from tests.metrics.made import law

# Freireich et al. 1963, Blood 21:699: weeks in remission from leukemia; "+" had not relapsed.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
CONTROL = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def weeks(text, **also):
    cases = text.split()
    days = [int(case.rstrip("+")) for case in cases]
    end = [None if case.endswith("+") else "relapse" for case in cases]
    frame = pl.DataFrame({"days": days, "end": end}, schema={"days": pl.Int64, "end": pl.String})
    return frame.with_columns(**{name: pl.lit(value) for name, value in also.items()})


LEUKEMIA = pl.concat([weeks(TREATED, arm="treated"), weeks(CONTROL, arm="control")])


def test_the_leukemia_curve_is_the_published_one():
    published = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    curve = dict(kaplan_meier(weeks(TREATED)).select("days", "survival").rows())
    assert {day: round(curve[day], 4) for day in published} == published


def test_the_published_medians_come_out_in_one_frame():
    curves = incidence(LEUKEMIA, by=["arm"])
    medians = reached(curves, by=["arm"])
    assert medians.select("arm", "n", "day").rows() == [("control", 21, 8), ("treated", 21, 23)]
    assert medians["high"].to_list() == [11, None]  # the treated could stay for ever


def test_the_published_log_rank_comes_out():
    found = log_rank(LEUKEMIA, arm="arm").row(0, named=True)
    assert found["chi2"] == pytest.approx(16.79294, abs=0.5e-5)
    assert found["n"] == 42
    assert found["p"] == pytest.approx(4.17e-5, rel=1e-2)


def test_ends_that_compete_by_hand():
    frame = pl.DataFrame({"days": [1, 2, 3, 4, 5], "end": ["a", "b", None, "a", "b"]})
    for cause in ("a", "b"):
        assert incidence(frame, cause=cause)["incidence"][-1] == pytest.approx(0.5)
    alone = frame.with_columns(end=pl.when(pl.col("end") == "a").then(pl.lit("a")))
    assert 1 - kaplan_meier(alone)["survival"][-1] == pytest.approx(0.6)  # and is too much


def test_the_limits_are_log_log_of_what_statsmodels_calls_greenwood():
    found = kaplan_meier(weeks(TREATED))
    ended = found.filter(pl.col("ended") > 0)
    oracle = SurvfuncRight(*arrays(weeks(TREATED)))
    assert ended["survival"].to_list() == pytest.approx(oracle.surv_prob)
    assert ended["se"].to_list() == pytest.approx(oracle.surv_prob_se)
    s, se = ended["survival"].to_numpy(), oracle.surv_prob_se
    arm = 1.959964 * se / (s * np.log(s))
    assert ended["low"].to_list() == pytest.approx(s ** np.exp(-arm), rel=1e-5)
    assert ended["high"].to_list() == pytest.approx(s ** np.exp(arm), rel=1e-5)


def arrays(frame):
    return frame["days"].to_numpy(), frame["end"].is_not_null().to_numpy().astype(int)


cases = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from([None, "a", "b"])), min_size=2, max_size=60
).map(lambda rows: pl.DataFrame(rows, {"days": pl.Int64, "end": pl.String}, orient="row"))


@law
@given(cases)
def test_incidence_is_that_of_statsmodels(frame):
    status = frame["end"].replace_strict({"a": 1, "b": 2}, default=0, return_dtype=pl.Int64)
    if set(status.to_list()) & {1, 2} != {1, 2}:
        return
    with np.errstate(all="ignore"):  # of its standard errors, which are not read
        oracle = CumIncidenceRight(frame["days"].to_numpy(), status.to_numpy())
    for at, cause in enumerate("ab"):
        found = incidence(frame, cause=cause)
        ours = dict(found.select("days", "incidence").rows())
        expected = dict(zip(oracle.times, oracle.cinc[at], strict=True))
        assert {day: ours[day] for day in expected} == pytest.approx(expected, abs=1e-9)


@law
@given(cases)
def test_causes_and_the_open_add_up_to_all_and_limits_hold_the_curve(frame):
    a, b = (incidence(frame, cause=cause) for cause in "ab")
    assert (a["incidence"] + b["incidence"] + a["open"]).to_list() == pytest.approx([1] * a.height)
    within = pl.col("incidence").is_between(pl.col("low") - 1e-9, pl.col("high") + 1e-9)
    assert a.select(within.fill_null(True).all()).item()
    assert a["incidence"].is_sorted()


@law
@given(st.lists(cases, min_size=2, max_size=4))
def test_many_groups_at_once_are_each_alone(frames):
    together = pl.concat(
        frame.with_columns(rep=pl.lit(at % 2), period=pl.lit(at)) for at, frame in enumerate(frames)
    ).sample(fraction=1, shuffle=True, seed=1)
    found = incidence(together, cause="a", by=["rep", "period"])
    for at, frame in enumerate(frames):
        alone = incidence(frame, cause="a")
        assert_frame_equal(found.filter(period=at).drop("rep", "period"), alone, abs_tol=1e-7)


@law
@given(cases)
def test_units_stand_for_rows(frame):
    counted = frame.group_by("days", "end").agg(pl.len().cast(pl.Int64).alias("units"))
    assert_frame_equal(
        incidence(counted, cause="a", units="units"), incidence(frame, cause="a"), abs_tol=1e-9
    )
    arms = frame.with_columns(arm=pl.col("days") % 2)
    counted = arms.group_by("days", "end", "arm").agg(pl.len().alias("units"))
    assert_frame_equal(log_rank(counted, arm="arm", units="units"), log_rank(arms, arm="arm"))


def test_the_variance_is_that_of_simulated_incidences():
    # 400 studies of 60 deals each: the mean se is the standard deviation of the estimates.
    dice = np.random.default_rng(4)
    shape = 400 * 60
    ends, leaves = dice.exponential(60, shape), dice.uniform(0, 150, shape)
    won = np.where(dice.random(shape) < 0.4, "won", "lost")
    frame = pl.DataFrame(
        {
            "study": np.repeat(np.arange(400), 60),
            "days": np.minimum(ends, leaves).astype(int),
            "end": np.where(ends < leaves, won, None).tolist(),
        }
    )
    curves = incidence(frame, cause="won", by=["study"]).filter(pl.col("days") <= 45)
    last = curves.group_by("study").last()
    assert last["se"].mean() == pytest.approx(last["incidence"].std(), rel=0.08)


def test_what_a_group_had_reached_by_a_day():
    curves = incidence(LEUKEMIA, by=["arm"])
    early, late, far = (by_day(curves, day, by=["arm"]) for day in (0, 15, 60))
    assert early["incidence"].to_list() == [0, 0]
    assert early["low"].to_list() == [None, None]
    assert late["incidence"].to_list() == pytest.approx([18 / 21, 1 - 0.6902], abs=1e-4)
    assert far["incidence"].to_list() == [
        pytest.approx(1),
        None,
    ]  # nobody watched the treated so far


def test_nothing_to_see_is_an_empty_curve():
    none = LEUKEMIA.clear()
    assert incidence(none, by=["arm"]).height == 0
    assert kaplan_meier(none).height == 0
    assert reached(incidence(none)).row(0) == (None, None, None, None)
    assert log_rank(none, arm="arm").select("chi2", "p").row(0) == (None, None)
    with pytest.raises(ValueError, match="0 or more"):
        incidence(pl.DataFrame({"days": [-1], "end": ["a"]}))


@law
@given(cases)
def test_the_log_rank_is_that_of_statsmodels(frame):
    group = (np.arange(frame.height) % 2).astype(int)
    found = log_rank(frame.with_columns(arm=pl.Series(group)), arm="arm").row(0, named=True)
    if found["chi2"] is not None:
        with np.errstate(all="ignore"):
            chi2, p = survdiff(*arrays(frame), group)
        assert (found["chi2"], found["p"]) == pytest.approx((chi2, p), rel=1e-6, abs=1e-9)


def test_more_than_two_arms_are_refused():
    with pytest.raises(ValueError, match="not 3"):
        log_rank(pl.DataFrame({"days": [1, 2, 3], "end": "a", "arm": [1, 2, 3]}), arm="arm")
