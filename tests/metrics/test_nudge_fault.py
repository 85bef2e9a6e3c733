from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.nudge_effect import Trial
from metrics.nudge_fault import FAULT, fault
from tests.metrics.made import law
from tests.metrics.nudged import DAY, counted

HALF = Trial(0.5, 4_000)


def test_the_segment_and_the_day_that_lost_their_holdout_stand_first():
    later = DAY + timedelta(days=1)
    cells = pl.concat(
        [
            counted((10, 500), (10, 500), segment="known"),
            counted((10, 500), (10, 300), segment="new", day=later),
        ]
    )
    found = fault(cells, trial=HALF)
    assert found.head(2).select("by", "group").rows() == [("day", "2026-03-02"), ("segment", "new")]
    worst = found.row(1, named=True)
    assert (worst["mail"], worst["holdout"], worst["expected"]) == (500, 300, 400)
    assert worst["value"] == 0.375
    # By hand: (100^2 + 100^2) / 400 = 50 on one degree of freedom.
    assert worst["p"] == pytest.approx(1.5375e-12, rel=1e-4)
    assert worst["q"] == pytest.approx(2 * worst["p"])
    fine = found.filter(group="known").row(0, named=True)
    assert fine["p"] == 1
    assert fine["low"] < 0.5 < fine["high"]


def test_without_a_design_or_anybody_there_is_nothing_to_find():
    cells = counted((10, 500), (10, 300))
    assert fault(cells, trial=Trial(None, None)).rows() == []
    assert fault(cells, trial=Trial(0.0, None)).rows() == []
    empty = fault(cells.clear(), trial=HALF)
    assert (empty.height, empty.schema) == (0, FAULT)


@law
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=8))
def test_every_customer_stands_in_one_segment_and_on_one_day(days):
    cells = pl.concat(
        counted((0, mail), (0, held), day=DAY + timedelta(days=at), segment="ab"[at % 2])
        for at, (mail, held) in enumerate(days)
    )
    found = fault(cells, trial=HALF)
    for by in ("segment", "day"):
        part = found.filter(by=by)
        assert part["mail"].sum() == sum(mail for mail, _ in days)
        assert part["holdout"].sum() == sum(held for _, held in days)
        assert part["p"].is_between(0, 1).all()


def test_days_are_days_of_assignment():
    assert fault(counted((1, 9), (1, 9)), trial=HALF).filter(by="day")["group"].to_list() == [
        date(2026, 3, 1).isoformat()
    ]
