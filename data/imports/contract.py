"""What an import gives and takes: kinds, choices, schemas. It reads no file itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import polars as pl

from data.imports.shop_contract import REFUSED as REFUSED
from data.imports.shop_contract import SHOP_KINDS as SHOP_KINDS
from data.imports.shop_contract import SHOP_SCHEMAS

KINDS = (
    "accounts",
    "products",
    "people",
    "deals",
    "requests",
    "notes",
    "revenue",
    "quotas",
    "commissions",
    "splits",
    "rates",
    "material-use",
    *SHOP_KINDS,
)
SALESFORCE_USER = r"^005[A-Za-z0-9]{12}(?:[A-Z0-5]{3})?$"
"""A user's id as Salesforce has it, whole or by its first 15 characters."""
DateOrder = Literal["day-first", "month-first"]

_ROW: dict[str, type[pl.DataType]] = {"line": pl.Int64, "source_key": pl.String}
SCHEMAS: Mapping[str, pl.Schema] = {
    "accounts": pl.Schema(
        _ROW
        | {
            "name": pl.String,
            "segment": pl.String,
            "region": pl.String,
            "account_type": pl.String,
            "employees": pl.Int64,
            "created_on": pl.Date,
        }
    ),
    "products": pl.Schema(
        _ROW
        | {
            "name": pl.String,
            "family": pl.String,
            "list_price_cents": pl.Int64,
            "currency": pl.String,
        }
    ),
    "people": pl.Schema(
        _ROW
        | {
            "name": pl.String,
            "email": pl.String,
            "role": pl.String,
            "team": pl.String,
            "office": pl.String,
            "region": pl.String,
            "active": pl.Boolean,
        }
    ),
    "deals": pl.Schema(
        _ROW
        | {
            "name": pl.String,
            "account_key": pl.String,
            "account_name": pl.String,
            "product": pl.String,
            "owner": pl.String,
            "stage": pl.String,
            "state": pl.String,
            "amount_cents": pl.Int64,
            "list_cents": pl.Int64,
            "currency": pl.String,
            "opened_on": pl.Date,
            "closed_on": pl.Date,
            "expected_close_on": pl.Date,
            "deal_type": pl.String,
            "lead_source": pl.String,
        }
    ),
    "requests": pl.Schema(
        _ROW
        | {
            "title": pl.String,
            "words": pl.String,
            "account_name": pl.String,
            "deal_key": pl.String,
            "asked_on": pl.Date,
            "author": pl.String,
            "need": pl.String,
            "intent": pl.String,
            "status": pl.String,
            "votes": pl.Int64,
            "labels": pl.String,
            "topic_key": pl.String,
        }
    ),
    "notes": pl.Schema(
        _ROW
        | {
            "words": pl.String,
            "noted_on": pl.Date,
            "author": pl.String,
            "deal_key": pl.String,
            "deal_name": pl.String,
            "account_name": pl.String,
        }
    ),
    "revenue": pl.Schema(
        _ROW
        | {
            "account_key": pl.String,
            "account_name": pl.String,
            "deal_key": pl.String,
            "from_on": pl.Date,
            "until_on": pl.Date,
            "monthly_cents": pl.Int64,
            "currency": pl.String,
        }
    ),
    "quotas": pl.Schema(
        _ROW
        | {
            "person": pl.String,
            "from_on": pl.Date,
            "until_on": pl.Date,
            "amount_cents": pl.Int64,
            "currency": pl.String,
        }
    ),
    "commissions": pl.Schema(
        _ROW
        | {
            "person": pl.String,
            "deal_key": pl.String,
            "paid_on": pl.Date,
            "amount_cents": pl.Int64,
            "currency": pl.String,
        }
    ),
    "splits": pl.Schema(_ROW | {"deal_key": pl.String, "person": pl.String, "share_bp": pl.Int64}),
    "rates": pl.Schema(
        _ROW
        | {
            "currency": pl.String,
            "into": pl.String,
            "on": pl.Date,
            "rate_billionths": pl.Int64,
        }
    ),
    "material-use": pl.Schema(
        _ROW
        | {
            "material": pl.String,
            "material_kind": pl.String,
            "person": pl.String,
            "deal_key": pl.String,
            "account_name": pl.String,
            "used_on": pl.Date,
        }
    ),
    **SHOP_SCHEMAS,
}
REJECTED = pl.Schema({"line": pl.Int64, "column": pl.String, "reason": pl.String, "raw": pl.String})


@dataclass(frozen=True)
class Choices:
    """What the person decided about a file; the caller remembers it for the next of that shape."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """The file's header → field name, "" = leave the column out; overrides recognition."""
    date_order: DateOrder | None = None
    stages: Mapping[str, str] = field(default_factory=dict)
    """Stage text → open, won or lost, compared without regard to case and outer spaces."""
    currency: str = "USD"
    """ISO code used where the file carries none."""
    asked_on: date | None = None
    """The day given to requests whose file has no date column at all, and the one from which a
    file of revenue counts its months back."""
    headless: bool = False
    """The file's first line is a row; `columns` speaks of "column 1", "column 2" and so on."""


@dataclass(frozen=True)
class Parsed:
    """A file as good rows and rejected rows; `good.height + rejected.height == rows`."""

    kind: str
    dialect: str
    """plain, or the name of the tool whose headers these are."""
    rows: int
    """Rows under the header; entirely blank lines are not rows."""
    columns: Mapping[str, str]
    """Every header of the file → the field it feeds ("" = not used); a header's second
    appearance is called "Header (2)"."""
    good: pl.DataFrame
    """Schema SCHEMAS[kind], in the order of the file."""
    rejected: pl.DataFrame
    """Schema REJECTED, in the order of the file."""
    unknown_stages: Mapping[str, int]
    """Stage text → rows that wait in `rejected` until it is mapped."""
    notes: tuple[str, ...]
    header_key: str
    """Stable key of this shape of file: the kind and its headers, in any order."""
