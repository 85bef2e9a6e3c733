"""The rows of a kind as the store has them, to set beside a file's. They show a person nothing."""

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.tables import (
    Account,
    Commission,
    CreditSplit,
    Deal,
    DealNote,
    ExchangeRate,
    MaterialUse,
    Person,
    Product,
    Quota,
    Request,
    RevenueLine,
)

TYPES: Mapping[str, type[pl.DataType]] = {
    "employees": pl.Int64,
    "created_on": pl.Date,
    "list_price_cents": pl.Int64,
    "amount_cents": pl.Int64,
    "opened_on": pl.Date,
    "closed_on": pl.Date,
    "expected_close_on": pl.Date,
    "asked_on": pl.Date,
    "votes": pl.Int64,
    "id": pl.Int64,
    "team_id": pl.Int64,
    "account_id": pl.Int64,
    "product_id": pl.Int64,
    "owner_id": pl.Int64,
    "deal_id": pl.Int64,
    "logged_by_id": pl.Int64,
    "person_id": pl.Int64,
    "noted_on": pl.Date,
    "list_cents": pl.Int64,
    "monthly_cents": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "paid_on": pl.Date,
    "used_on": pl.Date,
    "on": pl.Date,
    "share_bp": pl.Int64,
    "rate_billionths": pl.Int64,
    "material_id": pl.Int64,
    "active": pl.Boolean,
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "accounts": (
        "name",
        "name_key",
        "segment",
        "region",
        "account_type",
        "employees",
        "created_on",
    ),
    "products": ("name", "name_key", "family", "list_price_cents", "currency"),
    "people": ("name", "name_key", "email", "role", "team_id", "active"),
    "deals": (
        "name",
        "account_id",
        "product_id",
        "owner_id",
        "team_id",
        "stage",
        "state",
        "amount_cents",
        "list_cents",
        "currency",
        "opened_on",
        "closed_on",
        "expected_close_on",
        "deal_type",
        "lead_source",
    ),
    "requests": (
        "title",
        "words",
        "account_id",
        "deal_id",
        "logged_by_id",
        "team_id",
        "asked_on",
        "need",
        "intent",
        "segment",
        "status",
        "votes",
        "labels",
        "topic_key",
    ),
    "notes": ("words", "noted_on", "person_id", "team_id", "deal_id"),
    "revenue": ("account_id", "deal_id", "from_on", "until_on", "monthly_cents", "currency"),
    "quotas": ("person_id", "from_on", "until_on", "amount_cents", "currency"),
    "commissions": ("person_id", "deal_id", "paid_on", "amount_cents", "currency"),
    "splits": ("deal_id", "person_id", "share_bp"),
    "rates": ("currency", "into", "on", "rate_billionths"),
    "material-use": ("material_id", "person_id", "deal_id", "account_id", "used_on"),
}
"""What a file can change of a row, by kind."""
Noun = (
    type[Account]
    | type[Product]
    | type[Person]
    | type[Deal]
    | type[Request]
    | type[DealNote]
    | type[RevenueLine]
    | type[Quota]
    | type[Commission]
    | type[CreditSplit]
    | type[ExchangeRate]
    | type[MaterialUse]
)
OF: Mapping[str, Noun] = {
    "accounts": Account,
    "products": Product,
    "people": Person,
    "deals": Deal,
    "requests": Request,
    "notes": DealNote,
    "revenue": RevenueLine,
    "quotas": Quota,
    "commissions": Commission,
    "splits": CreditSplit,
    "rates": ExchangeRate,
    "material-use": MaterialUse,
}


def schema(kind: str) -> dict[str, type[pl.DataType]]:
    """The columns of `stored` and their types."""
    names = ("id", "source", "source_key", *COLUMNS[kind])
    return {name: TYPES.get(name, pl.String) for name in names}


def stored(connection: Connection, kind: str, source: str) -> pl.DataFrame:
    """`id, source, source_key` and the COLUMNS of a kind.

    Of accounts, products and people all, since one may have come first by another way; of every
    other kind only those of `source`, which alone its files can change.
    """
    noun = OF[kind]
    query = select(*(getattr(noun, name) for name in schema(kind)))
    if kind not in ("accounts", "products", "people"):
        query = query.where(noun.source == source)
    return frame(connection, query, schema(kind))
