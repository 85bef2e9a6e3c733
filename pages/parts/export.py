"""A table as a file that a spreadsheet opens without running anything that is written in it."""

import re
import unicodedata
from collections.abc import Callable

import polars as pl
import streamlit as st

# OWASP, CSV injection: a cell that begins so is taken for a formula, in the wide forms too. A
# number is no text, so a column of numbers keeps its minus signs.
FORMULA = "^[=+\\-@\t\r\n＝＋－＠]"


def csv_bytes(table: pl.DataFrame) -> bytes:
    """`table` as CSV in UTF-8 with a mark that Excel needs; nulls are empty, numbers numbers.

    A text that would be a formula gets an apostrophe in front, which makes it text to a
    spreadsheet. Columns of lists become text, their parts with "; " between them.
    """
    lists = [name for name, kind in table.schema.items() if isinstance(kind, pl.List)]
    flat = table.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name in lists
    )
    texts = [
        name
        for name, kind in flat.schema.items()
        if kind in (pl.String, pl.Categorical) or isinstance(kind, pl.Enum)
    ]
    said = flat.with_columns(pl.col(texts).cast(pl.String)) if texts else flat
    safe = said.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(name)
        .alias(name)
        for name in texts
    )
    heads = safe.rename({name: f"'{name}" for name in safe.columns if re.match(FORMULA, name)})
    return b"\xef\xbb\xbf" + heads.write_csv(null_value="").encode()


def file_name(title: str) -> str:
    """`throughline-largest-drifts.csv` for “Largest drifts”: safe on every file system."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return "-".join(["throughline", *filter(None, [words])]) + ".csv"


def button(
    table: pl.DataFrame | Callable[[], pl.DataFrame], title: str, *, label: str = "CSV"
) -> None:
    """A small button that saves `table` (or what it returns, asked only when pressed) as CSV.

    Args:
        title: what the table shows; names the file, and must be unique on the page.
    """
    st.download_button(
        label,
        data=lambda: csv_bytes(table() if callable(table) else table),
        file_name=file_name(title),
        mime="text/csv",
        key=f"csv_{title}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=f"Save as a file: {title}",
    )
