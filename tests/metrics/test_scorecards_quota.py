"""Sold of quota, worked by hand: what is not known is empty, and never 0."""

from datetime import date

import polars as pl
import pytest

from data.reads.quotas import PAID, QUOTAS
from metrics.periods import Period
from metrics.scorecards_quota import attainment

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
FROM, UNTIL = date(2026, 1, 1), date(2026, 4, 1)
DECIDED = {
    "rep_id": pl.Int64,
    "on": pl.Date,
    "revenue_y": pl.Float64,
    "revenue_unknown": pl.Int64,
}


def found(sold=(), quotas=(), paid=()) -> dict[int, tuple]:
    """`value, sold, quota, paid, n` by rep."""
    decided = pl.DataFrame(list(sold), schema=DECIDED, orient="row")
    to_sell = pl.DataFrame(list(quotas), schema=QUOTAS, orient="row")
    earned = pl.DataFrame(list(paid), schema=PAID, orient="row")
    rows = attainment(decided, to_sell, earned, period=YEAR).rows()
    return {rep: rest for rep, *rest in rows}


def test_what_was_won_on_the_days_of_a_quota_is_held_against_it():
    sold = [
        (1, date(2026, 1, 1), 30_00.0, 0),
        (1, date(2026, 3, 31), 20_00.0, 0),
        (1, date(2026, 4, 1), 99_00.0, 0),  # the first day without it
        (1, date(2026, 2, 1), None, 0),  # lost
    ]
    paid = [(1, None, date(2026, 5, 1), 7_00), (1, None, date(2026, 6, 1), -2_00)]
    assert found(sold, [(1, FROM, UNTIL, 100_00)], paid) == {1: [0.5, 50_00.0, 100_00, 5_00, 1]}


def test_a_won_deal_of_unknown_amount_leaves_empty_what_was_sold():
    quotas = [(1, FROM, UNTIL, 100_00), (2, FROM, UNTIL, 100_00)]
    sold = [(1, FROM, 30_00.0, 0), (1, FROM, None, 1), (2, UNTIL, None, 1)]
    assert found(sold, quotas) == {
        1: [None, None, 100_00, None, 1],
        2: [0.0, 0.0, 100_00, None, 1],  # her unknown deal was won after the quota's days
    }


@pytest.mark.parametrize(
    ("quotas", "paid", "expected"),
    [
        ([(1, FROM, UNTIL, None)], [], [None, 0.0, None, None, 1]),
        ([(1, FROM, UNTIL, 0)], [], [None, 0.0, 0, None, 1]),
        ([], [(1, None, FROM, 5)], [None, None, None, 5, 0]),
        ([], [(1, None, FROM, 5), (1, None, FROM, None)], [None, None, None, None, 0]),
    ],
)
def test_without_an_amount_there_is_no_share_and_no_sum(quotas, paid, expected):
    assert found((), quotas, paid) == {1: expected}


def test_nobody_has_a_quota_or_pay():
    assert found([(1, FROM, 5.0, 0)]) == {}
