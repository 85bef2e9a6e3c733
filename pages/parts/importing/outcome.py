"""What an import would do or has done, in words and tables; it asks nothing."""

import polars as pl
import streamlit as st

from data.actions.accept_import import Accepted
from data.reads.imports import Preview
from pages.charts.minor import minor
from pages.parts import evidence, export, plain
from pages.parts.strategy.words import plural

NEXT = {
    "accounts": "products",
    "products": "people",
    "people": "deals",
    "deals": "requests",
    "requests": "notes on deals",
    "notes": "recurring revenue, quotas and commissions",
}
ROWS_SHOWN = 1_000


def sentence(kind: str, rows: int, shown: Preview) -> str:
    """What accepting would do: `8,800 deals: 8,800 new, 0 changed, 0 as they are, 0 rejected.`"""
    return (
        f"{many(rows, kind)}: {shown.new:,} new, {shown.updated:,} changed,"
        f" {shown.unchanged:,} as they are, {shown.rejected.height:,} rejected."
    )


def many(rows: int, kind: str) -> str:
    """`8,800 deals`, `1 deal`; of kinds that are no plural, `2 rows of revenue`."""
    if kind == "people":
        return plural(rows, "person", kind)
    if kind.endswith("s"):
        return plural(rows, kind[:-1], kind)
    return f"{plural(rows, 'row')} of {kind}"


def tables(kind: str, shown: Preview) -> None:
    """The first rows as they will be stored, and the rejected ones as a file."""
    if shown.first_rows.height:
        st.subheader("The first rows as they will be stored", anchor=False)
        st.dataframe(_readable(shown.first_rows), hide_index=True, placeholder="", key="first_rows")
    if shown.rejected.height:
        st.subheader(plural(shown.rejected.height, "rejected row"), anchor=False)
        rejected(shown.rejected, f"Rejected {kind}")


def rejected(rows: pl.DataFrame, title: str) -> None:
    """Rejected rows with line, column, reason and text, and all of them as a CSV file."""
    st.dataframe(
        plain.table(rows.head(ROWS_SHOWN)), hide_index=True, placeholder="", key=f"table_{title}"
    )
    if rows.height > ROWS_SHOWN:
        evidence.aside(f"The first {ROWS_SHOWN:,} are shown; the file has all {rows.height:,}.")
    export.button(rows, title, label="Rejected rows as CSV")


def done(kind: str, accepted: Accepted) -> None:
    """What has happened, and what to bring next."""
    st.success(
        f"{many(accepted.rows, kind)} read: {accepted.new:,} new, {accepted.updated:,} changed,"
        f" {accepted.unchanged:,} were as they are, {accepted.rejected:,} rejected."
        f" This is batch {accepted.batch}.",
        icon=":material/check_circle:",
    )
    if following := NEXT.get(kind):
        evidence.aside(f"Next, bring your {following}.")


def _readable(rows: pl.DataFrame) -> object:
    """Money in its units, the words of the page for the columns' names."""
    cents = [name for name in rows.columns if name.endswith("_cents")]
    whole: pl.Expr = pl.lit(100)
    if "currency" in rows.columns:
        known = rows["currency"].drop_nulls().unique().to_list()
        finely = {code: minor(code) for code in known}
        whole = pl.col("currency").replace_strict(finely, default=100, return_dtype=pl.Int64)
    rows = rows.with_columns((pl.col(name) / whole).alias(name) for name in cents)
    spoken = {
        name: name.removesuffix("_cents").removesuffix("_on").replace("_", " ")
        for name in rows.columns
    }
    return plain.table(rows.rename(spoken))
