"""Which day it is for the person looking: pages are told here, nothing below them looks itself."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def today() -> date:
    """Today where the person is; in UTC when the browser does not say where that is."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return datetime.now(UTC).date()
    return datetime.now(zone).date()


def day_of_writing() -> date:
    """Today in UTC: the day by which actions judge what is over, wherever the person sits."""
    return datetime.now(UTC).date()
