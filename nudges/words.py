"""What a mail says about a basket, in the customer's own way of writing money and time."""

import json
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.numbers import format_currency, get_currency_precision

from data.reads.due import Left, Reachable
from nudges.compose import Facts

MOST_ITEMS, LONGEST_ITEM = 50, 200
ENGLISH = Locale("en")


def facts(basket: Left, customer: Reachable, zone: ZoneInfo) -> Facts:
    """The basket in words; what is not known is empty."""
    locale = _locale(customer.locale)
    return Facts(
        address=customer.email or "",
        name=customer.name or "",
        items=_items(basket.lines),
        value=_money(basket.value_cents, basket.currency, locale),
        event_at=_moment(basket.event_at, zone, locale),
        recovery_url=basket.recovery_url or "",
    )


def _locale(named: str | None) -> Locale:
    try:
        return Locale.parse((named or "en").replace("-", "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        return ENGLISH


def _money(cents: int | None, currency: str, locale: Locale) -> str:
    if cents is None:
        return ""
    amount = Decimal(cents).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale=locale)


def _moment(moment: datetime | None, zone: ZoneInfo, locale: Locale) -> str:
    if moment is None:
        return ""
    return format_datetime(moment, "EEEE d MMMM, HH:mm", tzinfo=zone, locale=locale)


def _items(lines: str | None) -> tuple[str, ...]:
    """A line each: of a JSON list its titles with their quantity, else the text's own lines."""
    try:
        read = json.loads(lines or "[]")
    except ValueError:
        read = (lines or "").splitlines()
    listed = read if isinstance(read, list) else [read]
    said = [_item(one) for one in listed[:MOST_ITEMS]]
    return tuple(one for one in said if one)


def _item(one: object) -> str:
    if isinstance(one, dict):
        title = str(one.get("title") or one.get("name") or "").strip()
        many = one.get("quantity")
        one = f"{many} × {title}" if title and isinstance(many, int) and many > 1 else title
    return " ".join(str(one).split())[:LONGEST_ITEM]
