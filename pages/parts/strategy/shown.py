"""A strategy version as people read it: the mission, the pillars with their shares, the aims."""

from html import escape

import polars as pl
import streamlit as st

from data.reads.strategy_versions import ObjectiveThen, Version
from pages.charts import style
from pages.parts import plain
from pages.parts.strategy import words

TABULAR = "font-variant-numeric:tabular-nums"
LONG = 700  # characters of a meaning, from which on it scrolls and the Tab key stops at it
HATCH = "repeating-linear-gradient(45deg,{0} 0 4px,transparent 4px 8px)"


def mission(text: str) -> None:
    """The mission, large, as the text that it is."""
    st.html(
        '<p style="font-size:1.375rem;line-height:1.4;font-weight:600;max-width:60rem;'
        f'margin:0.25rem 0 0.5rem">{escape(text)}</p>'
    )


def pillars(version: Version) -> None:
    """Each pillar with its target share as a bar in its colour (a whole bar is 100%), its meaning
    and its aims."""
    parts = []
    for pillar in version.pillars:
        colour = style.of_place("pillar", pillar.pillar_id, _colours())
        aims = [aim for aim in version.objectives if aim.pillar == pillar.name]
        meaning = (
            f'<div tabindex="{0 if len(pillar.meaning) > LONG else -1}" style="opacity:.85;'
            f'max-height:14rem;overflow:auto;overflow-wrap:anywhere">{plain.markup(pillar.meaning)}</div>'
            if pillar.meaning
            else ""
        )
        listed = "".join(f"<li>{escape(_aim(aim))}</li>" for aim in aims)
        parts.append(
            '<li style="margin:0 0 1.1rem;list-style:none">'
            '<div style="display:flex;justify-content:space-between;gap:1rem;font-weight:600">'
            f"<span>{escape(pillar.name)}</span>"
            f'<span style="{TABULAR}">{words.share(pillar.target_bp)}</span>'
            "</div>"
            f'<div style="height:.6rem;margin:.3rem 0 .4rem;border-radius:.2rem;'
            f'background:color-mix(in srgb, currentColor 8%, transparent)">'
            f'<div style="height:100%;border-radius:.2rem;background:{colour};'
            f'width:{pillar.target_bp / 100:.1f}%"></div></div>'
            f"{meaning}"
            + (f'<ul style="margin:.3rem 0 0;padding-left:1.2rem">{listed}</ul>' if aims else "")
            + "</li>"
        )
    st.html(f'<ul style="padding:0;margin:0;max-width:52rem">{"".join(parts)}</ul>')


def stacked(shares: list[tuple[int | None, str, float]]) -> None:
    """The shares in percent, side by side in their pillars' colours; what is missing is hatched.

    Args:
        shares: pillar id (null = new), name, percent, in order.
    """
    whole = max(100.0, sum(share for *_, share in shares))
    cells = [
        f'<div title="{escape(name)} {share:g}%" style="width:{100 * share / whole:.2f}%;'
        f"background:{style.of_place('pillar', key, _colours()) if key else _colours().muted};"
        'border-right:2px solid var(--st-background-color, transparent)"></div>'
        for key, name, share in shares
        if share > 0
    ]
    hatch = HATCH.format(_colours().unmapped)
    st.html(
        f'<div role="presentation" style="display:flex;height:.8rem;border-radius:.2rem;'
        f'overflow:hidden;background:{hatch}">{"".join(cells)}</div>'
    )


def pillar_table(version: Version) -> pl.DataFrame:
    """The pillars as a table to save: pillar, target_share (0 to 1), meaning."""
    return pl.DataFrame(
        [(p.name, p.target_bp / 10_000, p.meaning) for p in version.pillars],
        schema={"pillar": pl.String, "target_share": pl.Float64, "meaning": pl.String},
        orient="row",
    )


def objective_table(version: Version) -> pl.DataFrame:
    """The objectives as a table to save."""
    return pl.DataFrame(
        [(o.pillar, o.text, o.measure, o.target, o.due_on) for o in version.objectives],
        schema={
            "pillar": pl.String,
            "objective": pl.String,
            "measure": pl.String,
            "target": pl.String,
            "due_on": pl.Date,
        },
        orient="row",
    )


def _aim(aim: ObjectiveThen) -> str:
    measured = " ".join(filter(None, [aim.measure, aim.target]))
    due = f"by {words.day(aim.due_on)}" if aim.due_on else ""
    return ", ".join(filter(None, [f"{aim.text}: {measured}" if measured else aim.text, due]))


def _colours() -> style.Look:
    return style.look(st.context.theme.type)
