"""Where one stands among others who are not named: points on a line; no arithmetic."""

from typing import Any

import plotly.graph_objects as go

from pages.charts import style


def strip(
    others: list[float], own: float | None, *, write: Any, axis: str, theme: str | None
) -> go.Figure:
    """The others as pale points without names, her own as a dark one."""
    colours = style.look(theme)
    them = style.trace(
        "scatter",
        x=others,
        y=[0] * len(others),
        mode="markers",
        marker={
            "size": 12,
            "color": colours.unmapped,
            "line": {"width": 1, "color": colours.muted},
        },
        customdata=[write(value) for value in others],
        hovertemplate="somebody on the team: %{customdata}<extra></extra>",
    )
    hers = style.trace(
        "scatter",
        x=[] if own is None else [own],
        y=[] if own is None else [0],
        mode="markers+text",
        marker={"size": 15, "color": colours.accent, "symbol": "diamond"},
        text=[] if own is None else ["you"],
        textposition="top center",
        customdata=[write(own)],
        hovertemplate="you: %{customdata}<extra></extra>",
    )
    return style.figure(
        [them, hers],
        colours,
        height=120,
        margin={"l": 16, "r": 16, "t": 8, "b": 8},
        xaxis={
            "tickformat": axis,
            "gridcolor": colours.line,
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
            "nticks": 6,
        },
        yaxis={"visible": False, "range": [-1, 1], "fixedrange": True},
    )
