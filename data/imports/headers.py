"""Which column feeds which field, and whose export it is, from the headers alone."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.imports import dynamics, feedback, hubspot, pipedrive, plain, salesforce, shopify, zoho
from data.imports.contract import Choices
from data.imports.dialect import FIELDS, Dialect
from data.imports.header_money import money_in
from data.imports.languages import in_english
from data.imports.shop_contract import SHOP_NEEDED
from data.imports.wide_rates import wide
from data.refused import Invalid

DIALECTS: tuple[Dialect, ...] = (  # the first whose signs are there, else plain
    pipedrive.PIPEDRIVE,
    *feedback.TOOLS,
    zoho.ZOHO,
    dynamics.DYNAMICS,
    hubspot.HUBSPOT,
    salesforce.SALESFORCE,
    shopify.SHOPIFY,
)
_NEEDED: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "accounts": (("the account's name", "name", ("name",)),),
    "products": (("the product's name", "name", ("name",)),),
    "people": (("the person's name", "name", ("name", "first_name", "last_name", "email")),),
    "deals": (
        ("the deal's stage", "stage", ("stage", "status", "is_won", "is_closed")),
        ("the deal's id or name", "source_key", ("source_key", "name", "account_name")),
    ),
    "requests": (("what was asked", "words", ("words", "title")),),
    "notes": (
        ("the note's words", "words", ("words",)),
        ("the day of the note", "noted_on", ("noted_on",)),
    ),
    "revenue": (
        ("the account", "account_name", ("account_key", "account_name")),
        ("the amount of a month", "monthly_cents", ("monthly_cents", "yearly_cents")),
        ("when it begins", "from_on", ("from_on", "month", "months")),
    ),
    "quotas": (
        ("the person", "person", ("person",)),
        ("the quota", "amount_cents", ("amount_cents",)),
        ("its period", "from_on", ("from_on", "month", "quarter", "year")),
    ),
    "commissions": (
        ("the person", "person", ("person",)),
        ("the amount paid", "amount_cents", ("amount_cents",)),
        ("the day it was paid", "paid_on", ("paid_on",)),
    ),
    "splits": (
        ("the deal", "deal_key", ("deal_key",)),
        ("the person", "person", ("person",)),
        ("her share", "share_bp", ("share_bp",)),
    ),
    "rates": (
        ("the currency", "currency", ("currency", "pair")),
        ("the rate", "rate_billionths", ("rate_billionths", "per_company")),
        ("its first day", "on", ("on",)),
    ),
    "material-use": (
        ("the material", "material", ("material",)),
        ("the day it was used", "used_on", ("used_on",)),
    ),
    **SHOP_NEEDED,
}
# What tools put before a header of a kind: `order_currency`, "Subscription status".
_NOUNS: Mapping[str, tuple[str, ...]] = {
    "accounts": ("account", "company", "customer", "organization"),
    "products": ("product", "item"),
    "people": ("user", "employee", "person"),
    "deals": ("deal", "opportunity"),
    "requests": ("request", "idea", "post", "feedback", "ticket", "issue", "review", "suggestion"),
    "notes": ("note", "activity"),
    "revenue": ("subscription", "line"),  # a contract's value is no month's, a plan has many rows
    "quotas": ("quota",),
    "commissions": ("commission", "payout"),
    "splits": ("split",),
    "contacts": ("contact", "customer", "profile"),
    "baskets": ("basket", "cart", "checkout"),
    "orders": ("order", "purchase"),
}


@dataclass(frozen=True)
class Layout:
    dialect: Dialect
    labels: tuple[str, ...]
    """The file's headers, told apart: a second "Labels" is "Labels (2)"."""
    fields: tuple[str, ...]
    """The field each column feeds, "" for none."""

    def positions(self) -> list[int]:
        return [i for i, field in enumerate(self.fields) if field]


