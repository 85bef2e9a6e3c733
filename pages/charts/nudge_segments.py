"""What a reminder changes in each segment: its own difference, and the one that chance allows."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style

ENDS = ("shrunk", "shrunk_low", "shrunk_high")


def by_segment(found: pl.DataFrame, *, theme: str | None) -> go.Figure:
    """A row per segment: a small mark for its own figure, a point with its interval for the
    shrunk one, in orders per 1,000 customers.

    Args:
        found: from `metrics.nudge_segments.segments`, few rows.
    """
    colours = style.look(theme)
    rows = list(found.iter_rows(named=True))
    told = [at for at, row in enumerate(rows) if row["shrunk"] is not None]
    points = [rows[at] for at in told]
    own = style.trace(
        "scatter",
        x=[1000 * row["difference"] for row in points],
        y=told,
        mode="markers",
        marker={"size": 9, "symbol": "line-ns-open", "color": colours.muted},
        hovertemplate="its own: %{x:+.1f} per 1,000<extra></extra>",
    )
    pulled = style.trace(
        "scatter",
        x=[1000 * row["shrunk"] for row in points],
        y=told,
        mode="markers",
        marker={"size": 9, "color": colours.accent},
        error_x=style.whiskers(
            [tuple(1000 * row[end] for end in ENDS) for row in points],
            colours.accent,
        ),
        customdata=[_hover(row) for row in points],
        hovertemplate="shrunk: %{x:+.1f} per 1,000%{customdata}<extra></extra>",
    )
    return style.figure(
        [own, pulled],
        colours,
        height=36 * max(len(rows), 1) + 56,
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        shapes=[style.upright(0, colours)],
        annotations=[
            style.note(
                0,
                at,
                "too few to say"
                if row["mail_conversions"] is not None
                else "the arms are not as designed",
                colours,
            )
            for at, row in enumerate(rows)
            if row["shrunk"] is None
        ],
        xaxis=style.scale(
            colours, title={"text": "orders per 1,000 customers", "font": {"size": 12}}
        ),
        yaxis=style.names([style.plain(row["segment"] or "not known") for row in rows], colours),
    )


def _hover(row: dict[str, float]) -> str:
    return (
        f"<br>95% {1000 * row['shrunk_low']:+.1f} to {1000 * row['shrunk_high']:+.1f}"
        f"<br>{row['mail_n']:,} reminded, {row['holdout_n']:,} held out"
    )
