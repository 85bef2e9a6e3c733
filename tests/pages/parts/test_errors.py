"""When the program is at fault: an id for the person, the traceback for the log, no secrets."""

import json
import logging
import sys

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.logs import OneLine


def failing(words: str) -> None:
    from data.refused import Invalid
    from pages.parts import errors

    errors.show(Invalid(words) if words.endswith(".") else ValueError(words))


def test_a_bug_shows_an_id_that_the_log_has_beside_the_traceback(caplog):
    with caplog.at_level(logging.ERROR, logger="throughline"):
        at = AppTest.from_function(
            failing, args=("the customer's name",), default_timeout=240
        ).run()
    [record] = caplog.records
    assert f"Error id {record.error_id}." in at.error[0].value
    assert "the customer's name" not in at.error[0].value
    assert len(at.exception) == 0
    line = json.loads(OneLine().format(record))
    assert line["error_id"] == record.error_id
    assert "ValueError: the customer's name" in line["traceback"]


def test_a_refusal_that_no_page_caught_is_shown_in_its_own_words(caplog):
    at = AppTest.from_function(
        failing, args=("Shares must sum to 100%.",), default_timeout=240
    ).run()
    assert at.error[0].value == "Shares must sum to 100%."
    assert [record for record in caplog.records if record.name == "throughline"] == []


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://keeper:hunter2@db.example.org/sales",
        "cannot reach postgresql+psycopg://keeper:hunter2@db.example.org:5432/sales?x=1",
    ],
)
def test_a_password_in_an_address_never_reaches_the_log(text):
    try:
        raise RuntimeError(text)
    except RuntimeError:
        found = sys.exc_info()
    record = logging.LogRecord("throughline", logging.ERROR, __file__, 1, text, None, found)
    line = OneLine().format(record)
    assert "hunter2" not in line
    assert "keeper:…@db.example.org" in json.loads(line)["traceback"]
    assert "\n" not in line
