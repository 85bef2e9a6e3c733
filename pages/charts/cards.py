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
        error_x=_bars(points, colours),
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
        xaxis={
            "tickformat": axis,
            "rangemode": "tozero",
            "gridcolor": colours.line,
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
            "nticks": 6,
        },
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [style.plain(row[name] or "nobody named") for row in rows],
            "range": [len(rows) - 0.5, -0.5],
            "zeroline": False,
            "gridcolor": colours.line,
            "ticks": "",
            "ticklabelstandoff": 6,
            "automargin": True,
            "fixedrange": True,
        },
    )


def _bars(points: list[dict[str, Any]], colours: style.Look) -> style.Plain:
    """The intervals, as what lies to either side; none where none is given."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [0 if row["high"] is None else row["high"] - row["value"] for row in points],
        "arrayminus": [0 if row["low"] is None else row["value"] - row["low"] for row in points],
        "color": colours.accent,
        "thickness": 2,
        "width": 4,
    }


def _hover(row: dict[str, Any], write: Write) -> str:
    said = f"{write(row['value'])}, n = {row['n']:,}"
    if row["low"] is not None:
        said += f"<br>95% interval {write(row['low'])} to {write(row['high'])}"
    return f"{said}<br>drawn towards the mean: {write(row['shrunk'])}"


def _note(at: int, row: dict[str, Any], colours: style.Look) -> style.Plain:
    young = f", {row['unmatured']:,} not yet matured" if row.get("unmatured") else ""
    few = f"too few to say, n = {row['n']:,}" if row["n"] else "nothing to measure"
    return {
        "x": 0,
        "y": at,
        "text": few + young,
        "showarrow": False,
        "xanchor": "left",
        "font": {"color": colours.muted},
    }
