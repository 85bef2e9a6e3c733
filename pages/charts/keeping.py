"""The share of promises kept, with its interval, a line per team or person."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style


def keeping(found: pl.DataFrame, *, group: str, least: int, theme: str | None) -> go.Figure:
    """A point and its 95% interval per row; with fewer than `least` due it says so instead.

    Args:
        found: from `metrics.promises.keeping`, few rows. group: the column that names them.
    """
    colours = style.look(theme)
    rows = list(found.iter_rows(named=True))
    shown = [at for at, row in enumerate(rows) if row["n"] >= least]
    points = [rows[at] for at in shown]
    kept = style.trace(
        "scatter",
        x=[row["value"] for row in points],
        y=shown,
        mode="markers",
        marker={"size": 9, "color": colours.accent},
        error_x=style.whiskers(
            [(row["value"], row["low"], row["high"]) for row in points], colours.accent
        ),
        customdata=[_hover(row) for row in points],
        hovertemplate="%{x:.0%} kept, %{customdata}<extra></extra>",
    )
    return style.figure(
        [kept],
        colours,
        height=34 * max(len(rows), 1) + 48,
        margin={"l": 8, "r": 20, "t": 8, "b": 8},
        annotations=[
            style.note(0.01, at, f"too few to say, n = {row['n']}", colours)
            for at, row in enumerate(rows)
            if row["n"] < least
        ],
        xaxis=style.scale(
            colours, tickformat=".0%", range=[-0.01, 1.01], tickvals=[0, 0.25, 0.5, 0.75, 1]
        ),
        yaxis=style.names(
            [style.plain(row[group] or f"no {group}", style.TICK) for row in rows], colours
        ),
    )


def _hover(row: dict[str, object]) -> str:
    spread = style.interval(row["low"], row["high"])  # type: ignore[arg-type]
    return f"95% interval {spread}, n = {row['n']:,}"
