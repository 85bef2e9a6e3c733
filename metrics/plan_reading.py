"""A plan out of plain tables, or every reason why it is none, each with the path of its field."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from metrics.plan import MILLION

T = TypeVar("T")
PERCENT = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?\s*%")
MOST_CENTS = 10**13


@dataclass(frozen=True)
class Problem:
    """What is wrong, where: `components[1].tiers[0].rate`, and what to do."""

    path: str
    words: str

    def __str__(self) -> str:
        return f"{self.path}: {self.words}" if self.path else self.words


class NoPlan(ValueError):
    """What was given is no plan; `problems` has every reason."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(map(str, problems)))


class Fields:
    """One table of a plan: each field is taken once, with its type; what is left is unknown."""

    def __init__(self, table: Any, path: str, problems: list[Problem]) -> None:
        self.path, self.problems = path, problems
        self.known: list[str] = []
        self.table: Mapping[str, Any] = table if isinstance(table, Mapping) else {}
        if not isinstance(table, Mapping):
            self.wrong("", "This must be a table of fields.")

    def wrong(self, field: str, words: str) -> None:
        self.problems.append(Problem(".".join(filter(None, [self.path, field])), words))

    def has(self, field: str) -> bool:
        return field in self.table

    def take(self, field: str, read: Callable[[Any], T], default: T, words: str) -> T:
        """The field as `read` has it; `default` where it is absent or `read` refuses it."""
        self.known.append(field)
        if field not in self.table:
            return default
        try:
            return read(self.table[field])
        except (ValueError, TypeError, InvalidOperation):
            self.wrong(field, words)
            return default

    def text(self, field: str) -> str:
        if not str(self.table.get(field, "")).strip():
            self.wrong(field, "Write a name.")
        return self.take(field, _text, "", "Write a text in quotes.")

    def choice(self, field: str, of: Sequence[str], default: str | None = None) -> str:
        if default is None and not self.has(field):
            self.wrong(field, f"Say which: {_or(of)}.")
        return self.take(field, lambda v: _one_of(v, of), default or of[0], f"Choose {_or(of)}.")

    def percent(self, field: str, default: int | None = None) -> int | None:
        words = 'Write a percentage in quotes with at most two decimals, such as "7.5%".'
        return self.take(field, percent, default, words)

    def cents(self, field: str) -> int | None:
        words = (
            "Write whole cents, without decimals and without quotes: 250000 for 2,500.00;"
            " at most 10,000,000,000,000."
        )
        return self.take(field, _cents, None, words)

    def value(self, field: str) -> int | None:
        words = 'Write the metric\'s value, such as "95%" or 4.5.'
        return self.take(field, _millionths, None, words)

    def days(self, field: str) -> int | None:
        return self.take(field, _days, None, "Write a whole number of days, from 1 to 3650.")

    def day(self, field: str) -> date | None:
        return self.take(field, _day, None, "Write a day as 2026-01-31.")

    def names(self, field: str) -> tuple[str, ...]:
        return self.take(field, _names, (), 'Write a list of names: ["One", "Another"].')

    def tables(self, field: str) -> list["Fields"]:
        """The tables of a list, each with its own path."""
        self.known.append(field)
        found = self.table.get(field, [])
        if not isinstance(found, list | tuple):
            self.wrong(field, "This must be a list of tables.")
            return []
        at = ".".join(filter(None, [self.path, field]))
        return [Fields(each, f"{at}[{n}]", self.problems) for n, each in enumerate(found, start=1)]

    def done(self) -> None:
        """Name what nobody took."""
        for field in self.table:
            if field not in self.known:
                known = ", ".join(sorted(self.known))
                self.wrong(str(field), f"There is no such field here. There are {known}.")


def percent(value: Any) -> int:
    """Basis points of `"7.5%"`; raises ValueError for anything else."""
    found = PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(value)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def spoken_percent(bp: int) -> str:
    """`7.5%` for 750."""
    whole, rest = divmod(bp, 100)
    return f"{whole}%" if rest == 0 else f"{whole}.{rest:02d}".rstrip("0") + "%"


def spoken_value(millionths: int) -> str:
    """A metric's value in plain decimals."""
    return format((Decimal(millionths) / MILLION).normalize(), "f")


def _millionths(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(value)
    text = str(value).strip()
    number = Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)
    if not number.is_finite() or not 0 <= number <= 10**6 or number != round(number, 6):
        raise ValueError(value)
    return int(number * MILLION)


def _cents(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_CENTS:
        raise ValueError(value)
    return int(value)


def _days(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3650:
        raise ValueError(value)
    return int(value)


def _day(value: Any) -> date:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    if type(day) is not date:  # a moment is no day
        return date(day.year, day.month, day.day) if _is_plain_day(day) else _refuse(value)
    return day


def _is_plain_day(day: Any) -> bool:
    return isinstance(day, date) and not hasattr(day, "hour")


def _refuse(value: Any) -> date:
    raise ValueError(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return " ".join(value.split())


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError(value)
    return tuple(_text(each) for each in value)


def _one_of(value: Any, of: Collection[str]) -> str:
    if not isinstance(value, str) or value not in of:
        raise ValueError(value)
    return str(value)


def _or(of: Sequence[str]) -> str:
    return " or ".join(f'"{each}"' for each in of)
