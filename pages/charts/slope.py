"""Ranks by closed revenue beside ranks by what else counts, with their intervals; no arithmetic."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

LEFT, RIGHT = 0.0, 1.0
APART = 0.018  # between two intervals


def slope(found: pl.DataFrame, *, right: str, theme: str | None) -> go.Figure:
    """A line per person from rank to rank: bold with an arrow where the intervals do not overlap,
    else pale; at the ends of an arrow the intervals of the ranks.

    Args:
        found: from `compare.compared`, with `who`. right: what the right side is ranked by.
    """
    colours = style.look(theme)
    # who ties stands one beneath the other, so that both names can be read
    places = (
        pl.col(rank).rank("ordinal").alias(side)
        for side, rank in (("left", "revenue_rank"), ("right", "rank"))
    )
    rows = list(found.with_columns(places).iter_rows(named=True))
    lines = (_line(row, colours) for row in rows)
    traces = [*_intervals(rows, colours), *lines, *_ends(rows, colours)]
    return style.figure(
        traces,
        colours,
        height=max(22 * len(rows), 120) + 60,
        margin={"l": 8, "r": 8, "t": 36, "b": 8},
        annotations=[
            *_names(rows, colours),
            *(_arrow(row, colours) for row in rows if row["moved"]),
            _head(LEFT, "by closed revenue", colours),
            _head(RIGHT, f"by {right}", colours),
        ],
        xaxis={"visible": False, "range": [-1.1, 2.1], "fixedrange": True},
        yaxis={
            "visible": False,
            "range": [len(rows) + 0.7, 0.3],
            "fixedrange": True,
        },
    )


def _ends(rows: list[dict[str, Any]], colours: style.Look) -> list[style.Plain]:
    ends = (
        (LEFT, "left"),
        (RIGHT, "right"),
    )
    return [
        style.trace(
            "scatter",
            x=[x] * len(rows),
            y=[row[at] for row in rows],
            mode="markers",
            marker={
                "size": 7,
                "color": [colours.accent if row["moved"] else colours.muted for row in rows],
            },
            customdata=[_hover(row) for row in rows],
            hovertemplate="%{customdata}<extra></extra>",
        )
        for x, at in ends
    ]


def _intervals(rows: list[dict[str, Any]], colours: style.Look) -> list[style.Plain]:
    """The intervals of who clearly moved, side by side within the chart, so that each is seen."""
    moved = [row for row in rows if row["moved"]]
    sides = ((LEFT, 1, "revenue_low", "revenue_high"), (RIGHT, -1, "low", "high"))
    return [
        style.trace(
            "scatter",
            x=[x + inward * APART * (at + 1)] * 2,
            y=[row[low], row[high]],
            mode="lines",
            line={"color": colours.accent, "width": 3},
            opacity=0.45,
            customdata=[_hover(row)] * 2,
            hovertemplate="%{customdata}<extra></extra>",
        )
        for at, row in enumerate(moved)
        for x, inward, low, high in sides
    ]


def _line(row: dict[str, Any], colours: style.Look) -> style.Plain:
    return style.trace(
        "scatter",
        x=[LEFT, RIGHT],
        y=[row["left"], row["right"]],
        mode="lines",
        line={
            "color": colours.accent if row["moved"] else colours.line,
            "width": 2.5 if row["moved"] else 1,
        },
        hoverinfo="skip",
    )


def _arrow(row: dict[str, Any], colours: style.Look) -> style.Plain:
    """The head of the arrow, at the right end of the line."""
    return {
        "x": RIGHT,
        "y": row["right"],
        "ax": LEFT,
        "ay": row["left"],
        "xref": "x",
        "yref": "y",
        "axref": "x",
        "ayref": "y",
        "text": "",
        "showarrow": True,
        "arrowhead": 2,
        "arrowsize": 1.2,
        "arrowwidth": 2,
        "arrowcolor": colours.accent,
    }


def _names(rows: list[dict[str, Any]], colours: style.Look) -> list[style.Plain]:
    sides = (("left", LEFT - 0.05, "right"), ("right", RIGHT + 0.05, "left"))
    return [
        {
            "x": x,
            "y": row[place],
            "text": style.plain(
                f"{row['rank']:.0f} {row['who']}" if place == "right" else row["who"]
            ),
            "showarrow": False,
            "xanchor": anchor,
            "font": {"size": 11, "color": colours.text if row["moved"] else colours.muted},
        }
        for place, x, anchor in sides
        for row in rows
    ]


def _head(x: float, text: str, colours: style.Look) -> style.Plain:
    return {
        "x": x,
        "y": 0.2,
        "yanchor": "bottom",
        "text": style.plain(text if len(text) <= 34 else f"{text[:33]}…"),
        "showarrow": False,
        "font": {"size": 12, "color": colours.muted},
    }


def _hover(row: dict[str, Any]) -> str:
    moved = {"up": "clearly higher", "down": "clearly lower"}.get(
        row["moved"], "cannot be told apart"
    )
    return (
        f"<b>{style.plain(row['who'])}</b><br>by revenue {row['revenue_rank']:.0f}"
        f" ({row['revenue_low']:.0f}–{row['revenue_high']:.0f})<br>"
        f"here {row['rank']:.0f} ({row['low']:.0f}–{row['high']:.0f})<br>{moved}"
    )
