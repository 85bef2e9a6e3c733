"""By which weights people are compared: those in force, one measure, or weights tried out here."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from data.actions.permissions import may
from data.actions.set_composite import set_composite
from data.reads.composites import Kept, composites, in_force
from metrics.composite import Weights
from metrics.scorecards_measures import KEPT, MEASURES, NET, REVENUE
from pages.parts import load
from pages.parts.cards import words
from pages.parts.cards.shown import Shown
from pages.parts.plain import cut
from pages.parts.submit import submit

KEY = "against"
COMPOSITE = "composite"
SUGGESTED = {
    NET.slug: 5_000,
    KEPT.slug: 5_000,
}  # while nobody has set any
TENTHS = 100  # basis points in a percent


@dataclass(frozen=True)
class Against:
    """What closed revenue is compared with; `kept` null = the weights are only a suggestion."""

    weights: Weights
    kept: Kept | None
    composite: bool


def against(shown: Shown) -> Against:
    """The choice, which lives in the address."""
    every = load.cached(composites)(shown.me.scope)
    holds = in_force(every, min(shown.span.last, shown.today))  # a past period keeps its own
    slugs = [each.slug for each in MEASURES if each is not REVENUE]
    options = [COMPOSITE, *slugs]
    if KEY not in st.session_state:
        asked = st.query_params.get(KEY, "")
        st.session_state[KEY] = asked if asked in options else COMPOSITE
    named = cut(holds.name, 60) if holds else "Kept revenue and kept promises"
    chosen: str = st.selectbox(
        "Compare closed revenue with",
        options,
        key=KEY,
        format_func=lambda slug: f"Composite: {named}" if slug == COMPOSITE else words.title(slug),
        width=360,
    )
    st.query_params[KEY] = chosen
    if chosen != COMPOSITE:
        return Against(Weights(((chosen, 1.0),)), holds, composite=False)
    said = dict(holds.weights) if holds else SUGGESTED
    mean: Any = holds.mean if holds else "geometric"
    return Against(Weights.said(said, mean), holds, composite=True)


def spoken(chosen: Against) -> str:
    """Which weights these are, from when and by whom."""
    parts = ", ".join(
        f"{words.title(slug)} {weight:.0%}"
        for (slug, _), weight in zip(chosen.weights.of, chosen.weights.shares, strict=True)
    )
    mean = f"{chosen.weights.mean.capitalize()} mean of places among the people compared: {parts}."
    if chosen.kept is None:
        return f"{mean} Nobody has set weights yet; these are a suggestion."
    by = f" by {chosen.kept.by}" if chosen.kept.by else ""
    return f"{mean} Set{by}, in force from {chosen.kept.in_force_from:%d %b %Y}."


def change(shown: Shown) -> None:
    """The button that opens the weights, for who may set them."""
    if may(shown.me.actor, "set_composite"):
        st.button("Set weights", icon=":material/tune:", on_click=_ask, args=(shown,))


@st.dialog("Weights of the composite", width="medium")
def _ask(shown: Shown) -> None:
    every = load.cached(composites)(shown.me.scope)
    holds = in_force(every, shown.today)
    said = dict(holds.weights) if holds else SUGGESTED
    name = st.text_input("Name", value=holds.name if holds else "Kept revenue and kept promises")
    mean = st.segmented_control(
        "Mean",
        ["arithmetic", "geometric"],
        default=holds.mean if holds else "geometric",
        required=True,
        help="Arithmetic: a good figure pays for a bad one. Geometric: imbalance costs.",
    )
    day = st.date_input("In force from", value=shown.today)
    given = {}
    for each in MEASURES:
        given[each.slug] = st.number_input(
            f"{words.title(each.slug)}, %",
            min_value=0,
            max_value=100,
            value=said.get(each.slug, 0) // TENTHS,
            key=f"weight_{each.slug}",
        )
    total = sum(given.values())
    st.caption(f"Together {total}%" + ("" if total == TENTHS else ", and it takes 100%"))
    if st.button("Save", type="primary"):
        done = submit(
            set_composite,
            shown.me,
            name=name,
            mean=mean,
            weights={slug: weight * TENTHS for slug, weight in given.items()},
            in_force_from=day,
            based_on=every[0].number if every else None,
            done="The weights are set.",
            rerun=True,
        )
        if done is not None:
            st.rerun()
