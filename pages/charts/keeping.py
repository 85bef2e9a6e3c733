"""The share of promises kept, with its interval, a line per team or person."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style


def keeping(found: pl.DataFrame, *, group: str, least: int, theme: str | None) -> go.Figure:
    """A point and its 95% interval per row; with fewer than `least` due it says so instead.

    Args:
        found: from `metrics.promises.keeping`, few rows. group: the column that names them.
    """
    colours = style.look(theme)
    rows = list(found.iter_rows(named=True))
    shown = [at for at, row in enumerate(rows) if row["n"] >= least]
    points = [rows[at] for at in shown]
    kept = style.trace(
        "scatter",
        x=[row["value"] for row in points],
        y=shown,
        mode="markers",
        marker={"size": 9, "color": colours.accent},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [row["high"] - row["value"] for row in points],
            "arrayminus": [row["value"] - row["low"] for row in points],
            "color": colours.accent,
            "thickness": 2,
            "width": 5,
        },
        customdata=[_hover(row) for row in points],
        hovertemplate="%{x:.0%} kept, %{customdata}<extra></extra>",
    )
    return style.figure(
        [kept],
        colours,
        height=34 * max(len(rows), 1) + 48,
        margin={"l": 8, "r": 20, "t": 8, "b": 8},
        annotations=[
            {
                "x": 0.01,
                "y": at,
                "text": f"too few to say, n = {row['n']}",
                "showarrow": False,
                "xanchor": "left",
                "font": {"color": colours.muted},
            }
            for at, row in enumerate(rows)
            if row["n"] < least
        ],
        xaxis={
            "tickformat": ".0%",
            "range": [-0.01, 1.01],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "gridcolor": colours.line,
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
        },
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [style.plain(row[group] or f"no {group}", style.TICK) for row in rows],
            "range": [len(rows) - 0.5, -0.5],
            "zeroline": False,
            "gridcolor": colours.line,
            "ticks": "",
            "ticklabelstandoff": 6,
            "automargin": True,
            "fixedrange": True,
        },
    )


def _hover(row: dict[str, object]) -> str:
    spread = style.interval(row["low"], row["high"])  # type: ignore[arg-type]
    return f"95% interval {spread}, n = {row['n']:,}"
