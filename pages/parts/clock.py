"""Which day it is for the person looking: pages are told here, nothing below them looks itself."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def zone() -> ZoneInfo:
    """Where the person is; UTC when the browser does not say, or names no place that is known."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def today() -> date:
    """Today where the person is."""
    return datetime.now(zone()).date()


def day_of_writing() -> date:
    """Today in UTC: the day by which actions judge what is over, wherever the person sits."""
    return datetime.now(UTC).date()
