"""When the tests of pages are: a working day within a quarter, whatever day it really is."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
TODAY = NOW.date()
