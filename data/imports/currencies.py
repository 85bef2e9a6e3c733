"""Currencies as amounts are written in them: codes, signs, places, thousands. No rates."""

from collections.abc import Mapping
from functools import cache

import polars as pl
from babel.numbers import (
    get_currency_name,
    get_currency_precision,
    get_currency_symbol,
    list_currencies,
)

_SIGNS = {
    "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "hk$": "HKD",
    "nz$": "NZD", "s$": "SGD", "r$": "BRL", "mx$": "MXN", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "฿": "THB", "₫": "VND",
    "₴": "UAH", "₦": "NGN", "zł": "PLN", "rs": "INR", "rs.": "INR", "fr": "CHF", "fr.": "CHF",
}  # fmt: skip
_CROWNS = ("SEK", "NOK", "DKK", "ISK")
_CURRENCY = r"[A-Za-z]{1,2}\$|[A-Za-z]{3}|\$|€|£|¥|₹|₩|₽|₺|₪|฿|₫|₴|₦|zł|kr\.?|[Rr]s\.?|[Ff]r\.?"
SHAPE = (
    rf"^(\()?([-+−–])?({_CURRENCY})?([-+−–])?([\d.,]*\d[\d.,]*)"
    rf"(mm|mn|mio|bn|[kKmMbB])?({_CURRENCY})?([-−–])?(\))?$"
)
POWERS = {
    **dict.fromkeys(
        ("k", "000", "1000", "000s", "thousand", "thousands", "tsd", "t", "tausend"), 3
    ),
    **dict.fromkeys(
        ("m", "mm", "mn", "mio", "mill", "million", "millions", "000000", "1000000"), 6
    ),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions"), 9),
}
"""What stands for thousands and more, beside a number or in a header → the power of ten."""
SPACES = r"[\s\u{a0}\u{2007}\u{2009}\u{202f}'’`´_]"
PLAIN = r"^-?\d{1,12}(?:\.\d{1,2})?$"


@cache
def precisions() -> dict[str, int]:
    """ISO code → decimal places of its smallest unit (USD 2, JPY 0, KWD 3), as Unicode has it."""
    return {code: get_currency_precision(code) for code in list_currencies()}


@cache
def names() -> dict[str, str]:
    """English name without case ("us dollar") → ISO code."""
    return {get_currency_name(code, locale="en").lower(): code for code in list_currencies()}


def signs() -> Mapping[str, str]:
    """A sign that one currency alone has, in lower case → its ISO code."""
    return _SIGNS


def currency_in(texts: pl.Series, usual: str) -> tuple[pl.Series, pl.Series]:
    """The currency that a text itself names by code or sign, null where it names none; and
    whether it names one that is not known.

    Signs that several currencies share mean the `usual` one where that is among them; a dollar
    is otherwise the American one, a crown is not known.
    """
    if texts.str.contains(PLAIN).all():
        none = pl.Series(texts.name, [None] * len(texts), dtype=pl.String)
        return none, none.is_not_null()
    known = {**_SIGNS, **{code.lower(): code for code in precisions()}}
    known["$"] = usual if "$" in get_currency_symbol(usual, locale="en") else "USD"
    if usual in _CROWNS:
        known["kr"] = known["kr."] = usual
    shape = pl.col("text").str.replace_all(SPACES, "").str.extract_groups(SHAPE).struct
    found = pl.coalesce(shape.field("3"), shape.field("7")).str.to_lowercase()
    named = found.replace_strict(known, default=None, return_dtype=pl.String)
    frame = texts.to_frame("text").select(named=named, strange=found.is_not_null())
    return frame["named"], frame["strange"] & frame["named"].is_null()
