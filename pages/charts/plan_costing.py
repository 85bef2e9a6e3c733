"""What plans cost had everybody sold more or less; computes nothing."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style


def plan_costing(found: pl.DataFrame, *, currency: str, theme: str | None) -> go.Figure:
    """A line per plan: cost over revenue, by how much was sold against what was.

    Args:
        found: `plan, scale` (1 = as it was), `cost_share, cost_cents`.
    """
    colours = style.look(theme)
    traces = []
    for place, plan in enumerate(found["plan"].unique(maintain_order=True)):
        rows = found.filter(pl.col("plan") == plan)
        traces.append(
            style.trace(
                "scatter",
                name=style.plain(plan),
                mode="lines+markers",
                x=rows["scale"].to_list(),
                y=rows["cost_share"].to_list(),
                line={"color": style.PILLARS[place % len(style.PILLARS)], "width": 2.5},
                customdata=[style.money(cents, currency) for cents in rows["cost_cents"]],
                hovertemplate="%{x:.0%} of what was sold: %{customdata}, %{y:.1%} of revenue"
                "<extra></extra>",
            )
        )
    return style.figure(
        traces,
        colours,
        height=300,
        **style.LEGEND,
        margin={"l": 8, "r": 16, "t": 40, "b": 8},
        xaxis={
            "tickformat": ".0%",
            "gridcolor": colours.line,
            "fixedrange": True,
            "title": {"text": "sold, of what was sold"},
            "automargin": True,
        },
        yaxis={
            "tickformat": ".1%",
            "gridcolor": colours.line,
            "fixedrange": True,
            "rangemode": "tozero",
            "automargin": True,
        },
    )
