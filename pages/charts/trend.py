"""The alignment index by quarter, with its interval and the days on which the strategy changed."""

from datetime import date

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

QUARTERS: style.Plain = {
    "type": "category",
    "fixedrange": True,
    "showgrid": False,
    "nticks": 8,
    "automargin": True,
    "tickangle": 0,
    "ticks": "",
}
"""The axis along which quarters stand, as `quarter` writes them."""


def trend(
    quarters: pl.DataFrame,
    versions: pl.DataFrame,
    plans: pl.DataFrame | None = None,
    *,
    column: str,
    theme: str | None,
) -> go.Figure:
    """A line for `column` with its band; quarters that cannot say leave a gap, not a zero.

    Args:
        quarters: `column, quarter, value, low, high, n`.
        versions: `number, in_force_from`: those that begin within the quarters are marked.
        plans: `name, in_force_from`, of pay: marked likewise; a description, not a cause.
    """
    colours = style.look(theme)
    rows = quarters.filter(pl.col("column") == column).sort("quarter")
    labels = [quarter(day) for day in rows["quarter"]]
    traces = style.band(
        labels, rows["low"].to_list(), rows["high"].to_list(), style.faint(colours.accent, 0.18)
    )
    traces.append(
        style.trace(
            "scatter",
            x=labels,
            y=rows["value"].to_list(),
            mode="lines+markers",
            line={"color": colours.accent, "width": 2.5},
            marker={"size": 7},
            connectgaps=False,
            customdata=[
                f"{style.interval(row['low'], row['high'])}<br>n = {row['n']:,}"
                for row in rows.iter_rows(named=True)
            ],
            hovertemplate="<b>%{x}</b><br>index %{y:.0%} (%{customdata})<extra></extra>",
        )
    )
    marks = _marks(rows, versions, "number", "version {}")
    paid = {} if plans is None else _marks(rows, plans, "name", "pay: {}")
    return style.figure(
        traces,
        colours,
        shapes=[style.upright(x, colours) for x in (*marks, *paid)],
        annotations=[
            *(_label(x, said, colours) for x, said in marks.items()),
            *(_label(x, said, colours, below=True) for x, said in paid.items()),
        ],
        height=300,
        margin={"l": 8, "r": 16, "t": 28, "b": 8},
        xaxis=QUARTERS,
        yaxis={
            "tickformat": ".0%",
            "range": [0, 1.02],
            "gridcolor": colours.line,
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
            "ticks": "",
        },
    )


def _marks(rows: pl.DataFrame, versions: pl.DataFrame, what: str, said: str) -> dict[float, str]:
    """Where on the axis a version of the strategy, or a plan, began, and what is said there."""
    quarters, marks = list(rows["quarter"]), {}
    for version in versions.iter_rows(named=True):
        inside = [at for at, day in enumerate(quarters) if day <= version["in_force_from"]]
        after = _end(quarters[-1]) if quarters else None
        if not inside or after is None or version["in_force_from"] >= after:
            continue
        begun = quarters[inside[-1]]
        marks[inside[-1] + (version["in_force_from"] - begun).days / 91 - 0.5] = said.format(
            style.plain(str(version[what]), 24)
        )
    return marks


def _label(x: float, said: str, colours: style.Look, *, below: bool = False) -> style.Plain:
    return {
        "x": x,
        "y": 0.02 if below else 1.02,
        "yanchor": "bottom",
        "text": said,
        "showarrow": False,
        "font": {"size": 11, "color": colours.muted},
    }


def quarter(day: date) -> str:
    """`Q2 2026`."""
    return f"Q{(day.month + 2) // 3} {day.year}"


def _end(quarter: date) -> date:
    months = quarter.month + 3
    return date(quarter.year + (months > 12), months - 12 if months > 12 else months, 1)
