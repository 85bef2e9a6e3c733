"""What a header says of the money below it: a currency, and whether it counts thousands or more."""

import re
from functools import cache
from typing import NamedTuple

from babel.numbers import get_currency_symbol

from data.imports.currencies import precisions, signs

_BRACKET = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*$")
_AFTER = re.compile(
    r"[\s_\-,:/]+(?:in[\s_\-]+)?((?:(?:mio|mrd|tsd|mn|bn|millions?|thousands?|k|m)\.?[\s_]+)?"
    r"(?:\S*[€£¥₹$]\S*|[A-Za-z]{3}))$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^([A-Za-z]{3}|\S?[€£¥₹$])[\s_\-]+")
_WORDS = re.compile(r"[a-z]*\$|[€£¥₹]|[^\W\d_]+|\d+")
_NO_CODES = ("ALL", "TOP", "TRY", "CUP")  # outside of brackets these are words
_POWERS = {
    **dict.fromkeys(("k", "000", "000s", "thousand", "thousands", "tsd", "t", "tausend"), 3),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mill", "million", "millions", "000000"), 6),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions"), 9),
}
_LETTERS = ("t", "k", "m", "b")  # they count only beside a currency, or alone in brackets


class Money(NamedTuple):
    """What stands in a header beside its name."""

    bare: str
    """The header without it."""
    currency: str | None
    """ISO code; `$` for the bare sign, which the usual currency decides."""
    power: int
    """Of ten, by which each number below is to be multiplied: 3 for `(k€)`."""


def money_in(header: str) -> Money:
    """`Amount (EUR)`, `amount_in_usd`, `Value €`, `USD Amount`, `Revenue ($000)`, `Betrag (T€)`."""
    header = " ".join(header.split())
    if bracket := _BRACKET.search(header):
        currency, power = _read(bracket[1], alone=True)
        return Money(header[: bracket.start()], currency, power)
    for place in (_AFTER, _BEFORE):
        if (found := place.search(header)) and found[1].split()[-1].upper() not in _NO_CODES:
            currency, power = _read(found[1], alone=False)
            rest = header[: found.start()] if place is _AFTER else header[found.end() :]
            if currency and rest:
                return Money(rest, currency, power)
    return Money(header, None, 0)


def currency_meant(said: str | None, usual: str) -> str | None:
    """The ISO code that a header's currency stands for; a bare `$` is the usual dollar."""
    if said != "$":
        return said
    return usual if "$" in get_currency_symbol(usual, locale="en") else "USD"


def _read(text: str, *, alone: bool) -> tuple[str | None, int]:
    currency, letter, power = None, None, 0
    for word in _WORDS.findall(text.lower()):
        code, rest = _code(word)
        currency = currency or code
        if rest in _LETTERS:
            letter = rest
        power = power or (0 if rest in _LETTERS else _POWERS.get(rest, 0))
    if letter and not power and (currency or (alone and text.strip().lower() == letter)):
        power = _POWERS[letter] if letter != "t" or currency else 0
    return currency, power


@cache
def _code(word: str) -> tuple[str | None, str]:
    """The currency that a word names, and what is left of it: `k€` and `TEUR` are both."""
    if word == "$":
        return "$", ""
    if word in signs():
        return signs()[word], ""
    if word.upper() in precisions():
        return word.upper(), ""
    if word.endswith("$") and word[:-1] in _LETTERS:
        return "$", word[:-1]
    if word[:1] in _LETTERS and word[1:].upper() in precisions():
        return word[1:].upper(), word[:1]
    return None, word