def plain_name(header: str) -> str:
    """A header without case, spaces, underscores and punctuation."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(c for c in folded if c.isalnum())


def header_key(kind: str, headers: Sequence[str]) -> str:
    """The same for every file of a kind with these headers, in whatever order."""
    names = "\x1f".join(sorted(plain_name(h) for h in headers))
    return f"{kind}:{hashlib.sha256(names.encode()).hexdigest()[:24]}"


def recognise(kind: str, headers: Sequence[str], choices: Choices) -> Layout:
    """The layout of a file with these headers; the person's choices come before any rule.

    Raises Invalid when a column is missing without which no row could be read.
    """
    layout = as_far_as_known(kind, headers, choices)
    _check(kind, layout)
    return layout


def as_far_as_known(kind: str, headers: Sequence[str], choices: Choices) -> Layout:
    """The layout even where a column is missing without which no row can be read."""
    labels = _labels(headers)
    if kind == "rates" and not choices.columns and (columns := wide(headers)):
        day, *currencies = columns
        fed = {day: "on"} | dict.fromkeys(currencies, "rate_billionths")
        return Layout(plain.PLAIN, labels, tuple(fed.get(i, "") for i in range(len(labels))))
    fields = _chosen(kind, labels, [plain_name(h) for h in headers], choices)
    spoken = [in_english(h) for h in headers]
    names = [plain_name(h) for h in spoken]
    found = (d for d in DIALECTS if d.recognises(kind, spoken, frozenset(names)))
    dialect = next(found, plain.PLAIN)
    bare = [plain_name(in_english(money_in(h).bare)) for h in headers]
    own = [plain_name(h) for h in headers]  # first: an English "Tag" is a label, and no day
    for written in (own, names, bare, [_without_noun(kind, name) for name in bare]):
        for known in (dialect.headers[kind], plain.PLAIN.headers[kind]):
            _fill(fields, written, known)
    return Layout(dialect, labels, tuple(f or "" for f in fields))


def _without_noun(kind: str, name: str) -> str:
    for noun in _NOUNS.get(kind, ()):
        if name.startswith(noun) and len(name) > len(noun):
            return name.removeprefix(noun)
    return name


def _labels(headers: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    labels = []
    for i, header in enumerate(headers):
        name = header or f"column {i + 1}"
        seen[name] = seen.get(name, 0) + 1
        labels.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(labels)


def _chosen(
    kind: str, labels: Sequence[str], names: Sequence[str], choices: Choices
) -> list[str | None]:
    """The person's own mapping; None where she said nothing. Later columns yield to earlier."""
    by_label = dict(choices.columns)
    by_name = {plain_name(k): v for k, v in choices.columns.items()}
    absent = [k for k in by_label if k not in labels and plain_name(k) not in names]
    if absent:
        raise Invalid(f"The file has no column '{_short(absent[0])}' to choose a field for.")
    fields = [by_label.get(lb, by_name.get(n)) for lb, n in zip(labels, names, strict=True)]
    for label, field in zip(labels, fields, strict=True):
        if field and field not in FIELDS[kind]:
            known = ", ".join(FIELDS[kind])
            raise Invalid(f"'{label}' cannot feed '{field}': the fields of {kind} are {known}.")
    return fields


def _fill(fields: list[str | None], names: Sequence[str], known: Mapping[str, str]) -> None:
    """Give every field that nothing feeds yet the first of its known headers."""
    for field, synonyms in known.items():
        if field in fields:
            continue
        for synonym in synonyms.split():
            at = [i for i, n in enumerate(names) if n == synonym and fields[i] is None]
            for i in at if field == "labels" else at[:1]:
                fields[i] = field
            if at:
                break


def _check(kind: str, layout: Layout) -> None:
    if layout.fields.count("rate_billionths") > 1:  # a column for each currency
        return
    for what, field, enough in _NEEDED[kind]:
        if any(f in layout.fields for f in enough):
            continue
        known = " ".join(
            d.headers[kind].get(field, "") for d in (layout.dialect, plain.PLAIN)
        ).split()
        looked = ", ".join(dict.fromkeys(known[:8]))
        there = ", ".join(f"'{_short(label)}'" for label in layout.labels[:12])
        more = f" and {len(layout.labels) - 12} more" if len(layout.labels) > 12 else ""
        raise Invalid(
            f"No column for {what} was found: looked for headers such as {looked}; "
            f"the file has {there}{more}."
        )


def _short(label: str) -> str:
    return label if len(label) <= 40 else label[:39] + "…"
