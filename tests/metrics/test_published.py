"""Published numbers from the very functions that pages call, where other tests reproduce them from
the formulas beneath."""

from datetime import timedelta

import polars as pl
import pytest

from metrics.intervals import wilson
from metrics.nudge_arms import CELLS, arms
from metrics.nudge_effect import Trial, effect, ratio
from metrics.nudge_plan import Wish, needed
from metrics.nudge_time import by_day
from tests.metrics.nudged import DAY, Customer, cells, counted
from tests.metrics.test_survival import CONTROL, TREATED

LATER = DAY + timedelta(days=60)


def test_revenue_a_customer_is_compared_as_gbstats_does():
    # Its sums, in hundredths: A 1396.87 and 52377.9767 of 3,407, B 2422.7 and 134698.29 of 3,461.
    sides = (("mail", 3_461, 242_270, 1_346_982_900), ("holdout", 3_407, 139_687, 523_779_767))
    rows = [(DAY, arm, "", -1, n, 100, s, ss, 100, 0, 0) for arm, n, s, ss in sides]
    found = arms(pl.DataFrame(rows, schema=CELLS, orient="row"), window=7, as_of=LATER)
    row = effect(found, trial=Trial(0.5, 1_000)).row(0, named=True)
    assert row["revenue_difference"] == pytest.approx(29, abs=0.5)
    assert (row["revenue_low"], row["revenue_high"]) == pytest.approx((4.538, 53.462), abs=0.5e-3)
    assert row["revenue_p"] == pytest.approx(0.02016, abs=0.5e-5)
    assert row["revenue_lift"] == pytest.approx(0.70732, abs=0.5e-5)


def test_three_looks_at_the_arms_give_the_published_p():
    trial, three = Trial(0.5, None), (0.155221, 0.0048747, 0.00010115)
    days = [counted((0, 5_000), (0, 5_300), day=DAY + timedelta(days=at)) for at in range(3)]
    for upto, p in enumerate(three, 1):
        found = ratio(pl.concat(days[:upto]), trial=trial)
        assert found.anytime_p == pytest.approx(p, rel=1e-4)
    far = ratio(counted((0, 100), (0, 900)), trial=trial)
    assert far.anytime_p == pytest.approx(2.3679e-13, rel=1e-4)
    assert far.blocks


def remissions(text, arm):
    """A week is a day; whoever had not relapsed was assigned that long ago."""
    people = []
    for case in text.split():
        days = int(case.rstrip("+"))
        waits = case.endswith("+")
        day = LATER - timedelta(days=days + 1) if waits else LATER - timedelta(days=31)
        people.append(Customer(arm, day, bought=() if waits else ((days - 1, 100),)))
    return people


def test_time_to_purchase_is_the_published_curve_of_remission():
    table = cells([*remissions(TREATED, "mail"), *remissions(CONTROL, "holdout")])
    found = by_day(table, as_of=LATER)
    treated = dict(found.filter(arm="mail").select("days", "value").rows())
    published = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert {day: round(1 - treated[day], 4) for day in published} == published
    control = found.filter(arm="holdout").filter(pl.col("value") >= 0.5)
    assert control["days"][0] == 8


def test_the_planner_asks_for_the_published_sample():
    found = needed(Wish(baseline=0.05, difference=0.01, daily=1_000, holdout_share=0.5))
    assert (found.mail, found.holdout) == (8_155, 8_155)


def test_a_rate_has_wilsons_limits_however_it_is_typed():
    low, high = wilson("k", "n")
    counts = pl.DataFrame({"k": [81, 15, 0, 1], "n": [263, 148, 20, 29]})
    for kind in (pl.Int64, pl.UInt32, pl.Float64):
        found = counts.cast(kind).select(low.round(4).alias("low"), high.round(4).alias("high"))
        assert found.rows() == [(0.2553, 0.3662), (0.0624, 0.1605), (0, 0.1611), (0.0061, 0.1718)]
