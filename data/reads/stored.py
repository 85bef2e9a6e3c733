"""The rows of a kind as the store has them, to set beside a file's. They show a person nothing."""

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.tables import Account, Deal, DealNote, Person, Product, Request

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
    "people": ("name", "name_key", "email", "role", "team_id"),
    "deals": (
        "name",
        "account_id",
        "product_id",
        "owner_id",
        "team_id",
        "stage",
        "state",
        "amount_cents",
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
}
"""What a file can change of a row, by kind."""
Noun = type[Account] | type[Product] | type[Person] | type[Deal] | type[Request] | type[DealNote]
OF: Mapping[str, Noun] = {
    "accounts": Account,
    "products": Product,
    "people": Person,
    "deals": Deal,
    "requests": Request,
    "notes": DealNote,
}


def schema(kind: str) -> dict[str, type[pl.DataType]]:
    """The columns of `stored` and their types."""
    names = ("id", "source", "source_key", *COLUMNS[kind])
    return {name: TYPES.get(name, pl.String) for name in names}


def stored(connection: Connection, kind: str, source: str) -> pl.DataFrame:
    """`id, source, source_key` and the COLUMNS of a kind.

    Of deals, requests and notes only those of `source`, which alone its files can change; of the
    others all, since an account, a product or a person may have come first by another way.
    """
    noun = OF[kind]
    query = select(*(getattr(noun, name) for name in schema(kind)))
    if kind in ("deals", "requests", "notes"):
        query = query.where(noun.source == source)
    return frame(connection, query, schema(kind))
