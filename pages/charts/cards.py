"""One measure of a few people or teams, each with its interval; no arithmetic."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

Write = Callable[[float | None], str]


def dots(
    found: pl.DataFrame, *, name: str, write: Write, least: int, axis: str, theme: str | None
) -> go.Figure:
    """A point and its 95% interval per row; with fewer than `least` facts it says so instead.

    Args:
        found: `value, low, high, shrunk, n` and the column `name`; few rows, in order.
        write: a value in words. axis: the format of the axis, as d3 has it.
    """
    colours = style.look(theme)
    rows = list(found.iter_rows(named=True))
    told = [at for at, row in enumerate(rows) if row["value"] is not None and row["n"] >= least]
    points = [rows[at] for at in told]
    drawn = style.trace(
        "scatter",
        x=[row["value"] for row in points],
        y=told,
        mode="markers",
        marker={"size": 9, "color": colours.accent},
        error_x=style.whiskers([_ends(row) for row in points], colours.accent, width=4),
        customdata=[_hover(row, write) for row in points],
        hovertemplate="%{customdata}<extra></extra>",
    )
    pulled = style.trace(
        "scatter",
        x=[row["shrunk"] for row in points],
        y=told,
        mode="markers",
        marker={"size": 11, "symbol": "line-ns-open", "color": colours.text},
        hoverinfo="skip",
    )
    return style.figure(
        [drawn, pulled],
        colours,
        height=(28 if len(rows) > 12 else 34) * max(len(rows), 1) + 48,
        margin={"l": 8, "r": 20, "t": 8, "b": 8},
        annotations=[_note(at, row, colours) for at, row in enumerate(rows) if at not in set(told)],
        xaxis=style.scale(colours, tickformat=axis, rangemode="tozero", nticks=6),
        yaxis=style.names([style.plain(row[name] or "nobody named") for row in rows], colours),
    )


def _ends(row: dict[str, Any]) -> tuple[float, float, float]:
    """The value and what lies to either side; itself where no interval is given."""
    value, low, high = row["value"], row["low"], row["high"]
    return value, value if low is None else low, value if high is None else high


def _hover(row: dict[str, Any], write: Write) -> str:
    said = f"{write(row['value'])}, n = {row['n']:,}"
    if row["low"] is not None:
        said += f"<br>95% interval {write(row['low'])} to {write(row['high'])}"
    return f"{said}<br>drawn towards the mean: {write(row['shrunk'])}"


def _note(at: int, row: dict[str, Any], colours: style.Look) -> style.Plain:
    young = f", {row['unmatured']:,} not yet matured" if row.get("unmatured") else ""
    few = f"too few to say, n = {row['n']:,}" if row["n"] else "nothing to measure"
    return style.note(0, at, few + young, colours)
