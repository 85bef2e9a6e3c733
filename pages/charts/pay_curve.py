"""What the next sale pays under each plan, and its cliffs; computes nothing."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style


def pay_curve(
    curves: pl.DataFrame, cliffs: pl.DataFrame, *, currency: str, theme: str | None
) -> go.Figure:
    """A line of pay by attainment per plan; a hollow mark where it jumps.

    Args:
        curves: `plan, attainment, pay, pay_cents, marginal`. cliffs: `plan, attainment, pay,
            jump_cents, why`.
    """
    colours = style.look(theme)
    plans = list(curves["plan"].unique(maintain_order=True))
    traces = []
    for place, plan in enumerate(plans):
        colour = style.PILLARS[place % len(style.PILLARS)]
        rows = curves.filter(pl.col("plan") == plan)
        traces.append(
            style.trace(
                "scatter",
                name=style.plain(plan),
                mode="lines",
                x=rows["attainment"].to_list(),
                y=rows["pay"].to_list(),
                line={"color": colour, "width": 2.5},
                customdata=[
                    f"{style.money(cents, currency)}; of the next {style.percent(marginal)}"
                    for cents, marginal in rows.select("pay_cents", "marginal").iter_rows()
                ],
                hovertemplate="%{x:.0%} of quota: %{customdata}<extra></extra>",
            )
        )
        steep = cliffs.filter(pl.col("plan") == plan)
        traces.append(
            style.trace(
                "scatter",
                name=style.plain(f"{plan}, cliffs"),
                showlegend=False,
                mode="markers",
                x=steep["attainment"].to_list(),
                y=steep["pay"].to_list(),
                marker={"symbol": "circle-open", "size": 12, "color": colour, "line": {"width": 3}},
                customdata=[
                    f"cliff at a {row['why']}: {style.money(row['jump_cents'], currency)}"
                    for row in steep.iter_rows(named=True)
                ],
                hovertemplate="<b>%{x:.1%} of quota</b><br>%{customdata}<extra></extra>",
            )
        )
    return style.figure(
        traces,
        colours,
        height=320,
        **style.LEGEND,
        margin={"l": 8, "r": 16, "t": 40, "b": 8},
        xaxis={
            "tickformat": ".0%",
            "gridcolor": colours.line,
            "fixedrange": True,
            "title": {"text": "attainment of quota"},
            "automargin": True,
        },
        yaxis={
            "gridcolor": colours.line,
            "fixedrange": True,
            "tickformat": "~s",
            "rangemode": "tozero",
            "automargin": True,
        },
    )
