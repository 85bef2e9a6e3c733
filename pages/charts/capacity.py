"""Demand against capacity: by pillar, what is asked and promised beside what is built."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

SIDES = (
    ("asked", "Customers ask", 1),
    ("promised", "Sales promises", 3),
    ("built", "We build", 0),
)


def capacity(found: pl.DataFrame, *, theme: str | None) -> go.Figure:
    """Three bars per pillar and a mark at its target; a share that cannot be said has no bar.

    Args:
        found: from `metrics.capacity.capacity`.
    """
    colours = style.look(theme)
    rows = list(found.iter_rows(named=True))
    names = [style.plain(row["pillar"], style.TICK) for row in rows]
    places = list(range(len(rows)))  # two long names may begin alike
    bars = [
        style.trace(
            "bar",
            orientation="h",
            y=places,
            x=[row[f"{side}_share"] for row in rows],
            name=title,
            marker={"color": style.PILLARS[colour], "line": {"width": 0}},
            customdata=[
                [name, f"{style.percent(row[f'{side}_share'])}, n = {row[f'{side}_n']:,}"]
                for name, row in zip(names, rows, strict=True)
            ],
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>{title.lower()} "
            "%{customdata[1]}<extra></extra>",
        )
        for side, title, colour in SIDES
    ]
    aims = [at for at in places if rows[at]["target"] is not None]
    target = style.trace(
        "scatter",
        x=[rows[at]["target"] for at in aims],
        y=aims,
        customdata=[names[at] for at in aims],
        mode="markers",
        name="Target",
        marker={"symbol": "line-ns", "size": 46, "line": {"width": 2, "color": colours.text}},
        hovertemplate="<b>%{customdata}</b><br>target %{x:.0%}<extra></extra>",
    )
    return style.figure(
        [*bars, target],
        colours,
        height=66 * max(len(rows), 1) + 84,
        barmode="group",
        bargap=0.3,
        **style.LEGEND,
        margin={"l": 8, "r": 16, "t": 48, "b": 8},
        xaxis={
            "tickformat": ".0%",
            "rangemode": "tozero",
            "gridcolor": colours.line,
            "fixedrange": True,
            "zeroline": False,
            "automargin": True,
        },
        yaxis={
            "tickvals": places,
            "ticktext": names,
            "zeroline": False,
            "showgrid": False,
            "autorange": "reversed",
            "automargin": True,
            "fixedrange": True,
            "ticks": "",
            "ticklabelstandoff": 6,
        },
    )
