"""Every page of these tests stands at one moment: no midnight falls between a fact and its page."""

from datetime import datetime

import pytest

from tests.pages.moment import NOW


class Stopped(datetime):
    """A clock that does not go on."""

    @classmethod
    def now(cls, tz=None):
        return NOW.astimezone(tz)


@pytest.fixture(autouse=True)
def _it_is_now(monkeypatch):
    for door in ("clock", "submit"):
        monkeypatch.setattr(f"pages.parts.{door}.datetime", Stopped)
