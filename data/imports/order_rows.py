"""Which rows of orders are orders that stand: not further items, unpaid ones or cancelled ones."""

import polars as pl

from data.imports.languages import folded
from data.imports.rows import Rows, each_text

_CANCELLED = (
    *("cancelled", "canceled", "voided", "void", "storniert", "abgebrochen", "annule", "annulee"),
    *("cancelado", "cancelada", "anulado", "anulada", "annullato", "annullata", "geannuleerd"),
)
_UNPAID = (
    *("failed", "pending", "pendingpayment", "awaitingpayment", "unpaid", "expired", "abandoned"),
    *("onhold", "paymenterror", "paymentpending", "incomplete", "requirespaymentmethod", "blocked"),
    *("draft", "autodraft", "checkoutdraft", "trash", "authorized", "authorised", "declined"),
    *("ausstehend", "zahlungausstehend", "unbezahlt", "fehlgeschlagen", "enattente", "echouee"),
    *("pendiente", "fallido", "pendente", "inattesa"),
)
_REFUNDED = (
    *("refunded", "fullyrefunded", "erstattet", "zuruckerstattet", "ruckerstattet", "rembourse"),
    *("remboursee", "reembolsado", "reembolsada", "rimborsato", "terugbetaald"),
)
_REFUNDED_IN_PART = ("partiallyrefunded", "partialrefund", "partlyrefunded", "teilweiseerstattet")


def reject_further_items(rows: Rows, key: pl.Series, value: pl.Series) -> None:
    """A row for each item of an order says what the order came to in its first row alone.

    In a file that says when an order was changed, such a row is a later state of it.
    """
    if rows.label("changed_at") or not key.is_duplicated().any():
        return
    frame = pl.DataFrame({"key": key, "line": rows.table.cells["line"], "value": value})
    frame = frame.with_row_index("row")
    amounts = frame.drop_nulls().group_by("key").agg(pl.col("value").n_unique())
    if several := amounts.filter(pl.col("value") > 1).height:
        rows.notes.append(
            f"{several:,} orders have several lines with different amounts: the last line counts."
            " If lines are items, bring a column of what the order came to."
        )
    bare = frame.filter(pl.col("value").is_null() & pl.col("key").is_not_null())
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
    bare = _bare(status)
    rows.reject(bare.is_in(_UNPAID), "status", "is no order that was paid", quote=status)
    gone = pl.DataFrame({"known": known_at, "ordered": ordered_at, "gone": bare.is_in(_CANCELLED)})
    said = pl.when("gone").then(pl.coalesce("known", "ordered")).otherwise("known")
    return gone.select(said.alias("cancelled_at")).to_series()


def refunded(rows: Rows, value: pl.Series, amount: pl.Series) -> tuple[pl.Series, pl.Series]:
    """`value_cents` and `refunded_cents` of orders whose status says that money went back.

    Of one that does not say how much it is all, or, where it is a part, what the order brought is
    not known.
    """
    status = _bare(rows.text("status"))
    unsaid = amount.fill_null(0) == 0
    part = unsaid & status.is_in(_REFUNDED_IN_PART).fill_null(False)
    if part.any():
        rows.notes.append(
            f"Orders refunded in part by an amount that the file does not say: {part.sum():,};"
            " what they brought counts as not known."
        )
    back = pl.DataFrame({"value": value, "amount": amount, "part": part}).with_columns(
        whole=unsaid & status.is_in(_REFUNDED).fill_null(False)
    )
    told = back.select(
        pl.when(~pl.col("part")).then("value").alias("value_cents"),
        pl.coalesce(pl.when("whole").then("value"), "amount", pl.lit(0, pl.Int64)).alias(
            "refunded_cents"
        ),
    )
    return told["value_cents"], told["refunded_cents"]


def _bare(status: pl.Series) -> pl.Series:
    """Folded, and without what a shop system puts before it."""
    return each_text(status, lambda text: folded(text.lower().removeprefix("wc-")))
