from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metrics.periods import Period, around, default_period, from_word
from tests.metrics.made import flow, flows

Q4 = Period(date(2017, 10, 1), date(2017, 12, 31))
TODAY = date(2017, 11, 5)


@pytest.mark.parametrize(
    ("span", "kind", "name", "before"),
    [
        ("2017-10-01 2017-12-31", "quarter", "Q4 2017", "2017-07-01 2017-09-30"),
        ("2017-01-01 2017-03-31", "quarter", "Q1 2017", "2016-10-01 2016-12-31"),
        ("2017-01-01 2017-12-31", "year", "2017", "2016-01-01 2016-12-31"),
        ("2016-03-01 2016-03-31", "month", "March 2016", "2016-02-01 2016-02-29"),
        ("2017-01-02 2017-03-31", "days", "2 Jan 2017 to 31 Mar 2017", "2016-10-05 2017-01-01"),
        ("2017-05-05 2017-05-05", "days", "5 May 2017 to 5 May 2017", "2017-05-04 2017-05-04"),
    ],
)
def test_a_period_knows_its_kind_its_name_and_the_one_before(span, kind, name, before):
    period = Period(*map(date.fromisoformat, span.split()))
    assert (period.kind, period.name) == (kind, name)
    assert period.previous == tuple(map(date.fromisoformat, before.split()))


def test_this_quarter_is_only_the_one_that_today_is_in():
    assert (Q4.when(TODAY), Q4.before(TODAY)) == ("this quarter", "last quarter")
    assert (Q4.when(date(2018, 1, 1)), Q4.before(date(2018, 1, 1))) == ("in Q4 2017", "Q3 2017")
    days = Period(date(2017, 5, 5), date(2017, 5, 6))
    assert days.when(TODAY) == "from 5 May 2017 to 6 May 2017"
    assert days.before(TODAY) == "the 2 days before"


def test_the_default_is_the_quarter_of_the_last_win_not_after_today():
    wins = flows(
        flow(1, on=date(2017, 5, 5)),
        flow(2, on=date(2018, 5, 5)),
        flow(3, on=date(2017, 8, 8), column="customers_ask"),
    )
    assert default_period(wins, TODAY).name == "Q2 2017"
    assert default_period(wins.filter(column="customers_ask"), TODAY).name == "Q3 2017"
    assert default_period(flows(), TODAY) == Q4


@given(st.dates(date(1970, 2, 1)), st.sampled_from(["month", "quarter", "year"]))
@example(date.max, "year")
@example(date.max, "month")
def test_calendar_periods_follow_each_other_without_a_gap(day, kind):
    period = around(day, kind)
    assert period.first <= day <= period.last
    assert period.kind == kind
    assert (period.first - period.previous.last).days == 1
    assert period.previous.kind == kind


@pytest.mark.parametrize(
    "word", ["0001", "9999", "0001-Q1", "0001-01-01..0001-02-01", "9999-01-01..9999-12-31"]
)
def test_days_at_the_ends_of_the_calendar_are_no_period(word):
    assert from_word(word) is None


@pytest.mark.parametrize("word", ["1900", "2999-Q4", "1900-01-01..2999-12-31"])
def test_what_can_be_asked_for_has_days_before_it(word):
    asked = from_word(word)
    assert asked.previous.last < asked.first < asked.last
