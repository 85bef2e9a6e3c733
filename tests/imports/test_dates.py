"""Days: decided from the whole column, never per row."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.imports import Choices, DateOrderUnknown, parse
from data.imports.dates import read_dates


def days(*texts, order=None, **more):
    found, unclear = read_dates(pl.Series(texts, dtype=pl.String), order=order, **more)
    return found.to_list(), unclear


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-12", date(2024, 3, 12)),
        ("2024/3/5", date(2024, 3, 5)),
        ("20240312", date(2024, 3, 12)),
        ("2019-12-04 12:48:22", date(2019, 12, 4)),
        ("2019-12-04 6:48:22", date(2019, 12, 4)),
        ("2020-01-02 17:14:21+00:00", date(2020, 1, 2)),
        ("2023-12-31T23:30:00-05:00", date(2024, 1, 1)),
        ("2024-01-01T00:30:00.000+0200", date(2023, 12, 31)),
        ("2018-12-19T19:51:13.000Z", date(2018, 12, 19)),
        ("12/Mar/24 9:41 AM", date(2024, 3, 12)),
        ("12-Mar-2024", date(2024, 3, 12)),
        ("March 5, 2024", date(2024, 3, 5)),
        ("Mar 5th, 2024", date(2024, 3, 5)),
        ("Tue, 12 Mar 2024 10:00:00 +0000", date(2024, 3, 12)),
        ("5. März 2024", date(2024, 3, 5)),
        ("5 de marzo de 2024", date(2024, 3, 5)),
        ("31/12/68", date(2068, 12, 31)),
        ("31/12/69", date(1969, 12, 31)),
    ],
)
def test_a_day_in_its_usual_shapes(text, day):
    assert days(text) == ([day], None)


@pytest.mark.parametrize(
    "text",
    ["2024-02-31", "31/02/2024", "0001-01-01", "9999-12-31", "2024-13-13", "32/01/2024", "2024-03",
     "2024", "12:30", "soon", "2024-03-12 25:00", "2024-03-12 13:00 PM", "2024-03-12 and more"],
)  # fmt: skip
def test_what_is_no_day_is_null(text):
    assert days(text)[0] == [None]


def test_one_value_above_twelve_settles_the_whole_column():
    assert days("03/04/2024", "13/04/2024")[0][0] == date(2024, 4, 3)
    assert days("03/04/2024", "04/13/2024")[0][0] == date(2024, 3, 4)


def test_a_column_that_fits_both_is_asked_about_unless_both_say_the_same():
    assert days("03/04/2024")[1] == "03/04/2024"
    assert days("03/03/2024") == ([date(2024, 3, 3)], None)


def test_a_column_that_says_both_is_asked_about_and_then_rejects_what_does_not_fit():
    assert days("13/04/2024", "04/13/2024")[1] == "13/04/2024"
    assert days("13/04/2024", "04/13/2024", order="day-first") == (
        [date(2024, 4, 13), None],
        None,
    )


def test_milliseconds_and_spreadsheet_days_only_where_they_are_meant():
    assert days("1552348800000", epochs=True)[0] == [date(2019, 3, 12)]
    assert days("45000", serials=True)[0] == [date(2023, 3, 15)]
    assert days("1552348800000", "45000")[0] == [None, None]


def test_a_whole_column_of_milliseconds_is_days_in_any_export():
    text = "Deal,Stage,Created\nA,open,1552348800000\nB,open,1552435200000\n"
    read = parse("deals", text.encode(), file_name="d.csv")
    assert read.good["opened_on"].to_list() == [date(2019, 3, 12), date(2019, 3, 13)]


DEALS = "Deal,Stage,Created,Close Date\nA,open,{0},{1}\n"


def test_the_question_names_every_column_that_needs_an_answer():
    with pytest.raises(DateOrderUnknown) as refusal:
        parse("deals", DEALS.format("01/02/2024", "03/04/2024").encode(), file_name="d.csv")
    assert str(refusal.value) == (
        "The dates in 'Created' (for example 01/02/2024) and 'Close Date' (for example 03/04/2024)"
        " can be read day-first or month-first: choose day-first or month-first."
    )
    assert refusal.value.columns == ("Created", "Close Date")


def test_one_column_does_not_answer_for_another():
    with pytest.raises(DateOrderUnknown) as refusal:
        parse("deals", DEALS.format("13/02/2024", "03/04/2024").encode(), file_name="d.csv")
    assert refusal.value.columns == ("Close Date",)


@pytest.mark.parametrize(("order", "day"), [("day-first", 3), ("month-first", 4)])
def test_the_answer_is_obeyed(order, day):
    content = DEALS.format("2024-01-02", "03/04/2024").encode()
    read = parse("deals", content, file_name="d.csv", choices=Choices(date_order=order))
    assert read.good["expected_close_on"].to_list() == [date(2024, 7 - day, day)]


FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%m/%d/%Y", "%d-%b-%Y", "%B %d, %Y", "%Y%m%d")


@given(
    st.lists(st.dates(date(1900, 1, 1), date(2100, 12, 31)), min_size=1, max_size=20),
    st.sampled_from(FORMATS),
)
def test_what_was_written_is_read_back_or_asked_about(written, form):
    texts = [day.strftime(form) for day in written]
    read, unclear = days(*texts)
    assert read == written or unclear in texts
    order = "month-first" if form.startswith("%m") else "day-first"
    assert days(*texts, order=order) == (written, None)


@given(
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.times(),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_with_a_zone_is_its_day_in_utc(day, time, minutes):
    moment = datetime.combine(day, time)
    sign, away = "-" if minutes < 0 else "+", abs(minutes)
    text = f"{moment:%Y-%m-%dT%H:%M:%S}{sign}{away // 60:02}:{away % 60:02}"
    assert days(text)[0] == [(moment - timedelta(minutes=minutes)).date()]
