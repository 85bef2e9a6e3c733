"""The made-up company's exports: what its CRM and feedback tool would write on a given day."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache

from data.demo.chance import stream
from data.demo.company import BUNDLE, CURRENCY, GROUPS, PRODUCTS, ProductPlan
from data.demo.days import Days
from data.demo.deals import Sale, sales
from data.demo.material import MATERIALS, shown
from data.demo.notes import jottings
from data.demo.pay import commissions, parts, quota_cents
from data.demo.people import Staff, sellers, staff
from data.demo.recurring import billed
from data.demo.reminders import results
from data.demo.venues import venues
from data.demo.voice import asks

STAGES = {
    "Discovery": "open",
    "Proposal": "open",
    "Negotiation": "open",
    "Closed Won": "won",
    "Closed Lost": "lost",
}
LONG_AGO = date(1990, 1, 1)
DEALS = (
    *("opportunity_id", "name", "account_id", "account", "product", "sales_agent", "deal_stage"),
    *("amount", "currency", "opened_on", "close_date", "expected_close_date", "type"),
    *("lead_source", "list_price"),
)
REQUESTS = (
    *("id", "words", "account", "deal_id", "asked_on", "author", "need", "intent", "votes"),
)


def export(kind: str, seed: int, days: Days, *, after: date | None, on: date) -> bytes | None:
    """The CSV of `kind` as exported in the evening of `on`: what is new since `after`.

    `after` null is the first export, which holds all that was there. Null when nothing is new.
    """
    writers = {
        "people": _people,
        "products": _products,
        "accounts": _accounts,
        "deals": _deals,
        "requests": _requests,
        "notes": _notes,
        "revenue": _revenue,
        "quotas": _quotas,
        "splits": _splits,
        "commissions": _commissions,
        "material-use": _material,
        "nudge-results": _reminders,
    }
    header, *rows = writers[kind](seed, days, after or LONG_AGO, on)
    return _csv(header, rows) if rows else None


def _csv(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def _reminders(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    told = results(seed, days)
    return [tuple(told.columns), *told.rows()]


def _people(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    rows = [(p.key, p.name, p.email, p.role, *_seat(p)) for p in staff(seed) if after == LONG_AGO]
    return [("id", "name", "email", "role", "team", "office", "region"), *rows]


def _seat(person: Staff) -> tuple[str, str, str]:
    team = person.team
    return (team.name, team.office, team.region) if team else ("", "", "")


def sold_since(product: ProductPlan, days: Days) -> date:
    """The day from which the product is sold."""
    return {BUNDLE: days.change, GROUPS: days.groups}.get(product.name, LONG_AGO)


def _products(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    new = [p for p in PRODUCTS if after < sold_since(p, days) <= on or after == LONG_AGO]
    rows = [(p.key, p.name, p.family, p.price, CURRENCY) for p in new if sold_since(p, days) <= on]
    return [("id", "name", "family", "list_price", "currency"), *rows]


@lru_cache(maxsize=2)
def known_since(seed: int, days: Days) -> dict[str, date]:
    """When each venue became an account: some weeks before its first deal."""
    dice, first = stream(seed, "accounts"), dict[str, date]()
    for sale in sales(seed, days):
        first.setdefault(sale.venue.key, sale.opened - timedelta(days=dice.randint(0, 90)))
    whole = (days.today - days.start).days
    for venue in venues(seed):
        first.setdefault(venue.key, days.today - timedelta(days=dice.randint(1, 2 * whole)))
    return first


def _accounts(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    since = known_since(seed, days)
    rows = [
        (v.key, v.name, v.segment, v.country, v.account_type, v.employees, since[v.key])
        for v in venues(seed)
        if after < since[v.key] <= on
    ]
    return [("id", "name", "segment", "country", "type", "employees", "created_on"), *rows]


def _deals(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    moved = (s for s in sales(seed, days) if s.opened <= on and s.ends > after)
    return [DEALS, *(_deal(sale, on) for sale in moved)]


def _deal(sale: Sale, on: date) -> Sequence[object]:
    stage, over = sale.stage_on(on), sale.ends <= on
    quoted = over or sale.quoted_early or stage == "Negotiation"
    return (
        sale.key,
        f"{sale.venue.name} – {sale.product.name if sale.product else sale.deal_type}",
        sale.venue.key,
        sale.venue.name,
        sale.product.name if sale.product else "",
        sale.seller.name,
        stage,
        f"{sale.amount:.2f}" if quoted else "",
        CURRENCY,
        sale.opened,
        sale.ends if over else "",
        "" if over else sale.opened + timedelta(days=90),
        sale.deal_type,
        sale.source,
        f"{sale.listed:.2f}" if quoted and sale.product else "",
    )


def _requests(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    rows = [
        (
            a.key,
            a.words,
            a.venue.name,
            a.deal_key,
            a.asked,
            a.author.name,
            a.need,
            a.intent,
            a.votes,
        )
        for a in asks(seed, days)
        if after < a.asked <= on
    ]
    return [REQUESTS, *rows]


def _notes(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    rows = [
        (j.key, j.sale.key, j.sale.venue.name, j.sale.seller.name, j.noted, j.words)
        for j in jottings(seed, days)
        if after < j.noted <= on
    ]
    return [("id", "deal_id", "account", "author", "written_on", "text"), *rows]


def _revenue(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    rows = [
        (
            f"L-{number:05}",
            line.sale.venue.key,
            line.sale.venue.name,
            line.sale.key,
            line.begins,
            line.ends or "",
            f"{line.monthly:.2f}",
            CURRENCY,
        )
        for number, line in enumerate(billed(seed, days), start=1)
    ]
    header = ("line_id", "account_id", "account", "deal_id", "from", "until", "mrr", "currency")
    return [header, *rows]


def _quotas(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    who = {person.key: person.name for person in sellers(seed)}
    rows = [
        (who[key], first.year, (first.month + 2) // 3, f"{cents / 100:.2f}", CURRENCY)
        for (key, first), cents in quota_cents(seed, days).items()
    ]
    return [("rep", "year", "quarter", "quota", "currency"), *rows]


def _splits(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    rows = [
        (deal, person.name, f"{share / 100:g}%")
        for deal, shares in parts(seed, days).items()
        for person, share in shares
    ]
    return [("deal_id", "rep", "split"), *rows]


def _commissions(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    rows = [
        (f"C-{number:05}", p.person.name, p.sale.key, p.paid, f"{p.cents / 100:.2f}", CURRENCY)
        for number, p in enumerate(commissions(seed, days), start=1)
    ]
    return [("commission_id", "rep", "deal_id", "paid_on", "commission", "currency"), *rows]


def _material(seed: int, days: Days, after: date, on: date) -> list[Sequence[object]]:
    rows = [
        (use.key, use.material, MATERIALS[use.material], use.sale.seller.name, use.sale.key, use.on)
        for use in shown(seed, days)
    ]
    return [("use_id", "material", "kind", "rep", "deal_id", "used_on"), *rows]
