"""The table of themes: each figure of the test, and the verdict; it judges nothing."""

import polars as pl
import streamlit as st

from pages.parts import plain

TALLEST = 12  # rows seen at once; the rest scrolls


def themes_table(found: pl.DataFrame) -> None:
    """Every theme, the surest first.

    Args:
        found: as in `themes.Themes`.
    """
    recent, before = found["recent_days"][0], found["before_days"][0]
    number = st.column_config.NumberColumn
    shown = found.select(
        "title",
        "verdict",
        "recent",
        "before",
        "ratio",
        "low",
        "high",
        "p",
        "q",
        "n_eff",
        "reps",
        "teams",
        "segments",
        "reasons",
    )
    st.dataframe(
        plain.table(shown),
        hide_index=True,
        height=35 * (min(found.height, TALLEST) + 1) + 3,
        placeholder="–",
        column_config={
            "title": st.column_config.TextColumn("Theme", width="medium", pinned=True),
            "verdict": st.column_config.TextColumn("Verdict"),
            "recent": number(f"New, last {recent} days"),
            "before": number(f"New, {before} before"),
            "ratio": number("Rate ratio", format="%.1f", help="Empty when nobody asked before"),
            "low": number("from", format="%.1f", help="Exact 95% interval of the rate ratio"),
            "high": number("to", format="%.1f", help="Empty: no limit"),
            "p": number("p", format="%.2g"),
            "q": number("q", format="%.2g", help="p, adjusted for how many themes are tested"),
            "n_eff": number("n_eff", format="%.1f", help="Independent voices"),
            "reps": number("People"),
            "teams": number("Teams"),
            "segments": number("Segments"),
            "reasons": st.column_config.TextColumn("Why", width="large"),
        },
    )
