"""How measures go together, a cell a pair; a number stands only where it is clear."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts import style


def alike(found: pl.DataFrame, *, order: Sequence[tuple[str, str]], theme: str | None) -> go.Figure:
    """The lower half of a square of correlations; a cell says what it is when it is clear.

    Args:
        found: from `metrics.compare.correlations`. order: slug and title of each measure.
    """
    colours = style.look(theme)
    cells = {(row["one"], row["other"]): row for row in found.iter_rows(named=True)}
    across, down = order[:-1], order[1:]
    grid = [[cells.get((one, other)) for one, _ in across] for other, _ in down]
    heat = style.trace(
        "heatmap",
        z=[[None if cell is None else cell["value"] for cell in line] for line in grid],
        x=[title for _, title in across],
        y=[title for _, title in down],
        zmin=-1,
        zmax=1,
        colorscale=[[0, colours.less], [0.5, colours.paper], [1, colours.more]],
        showscale=False,
        xgap=2,
        ygap=2,
        customdata=[[_hover(cell) for cell in line] for line in grid],
        hovertemplate="%{y} and %{x}<br>%{customdata}<extra></extra>",
        hoverongaps=False,
    )
    return style.figure(
        [heat],
        colours,
        height=34 * len(down) + 150,
        annotations=[
            _number(cell, across[col][1], down[line][1], colours)
            for line, row in enumerate(grid)
            for col, cell in enumerate(row)
            if cell is not None and cell["clear"]
        ],
        xaxis={
            "fixedrange": True,
            "showgrid": False,
            "ticks": "",
            "tickangle": 45,
            "automargin": True,
        },
        yaxis={
            "fixedrange": True,
            "showgrid": False,
            "autorange": "reversed",
            "ticks": "",
            "automargin": True,
            "ticklabelstandoff": 6,
        },
    )


def _number(cell: dict[str, Any], x: str, y: str, colours: style.Look) -> style.Plain:
    return {
        "x": x,
        "y": y,
        "text": f"{cell['value']:.1f}",
        "showarrow": False,
        "font": {"size": 12, "color": colours.text},
    }


def _hover(cell: dict[str, Any] | None) -> str:
    if cell is None or cell["value"] is None:
        return "not known"
    limits = "" if cell["low"] is None else f" ({cell['low']:.2f} to {cell['high']:.2f})"
    return f"{cell['value']:.2f}{limits}, n = {cell['n']}, q = {cell['q']:.2f}"
