"""What the reminder changed, interval beside interval; it measures nothing."""

from typing import Any

import polars as pl
import streamlit as st

from data.reads.nudges import Ran
from metrics.catalog_nudges import NUDGE_LIFT
from metrics.nudge_report import changes
from metrics.nudge_verdict import per_thousand
from metrics.nudge_view import NudgeView
from pages.charts.minor import minor
from pages.charts.style import money
from pages.parts import evidence, plain
from pages.parts.nudges import words

SPOKEN = {
    "difference": "Orders per 1,000",
    "lift": "Relative lift",
    "revenue_difference": "Revenue per 1,000",
    "revenue_lift": "Lift of revenue",
}
UNITS = {
    "difference": "share of customers",
    "lift": "part of the conversion of those held out",
    "revenue_lift": "part of the revenue of those held out",
}
"""As the file has them; of the difference of revenue, its currency's own."""


def show(campaign: Ran, view: NudgeView) -> None:
    """The fixed interval beside the one that may be watched; then what they rest on. Nothing while
    nothing of it is known."""
    found = changes(view)
    if found["value"].null_count() == found.height:
        return
    file = in_units(found, campaign.currency)
    evidence.header("What the reminder changed", NUDGE_LIFT.definition, file, name="changed")
    text = st.column_config.TextColumn
    st.dataframe(
        plain.table(_spoken(found, campaign.currency)),
        hide_index=True,
        placeholder="–",
        column_config={
            "what": text("Measure", pinned=True, help="Reminded against held out"),
            "value": text("Change"),
            "fixed": text("95%, one look", help="Fixed interval: right for one look"),
            "watched": text("95%, every look", help="Interval that holds however often one looks"),
            "p": text("p", help="Of the fixed interval's test"),
        },
    )
    said = (
        words.extra_buyers(view),
        words.watching(view),
        words.unknown_amounts(view, campaign.currency),
    )
    for line in filter(None, said):
        evidence.aside(line)


def in_units(found: pl.DataFrame, currency: str) -> pl.DataFrame:
    """The file: each change with the unit it is in, as `EUR/100 a customer`."""
    parts = minor(currency)
    a_customer = f"{currency}{f'/{parts}' if parts > 1 else ''} a customer"
    units = pl.col("what").replace_strict(UNITS | {"revenue_difference": a_customer})
    return found.with_columns(units.alias("unit"))


def _spoken(found: pl.DataFrame, currency: str) -> pl.DataFrame:
    rows = [
        (
            SPOKEN[row["what"]],
            _said(row["what"], row["value"], currency),
            _interval(row, "low", "high", currency),
            _interval(row, "sequential_low", "sequential_high", currency),
            None if row["p"] is None else "< 0.0001" if row["p"] < 0.0001 else f"{row['p']:.2g}",
        )
        for row in found.iter_rows(named=True)
    ]
    heads = ("what", "value", "fixed", "watched", "p")
    return pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")


def _interval(row: dict[str, Any], low: str, high: str, currency: str) -> str | None:
    ends = [_said(row["what"], row[end], currency) for end in (low, high)]
    return None if None in ends else " to ".join(filter(None, ends))


def _said(what: str, value: float | None, currency: str) -> str | None:
    if value is None:
        return None
    size = abs(value)
    if what == "difference":
        said = per_thousand(size)
    elif what == "revenue_difference":
        said = money(1000 * size, currency)
    else:
        said = f"{size:.0%}"
    if not any(digit in said for digit in "123456789"):
        return said
    return f"{'−' if value < 0 else '+'}{said}"
