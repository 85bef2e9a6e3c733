"""Which rows of orders are orders that stand: not further items, unpaid ones or cancelled ones."""

import polars as pl

from data.imports.rows import Rows

_CANCELLED = ("cancelled", "canceled", "voided", "storniert", "annule", "cancelado", "geannuleerd")
_UNPAID = (
    *("failed", "pending", "pendingpayment", "awaitingpayment", "unpaid", "expired", "abandoned"),
    *("draft", "autodraft", "checkoutdraft", "trash"),
)


def reject_further_items(rows: Rows, key: pl.Series, value: pl.Series) -> None:
    """A row for each item of an order says what the order came to in its first row alone.

    In a file that says when an order was changed, such a row is a later state of it.
    """
    if rows.label("changed_at"):
        return
    frame = pl.DataFrame({"key": key, "line": rows.table.cells["line"], "value": value})
    frame = frame.with_row_index("row")
    bare = frame.filter(pl.col("value").is_null() & pl.col("key").is_not_null())
    if bare.is_empty() or not frame["key"].is_duplicated().any():
        return
    told = frame.filter(pl.col("value").is_not_null()).unique("key", keep="first")
    told = bare.join(told.select("key", pl.col("line").alias("first")), on="key")
    none = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
    words = told.select(pl.format("a further item of the order on line {}", "first")).to_series()
    reasons = none.scatter(told["row"], words)
    rows.reject(reasons.is_not_null(), "source_key", reasons)


def cancelled(rows: Rows, ordered_at: pl.Series, known_at: pl.Series) -> pl.Series:
    """When an order was cancelled: as the file says, else when it was ordered if its status says
    so. Rejects orders that were not paid."""
    if rows.label("status") is None:
        return known_at
    status = rows.text("status")
    bare = status.str.to_lowercase().str.replace(r"^wc-", "").str.replace_all(r"[^a-z]", "")
    rows.reject(bare.is_in(_UNPAID), "status", "is no order that was paid", quote=status)
    gone = pl.DataFrame({"known": known_at, "ordered": ordered_at, "gone": bare.is_in(_CANCELLED)})
    said = pl.when("gone").then(pl.coalesce("known", "ordered")).otherwise("known")
    return gone.select(said.alias("cancelled_at")).to_series()
