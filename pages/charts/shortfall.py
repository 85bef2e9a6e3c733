"""The index of every column with its interval, and what its shortfall is made of."""

import plotly.graph_objects as go
import polars as pl

from metrics.columns import BY_SLUG
from pages.charts import style

PARTS = (
    ("value", "On target", ""),
    ("imbalance", "Out of balance", "."),
    ("off", "Outside the strategy", ""),
    ("unmapped", "Not yet mapped", "/"),
)


def shortfall(index: pl.DataFrame, *, group: str, theme: str | None) -> go.Figure:
    """A bar per column (or team) that fills up to 1: index, imbalance, outside, not yet mapped.

    Args:
        index: `group, value, low, high, outside, unmapped, imbalance, n`; a null value leaves
            the bar's place empty and says so.
        group: the column of `index` that names the bars.
    """
    colours = style.look(theme)
    known = index.with_columns((pl.col("outside") - pl.col("unmapped")).alias("off"))
    titles = {slug: column.title for slug, column in BY_SLUG.items()}
    names = [style.plain(titles.get(name, name or "no team"), style.TICK) for name in known[group]]
    places = list(range(len(names)))  # two long names may begin alike
    traces = _bars(known, names, colours)
    traces.append(
        style.trace(
            "scatter",
            x=known["value"].to_list(),
            y=places,
            mode="markers",
            marker={"size": 7, "color": colours.text},
            error_x=style.whiskers(
                known.select("value", "low", "high").rows(),
                colours.text,
            ),
            hoverinfo="skip",
            name="Index, 95% interval",
        )
    )
    silent = [
        style.note(0.01, at, f"too little to say, n = {row['n']}", colours)
        for at, row in enumerate(known.iter_rows(named=True))
        if row["value"] is None
    ]
    return style.figure(
        traces,
        colours,
        annotations=silent,
        height=44 * len(names) + 84,
        barmode="stack",
        bargap=0.35,
        **style.LEGEND,
        margin={"l": 8, "r": 16, "t": 36, "b": 8},
        xaxis=style.scale(colours, tickformat=".0%", range=[0, 1], ticks=""),
        yaxis=style.names(names, colours) | {"showgrid": False},
    )


def _bars(known: pl.DataFrame, names: list[str], colours: style.Look) -> list[style.Plain]:
    """A trace per part, stacked to 1, a bar per name."""
    fills = {
        "value": colours.accent,
        "imbalance": colours.more,
        "off": colours.outside,
        "unmapped": colours.unmapped,
    }
    return [
        style.trace(
            "bar",
            orientation="h",
            y=list(range(len(names))),
            x=known[field].to_list(),
            name=name,
            marker={
                "color": fills[field],
                "pattern": {
                    "shape": pattern,
                    "fillmode": "overlay",
                    "fgcolor": colours.text,
                    "size": 5,
                    "solidity": 0.2,
                },
                "line": {"width": 0},
            },
            customdata=[
                [shown, _hover(row)]
                for shown, row in zip(names, known.iter_rows(named=True), strict=True)
            ],
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>{name.lower()} %{{x:.0%}}"
            "%{customdata[1]}<extra></extra>",
        )
        for field, name, pattern in PARTS
    ]


def _hover(row: dict[str, object]) -> str:
    spread = style.interval(row["low"], row["high"])  # type: ignore[arg-type]
    inside = f"<br>index 95% interval {spread}" if spread else ""
    return f"{inside}<br>n = {row['n']:,}"
