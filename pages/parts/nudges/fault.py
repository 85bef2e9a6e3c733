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
                pl.col("value") * 100,
                pl.format(
                    "{} to {}%", *((pl.col(end) * 100).round(1) for end in ("low", "high"))
                ).alias("sure"),
            ).select("by", "group", "value", "sure", "holdout", "expected", "mail", "p", "q")
        ),
        hide_index=True,
        placeholder="not known",
        column_config={
            "by": st.column_config.TextColumn("By", pinned=True),
            "group": st.column_config.TextColumn("", pinned=True),
            "value": number("Part held out", format="%.1f%%"),
            "sure": st.column_config.TextColumn("95%", help="95% interval (Wilson)", width=120),
            "holdout": number("Held out", format="localized"),
            "expected": number("Designed", format="%.0f", help="Customers to be held out"),
            "mail": number("Reminded", format="localized"),
            "p": number("p", format="%.2g", width=90),
            "q": number(evidence.FALSE_ALARMS, format="%.2g", help=evidence.PASSING, width=140),
        },
    )
    evidence.aside(CAUSES)
