"""The table of themes: each figure of the test, and the verdict; it judges nothing."""

import polars as pl
import streamlit as st

from pages.parts import evidence, plain

VOICES = (
    "Independent voices behind the new accounts: twelve accounts logged by one person are one voice"
)
KEY = "theme"
TALLEST = 12  # rows seen at once; the rest scrolls


def _clicked(ids: list[int]) -> None:
    rows = st.session_state["themes_table"].selection.rows
    if rows:
        st.session_state[KEY] = ids[rows[0]]


def themes_table(found: pl.DataFrame) -> None:
    """Every theme, the surest first; a click on one takes it as the chosen one (`KEY`).

    Args:
        found: as in `themes.Themes`.
    """
    ids = found["feature_id"].to_list()
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
        "n_eff",
        "reps",
        "teams",
        "segments",
        "p",
        "q",
        "reasons",
    )
    st.dataframe(
        plain.table(shown),
        hide_index=True,
        height=35 * (min(found.height, TALLEST) + 1) + 3,
        placeholder="–",
        key="themes_table",
        on_select=lambda: _clicked(ids),
        selection_mode="single-row",
        column_config={
            "title": st.column_config.TextColumn("Theme", width="medium"),
            "verdict": st.column_config.TextColumn("Verdict"),
            "recent": number(f"New, last {recent} days"),
            "before": number(f"New, {before} before"),
            "ratio": number(
                "Times as often",
                format="%.1f",
                help="New accounts a day now, as a multiple of before. Empty: nobody asked before",
            ),
            "low": number("From", format="%.1f", help="95% interval of “times as often”"),
            "high": number("To", format="%.1f", help="Empty: no limit"),
            "n_eff": number("Voices", format="%.1f", help=VOICES),
            "reps": number("People", help="Who logged it in the last days"),
            "teams": number("Teams"),
            "segments": number("Segments"),
            "p": number(
                "p", format="%.2g", help="How often chance alone brings as large a rise, or larger"
            ),
            "q": number(evidence.FALSE_ALARMS, format="%.2g", help=evidence.PASSING),
            "reasons": st.column_config.TextColumn("Why", width="large"),
        },
    )
