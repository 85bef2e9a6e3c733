"""How the demand for one theme grew: its new asking accounts month by month."""

from collections.abc import Sequence
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

from metrics.emerging import RECENT_DAYS
from pages.charts import style


def trajectory(
    months: pl.DataFrame,
    *,
    as_of: date,
    marks: Sequence[tuple[date, str]],
    theme: str | None,
) -> go.Figure:
    """A bar per month, the one that is not over hatched; the recent window shaded.

    Args:
        months: `month, new_accounts, accounts` of one theme, in order, as
            `metrics.emerging.trajectory` gives them.
        marks: days on which something was decided, and what.
    """
    colours = style.look(theme)
    rows = list(months.iter_rows(named=True))
    running = [row["month"] == as_of.replace(day=1) for row in rows]
    bars = style.trace(
        "bar",
        x=[row["month"].isoformat() for row in rows],
        xperiod="M1",
        xperiodalignment="middle",
        y=[row["new_accounts"] for row in rows],
        marker={
            "color": colours.accent,
            "pattern": {
                "shape": ["/" if open_ else "" for open_ in running],
                "fillmode": "overlay",
                "fgcolor": colours.text,
                "size": 5,
                "solidity": 0.2,
            },
        },
        text=[f"{row['new_accounts']}" if row["new_accounts"] else "" for row in rows],
        textposition="outside",
        cliponaxis=False,
        hovertext=[_hover(row, open_) for row, open_ in zip(rows, running, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    since = as_of - timedelta(days=RECENT_DAYS - 1)
    until = as_of + timedelta(days=1)
    tallest = max((row["new_accounts"] for row in rows), default=1)
    return style.figure(
        [bars],
        colours,
        height=260,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        bargap=0.35,
        shapes=[
            _window(since, until, colours),
            *(style.upright(day.isoformat(), colours) for day, _ in marks),
        ],
        annotations=[
            _note(since, f"last {RECENT_DAYS} days", colours, "left"),
            *(_note(day, said, colours, "right") for day, said in marks),
        ],
        xaxis={
            "type": "date",
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,
            "ticks": "",
            "nticks": 7,
            "tickformat": "%b %Y",
            "ticklabelmode": "period",
            "tickangle": 0,
        },
        yaxis={
            "range": [0, tallest * 1.18 + 1],
            "rangemode": "tozero",
            "nticks": 4,
            "gridcolor": colours.line,
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
            "ticks": "",
        },
    )


def _hover(row: dict[str, object], running: bool) -> str:
    return (
        f"<b>{row['month']:%B %Y}{' so far' if running else ''}</b><br>"
        f"{row['new_accounts']:,} new accounts, {row['accounts']:,} in all"
    )


def _window(since: date, until: date, colours: style.Look) -> style.Plain:
    return {
        "type": "rect",
        "x0": since.isoformat(),
        "x1": until.isoformat(),
        "y0": 0,
        "y1": 1,
        "yref": "y domain",
        "fillcolor": colours.accent,
        "opacity": 0.1,
        "line": {"width": 0},
        "layer": "below",
    }


def _note(day: date, said: str, colours: style.Look, anchor: str) -> style.Plain:
    return {
        "x": day.isoformat(),
        "y": 1,
        "yref": "y domain",
        "yanchor": "bottom",
        "xanchor": anchor,
        "text": said,
        "showarrow": False,
        "font": {"size": 11, "color": colours.muted},
    }
