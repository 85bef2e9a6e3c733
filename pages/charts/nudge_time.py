"""How fast each arm buys: the share that has bought by the end of each day after assignment."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

SPOKEN = {"mail": "reminded", "holdout": "held out"}


def time_to_purchase(found: pl.DataFrame, *, window: int, theme: str | None) -> go.Figure:
    """A step curve with its band per arm; the window is marked.

    Args:
        found: from `metrics.nudge_time.by_day`.
    """
    colours = style.look(theme)
    hues = {"mail": colours.accent, "holdout": colours.outside}
    traces, notes = [], []
    ends = {arm: found.filter(arm=arm)["value"].tail(1).sum() for arm in hues}
    upper = max(ends, key=lambda arm: ends[arm])
    for arm, hue in hues.items():
        rows = found.filter(arm=arm)
        if rows.is_empty():
            continue
        traces += _arm(rows, arm, hue)
        last = rows.row(-1, named=True)
        notes.append(
            {
                "x": last["days"],
                "y": last["value"],
                "text": SPOKEN[arm],
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "bottom" if arm == upper else "top",  # two lines may end in one place
                "xshift": 6,
                "font": {"color": hue},
            }
        )
    return style.figure(
        traces,
        colours,
        height=300,
        margin={"l": 8, "r": 72, "t": 8, "b": 8},
        annotations=notes,
        shapes=[style.upright(window, colours)],
        xaxis={
            "title": {"text": "days after assignment", "font": {"size": 12}},
            "range": [0, 30],
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,
            "ticks": "",
        },
        yaxis=style.scale(colours, tickformat=".1%", rangemode="tozero", ticks=""),
    )


def _arm(rows: pl.DataFrame, arm: str, hue: str) -> list[style.Plain]:
    days = [0, *rows["days"]]
    low, high = (
        [0, *rows.select(pl.coalesce(name, "value")).to_series()] for name in ("low", "high")
    )
    edges = style.band(days, low, high, style.faint(hue, 0.16), line={"width": 0, "shape": "hv"})
    line = style.trace(
        "scatter",
        x=days,
        y=[0, *rows["value"]],
        mode="lines",
        line={"color": hue, "width": 2.5, "shape": "hv", "dash": style.DASH[arm]},
        customdata=["", *(_hover(row) for row in rows.iter_rows(named=True))],
        hovertemplate=f"<b>{SPOKEN[arm]}</b>, day %{{x}}: %{{y:.2%}}%{{customdata}}<extra></extra>",
    )
    return [*edges, line]


def _hover(row: dict[str, float]) -> str:
    ends = (
        f" ({row['low']:.2%} to {row['high']:.2%})"
        if row["low"] is not None and row["high"] is not None
        else ""
    )
    return f"{ends}<br>{row['at_risk']:,} customers still followed"
