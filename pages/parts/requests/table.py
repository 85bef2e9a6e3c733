"""How requests stand in a table: the columns' names, and long words cut."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from pages.parts import export, plain

LONGEST = 160
TALLEST = 458  # pixels, twelve rows; the rest scrolls
SAVED = 10_000  # requests in a file
COLUMNS: dict[str, Any] = {
    "Asked on": st.column_config.DateColumn(format="D MMM YYYY", width=105),
    "Words": st.column_config.TextColumn(width=320),
    "Votes": st.column_config.NumberColumn(format="localized", width="small"),
}


def named(rows: pl.DataFrame, *, cut: bool = False) -> pl.DataFrame:
    """The requests in the words of the page; `cut` for the screen, all of them for a file."""
    shown = rows.with_columns(
        pl.col(pl.String).map_elements(
            lambda text: plain.cut(text, LONGEST), return_dtype=pl.String
        )
    )
    return (shown if cut else rows).select(
        pl.col("asked_on").alias("Asked on"),
        pl.col("words").alias("Words"),
        pl.col("account").alias("Account"),
        pl.col("feature").alias("Feature"),
        pl.col("feature_status").alias("Stands at"),
        pl.col("need").alias("Need"),
        pl.col("intent").alias("Intent"),
        pl.concat_str("customer_kind", "segment", "deal_stage", separator=", ", ignore_nulls=True)
        .replace("", None)
        .alias("Then"),
        pl.col("deal").alias("Deal"),
        pl.col("logged_by").alias("Logged by"),
        pl.col("team").alias("Team"),
        pl.col("votes").alias("Votes"),
    )


def save(rows: Callable[[], pl.DataFrame], title: str, total: int) -> None:
    """The button that saves them; it says so where a file does not take all `total`."""
    export.button(rows, title, label="CSV" if total <= SAVED else f"CSV (the newest {SAVED:,})")


def height(rows: int) -> int:
    """Pixels for that many rows, within reason."""
    return min(35 * (rows + 1) + 3, TALLEST)
