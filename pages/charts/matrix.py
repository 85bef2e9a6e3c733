"""The alignment matrix as a picture: shares in words, distance from the target in colour."""

import plotly.graph_objects as go
import polars as pl

from metrics.columns import BY_SLUG, TARGET
from pages.charts import style

ROW_PX = 46
FAR = 0.25  # a distance from the target that gets the full colour


def matrix(
    rows: pl.DataFrame, index: pl.DataFrame, *, currency: str, theme: str | None
) -> go.Figure:
    """One cell per column and pillar, the index of each column beneath.

    Args:
        rows, index: as in `metrics.overview.Overview`, without a split.

    Every cell also carries an invisible point with `customdata = (column, place, pillar_id)`:
    that is what a click selects, since a heatmap's own cells cannot be.
    """
    colours = style.look(theme)
    columns = list(rows["column"].unique(maintain_order=True))
    pillars = rows.select("pillar", "place", "pillar_id").unique(maintain_order=True)
    at = {name: number for number, name in enumerate(pillars["pillar"])}
    cells = list(rows.iter_rows(named=True))
    traces = [
        _colour(cells, columns, at, colours),
        _targets_of_clicks(cells, columns, at, currency),
    ]
    labels = [_label(row, colours) for row in pillars.iter_rows(named=True)]
    return style.figure(
        traces,
        colours,
        height=ROW_PX * (len(at) + 1) + 84,
        margin={"l": 8, "r": 8, "t": 8, "b": 4},
        hoverdistance=-1,
        hovermode="closest",
        clickmode="event+select",
        annotations=[*_shares(cells, columns, at, colours), *_indexes(index, columns, at, colours)],
        xaxis={
            "side": "top",
            "tickvals": list(range(len(columns))),
            "ticktext": [_title(column) for column in columns],
            "autotickangles": [0, -60],
            "automargin": True,
            "ticks": "",
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "range": [-0.5, len(columns) - 0.5],
        },
        yaxis={
            "tickvals": [*at.values(), len(at) + 0.15],
            "ticktext": [*labels, "<b>Alignment index</b>"],
            "ticks": "",
            "automargin": True,
            "range": [len(at) + 0.8, -0.5],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    )


def _shares(
    cells: list[dict[str, object]], columns: list[str], at: dict[str, int], colours: style.Look
) -> list[style.Plain]:
    """What stands in the cells."""
    return [
        {
            "x": columns.index(str(cell["column"])),
            "y": at[str(cell["pillar"])],
            "text": style.percent(cell["share"]),  # type: ignore[arg-type]
            "showarrow": False,
            "font": {"size": 14, "color": colours.text if cell["share"] else colours.muted},
        }
        for cell in cells
    ]


def _indexes(
    index: pl.DataFrame, columns: list[str], at: dict[str, int], colours: style.Look
) -> list[style.Plain]:
    return [
        {
            "x": columns.index(found["column"]),
            "y": len(at) + 0.15,
            "text": _index_text(found),
            "showarrow": False,
            "font": {"size": 14, "color": colours.text},
        }
        for found in index.iter_rows(named=True)
        if found["column"] in columns
    ]


def _index_text(found: dict[str, object]) -> str:
    spread = style.interval(found["low"], found["high"]).rstrip("%")  # type: ignore[arg-type]
    value = style.percent(found["value"])  # type: ignore[arg-type]
    small = f"{spread}<br>n {found['n']:,}" if spread else f"n {found['n']:,}"
    return f"<b>{value}</b><br><span style='font-size:11px'>{small}</span>"


def _colour(
    cells: list[dict[str, object]],
    columns: list[str],
    at: dict[str, int],
    colours: style.Look,
) -> style.Plain:
    far: list[list[float | None]] = [[None] * len(columns) for _ in at]
    for cell in cells:
        share, target = cell["share"], cell["target"]
        if cell["column"] == TARGET.slug or share is None:
            continue
        distance = float(share) - float(target or 0.0)  # type: ignore[arg-type]
        far[at[str(cell["pillar"])]][columns.index(str(cell["column"]))] = distance
    return style.trace(
        "heatmap",
        z=far,
        zmin=-FAR,
        zmax=FAR,
        colorscale=[[0, colours.less], [0.5, colours.paper], [1, colours.more]],
        showscale=False,
        xgap=3,
        ygap=3,
        hoverinfo="skip",
    )


def _targets_of_clicks(
    cells: list[dict[str, object]], columns: list[str], at: dict[str, int], currency: str
) -> style.Plain:
    facts = [cell for cell in cells if cell["column"] != TARGET.slug]
    return style.trace(
        "scatter",
        x=[columns.index(str(cell["column"])) for cell in facts],
        y=[at[str(cell["pillar"])] for cell in facts],
        mode="markers",
        marker={"size": ROW_PX - 6, "symbol": "square", "color": "rgba(0,0,0,0)"},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[[cell["column"], cell["place"], cell["pillar_id"]] for cell in facts],
        text=[_hover(cell, currency) for cell in facts],
        hovertemplate="%{text}<extra></extra>",
    )


def _hover(cell: dict[str, object], currency: str) -> str:
    column = BY_SLUG[str(cell["column"])]
    money = style.amount(cell["amount_cents"], column.measure, currency)  # type: ignore[arg-type]
    what = "money" if column.measure == "money" else "effort"
    known = "" if column.measure == "count" else f"<br>{what} {money}"
    aim = ""
    if cell["place"] == "pillar":
        aim = f"<br>target {style.percent(cell['target'])}"  # type: ignore[arg-type]
    return (
        f"<b>{column.title} · {style.plain(str(cell['pillar']), 80)}</b><br>"
        f"share {style.percent(cell['share'])} by {cell['measure']}{aim}{known}"  # type: ignore[arg-type]
        f"<br>count {cell['count']:,.0f}, n = {cell['n']:,}<br><i>click for the rows</i>"
    )


def _title(column: str) -> str:
    return TARGET.title if column == TARGET.slug else BY_SLUG[column].title.replace(" ", "<br>", 1)


def _label(row: dict[str, object], colours: style.Look) -> str:
    colour = style.of_place(str(row["place"]), row["pillar_id"], colours)  # type: ignore[arg-type]
    sign = "▨" if row["place"] == "unmapped" else "■"
    name = str(row["pillar"])
    said = style.plain(f"{name[:1].upper()}{name[1:]}", style.TICK)
    return f"{said} <span style='color:{colour}'>{sign}</span>"
