"""Where the arms are not as designed, to find out why; nothing that either arm did is shown."""

import polars as pl
import streamlit as st

from metrics.catalog_nudges import SAMPLE_RATIO
from metrics.nudge_view import NudgeView
from pages.parts import evidence, plain

CAUSES = (
    "Usual causes: somebody who bounced, unsubscribed or was never reached was taken out of one arm"
    " alone; a rule was checked after the assignment, in one arm only; one arm began later; one"
    " arm's file is not complete. Put it right where customers are assigned or brought in; until"
    " then nothing that the arms did is shown, here, in files or in the report."
)
BY = {"segment": "Segment", "day": "Day, or week to"}


def show(view: NudgeView) -> None:
    """A row a segment and a day, the least likely first."""
    evidence.header(
        "Where the arms are not as designed",
        f"{SAMPLE_RATIO.definition} q is p with all rows of its kind in mind (Benjamini and"
        " Hochberg): of many days, one looks odd by chance alone.",
        view.fault,
        name="fault",
    )
    number = st.column_config.NumberColumn
    st.dataframe(
        plain.table(
            view.fault.with_columns(
                pl.col("by").replace(BY),
                pl.when(pl.col("group") != "").then("group"),
                *(pl.col(name) * 100 for name in ("value", "low", "high")),
            )
        ),
        hide_index=True,
        placeholder="not known",
        column_config={
            "by": st.column_config.TextColumn("By", pinned=True),
            "group": st.column_config.TextColumn("", pinned=True),
            "mail": number("To be reminded", format="localized"),
            "holdout": number("Held out", format="localized"),
            "expected": number("Held out, designed", format="%.0f"),
            "value": number("Part held out", format="%.1f%%"),
            "low": number("from", format="%.1f%%", help="95% interval (Wilson)"),
            "high": number("to", format="%.1f%%"),
            "p": number("p", format="%.2g"),
            "q": number(evidence.FALSE_ALARMS, format="%.2g", help=evidence.PASSING),
        },
    )
    evidence.aside(CAUSES)
