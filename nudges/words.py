"""What a mail says about a basket, as its language writes money and time."""

import json
import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_gmt
from babel.numbers import format_currency, get_currency_precision

from data.actions.campaign_design import BREAKS, Design
from data.reads.due import Left, Reachable
from nudges.compose import Facts
from nudges.quiet import zone_of

LINK = re.compile(r"://|\bwww\.|\w\.[^\W\d_]{2}")  # mail readers make a link of "shop.example" too
MOST_ITEMS, LONGEST_ITEM = 50, 200
ENGLISH = Locale("en")


def facts(basket: Left, customer: Reachable, design: Design) -> Facts:
    """The basket in words; what is not known is empty."""
    locale = _locale(customer.locale, design.language)
    return Facts(
        address=customer.email or "",
        name=_called(customer.name or ""),
        items=_items(basket.lines),
        value=_money(basket.value_cents, basket.currency, locale),
        event_at=_moment(basket.event_at, customer.time_zone, design, locale),
        recovery_url=basket.recovery_url or "",
    )


def _called(name: str) -> str:
    """Her name on one line; empty where it holds a link: whoever types one into a shop's form with
    somebody else's address would have us send his advertisement."""
    said = " ".join(BREAKS.sub(" ", name).split())
    return "" if LINK.search(said) else said


def _locale(hers: str | None, language: str) -> Locale:
    """Hers, where it is of the mail's language: one mail speaks one language."""
    own = _read(language) or _read(language.split("-")[0]) or ENGLISH
    asked = _read(hers or "")
    return asked if asked is not None and asked.language == own.language else own


@lru_cache(maxsize=200)
def _read(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        return None


def _money(cents: int | None, currency: str, locale: Locale) -> str:
    if cents is None:
        return ""
    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=locale)


def _moment(moment: datetime | None, zone: str | None, design: Design, locale: Locale) -> str:
    """In her zone; where that is not the shop's, how far it is from Greenwich is said as well."""
    if moment is None:
        return ""
    there = moment.astimezone(zone_of(zone, design))
    day = format_date(there, "full", locale=locale)
    said = f"{day}, {format_time(there, 'short', locale=locale)}"
    if there.utcoffset() == moment.astimezone(zone_of(None, design)).utcoffset():
        return said
    return f"{said} ({get_timezone_gmt(there, locale=locale)})"


def _items(lines: str | None) -> tuple[str, ...]:
    """A line each: of a JSON list its titles with their quantity, else the text's own lines."""
    try:
        read = json.loads(lines or "[]")
    except ValueError:
        read = (lines or "").splitlines()
    except RecursionError:  # deeper than any list of items is
        read = []
    listed = read if isinstance(read, list) else [read]
    said = [_item(one) for one in listed[:MOST_ITEMS]]
    return tuple(one for one in said if one)


def _item(one: object) -> str:
    if isinstance(one, dict):
        title = str(one.get("title") or one.get("name") or "").strip()
        many = one.get("quantity")
        one = f"{many} × {title}" if title and isinstance(many, int) and many > 1 else title
    said = " ".join(str(one).split())[:LONGEST_ITEM]
    return said.encode("utf-8", "replace").decode()  # JSON may hold half a character
