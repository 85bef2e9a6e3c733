"""How every figure looks: colours, type, formats. The one file that knows them; draws nothing.

Pillars keep one colour each, by identity, in the order of Okabe and Ito (2008). Outside the
strategy is one dark neutral, not yet mapped a light one with a hatch. More or less than the target
is orange or blue, never red or green.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
from babel.numbers import format_compact_currency, format_currency

from pages.charts.minor import minor

PILLARS = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#B8A800",
    "#7F3C8D",
)
Plain = dict[str, Any]
# Letters written from right to left, and the signs that turn a line.
TURNING = re.compile("[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]")
TICK = 34  # characters of a name beside an axis
FONT = '"Source Sans", "Source Sans Pro", sans-serif'


@dataclass(frozen=True)
class Look:
    """The colours of a theme."""

    text: str
    muted: str
    paper: str
    line: str
    outside: str
    unmapped: str
    accent: str
    less: str
    more: str


LIGHT = Look(
    text="#1B2430",
    muted="#5A6572",
    paper="#FFFFFF",
    line="#DDE2E7",
    outside="#3B4450",
    unmapped="#C9CFD6",
    accent="#0B5C8F",
    less="#5BA3D0",
    more="#EE9A4D",
)
DARK = Look(
    text="#E8ECF0",
    muted="#A9B4BF",
    paper="#12181F",
    line="#333E49",
    outside="#98A4AF",
    unmapped="#4A5561",
    accent="#6DB9EC",
    less="#2F6F9C",
    more="#A9591B",
)


def look(theme: str | None) -> Look:
    """The colours for Streamlit's theme name: `dark`, or light for anything else."""
    return DARK if theme == "dark" else LIGHT


def of_place(place: str, pillar_id: int | None, colours: Look) -> str:
    """The one colour of a pillar, of outside, or of not yet mapped."""
    if place == "pillar" and pillar_id is not None:
        return PILLARS[(pillar_id - 1) % len(PILLARS)]
    return colours.outside if place == "outside" else colours.unmapped


def hatch(place: str) -> str:
    """The fill pattern: what nobody mapped is hatched."""
    return "/" if place == "unmapped" else ""


def percent(share: float | None) -> str:
    """`61%`; `<1%` for what would round to nothing; an en dash for what is not known."""
    if share is None:
        return "–"
    return "<1%" if 0 < share < 0.005 else f"{share * 100:.0f}%"


def interval(low: float | None, high: float | None) -> str:
    """`54–67%`, or nothing where there is none."""
    return "" if low is None or high is None else f"{low * 100:.0f}–{high * 100:.0f}%"


def money(cents: float | None, currency: str, *, compact: bool = True) -> str:
    """`$1.2M`, or in full `$1,234,567.00`; an en dash for what is not known."""
    if cents is None:
        return "–"
    units = cents / minor(currency)
    if compact and abs(units) >= 1000:
        text = format_compact_currency(units, currency, locale="en_US", fraction_digits=1)
        return text.replace(".0", "")
    return format_currency(units, currency, locale="en_US", currency_digits=not compact)


def amount(value: float | None, measure: str | None, currency: str) -> str:
    """What a measure sums, in its own unit: money, weeks of effort, or plain numbers."""
    if value is None:
        return "–"
    if measure == "effort":
        return f"{value / 100:,.0f} weeks"
    if measure == "count":
        return f"{value:,.0f}"
    return money(value, currency)


def plain(text: str, longest: int = 200) -> str:
    """Words that people wrote, on one line and of at most `longest` characters, without what a
    figure would take for markup; signs that turn the direction of writing turn nothing around."""
    line = " ".join(text[: longest * 4].split())
    if len(line) > longest or len(text) > longest * 4:
        line = f"{line[: longest - 1].rstrip()}…"
    safe = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"\u2068{safe}\u2069" if TURNING.search(line) else safe


def trace(kind: str, **properties: Any) -> Plain:
    """A trace of that kind of plotly.js; columns as lists, since numbers are sent as they stand."""
    return {"type": kind, **properties}


def figure(traces: list[Plain], colours: Look, *, height: int, **layout: Any) -> go.Figure:
    """The figure of these traces, with the manners all share: no frame, own font, own colours.

    Plotly's check of every property costs ten times the drawing, at each click of each person; so
    it is left out here and made by a test for every chart instead.
    """
    shared = {
        "template": {},
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 13, "color": colours.text},
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "dragmode": False,
        "showlegend": False,
    }
    return go.Figure(data=traces, layout=shared | layout, _validate=False)


CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
}
"""What a figure offers in the browser: itself as a picture, nothing else."""

DASH = {"mail": "solid", "holdout": "dash"}
"""Whoever is held out has a broken line, so that colour alone tells nothing."""


def faint(colour: str, opacity: float) -> str:
    """The colour, for a band that other things show through."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def band(
    x: list[Any], low: list[float | None], high: list[float | None], fill: str, **properties: Any
) -> list[Plain]:
    """Both edges of an interval over `x`, unseen; the second fills down to the first."""
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "fillcolor": fill}
    return [
        trace("scatter", x=x, y=y, fill=towards, **edge | properties)
        for y, towards in ((low, None), (high, "tonexty"))
    ]


def level(y: float, colours: Look) -> Plain:
    """A thin line across the whole plot."""
    line = {"color": colours.muted, "width": 1}
    return {"type": "line", "x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y, "line": line}


def upright(x: float | str, colours: Look) -> Plain:
    """A thin line from the foot of the plot to its top."""
    line = {"color": colours.muted, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "y domain", "line": line}


LEGEND: Plain = {
    "showlegend": True,
    "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
}
"""What the marks mean, in a line above the plot; it needs some 40 pixels of margin there."""


def scale(colours: Look, **more: Any) -> Plain:
    """An axis of numbers: thin lines across the plot, and no zooming."""
    shared = {"gridcolor": colours.line, "fixedrange": True, "zeroline": False, "automargin": True}
    return shared | more


def names(shown: list[str], colours: Look, *, away: int = 6) -> Plain:
    """The axis of a row per name, the first on top, `away` pixels from the plot. Rows are known by
    their number, since two long names may begin alike."""
    return scale(
        colours,
        tickvals=list(range(len(shown))),
        ticktext=shown,
        range=[len(shown) - 0.5, -0.5],
        ticks="",
        ticklabelstandoff=away,
    )


def whiskers(points: Sequence[Sequence[float | None]], colour: str, *, width: int = 5) -> Plain:
    """Intervals about a trace's points, each as value, low, high; none where one is not known."""
    reach = [_reach(*point) for point in points]
    return {
        "type": "data",
        "symmetric": False,
        "array": [up for _, up in reach],
        "arrayminus": [down for down, _ in reach],
        "color": colour,
        "thickness": 2,
        "width": width,
    }


def _reach(
    value: float | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    if value is None or low is None or high is None:
        return None, None
    return value - low, high - value


def note(x: float, y: float, text: str, colours: Look) -> Plain:
    """Small words in the plot, from `x` to the right, such as why there is no figure."""
    return {
        "x": x,
        "y": y,
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "font": {"color": colours.muted},
    }
