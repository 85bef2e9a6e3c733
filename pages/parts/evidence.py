"""What stands over every piece of evidence: its name, its definition, its table as a file."""

import html
from datetime import date

import polars as pl
import streamlit as st

from pages.parts.export import csv_bytes
from pages.parts.plain import cut

FALSE_ALARMS = "False alarms (q)"
PASSING = (
    "p, corrected for how many rows are looked at (Benjamini and Hochberg): of the rows at or below"
    " it, this share is expected to be false alarms"
)
"""What q is called and what it means, wherever one stands."""
LONGEST = 2_000  # characters of a line of ours, whatever names stand in it


def sentence(text: str) -> None:
    """The page's answer, large; shown as the text that it is, whatever names it holds."""
    st.html(
        f'<p style="font-size:1.25rem;line-height:1.45;max-width:60rem;margin:0;'
        f'overflow-wrap:anywhere">{html.escape(cut(text, LONGEST))}</p>'
    )


def aside(text: str) -> None:
    """A small line beneath a figure, shown as the text that it is."""
    st.html(
        '<p style="font-size:0.875rem;opacity:0.8;margin:0;overflow-wrap:anywhere">'
        f"{html.escape(cut(text, LONGEST))}</p>"
    )


def standing(as_of: date, currency: str | None = None) -> None:
    """On which day the figures stand, and in which money; null = there is none among them."""
    money = f"; money in {currency}" if currency else ""
    aside(f"As of {as_of:%-d %b %Y}{money}.")


def heading(text: str) -> None:
    """A heading of words that people wrote; shown as the text that it is."""
    st.html(
        f'<h3 style="font-size:1.125rem;margin:0;overflow-wrap:anywhere">{html.escape(text)}</h3>'
    )


def quote(text: str) -> None:
    """What somebody said, line by line, as the text that it is; long ones scroll."""
    st.html(
        '<blockquote tabindex="0" style="margin:0;padding:.25rem .75rem;max-height:14rem;'
        "overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere;"
        'border-left:3px solid color-mix(in srgb,currentColor 30%,transparent)" dir="auto">'
        f"{html.escape(text)}</blockquote>"
    )


def header(title: str, definition: str, table: pl.DataFrame, *, name: str) -> None:
    """A heading with two small things to press: what it means, and its table as CSV.

    Args:
        definition: as the catalog has it. name: the file's, without ending; unique on the page.
    """
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"header_{name}"
    ):
        st.subheader(title, anchor=False, width="stretch")
        with st.popover("What is this?", type="tertiary"):
            st.html(f"<p>{html.escape(definition)}</p>")
        st.download_button(
            "CSV",
            data=lambda: csv_bytes(table),
            file_name=f"{name}.csv",
            mime="text/csv",
            key=f"csv_{name}",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help="This table as a file",
        )
