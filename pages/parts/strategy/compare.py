"""Two strategies side by side: missions, then each pillar's share in both and the difference."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from data.reads.strategy_versions import Version
from pages.parts import evidence, plain
from pages.parts.strategy.draft import Draft


@dataclass(frozen=True)
class Side:
    """A strategy, published or not, reduced to what is compared."""

    mission: str
    shares_bp: tuple[tuple[int | None, str, int], ...]  # pillar id (null = new), name, share
    aims: tuple[str, ...]


def of_version(version: Version) -> Side:
    return Side(
        version.mission,
        tuple((p.pillar_id, p.name, p.target_bp) for p in version.pillars),
        tuple(f"{o.pillar}: {o.text}" for o in version.objectives),
    )


def of_draft(draft: Draft) -> Side:
    return Side(
        draft.mission,
        tuple((p.pillar_id, p.name.strip(), p.target_bp) for p in draft.pillar_drafts()),
        tuple(f"{o.pillar}: {o.text}" for o in draft.objective_drafts()),
    )


def table(old_name: str, old: Side, new_name: str, new: Side) -> pl.DataFrame:
    """One row a pillar of either: pillar, its share in both in points of 100 (null = not there),
    and `change` (what is not there counts as 0)."""
    names: dict[object, str] = {}
    for side in (old, new):
        for pillar, name, _ in side.shares_bp:
            key = name if pillar is None else pillar
            former = names.get(key, name)
            names[key] = name if former == name else f"{former} → {name}"
    before, after = _shares(old), _shares(new)
    return pl.DataFrame(
        [
            (
                name,
                before.get(key),
                after.get(key),
                round(after.get(key, 0) - before.get(key, 0), 2),
            )
            for key, name in names.items()
        ],
        schema={
            "Pillar": pl.String,
            old_name: pl.Float64,
            new_name: pl.Float64,
            "Change": pl.Float64,
        },
        orient="row",
    )


def changes(old: Side, new: Side) -> list[str]:
    """What differs, a line each; one line says so when nothing does."""
    lines = [] if old.mission.strip() == new.mission.strip() else ["The mission is worded anew."]
    for name, before, after, change in table("old", old, "new", new).iter_rows():
        if change:
            said = " → ".join(
                "none" if share is None else f"{share:g}%" for share in (before, after)
            )
            lines.append(f"{name}: {said}")
    lines += [f"Added: {aim}" for aim in new.aims if aim not in old.aims]
    lines += [f"Dropped: {aim}" for aim in old.aims if aim not in new.aims]
    return lines or ["Nothing but wording changes."]


def side_by_side(old_name: str, old: Side, new_name: str, new: Side) -> None:
    """Both missions, the table of shares, and the objectives that only one of them has."""
    left, right = st.columns(2, gap="large")
    for place, name, side in ((left, old_name, old), (right, new_name, new)):
        with place:
            st.markdown(f"**{name}**")
            evidence.aside(side.mission or "No mission yet.")
    points = st.column_config.NumberColumn(format="%g%%")
    st.dataframe(
        plain.table(table(old_name, old, new_name, new)),
        hide_index=True,
        placeholder="–",
        column_config={
            old_name: points,
            new_name: points,
            "Change": st.column_config.NumberColumn("Change (points)", format="%+g"),
        },
    )
    for line in changes(old, new):
        if line.startswith(("Added", "Dropped")):
            evidence.aside(line)


def _shares(side: Side) -> dict[object, float]:
    return {
        name if pillar is None else pillar: share / 100 for pillar, name, share in side.shares_bp
    }
