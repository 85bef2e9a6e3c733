"""The thread as a flow diagram: who asks, for which features, and what these serve."""

from collections.abc import Callable, Mapping

import plotly.graph_objects as go

from metrics.matrix import OUTSIDE, UNMAPPED
from metrics.thread_flow import Flow
from pages.charts import style

LONGEST = 26  # characters of a name; the whole stands where one points
ROW = 34  # pixels for each node of the fullest stage
PALE = {"pillar": 0.52, "outside": 0.6, "unmapped": 0.75}
STAGES = ("Who asks", "Features", "What they serve")


def sankey(
    found: Flow,
    *,
    by: str,
    pillars: Mapping[int, str],
    said: Callable[[float], str],
    theme: str | None,
) -> go.Figure:
    """Flows in the colour of where they end, so that outside and not yet mapped are seen all along.

    Args:
        found: from `metrics.thread_flow.flow`. by: what the first stage is, “segment”.
        pillars: names by id. said: an amount in its own unit.
    """
    colours = style.look(theme)
    nodes, links = list(found.nodes.iter_rows(named=True)), list(found.links.iter_rows(named=True))
    whole = [name_of(node, by, pillars) for node in nodes]
    names = [style.plain(name) for name in whole]
    trace = style.trace(
        "sankey",
        arrangement="fixed",
        textfont={"size": 12, "color": colours.text, "shadow": _halo(colours.paper)},
        node={
            "label": [style.plain(name, LONGEST) for name in whole],
            "color": [
                style.of_place(node["kind"], node["pillar_id"], colours)
                if node["stage"] == 2
                else colours.muted
                for node in nodes
            ],
            "customdata": [
                f"<b>{name}</b><br>{said(node['amount'])}"
                for name, node in zip(names, nodes, strict=True)
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
            "line": {"width": 0},
            "pad": 14,
            "thickness": 12,
        },
        link={
            "source": [link["source"] for link in links],
            "target": [link["target"] for link in links],
            "value": [link["amount"] for link in links],
            "color": [
                _pale(style.of_place(link["place"], link["pillar_id"], colours), link["place"])
                for link in links
            ],
            "customdata": [
                f"{names[link['source']]} → {names[link['target']]}<br>{said(link['amount'])}, "
                + style.plain(_end(link["place"], link["pillar_id"], pillars))
                for link in links
            ],
            "hovertemplate": "%{customdata}<extra></extra>",
        },
    )
    fullest = max((sum(node["stage"] == at for node in nodes) for at in range(3)), default=0)
    return style.figure(
        [trace],
        colours,
        height=max(280, ROW * fullest + 60),
        margin={"l": 8, "r": 8, "t": 30, "b": 12},
        annotations=[
            {
                "x": at / 2,
                "y": 1,
                "yshift": 24,
                "xref": "paper",
                "yref": "paper",
                "text": text,
                "showarrow": False,
                "xanchor": ("left", "center", "right")[at],
                "font": {"size": 12, "color": colours.muted},
            }
            for at, text in enumerate(STAGES)
        ],
    )


def name_of(node: Mapping[str, object], by: str, pillars: Mapping[int, str]) -> str:
    """What a node is called: `Theatres`, `12 other segments`, `No feature yet`."""
    thing = by if node["stage"] == 0 else "feature"
    if node["stage"] == 2:
        end = _end(str(node["kind"]), node["pillar_id"], pillars)
        return end if node["kind"] == "pillar" else end.capitalize()
    if node["kind"] == "none":
        return "No feature yet" if node["stage"] else f"No {thing} known"
    return f"{node['name']} other {thing}s" if node["kind"] == "others" else str(node["name"])


def _end(place: str, pillar_id: object, pillars: Mapping[int, str]) -> str:
    if place == "pillar":
        return pillars.get(pillar_id, "A pillar")  # type: ignore[call-overload,no-any-return]
    return OUTSIDE if place == "outside" else UNMAPPED


def _halo(paper: str) -> str:
    """Names stand on flows of any colour; this parts them from it."""
    return ",".join([f"0 0 3px {paper}"] * 3)


def _pale(colour: str, place: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{PALE[place]})"
