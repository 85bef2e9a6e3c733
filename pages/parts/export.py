"""A table as a file that a spreadsheet opens without running anything that is written in it."""

import re

import polars as pl

# OWASP, CSV injection: a cell that begins so is taken for a formula. Numbers are no cells of text.
FORMULA = re.compile(r"^[=+\-@\t\r]")


def csv_bytes(table: pl.DataFrame) -> bytes:
    """`table` as CSV in UTF-8 with a mark that Excel needs; nulls are empty, numbers numbers.

    A text that would be a formula gets an apostrophe in front, which spreadsheets do not show.
    """
    text = pl.col(pl.String)
    harmless = pl.when(text.str.contains(FORMULA.pattern)).then(pl.lit("'") + text).otherwise(text)
    safe = table.with_columns(harmless.name.keep()) if pl.String in table.schema.values() else table
    named = safe.rename({name: f"'{name}" for name in safe.columns if FORMULA.match(name)})
    return b"\xef\xbb\xbf" + named.write_csv().encode()
