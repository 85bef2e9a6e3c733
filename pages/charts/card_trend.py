"""One measure by quarter with its interval, and the days of changes; no arithmetic."""

from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts import style
from pages.charts.trend import QUARTERS, quarter


def by_quarter(
    own: pl.DataFrame,
    whole: pl.DataFrame | None,
    changes: pl.DataFrame,
    *,
    write: Any,
    axis: str,
    theme: str | None,
) -> go.Figure:
    """A line with its band; what cannot be said leaves a gap, not a zero.

    Args:
        own: `period, value, low, high, n, unmatured`. whole: the same of all, drawn pale; null =
            not drawn. changes: `on, what`; those within the quarters are marked.
    """
    colours = style.look(theme)
    labels = [quarter(day) for day in own["period"]]
    traces = style.band(
        labels, own["low"].to_list(), own["high"].to_list(), style.faint(colours.accent, 0.18)
    )
    if whole is not None:
        traces.append(
            style.trace(
                "scatter",
                x=[quarter(day) for day in whole["period"]],
                y=whole["value"].to_list(),
                mode="lines",
                line={"color": colours.muted, "width": 1.5, "dash": "dot"},
                connectgaps=False,
                hovertemplate="all: %{customdata}<extra></extra>",
                customdata=[write(value) for value in whole["value"]],
            )
        )
    traces.append(
        style.trace(
            "scatter",
            x=labels,
            y=own["value"].to_list(),
            mode="lines+markers",
            line={"color": colours.accent, "width": 2.5},
            marker={"size": 7},
            connectgaps=False,
            customdata=[_hover(row, write) for row in own.iter_rows(named=True)],
            hovertemplate="<b>%{x}</b><br>%{customdata}<extra></extra>",
        )
    )
    marks = _marks(list(own["period"]), changes)
    return style.figure(
        traces,
        colours,
        shapes=[style.upright(x, colours) for x, _ in marks],
        annotations=[_label(x, what, at % 2, colours) for at, (x, what) in enumerate(marks)],
        height=300,
        margin={"l": 8, "r": 16, "t": 44, "b": 8},
        xaxis=QUARTERS,
        yaxis={
            "tickformat": axis,
            "rangemode": "tozero",
            "gridcolor": colours.line,
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
            "ticks": "",
        },
    )


def _hover(row: dict[str, Any], write: Any) -> str:
    spread = "" if row["low"] is None else f" ({write(row['low'])} to {write(row['high'])})"
    young = f", {row['unmatured']:,} not yet matured" if row["unmatured"] else ""
    return f"{write(row['value'])}{spread}<br>n = {row['n']:,}{young}"


def _marks(quarters: list[date], changes: pl.DataFrame) -> list[tuple[float, str]]:
    """Where on the axis of quarters each change lies, and what it was."""
    found = []
    for on, what in changes.select("on", "what").iter_rows():
        begun = [at for at, day in enumerate(quarters) if day <= on]
        if begun and (on - quarters[begun[-1]]).days < 92:
            found.append((begun[-1] + (on - quarters[begun[-1]]).days / 91 - 0.5, what))
    return found


def _label(x: float, what: str, row: int, colours: style.Look) -> style.Plain:
    return {
        "x": x,
        "y": 1.02,
        "yref": "y domain",
        "yanchor": "bottom",
        "yshift": 14 * row,
        "text": style.plain(what if len(what) <= 24 else f"{what[:23]}…"),
        "showarrow": False,
        "font": {"size": 11, "color": colours.muted},
    }
