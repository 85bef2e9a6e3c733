"""Dated exchange rates: rows of a file → good rows. It looks none up.

Salesforce's `ConversionRate` says what one unit of the company's currency is in the row's: the
other way round, so it is turned.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

import polars as pl

from data.imports.contract import Choices
from data.imports.currencies import precisions
from data.imports.keys import content_keys, reject_repeated
from data.imports.rows import Rows
from data.imports.wide_rates import decimal_points

BILLION = Decimal(1_000_000_000)
_EXACT = Context(prec=60)


def rates(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["rates"]; where no second currency is named it is the company's."""
    pair = rows.text("pair").str.to_uppercase().str.replace_all(r"[^A-Z]", "")
    given = pl.DataFrame(
        {
            "currency": rows.text("currency").str.to_uppercase(),
            "into": rows.text("into").str.to_uppercase(),
            "pair": pair,
        }
    ).select(
        pl.coalesce("currency", pl.col("pair").str.slice(0, 3)).alias("currency"),
        pl.coalesce("into", pl.col("pair").str.slice(3), pl.lit(choices.currency.upper())).alias(
            "into"
        ),
    )
    known = list(precisions())
    for name in ("currency", "into"):
        odd = ~given[name].is_in(known).fill_null(False)
        label = "pair" if rows.label("pair") else name
        rows.reject(odd, label, "is not a currency", quote=given[name].fill_null(""))
    rows.reject(given["currency"] == given["into"], "currency", "is into itself")
    days = rows.dates(["on"], choices.date_order)["on"]
    rows.reject(days.is_null(), "on", "no day")
    field = "rate_billionths" if rows.label("rate_billionths") else "per_company"
    text = rows.text(field)
    units = _billionths(text, turned=field == "per_company")
    rows.reject(units.is_null(), field, "is not a rate", quote=text.fill_null(""))
    frame = given.with_columns(days, units.alias("rate_billionths"))
    keys = content_keys([frame[name] for name in ("currency", "into", "on")], repeat=False)
    reject_repeated(rows, keys, "on")
    return frame.with_columns(keys.alias("source_key"))


def _billionths(text: pl.Series, *, turned: bool) -> pl.Series:
    """Whole billionths, half to even; null for what is no number above 0, or too large."""
    found: dict[str, int] = {}
    for cell, plain in decimal_points(text.drop_nulls().unique().to_list()).items():
        try:
            number = Decimal(plain)
            exact = _EXACT.divide(BILLION, number) if turned else _EXACT.multiply(number, BILLION)
            units = int(exact.quantize(Decimal(1), ROUND_HALF_EVEN, _EXACT))
        except (InvalidOperation, ZeroDivisionError, OverflowError, ValueError):
            continue
        if 0 < units < 2**63:
            found[cell] = units
    return text.replace_strict(found, default=None, return_dtype=pl.Int64)
