"""The difference a reminder makes as it stood day by day: the fixed interval, and the one that may
be watched around it."""

import plotly.graph_objects as go
import polars as pl

from pages.charts import style


def looks(found: pl.DataFrame, *, theme: str | None) -> go.Figure:
    """A line with two bands, in orders per 1,000 customers; where an interval is not known the
    band has a gap.

    Args:
        found: from `metrics.nudge_effect.looks`, some hundred rows.
    """
    colours = style.look(theme)
    days = [day.isoformat() for day in found["day"]]
    rows = list(found.iter_rows(named=True))
    traces = [
        *_band(days, found, ("watched_low", "watched_high"), style.faint(colours.accent, 0.14)),
        *_band(days, found, ("low", "high"), style.faint(colours.accent, 0.3)),
        style.trace(
            "scatter",
            x=days,
            y=_per_thousand(found["difference"]),
            mode="lines",
            line={"color": colours.accent, "width": 2.5},
            connectgaps=False,
            customdata=[_hover(row) for row in rows],
            hovertemplate="<b>%{x|%-d %b %Y}</b><br>%{y:+.1f} per 1,000%{customdata}"
            "<extra></extra>",
        ),
    ]
    highest = max((abs(v) for v in _per_thousand(found["difference"]) if v is not None), default=1)
    return style.figure(
        traces,
        colours,
        height=300,
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        hovermode="x",
        shapes=[style.level(0, colours)],
        xaxis={
            "type": "date",
            "showgrid": False,
            "fixedrange": True,
            "automargin": True,
            "nticks": 6,
            "tickformat": "%-d %b",
            "ticks": "",
        },
        yaxis=style.scale(
            colours,
            title={"text": "orders per 1,000 customers", "font": {"size": 12}},
            range=_range(found, highest),
            ticks="",
        ),
    )


def _band(
    days: list[str], found: pl.DataFrame, names: tuple[str, str], colour: str
) -> list[style.Plain]:
    """The interval, in orders per 1,000 customers."""
    low, high = (_per_thousand(found[name]) for name in names)
    return style.band(days, low, high, colour, connectgaps=False)


def _per_thousand(column: pl.Series) -> list[float | None]:
    return (column * 1000).to_list()


def _range(found: pl.DataFrame, highest: float) -> list[float]:
    """Room for the last half of the looks: the first ones know nothing and reach far."""
    late = found.tail(max(found.height // 2, 1))
    reach = [highest]
    for name in ("watched_low", "watched_high", "low", "high"):
        reach += [abs(v) for v in _per_thousand(late[name]) if v is not None]
    most = 1.15 * max(reach)
    return [-most, most]


def _hover(row: dict[str, float | None]) -> str:
    said = f"<br>{row['mail_n']:,} reminded, {row['holdout_n']:,} held out"
    for name, low, high in (("fixed", "low", "high"), ("watched", "watched_low", "watched_high")):
        ends = row[low], row[high]
        if ends[0] is not None and ends[1] is not None:
            said += f"<br>{name}: {1000 * ends[0]:+.1f} to {1000 * ends[1]:+.1f}"
    return said
