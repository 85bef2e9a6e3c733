"""A plan's tables as TOML text and back; judges nothing but the text."""

import tomllib
from typing import Any

import tomlkit

from metrics.plan_reading import NoPlan, Problem

HEADER = (
    "A compensation plan. Amounts are whole cents of the company's currency, for one period;",
    "on_target_cents is for a year. Percentages stand in quotes, with at most two decimals.",
)


def as_toml(content: dict[str, Any]) -> str:
    """The text of a plan's tables (see `plan_language.content_of`)."""
    document = tomlkit.document()
    for line in HEADER:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    for name, value in content.items():
        document.add(name, tomlkit.item(value))
    return tomlkit.dumps(document)


def from_toml(text: str) -> dict[str, Any]:
    """The tables that the text says.

    Raises:
        NoPlan: it is no TOML; the words say in which line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise NoPlan([Problem("", f"This is not TOML: {wrong}.")]) from None
