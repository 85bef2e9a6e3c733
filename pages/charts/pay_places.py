"""What each plan pays for, by pillar; computes nothing."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style


def pay_places(found: pl.DataFrame, *, currency: str, theme: str | None) -> go.Figure:
    """A stacked bar per plan, a part per pillar, outside, not yet mapped.

    Args:
        found: `plan, place, pillar, pillar_id, share, cents, deals`, in the order to draw.
    """
    colours = style.look(theme)
    plans = list(found["plan"].unique(maintain_order=True))
    at = {plan: place for place, plan in enumerate(plans)}
    traces = []
    for (place, pillar), rows in found.group_by("place", "pillar", maintain_order=True):
        pillar_id = rows["pillar_id"][0]
        parts = list(rows.iter_rows(named=True))
        traces.append(
            style.trace(
                "bar",
                orientation="h",
                name=style.plain(str(pillar)),
                y=[at[row["plan"]] for row in parts],
                x=rows["share"].to_list(),
                marker={
                    "color": style.of_place(str(place), pillar_id, colours),
                    "line": {"width": 1, "color": colours.paper},
                    "pattern": {"shape": style.hatch(str(place)), "size": 5, "solidity": 0.2},
                },
                text=[
                    style.percent(row["share"]) if (row["share"] or 0) >= 0.06 else ""
                    for row in parts
                ],
                textposition="inside",
                insidetextanchor="middle",
                customdata=[
                    f"{style.money(row['cents'], currency)}, {row['deals']:,} deals"
                    for row in parts
                ],
                hovertemplate=f"<b>{style.plain(str(pillar))}</b>: %{{x:.1%}}<br>%{{customdata}}"
                "<extra></extra>",
            )
        )
    return style.figure(
        traces,
        colours,
        height=56 * max(len(plans), 1) + 50 + 20 * len(traces),
        barmode="stack",
        bargap=0.35,
        showlegend=True,
        legend={
            "orientation": "h",
            "y": 0,
            "yref": "container",
            "yanchor": "bottom",
            "x": 0,
            "traceorder": "normal",
        },
        xaxis={"tickformat": ".0%", "fixedrange": True, "range": [0, 1], "automargin": True},
        yaxis={
            "tickvals": list(range(len(plans))),
            "ticktext": [style.plain(plan) for plan in plans],
            "autorange": "reversed",
            "ticks": "",
            "automargin": True,
            "fixedrange": True,
        },
    )
