"""What rests on open promises, by kind of risk: money as bars, worst on top."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

PARTS = (("signed_cents", "Signed", 1.0), ("open_cents", "Not signed yet", 0.45))


def exposure(found: pl.DataFrame, *, currency: str, theme: str | None) -> go.Figure:
    """A bar per risk: signed deals, then deals still open, with money and n at its end.

    Args:
        found: from `metrics.exposure.exposure`.
    """
    colours = style.look(theme)
    fills = {
        "no feature": colours.outside,
        "declined": colours.more,
        "later than promised": style.PILLARS[1],
        "cannot tell": colours.unmapped,
        "on track": colours.accent,
    }
    rows = list(found.iter_rows(named=True))
    names = [_capital(row["risk"]) for row in rows]
    bars = [
        style.trace(
            "bar",
            orientation="h",
            y=names,
            x=[row[field] for row in rows],
            name=name,
            marker={
                "color": [fills[row["risk"]] for row in rows],
                "opacity": opacity,
                "line": {"width": 0},
            },
            customdata=[style.money(row[field], currency) for row in rows],
            hovertemplate=f"<b>%{{y}}</b><br>{name.lower()} %{{customdata}}<extra></extra>",
        )
        for field, name, opacity in PARTS
    ]
    most = max((row["exposed_cents"] or 0 for row in rows), default=0) or 1
    return style.figure(
        bars,
        colours,
        height=46 * max(len(rows), 1) + 24,
        barmode="stack",
        bargap=0.4,
        annotations=[
            {
                "x": row["exposed_cents"] or 0,
                "y": name,
                "text": _said(row, currency),
                "showarrow": False,
                "xanchor": "left",
                "xshift": 6,
            }
            for row, name in zip(rows, names, strict=True)
        ],
        xaxis={"visible": False, "range": [0, most * 1.7], "fixedrange": True},
        yaxis={
            "autorange": "reversed",
            "automargin": True,
            "fixedrange": True,
            "ticks": "",
            "ticklabelstandoff": 6,
        },
    )


def _said(row: dict[str, int], currency: str) -> str:
    """`$1.2M, n = 9`; money that nobody knows is an en dash, never 0."""
    return f"{style.money(row['exposed_cents'], currency)}, n = {row['promises']:,}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
