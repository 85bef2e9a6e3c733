"""What a dialect is: its signs, its headers per field, its stages. It recognises no cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.imports.contract import SCHEMAS
from data.imports.shop_contract import SHOP_ASIDE

# Fields that are read and settle others, beside the columns of the schemas.
_ASIDE: Mapping[str, tuple[str, ...]] = {
    "accounts": ("is_deleted",),
    "products": ("is_deleted",),
    "people": ("first_name", "last_name", "is_deleted"),
    "deals": (
        "status",
        "is_won",
        "is_closed",
        "is_lost",
        "won_on",
        "lost_on",
        "discount",
        "expected_cents",
        "is_deleted",
    ),
    "requests": ("creator", "is_deleted"),
    "notes": ("is_deleted",),
    "revenue": (
        "last_on",
        "month",
        "months",
        "churned",
        "yearly_cents",
        "interval",
        "interval_count",
        "is_deleted",
    ),
    "quotas": ("last_on", "month", "quarter", "year", "months", "is_deleted"),
    "commissions": ("is_deleted",),
    "splits": ("is_deleted",),
    "rates": ("pair", "per_company", "is_deleted"),
    "material-use": ("is_deleted",),
    **SHOP_ASIDE,
}
FIELDS: Mapping[str, tuple[str, ...]] = {
    kind: tuple(c for c in schema if c not in ("line", "state")) + _ASIDE[kind]
    for kind, schema in SCHEMAS.items()
}
"""What a column of a file may feed, per kind."""

Headers = Mapping[str, Mapping[str, str]]
"""Kind → field → its headers without case and punctuation, the preferred first."""


@dataclass(frozen=True)
class Dialect:
    name: str
    headers: Headers
    signs: Mapping[str, Sequence[frozenset[str]]] = field(default_factory=dict)
    """Kind → sets of headers; all of one set present means this dialect."""
    prefix: re.Pattern[str] | None = None
    """Headers as the file has them; two that match mean this dialect."""
    stages: Mapping[str, str] = field(default_factory=dict)
    """Standard stages, plain → open, won or lost."""

    def recognises(self, kind: str, headers: Sequence[str], names: frozenset[str]) -> bool:
        if kind not in self.headers:
            return False
        if self.prefix and sum(bool(self.prefix.match(h)) for h in headers) >= 2:
            return True
        return any(sign <= names for sign in self.signs.get(kind, ()))


def signs(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(s.split()) for s in sets)


def stages(*, open: str, won: str, lost: str) -> dict[str, str]:
    """Plain stage texts, separated by spaces, by what they mean."""
    return {
        word: state
        for state, words in (("open", open), ("won", won), ("lost", lost))
        for word in words.split()
    }
