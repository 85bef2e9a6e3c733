"""The largest drifts: which team sold what beside the strategy, for how much."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

Row = dict[str, Any]


def drifts(found: pl.DataFrame, *, currency: str, theme: str | None) -> go.Figure:
    """A bar per team and product, longest first, in the colour of where it went.

    Args:
        found: `team, product, place, pillar, pillar_id, drift, share, n, measure`, few rows.
    """
    colours = style.look(theme)
    rows = list(found.iter_rows(named=True))
    hatched = [row["place"] == "unmapped" for row in rows]
    bars = [
        _bars(
            [(at, row) for at, row in enumerate(rows) if hatched[at] == pattern], currency, colours
        )
        for pattern in sorted(set(hatched))
    ]
    longest = max((row["drift"] for row in rows), default=1.0)
    return style.figure(
        bars,
        colours,
        height=40 * max(len(rows), 1) + 24,
        barmode="overlay",  # a bar has its place to itself
        bargap=0.4,
        xaxis={"visible": False, "range": [0, longest * 1.25], "fixedrange": True},
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [_who(row) for row in rows],
            "autorange": "reversed",
            "ticks": "",
            "ticklabelstandoff": 6,
            "automargin": True,
            "fixedrange": True,
        },
    )


def _bars(rows: list[tuple[int, Row]], currency: str, colours: style.Look) -> style.Plain:
    """The bars of one fill: plotly takes no colour a bar where there is a hatch."""
    places = {row["place"] for _, row in rows}
    fills = [style.of_place(row["place"], row["pillar_id"], colours) for _, row in rows]
    hatch = {
        "shape": style.hatch("unmapped"),
        "fillmode": "overlay",
        "fgcolor": colours.text,
        "size": 5,
        "solidity": 0.2,
    }
    return style.trace(
        "bar",
        orientation="h",
        y=[at for at, _ in rows],
        x=[row["drift"] for _, row in rows],
        marker={"color": fills[0], "pattern": hatch}
        if places == {"unmapped"}
        else {"color": fills},
        text=[style.amount(row["drift"], row["measure"], currency) for _, row in rows],
        textposition="outside",
        cliponaxis=False,
        customdata=[f"{style.percent(row['share'])} of all, n = {row['n']:,}" for _, row in rows],
        hovertemplate="<b>%{text}</b><br>%{customdata}<extra></extra>",
    )


def _who(row: Row) -> str:
    team, product, pillar = (
        style.plain(row[name] or f"no {name}", style.TICK) for name in ("team", "product", "pillar")
    )
    return f"{team}<br><span style='font-size:11px'>{product} → {pillar}</span>"
