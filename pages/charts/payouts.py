"""What each rep would have been paid, a mark a plan; computes nothing."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

MARKS = ("circle", "diamond", "square", "x")


def payouts(found: pl.DataFrame, *, currency: str, theme: str | None) -> go.Figure:
    """A row per rep, a mark per plan, highest first as given.

    Args:
        found: `rep, plan, total_cents, total` (units of money; null = not known), `attainment`;
            plans and reps in the order in which they are drawn.
    """
    colours = style.look(theme)
    reps = list(found["rep"].unique(maintain_order=True))
    plans = list(found["plan"].unique(maintain_order=True))
    at = {rep: place for place, rep in enumerate(reps)}
    traces = []
    for place, plan in enumerate(plans):
        rows = list(found.filter(pl.col("plan") == plan).iter_rows(named=True))
        traces.append(
            style.trace(
                "scatter",
                name=style.plain(plan),
                mode="markers",
                x=[row["total"] for row in rows],
                y=[at[row["rep"]] for row in rows],
                marker={
                    "color": style.PILLARS[place % len(style.PILLARS)],
                    "symbol": MARKS[place % len(MARKS)],
                    "size": 10,
                },
                customdata=[_hover(row, currency) for row in rows],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    return style.figure(
        traces,
        colours,
        height=24 * max(len(reps), 1) + 90,
        **style.LEGEND,
        margin={"l": 8, "r": 16, "t": 40, "b": 8},
        xaxis=style.scale(
            colours,
            zeroline=True,
            zerolinecolor=colours.muted,
            tickformat="~s",
            nticks=6,
            title={"text": currency},
        ),
        yaxis=style.names([style.plain(rep) for rep in reps], colours, away=0),
    )


def _hover(row: dict[str, object], currency: str) -> str:
    paid = style.money(row["total_cents"], currency, compact=False)  # type: ignore[arg-type]
    attained = style.percent(row["attainment"])  # type: ignore[arg-type]
    rep, plan = style.plain(str(row["rep"])), style.plain(str(row["plan"]))
    return f"<b>{rep}</b><br>{plan}: {paid}<br>attainment {attained}"
