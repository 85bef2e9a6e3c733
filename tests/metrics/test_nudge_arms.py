from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.nudge_arms import CELLS, arms, side_by_side, waiting
from tests.metrics.nudged import DAY, Customer, cells

NEVER = date(2030, 1, 1)

customers = st.lists(
    st.builds(
        Customer,
        arm=st.sampled_from(["mail", "holdout"]),
        day=st.dates(DAY, DAY + timedelta(days=40)),
        segment=st.sampled_from(["", "new", "known"]),
        bought=st.dictionaries(st.integers(0, 29), st.integers(0, 50_000), max_size=4).map(
            lambda found: tuple(found.items())
        ),
    ),
    max_size=30,
)


@given(customers, st.integers(1, 30), st.integers(0, 80))
def test_a_window_is_what_counting_customers_one_by_one_gives(people, window, later):
    as_of = DAY + timedelta(days=later)
    found = arms(cells(people), window=window, as_of=as_of)
    for arm in ("mail", "holdout"):
        over = [p for p in people if p.arm == arm and p.day + timedelta(days=window) < as_of]
        sums = [sum(cents for lag, cents in p.bought if lag < window) for p in over]
        bought = [p for p in over if any(lag < window for lag, _ in p.bought)]
        row = found.filter(arm=arm)
        if not over:
            assert row.is_empty()
            continue
        assert row.select("n", "conversions", "revenue_cents", "sum_sq").row(0) == (
            len(over),
            len(bought),
            sum(sums),
            sum(total**2 for total in sums),
        )


@given(customers, st.integers(1, 30))
def test_segments_and_days_add_up_to_the_whole(people, window):
    table = cells(people)
    whole = arms(table, window=window, as_of=NEVER)
    for by in (("segment",), ("day",), ("day", "segment")):
        parts = arms(table, window=window, as_of=NEVER, by=by)
        summed = parts.group_by("arm").agg(pl.exclude("arm", *by).sum())
        assert summed.sort("arm").equals(whole.sort("arm"))


def test_whoever_still_has_time_is_counted_apart_in_both_arms():
    table = cells(
        [
            Customer("mail", DAY, bought=((1, 100),)),
            Customer("mail", DAY + timedelta(days=3), bought=((0, 100),)),
            Customer("holdout", DAY + timedelta(days=3)),
        ]
    )
    as_of = DAY + timedelta(days=8)  # the first day's seven days are over, the fourth's are not
    assert arms(table, window=7, as_of=as_of).select("arm", "n", "conversions").rows() == [
        ("mail", 1, 1)
    ]
    over_on = DAY + timedelta(days=11)
    assert waiting(table, window=7, as_of=as_of).rows() == [
        ("mail", 1, over_on),
        ("holdout", 1, over_on),
    ]
    assert arms(table, window=7, as_of=over_on)["n"].sum() == 3


def test_without_cells_there_are_no_arms_and_side_by_side_both_are_empty():
    found = arms(pl.DataFrame(schema=CELLS), window=7, as_of=NEVER)
    assert found.is_empty()
    both = side_by_side(found)
    assert both.height == 1
    assert both.select("mail_n", "holdout_n").row(0) == (0, 0)


def test_squares_that_fit_64_bits_by_the_day_are_summed_beyond_them():
    rupiah = 3_000_000_000  # 30 million: its square is 9e18
    people = [Customer("mail", DAY + timedelta(days=d), bought=((0, rupiah),)) for d in range(9)]
    found = arms(cells(people), window=7, as_of=NEVER)
    assert found["sum_sq"].to_list() == [9 * rupiah**2]


@pytest.mark.parametrize("window", [0, 31, -1])
def test_a_window_that_the_cube_cannot_answer_is_refused(window):
    with pytest.raises(ValueError, match="1 to 30 days"):
        arms(pl.DataFrame(schema=CELLS), window=window, as_of=NEVER)
