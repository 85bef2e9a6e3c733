"""What a header says of the money below it: a currency, and whether it counts thousands or more."""

import re
from functools import cache
from typing import NamedTuple

from babel.core import get_global
from babel.numbers import get_currency_symbol

from data.imports.currencies import POWERS, signs

_BRACKET = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*$")
_SCALE = r"mio|mrd|tsd|mn|bn|millions?|thousands?|k|m|1(?:[.,' ]?000)+"
_AFTER = re.compile(
    rf"[\s_\-,:/]+(?:in[\s_\-]+)?((?:(?:{_SCALE})\.?[\s_]+)?(?:\S*[€£¥₹$]\S*|[tkmb]?[A-Za-z]{{3}}))$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"^([A-Za-z]{3}|\S?[€£¥₹$])[\s_\-]+")
_WORDS = re.compile(r"[a-z]*\$|[€£¥₹]|[^\W\d_]\d\b|[^\W\d_]+|\d+", re.IGNORECASE)  # `m2` is one
_GROUPED = re.compile(r"(?<=\d)[.,' ](?=\d{3}(?!\d))")
_PER = re.compile(r"/|(?<![^\W_])(?:p\.|(?:per|pro|par|por|je)(?![^\W_]))", re.IGNORECASE)
_PER_END = re.compile(rf"(?:{_PER.pattern})[\s_\-]*$", re.IGNORECASE)
_NO_CODES = ("ALL", "TOP", "CUP")  # these are words
_USUAL = (  # codes also where they are not written in capitals
    *("USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "CNY", "HKD", "SGD", "SEK", "NOK"),
    *("DKK", "PLN", "CZK", "HUF", "RON", "INR", "BRL", "MXN", "ZAR", "KRW", "ILS"),
)
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
        if found := place.search(header):
            currency, power = _read(found[1], alone=False)
            rest = header[: found.start()] if place is _AFTER else header[found.end() :]
            if currency and rest:
                of_some = place is _AFTER and _PER_END.search(header[: found.start(1)])
                return Money(rest, currency, 0 if of_some else power)
    return Money(header, None, 0)


def currency_meant(said: str | None, usual: str) -> str | None:
    """The ISO code that a header's currency stands for; a bare `$` is the usual dollar."""
    if said != "$":
        return said
    return usual if "$" in get_currency_symbol(usual, locale="en") else "USD"


def _read(text: str, *, alone: bool) -> tuple[str | None, int]:
    currency, letter, power = None, None, 0
    for word in _WORDS.findall(_GROUPED.sub("", text)):
        code, rest = _code(word)
        currency = currency or code
        if rest in _LETTERS:
            letter = rest
        power = power or (0 if rest in _LETTERS else POWERS.get(rest, 0))
    if _PER.search(text):  # `€/m` is that of a month, `€/t` that of a ton
        return currency, 0
    if letter and not power and (currency or (alone and text.strip().lower() == letter)):
        power = POWERS[letter] if letter != "t" or currency else 0
    return currency, power


@cache
def _code(word: str) -> tuple[str | None, str]:
    """The currency that a word names, and what is left of it: `k€` and `TEUR` are both."""
    small = word.lower()
    if small == "$":
        return "$", ""
    if small in signs():
        return signs()[small], ""
    if _is_code(word):
        return word.upper(), ""
    if small.endswith("$") and small[:-1] in _LETTERS:
        return "$", small[:-1]
    if small[:1] in _LETTERS and _is_code(word[1:]):
        return word[1:].upper(), small[:1]
    return None, small


def _is_code(word: str) -> bool:
    """Of a currency that a country pays in today; most such words that are not in capitals, and a
    few that are, mean something else: `std`, `all`, `sit`."""
    code = word.upper()
    return code in _USUAL or (word == code and code in _paid_in() and code not in _NO_CODES)


@cache
def _paid_in() -> frozenset[str]:
    countries = get_global("territory_currencies").values()
    return frozenset(
        code for used in countries for code, _, end, tender in used if tender and end is None
    )
