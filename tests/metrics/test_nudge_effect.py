from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from metrics.nudge_arms import arms
from metrics.nudge_effect import Trial, effect, looks, ratio
from metrics.nudge_segments import segments
from tests.metrics.nudged import DAY, counted

NEVER = date(2030, 1, 1)


def judged(mail, holdout, *, expected=5_000, share=0.5, **how):
    table = counted(mail, holdout, **how)
    found = arms(table, window=7, as_of=NEVER)
    return effect(found, trial=Trial(share, expected)).row(0, named=True)


def test_the_always_valid_lift_is_that_of_gbstats():
    found = judged((2422, 3461), (1396, 3000))
    assert found["lift"] == pytest.approx(0.503863, abs=1e-6)
    assert (found["sequential_low"], found["sequential_high"]) == pytest.approx(
        (0.40098, 0.60675), abs=0.5e-5
    )


@pytest.mark.parametrize(
    ("mail", "holdout", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1700, 0.8406)],
)
def test_the_difference_has_newcombes_limits_and_the_score_limits_in_small_cells(
    mail, holdout, low, high
):
    found = judged(mail, holdout)
    assert (found["low"], found["high"]) == pytest.approx((low, high), abs=0.5e-4)


def test_what_a_report_by_last_click_claims_stands_beside_what_came_of_it():
    found = judged((210, 10_000), (140, 10_000))
    assert found["difference"] == pytest.approx(0.007)
    assert found["incremental"] == pytest.approx(70)
    assert found["per_extra"] == pytest.approx(1 / 0.007)
    assert found["claimed"] == pytest.approx(210 / 70)
    assert found["revenue_difference"] == pytest.approx(7.0)  # cents a customer: 0.7% of 1,000


def test_without_a_holdout_nothing_compares():
    found = judged((210, 10_000), (0, 0))
    assert found["mail_rate"] == pytest.approx(0.021)
    keep = {name for name in found if name.startswith(("mail_", "holdout_"))}
    assert {found[name] for name in found.keys() - keep} == {None}


def test_few_customers_or_buyers_have_no_always_valid_interval():
    assert judged((9, 160), (12, 160))["sequential_low"] is None  # buyers
    assert judged((12, 149), (12, 160))["sequential_low"] is None  # customers
    assert judged((12, 150), (12, 160))["sequential_low"] is not None
    assert judged((12, 150), (12, 160), expected=None)["sequential_low"] is None


def test_revenue_of_few_buyers_has_no_limits():
    few, many = judged((40, 1_000), (29, 1_000)), judged((40, 1_000), (30, 1_000))
    assert few["revenue_difference"] == pytest.approx(11.0)
    assert (few["revenue_low"], few["revenue_lift_high"]) == (None, None)
    assert many["revenue_low"] < 10 < many["revenue_high"]


def test_a_look_every_day_ends_where_the_whole_stands():
    days = [DAY + timedelta(days=at) for at in range(5)]
    table = pl.concat([counted((40 + at, 500), (30, 500), day=day) for at, day in enumerate(days)])
    trial = Trial(0.5, 5_000)
    seen = looks(table, window=7, as_of=NEVER, trial=trial)
    assert seen["day"].to_list() == days
    assert seen["mail_n"].to_list() == [500, 1_000, 1_500, 2_000, 2_500]
    last, whole = (
        seen.row(-1, named=True),
        effect(arms(table, window=7, as_of=NEVER), trial=trial).row(0, named=True),
    )
    assert last["difference"] == pytest.approx(whole["difference"])
    assert last["watched_low"] == pytest.approx(whole["difference_sequential_low"])
    early = looks(counted((9, 500), (12, 500)), window=7, as_of=NEVER, trial=trial).row(0)
    assert early[3:] == (pytest.approx(-0.006), None, None, None, None)  # 9 buyers
    assert (seen["watched_low"] < seen["low"]).all()
    assert (seen["watched_high"] > seen["high"]).all()


def test_the_ratio_is_judged_by_the_designed_shares():
    table = counted((0, 500), (0, 600))
    found = ratio(table, trial=Trial(0.5, None))
    assert found.p == pytest.approx(0.0025688, abs=0.5e-7)
    assert found.anytime_p == pytest.approx(0.671451, abs=0.5e-6)
    assert not found.blocks
    found = ratio(counted((0, 821_588), (0, 815_482)), trial=Trial(0.5, None))
    assert found.p == pytest.approx(1.8218e-6, rel=1e-4)
    assert found.blocks
    nine = counted((0, 9_000), (0, 1_000))
    assert not ratio(nine, trial=Trial(0.1, None)).blocks  # as designed
    assert ratio(nine, trial=Trial(0.5, None)).blocks
    unsaid = ratio(nine, trial=Trial(None, None))
    assert (unsaid.p, unsaid.blocks) == (None, False)


def test_segments_that_differ_by_chance_alone_are_drawn_together():
    rng = np.random.default_rng(7)
    parts = [
        counted(
            (int(rng.binomial(2_000, 0.05)), 2_000),
            (int(rng.binomial(2_000, 0.04)), 2_000),
            segment=name,
        )
        for name in "abcdef"
    ]
    tiny = counted((1, 40), (0, 40), segment="tiny")
    split = arms(pl.concat([*parts, tiny]), window=7, as_of=NEVER, by=("segment",))
    found = segments(effect(split, trial=Trial(0.5, None), by=("segment",)))
    told = found.filter(pl.col("segment") != "tiny")
    assert told["shrunk"].std() < told["difference"].std()
    assert told["q_p"][0] > 0.05
    assert (told["discovery_q"] >= told["p"]).all()
    assert found.filter(segment="tiny").select("shrunk", "p").row(0) == (None, None)


def test_a_segment_in_whose_small_holdout_nobody_bought_is_not_known_best():
    # By hand: r = 20/500, se = sqrt(.04 x .96 x (1/450 + 1/50)) = 0.02921; of the holdout's own
    # rate, 0, it would be 0.00971.
    parts = [
        counted((20, 450), (0, 50), segment="none"),
        *(counted((270, 9_000), (20, 1_000), segment=name) for name in "abc"),
    ]
    split = arms(pl.concat(parts), window=7, as_of=NEVER, by=("segment",))
    found = segments(effect(split, trial=Trial(0.1, None), by=("segment",)))
    none = found.filter(segment="none").row(0, named=True)
    assert none["se"] == pytest.approx(0.02921, abs=1e-5)
    assert none["p"] == pytest.approx(0.1282, abs=1e-4)  # z = .04444 / .02921
    assert none["q_p"] > 0.5
    assert none["shrunk"] == pytest.approx(0.01, abs=0.002)


def test_a_segment_of_buyers_alone_and_one_without_a_holdout_say_nothing():
    parts = [
        counted((30, 30), (10, 10), segment="all"),
        counted((30, 300), (0, 0), segment="mail alone"),
        counted((30, 300), (30, 300), segment="even"),
    ]
    split = arms(pl.concat(parts), window=7, as_of=NEVER, by=("segment",))
    found = segments(effect(split, trial=Trial(0.5, None), by=("segment",)))
    told = dict(found.select("segment", "shrunk").rows())
    assert told == {"all": None, "mail alone": None, "even": 0.0}
    assert found.select(pl.col(pl.Float64).is_nan().any()).row(0) == (False,) * len(
        [kind for kind in found.dtypes if kind == pl.Float64]
    )
