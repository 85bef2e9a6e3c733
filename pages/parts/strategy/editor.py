"""Writing the next version: mission, pillars and their shares, objectives, the day it begins."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

import streamlit as st

from data.reads.strategy_versions import Version
from pages.parts import evidence, plain
from pages.parts.strategy import kept, publish, shown
from pages.parts.strategy.draft import AimRow, Draft, PillarRow, current, drop, forget, is_touched

Label = Literal["visible", "collapsed"]
NAME, SHARE = 214, 124  # together as wide as a telephone allows


def editor(history: tuple[Version, ...], *, day: date, first_fact: date | None) -> None:
    """The browser session's draft in inputs; every rerun writes back what they hold.

    Args:
        day: the earliest day a version may begin, once there is one.
        first_fact: since when there is data; null = none yet.
    """
    begins = day if history else first_fact or day
    draft = current(history, begins)
    top = st.container()
    draft.mission = st.text_area(
        "Mission",
        value=draft.mission,
        key=f"mission_{draft.key}",
        placeholder="One sentence: what the company is for.",
        height=80,
        max_chars=500,
    )
    _pillars(draft)
    _aims(draft)
    _begins(draft, history, first_fact)
    with top:  # drawn last, so that it shows the draft as the inputs have it now
        kept.offer(draft, history, begins)
        publish.meanwhile(draft, history)
    with st.container(horizontal=True):
        asked = st.button(f"Publish version {publish.next_number(history)}…", type="primary")
        if is_touched():
            st.button("Throw this draft away", type="tertiary", on_click=forget)
    if asked:
        publish.ask(draft, history)


def _pillars(draft: Draft) -> None:
    st.markdown("**Pillars** and the share of effort each should get")
    for number, row in enumerate(draft.pillars):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _pillar(draft, row, number)
    _plus("Add a pillar", lambda: draft.pillars.append(PillarRow()))
    shown.stacked([(row.pillar_id, row.name, row.share or 0.0) for row in draft.pillars])
    evidence.aside(_sum(draft.missing))


def _pillar(draft: Draft, row: PillarRow, number: int) -> None:
    label: Label = "collapsed" if number else "visible"
    row.name = st.text_input(
        f"Pillar {number + 1}" if number else "Pillar",
        value=row.name,
        key=f"name_{row.key}",
        placeholder="Name",
        max_chars=80,
        label_visibility=label,
        width=NAME,
    )
    row.share = st.number_input(
        f"Share of pillar {number + 1} in %" if number else "Share in %",
        min_value=0.0,
        max_value=100.0,
        value=row.share,
        step=1.0,
        format="%g",
        key=f"share_{row.key}",
        placeholder="%",
        label_visibility=label,
        width=SHARE,
    )
    row.meaning = st.text_input(
        f"What pillar {number + 1} means" if number else "What it means",
        value=row.meaning,
        key=f"meaning_{row.key}",
        placeholder="In a few words",
        max_chars=300,
        label_visibility=label,
    )
    called = row.name.strip() or f"pillar {number + 1}"
    _cross(f"away_{row.key}", f"Remove {plain.label(called, 60)}", lambda: drop(draft.pillars, row))


def _cross(key: str, says: str, away: Callable[[], None]) -> None:
    st.button("", key=key, icon=":material/close:", type="tertiary", help=says, on_click=away)


def _plus(says: str, more: Callable[[], None]) -> None:
    st.button(says, icon=":material/add:", type="tertiary", on_click=more)


def _sum(missing: float) -> str:
    """Where the running sum stands."""
    if missing == 0:
        return "The shares add up to 100%."
    said = f"The shares add up to {100 - missing:g}%: "
    return said + (f"{missing:g} points are missing." if missing > 0 else f"{-missing:g} too many.")


def _aims(draft: Draft) -> None:
    names = [row.name.strip() for row in draft.pillars if row.name.strip()]
    with st.expander(f"Objectives ({len(draft.objective_drafts())})", key=f"aims_{draft.key}"):
        for number, row in enumerate(draft.aims):
            with st.container(border=True):
                _aim(draft, row, number, names)
        _plus("Add an objective", lambda: draft.aims.append(AimRow(next(iter(names), None))))


def _aim(draft: Draft, row: AimRow, number: int, names: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        row.text = st.text_input(
            f"Objective {number + 1}", value=row.text, key=f"aim_{row.key}", max_chars=300
        )
        key, says = f"aim_away_{row.key}", f"Remove objective {number + 1}"
        _cross(key, says, lambda: drop(draft.aims, row))
    pillar, measure, target, due = st.columns(4)
    row.pillar = pillar.selectbox(
        "Under the pillar",
        names,
        index=names.index(row.pillar) if row.pillar in names else None,
        key=f"aim_pillar_{row.key}",
    )
    row.measure = measure.text_input("Measured by", value=row.measure, key=f"measure_{row.key}")
    row.target = target.text_input("Target", value=row.target, key=f"target_{row.key}")
    row.due_on = due.date_input("Due", value=row.due_on, key=f"due_{row.key}", format="YYYY-MM-DD")


def _begins(draft: Draft, history: tuple[Version, ...], first_fact: date | None) -> None:
    oldest = min([draft.in_force_from, *([first_fact] if first_fact else [])])
    draft.in_force_from = st.date_input(
        "In force from",
        value=draft.in_force_from,
        min_value=oldest - timedelta(days=36_525),
        max_value=draft.in_force_from + timedelta(days=36_525),
        key=f"from_{draft.key}",
        width=220,
        format="YYYY-MM-DD",
    )
    if not history and first_fact:
        evidence.aside("Your data begins on that day, so all of it is held against this strategy.")
