"""Quiet hours in the customer's own zone, also when her clock is changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nudges.quiet import quiet_until
from tests.nudges.shop import DESIGN

NIGHT = replace(DESIGN, quiet_from="21:00", quiet_until="08:00", zone="UTC")
SMALL = replace(DESIGN, quiet_from="01:00", quiet_until="02:30", zone="UTC")
LISBON, BERLIN = "Europe/Lisbon", "Europe/Berlin"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("design", "zone", "now", "until"),
    [
        # by hand: Lisbon is UTC in winter and UTC+1 in summer
        (NIGHT, LISBON, "2026-01-10 20:59", None),
        (NIGHT, LISBON, "2026-01-10 21:00", "2026-01-11 08:00"),
        (NIGHT, LISBON, "2026-01-11 07:59", "2026-01-11 08:00"),
        (NIGHT, LISBON, "2026-01-11 08:00", None),
        (NIGHT, LISBON, "2026-07-10 20:00", "2026-07-11 07:00"),
        # the night of 29 March 2026, Lisbon goes from UTC to UTC+1
        (NIGHT, LISBON, "2026-03-28 22:00", "2026-03-29 07:00"),
        # the night of 25 October 2026, back again
        (NIGHT, LISBON, "2026-10-24 20:30", "2026-10-25 08:00"),
        (NIGHT, "America/Los_Angeles", "2026-01-10 05:30", "2026-01-10 16:00"),
        (NIGHT, "Asia/Kathmandu", "2026-01-10 16:00", "2026-01-11 02:15"),
        (NIGHT, None, "2026-01-10 22:00", "2026-01-11 08:00"),
        (NIGHT, "Nowhere/Land", "2026-01-10 22:00", "2026-01-11 08:00"),
        # in Berlin 02:30 does not come on 29 March 2026: half an hour past three it is over
        (SMALL, BERLIN, "2026-03-29 00:15", "2026-03-29 01:30"),
        (SMALL, BERLIN, "2026-03-29 01:30", None),
        # on 25 October it comes twice
        (SMALL, BERLIN, "2026-10-25 00:10", "2026-10-25 00:30"),
        (SMALL, BERLIN, "2026-10-25 01:10", "2026-10-25 01:30"),
        (SMALL, BERLIN, "2026-10-25 01:30", None),
    ],
)
def test_quiet_hours_end_when_her_clock_says_so(design, zone, now, until):
    assert quiet_until(design, zone, at(now)) == (at(until) if until else None)


@given(
    minute=st.integers(0, 365 * 24 * 60),
    zone=st.sampled_from([LISBON, BERLIN, "America/New_York", "Australia/Lord_Howe", "UTC"]),
    design=st.sampled_from([NIGHT, SMALL]),
)
def test_who_is_held_back_is_released_later_and_not_held_again(minute, zone, design):
    now = at("2026-01-01") + timedelta(minutes=minute)
    until = quiet_until(design, zone, now)
    if until is not None:
        assert until > now
        assert (until - now).total_seconds() < 13 * 3600
        # an hour that comes twice may be quiet twice
        assert quiet_until(design, zone, until) is None or design is SMALL
    same = replace(design, quiet_from="09:00", quiet_until="09:00")
    assert quiet_until(same, zone, now) is None
