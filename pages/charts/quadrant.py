"""The 2 × 2 of mission fit and independent demand: a point per feature, one can be clicked."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from metrics.quadrants import BUILD, DECLARED, RECONSIDER, SAY_NO, SHARPEN, Thresholds
from pages.charts import style

CORNERS = {BUILD: (1, 1), SHARPEN: (1, 0), RECONSIDER: (0, 1), SAY_NO: (0, 0)}
GOLDEN = 0.618_033_988_75
SPREAD = 0.07  # most features fit wholly or not at all: side by side, not on top of each other
NAMED = 6
APART = 0.045  # of the height: closer than this, two names would be one


def quadrant(
    found: pl.DataFrame, *, chosen: int | None, theme: str | None, at: Thresholds = DECLARED
) -> go.Figure:
    """Mission fit to the right, independent demand upwards, its root, since few ask for most.

    Args:
        found: `feature_id, title, mission_fit, independent_demand, quadrant, score`, best first;
            rows without a quadrant are left out. chosen: the feature that is marked.
    """
    colours = style.look(theme)
    fills = {
        BUILD: style.PILLARS[2],
        SHARPEN: style.PILLARS[4],
        RECONSIDER: style.PILLARS[1],
        SAY_NO: colours.outside,
    }
    rows = list(found.drop_nulls("quadrant").iter_rows(named=True))
    xs = [row["mission_fit"] + _aside(row["feature_id"]) for row in rows]
    ys = [row["independent_demand"] ** 0.5 for row in rows]
    marks = [row["feature_id"] == chosen for row in rows]
    points = style.trace(
        "scatter",
        x=xs,
        y=ys,
        mode="markers",
        marker={
            "size": [15 if mark else 9 for mark in marks],
            "color": [fills[row["quadrant"]] for row in rows],
            "line": {"width": [3 if mark else 1 for mark in marks], "color": colours.text},
            "opacity": 0.9,
        },
        customdata=[[row["feature_id"], _hover(row)] for row in rows],
        hovertemplate="%{customdata[1]}<extra></extra>",
    )
    middle, most = at.demand**0.5, max([*ys, at.demand**0.5 * 2]) * 1.12
    return style.figure(
        [points],
        colours,
        height=430,
        hovermode="closest",
        margin={"l": 8, "r": 8, "t": 8, "b": 40},
        annotations=[_corner(name, *CORNERS[name], most, fills[name]) for name in CORNERS]
        + _names(list(zip(rows, xs, ys, strict=True)), most),
        shapes=[
            {
                "type": "line",
                "x0": at.mission_fit,
                "x1": at.mission_fit,
                "y0": -0.3,
                "y1": most,
                "line": {"color": colours.muted, "dash": "dot", "width": 1},
            },
            {
                "type": "line",
                "x0": -0.12,
                "x1": 1.12,
                "y0": middle,
                "y1": middle,
                "line": {"color": colours.muted, "dash": "dot", "width": 1},
            },
        ],
        xaxis={
            "range": [-0.12, 1.12],
            "tickvals": [0, 0.5, 1],
            "ticktext": ["0%", "50%", "100%"],
            "title": {"text": "Mission fit"},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={
            "range": [-0.3, most],
            "tickvals": [step**0.5 for step in _steps(most**2)],
            "ticktext": [f"{step:g}" for step in _steps(most**2)],
            "title": {"text": "Independent demand"},
            "gridcolor": colours.line,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        },
    )


def _aside(feature_id: int) -> float:
    """A small, lasting step to the side, so that features of one fit can be told apart."""
    return (feature_id * GOLDEN % 1 - 0.5) * 2 * SPREAD


def _steps(most: float) -> list[float]:
    return [step for step in (0, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 5000) if step <= most]


def _corner(name: str, right: int, top: int, most: float, colour: str) -> dict[str, Any]:
    return {
        "x": 1.1 if right else -0.1,
        "y": most * 0.97 if top else -0.15,
        "text": f"<b>{name}</b>",
        "showarrow": False,
        "xanchor": "right" if right else "left",
        "yanchor": "top" if top else "bottom",
    }


def _names(points: list[tuple[dict[str, Any], float, float]], most: float) -> list[dict[str, Any]]:
    """The best by their names, those left out that would lie on another's."""
    said: list[tuple[dict[str, Any], float, float]] = []
    for row, x, y in points:
        if len(said) < NAMED and all(
            abs(y - other) > most * APART or (x > 0.5) != (beside > 0.5)
            for _, beside, other in said
        ):
            said.append((row, x, y))
    return [_named(*point) for point in said]


def _named(row: dict[str, Any], x: float, y: float) -> dict[str, Any]:
    right = x > 0.5
    return {
        "x": x,
        "y": y,
        "text": style.plain(row["title"], 28),
        "showarrow": False,
        "xanchor": "right" if right else "left",
        "xshift": -10 if right else 10,
        "font": {"size": 11},
    }


def _hover(row: dict[str, Any]) -> str:
    score = "no score" if row["score"] is None else f"score {row['score']:,.2f}"
    return (
        f"<b>{style.plain(row['title'], 60)}</b><br>{row['quadrant']}: "
        f"mission fit {row['mission_fit']:.0%}, independent demand "
        f"{row['independent_demand']:,.1f}<br>{score}"
    )
