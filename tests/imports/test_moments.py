"""Moments of a column: its zone, its fraction, its order of day and month; no guess per row."""

from datetime import UTC, datetime

import pytest

from data.imports import Choices, DateOrderUnknown, parse
from tests.actions.shop_files import file_of

NOON = 1_767_268_800_000  # 1 January 2026, 12:00 UTC


def ordered(*texts, choices=None):
    rows = [{"order_id": n, "ordered_at": text, "value": "1"} for n, text in enumerate(texts)]
    return parse("orders", file_of(rows), file_name="f", choices=choices or Choices())


def test_the_moment_is_that_of_the_calendar():
    assert datetime.fromtimestamp(NOON / 1000, UTC) == datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-01 12:00", NOON),
        ("2026-01-01T12:00:00Z", NOON),
        ("2026-01-01T12:00:00.250Z", NOON + 250),
        ("2026-01-01 12:00:00.123456", NOON + 123),
        ("2026-01-01T14:30:00+02:30", NOON),
        ("2026-01-01 07:00:00 -0500", NOON),
        ("2026-01-01 12:00:00 UTC", NOON),
        ("2026-01-01 12:00:00 (UTC)", NOON),
        ("Thu Jan 01 2026 07:00:00 GMT-0500 (Eastern Standard Time)", NOON),
        ("2026-01-01", NOON - 12 * 3_600_000),
        ("1767268800", NOON),
        ("1767268800000", NOON),
        ("13/Jan/26 12:00 PM", NOON + 12 * 86_400_000),
        ("January 1, 2026 at 12:00", NOON),
    ],
)
def test_a_text_is_the_moment_that_it_says(text, moment):
    assert ordered(text).good["ordered_at"].to_list() == [moment]


@pytest.mark.parametrize(
    "text",
    ["2026-01-01 25:00", "2026-02-30 12:00", "soon", "12:00", "2026-01-01 12:00 (EST)"],
)
def test_what_is_no_moment_is_rejected_with_its_text(text):
    read = ordered("2026-01-01 12:00", text)
    assert read.good.height == 1
    assert read.rejected["reason"].to_list() == [f"'{text}' is not a moment"]


def test_the_whole_column_says_what_comes_first():
    assert ordered("13/01/2026 12:00", "01/02/2026 12:00").good["ordered_at"].to_list() == [
        NOON + 12 * 86_400_000,
        NOON + 31 * 86_400_000,
    ]
    with pytest.raises(DateOrderUnknown):
        ordered("01/02/2026 12:00")
    first = ordered("01/02/2026 12:00", choices=Choices(date_order="month-first"))
    assert first.good["ordered_at"].to_list() == [NOON + 86_400_000]


def test_of_several_states_of_an_order_the_latest_counts_and_the_others_are_named():
    rows = [
        {"order_id": "a", "ordered_at": "2026-01-01", "value": "3", "updated_at": "2026-01-03"},
        {"order_id": "a", "ordered_at": "2026-01-01", "value": "2", "updated_at": "2026-01-02"},
    ]
    read = parse("orders", file_of(rows), file_name="f")
    assert read.good["value_cents"].to_list() == [300]
    assert read.rejected["reason"].to_list() == ["line 2 tells a later state of the same"]
