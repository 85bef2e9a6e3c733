"""The largest drifts: which team sold what beside the strategy, for how much."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style


def drifts(found: pl.DataFrame, *, currency: str, theme: str | None) -> go.Figure:
    """A bar per team and product, longest first, in the colour of where it went.

    Args:
        found: `team, product, place, pillar, pillar_id, drift, share, n, measure`, few rows.
    """
    colours = style.look(theme)
    rows = list(found.iter_rows(named=True))
    bars = style.trace(
        "bar",
        orientation="h",
        y=list(range(len(rows))),
        x=found["drift"].to_list(),
        marker={
            "color": [style.of_place(r["place"], r["pillar_id"], colours) for r in rows],
            "pattern": {
                "shape": [style.hatch(row["place"]) for row in rows],
                "fillmode": "overlay",
                "fgcolor": colours.text,
                "size": 5,
                "solidity": 0.2,
            },
        },
        text=[style.amount(row["drift"], row["measure"], currency) for row in rows],
        textposition="outside",
        cliponaxis=False,
        customdata=[f"{style.percent(row['share'])} of all, n = {row['n']:,}" for row in rows],
        hovertemplate="<b>%{text}</b><br>%{customdata}<extra></extra>",
    )
    longest = max((row["drift"] for row in rows), default=1.0)
    return style.figure(
        [bars],
        colours,
        height=40 * max(len(rows), 1) + 24,
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


def _who(row: dict[str, object]) -> str:
    team, product = row["team"] or "no team", row["product"] or "no product"
    return f"{team}<br><span style='font-size:11px'>{product} → {row['pillar']}</span>"
