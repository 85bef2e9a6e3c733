"""The days of the made-up company hold together whatever today is."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from data.demo.days import Days, quarter_start, working_day

ANY_DAY = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@given(ANY_DAY)
def test_the_record_runs_three_years_and_the_strategy_changes_in_its_middle(today):
    days = Days(today)
    assert 1094 <= (today - days.start).days <= 1096
    assert 480 <= (today - days.change).days <= 650
    assert days.start < days.change < days.custom < days.theme <= today - timedelta(days=150)


@given(ANY_DAY)
def test_files_leave_at_the_start_at_each_new_quarter_and_today(today):
    days = Days(today)
    first, *between, last = days.exports
    assert (first, last) == (days.start, today)
    assert all(day == quarter_start(day) for day in between)
    assert {days.change, days.custom} <= set(between)
    gaps = [b - a for a, b in zip(days.exports, days.exports[1:], strict=False)]
    assert all(timedelta(0) < gap <= timedelta(days=92) for gap in gaps)


@given(ANY_DAY)
def test_a_working_day_is_never_at_a_weekend_nor_more_than_two_days_earlier(day):
    assert working_day(day).weekday() < 5
    assert 0 <= (day - working_day(day)).days <= 2


def test_a_leap_day_has_a_start_too():
    assert Days(date(2028, 2, 29)).start == date(2025, 2, 28)
