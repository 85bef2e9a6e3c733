"""What a partner's message says, read as JSON: plain, of bounded depth, of text that every database
keeps. What is odd is refused in words before anything is written.
"""

import json
import math
from typing import Any, NoReturn

from data.refused import Invalid

DEEPEST = 20
LARGEST = 2**63


class NoJson(Invalid):
    """The message is not written in JSON at all."""


def told_in(body: bytes) -> Any:
    """What the message says.

    Raises:
        NoJson: it is not JSON in UTF-8.
        Invalid: it is nested deeper than DEEPEST, or holds a number or a text that cannot be kept.
    """
    try:
        said = json.loads(body.decode("utf-8"), parse_constant=_no_number)
    except RecursionError:
        raise _too_deep() from None
    except ValueError:
        raise NoJson("This is no JSON.") from None
    _check(said)
    return said


def _check(said: Any) -> None:
    """Look at every value, level by level: a message may be deeper than Python goes."""
    level = [said]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below.extend(one)
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
            elif isinstance(one, str):
                _check_text(one)
            elif isinstance(one, int | float):
                _check_number(one)
        if not below:
            return
        level = below
    raise _too_deep()


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise Invalid("A text holds the character NUL, which no database keeps.")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Invalid("A text holds half a character (a lone surrogate).") from None


def _check_number(number: float) -> None:
    if isinstance(number, float) and not math.isfinite(number):
        _no_number(str(number))
    if not -LARGEST <= number < LARGEST:
        raise Invalid("A number is larger than what is counted here (64 bits).")


def _no_number(name: str) -> NoReturn:
    raise NoJson(f"{name} is not a number in JSON.")


def _too_deep() -> Invalid:
    return Invalid(f"This is nested deeper than {DEEPEST} levels.")
