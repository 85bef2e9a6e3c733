"""A file → good rows and rejected rows, purely: no store, no clock, and no row lost in silence."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import polars as pl

from data.imports import exchange, kinds, material, pay, recurring, shop
from data.imports.contract import KINDS, SCHEMAS, Choices, Parsed
from data.imports.deals import deals
from data.imports.formats import read_table
from data.imports.headers import header_key, recognise
from data.imports.notes import notes
from data.imports.requests import requests
from data.imports.rows import Rows
from data.imports.wide_rates import long, wide
from data.refused import Invalid

_NO_CHOICES = Choices()
_READERS: Mapping[str, Callable[[Rows, Choices], pl.DataFrame]] = {
    "accounts": kinds.accounts,
    "products": kinds.products,
    "people": kinds.people,
    "requests": requests,
    "notes": notes,
    "revenue": recurring.revenue,
    "quotas": pay.quotas,
    "commissions": pay.commissions,
    "splits": pay.splits,
    "rates": exchange.rates,
    "material-use": material.material_use,
    "contacts": shop.contacts,
    "baskets": shop.baskets,
    "orders": shop.orders,
    "nudge-results": shop.nudge_results,
}
_TELLING: Mapping[str, Mapping[str, tuple[str, ...]]] = {  # what pages count by
    "deals": {
        "the amount": ("amount_cents", "expected_cents"),
        "the customer": ("account_key", "account_name"),
        "the owner": ("owner",),
    },
    "requests": {"the customer": ("account_name",)},
    "orders": {"the amount": ("value_cents",), "the customer": ("customer_key", "email")},
}


def parse(
    kind: str, content: bytes | Path, *, file_name: str, choices: Choices = _NO_CHOICES
) -> Parsed:
    """Read an export of one kind.

    Args:
        kind: one of KINDS.
        content: the file, or where it lies; its format is recognised from its bytes.
        file_name: how the person calls it; only said in refusals.
        choices: what the person decided about files of this shape.

    Returns:
        Parsed; every row under the header is in exactly one of its frames.

    Raises:
        Refused: the file cannot be read at all, or a question must be answered first (dates
            that fit day-first and month-first alike are `DateOrderUnknown`); in a sentence.
    """
    if kind not in KINDS:
        raise Invalid(f"'{kind}' cannot be imported: choose one of {', '.join(KINDS)}.")

    def wanted(headers: Sequence[str]) -> list[int]:
        return recognise(kind, headers, choices).positions()

    table = read_table(content, wanted, headless=choices.headless)
    layout, key = recognise(kind, table.headers, choices), header_key(kind, table.headers)
    columns = dict(zip(layout.labels, layout.fields, strict=True))
    if layout.fields.count("rate_billionths") > 1:
        table = long(table, wide(table.headers) or (), choices.currency.strip().upper())
        layout = recognise(kind, table.headers, _NO_CHOICES)
    rows = Rows(table, layout)
    rows.notes.extend(table.notes)
    if missing := [
        what for what, fields in _TELLING.get(kind, {}).items() if not any(map(rows.label, fields))
    ]:
        rows.notes.append(f"No column says {_listed(missing)}; if one does, say which.")
    _reject_whole_rows(rows)
    unknown: dict[str, int] = {}
    if kind == "deals":
        frame, unknown = deals(rows, choices)
    else:
        frame = _READERS[kind](rows, choices)
    schema = SCHEMAS[kind]
    frame = frame.insert_column(0, table.cells["line"]).select(schema.keys()).cast(schema)
    return Parsed(
        kind=kind,
        dialect=layout.dialect.name,
        rows=table.cells.height + table.rejected.height,
        columns=columns,
        good=frame.filter(rows.standing()),
        rejected=rows.rejected(),
        unknown_stages=unknown,
        notes=tuple(rows.notes),
        header_key=key,
    )


def _listed(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _reject_whole_rows(rows: Rows) -> None:
    """Empty rows, a header again, and what the source calls deleted."""
    names = [n for n in rows.table.cells.columns if n != "line"]
    texts = [n for n in names if rows.table.cells[n].dtype == pl.String]
    again = [pl.col(n).str.strip_chars() == rows.table.headers[int(n)] for n in texts]
    if len(again) > 1 and rows.table.cells.select(again[0].any()).item():
        same = rows.table.cells.select(pl.all_horizontal(again)).to_series()
        rows.reject(same, None, "a header again")
    empty = rows.table.cells.select(pl.all_horizontal(pl.col(names).is_null())).to_series()
    rows.reject(empty, None, "an empty row")
    rows.reject(rows.flag("is_deleted"), "is_deleted", "deleted in the source")
