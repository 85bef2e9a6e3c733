"""Saying what the chosen products and features serve, all alike, from a day on; and undoing it."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from data.actions.map_subject import Serves, map_subjects
from data.reads import strategy, strategy_versions
from data.reads.people import Me
from data.store import EVER
from pages.parts import clock, evidence, load, plain
from pages.parts.strategy import words
from pages.parts.submit import submit

CHOSEN, UNDO = "map_chosen", "map_undo"
OUTSIDE = "Outside the strategy"
PILLARS = "Pillars"
AS_IS = "As it is"
ALWAYS, TODAY, DAY = "Always", "Today on", "Another day…"

_frames = load.cached(strategy.strategy_frames)
_versions = load.cached(strategy_versions.versions)


@dataclass(frozen=True)
class Subject:
    """A product or a feature that can be chosen."""

    kind: str
    id: int
    label: str
    newest_id: int | None

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.id}"


def form(me: Me, chosen: list[Subject]) -> None:
    """Ask which pillars the chosen serve and from when; save them all, or none."""
    signature = ",".join(subject.key for subject in chosen)
    before = _serving(me, chosen[0]) if len(chosen) == 1 else None
    kind = st.segmented_control(
        "They serve",
        [PILLARS, OUTSIDE],
        default=OUTSIDE if before == {} else PILLARS,
        required=True,
        key=f"map_kind_{signature}",
    )
    shares = {} if kind == OUTSIDE else _shares(me, before or {}, signature)
    begins = _begins(chosen, signature)
    if not st.button(
        f"Save for {words.plural(len(chosen), 'of them', 'of them')}"
        if len(chosen) > 1
        else "Save",
        type="primary",
        key="map_save",
    ):
        return
    if kind == PILLARS and not shares:
        st.error("Choose at least one pillar, or outside the strategy.", icon=":material/block:")
        return
    wanted = [_serves(subject, shares, begins, subject.newest_id) for subject in chosen]
    past = [_serving(me, subject) for subject in chosen]
    ids = submit(
        map_subjects,
        me,
        done=f"{words.plural(len(chosen), 'mapping')} saved.",
        rerun=True,
        wanted=wanted,
    )
    if ids is None:
        return
    st.session_state[UNDO] = [
        _serves(subject, was, begins, key)
        for subject, was, key in zip(chosen, past, ids, strict=True)
        if was is not None
    ]
    st.session_state.pop(CHOSEN)
    st.rerun()


def asked(me: Me, subject: Subject) -> tuple[dict[int, int] | None, date] | None:
    """What one subject shall serve and from when, asked within another form; null = as it is.

    Shares null: pillars it shall be, and none is chosen yet. No shares: outside the strategy.
    """
    kind = st.segmented_control(
        "It serves",
        [AS_IS, PILLARS, OUTSIDE],
        default=AS_IS,
        required=True,
        key=f"asked_{subject.key}",
    )
    if kind == AS_IS:
        return None
    before = _serving(me, subject) or {}
    shares: dict[int, int] | None = {}
    if kind == PILLARS:
        shares = _shares(me, before, f"asked_{subject.key}") or None
    return shares, _begins([subject], f"asked_{subject.key}")


def _shares(me: Me, before: dict[int, int], signature: str) -> dict[int, int]:
    """Pillar ids to basis points: all to one, else what is typed, which starts as even parts."""
    names = _offered(me)
    pillars = st.multiselect(
        "Pillars",
        list(names),
        default=[key for key in before if key in names],
        format_func=lambda key: names[key],
        key=f"map_pillars_{signature}",
    )
    if len(pillars) < 2:
        return dict.fromkeys(pillars, strategy.WHOLE_BP)
    shares: dict[int, int] = {}
    even = strategy.WHOLE_BP // len(pillars)
    with st.container(horizontal=True):
        for number, key in enumerate(pillars):
            rest = strategy.WHOLE_BP - even * (len(pillars) - 1)
            typed = st.number_input(
                f"{plain.label(names[key], 60)} in %",
                min_value=0.0,
                max_value=100.0,
                value=(before[key] if set(before) == set(pillars) else even if number else rest)
                / 100,
                step=5.0,
                format="%g",
                key=f"map_share_{signature}_{len(pillars)}_{key}",
                width=200,
            )
            shares[key] = round(typed * 100)
    total = sum(shares.values())
    if total != strategy.WHOLE_BP:
        evidence.aside(f"The shares add up to {words.share(total)}; they must add up to 100%.")
    return shares


def _offered(me: Me) -> dict[int, str]:
    """Pillars of the version in force and of those to come, in their order."""
    today = clock.today()
    names: dict[int, str] = {}
    for version in _versions(me.scope):
        if version.held and (version.until_on is None or version.until_on > today):
            names.update({pillar.pillar_id: pillar.name for pillar in version.pillars})
    return names


def _begins(chosen: list[Subject], signature: str) -> date:
    """From when: always, for what was never mapped; today, where a past must stay."""
    known = any(subject.newest_id is not None for subject in chosen)
    when = st.segmented_control(
        "From",
        [ALWAYS, TODAY, DAY],
        default=TODAY if known else ALWAYS,
        required=True,
        key=f"map_from_{signature}_{known}",
    )
    if when == DAY:
        return st.date_input(
            "From the day",
            value=clock.day_of_writing(),
            key=f"map_day_{signature}",
            width=220,
            format="YYYY-MM-DD",
        )
    return EVER if when == ALWAYS else clock.day_of_writing()


def _serves(subject: Subject, shares: dict[int, int], begins: date, newest: int | None) -> Serves:
    product = subject.id if subject.kind == "product" else None
    feature = subject.id if subject.kind == "feature" else None
    return Serves(shares, begins, newest, product_id=product, feature_id=feature)


def _serving(me: Me, subject: Subject) -> dict[int, int] | None:
    """What it serves as last said: shares by pillar, none = outside; null = never mapped."""
    column = f"{subject.kind}_id"
    mappings = _frames(me.scope).mappings
    last = mappings.filter(pl.col(column) == subject.id, pl.col("until_on").is_null())
    if last.is_empty():
        return None
    return dict(last.drop_nulls("pillar_id").select("pillar_id", "share_bp").iter_rows())


def undo(me: Me) -> None:
    """For what was mapped before the last save: put it back, as long as nobody touched it since."""
    back: list[Serves] = st.session_state.get(UNDO, [])
    if not back:
        return
    label = f"Undo the last save ({len(back)})"
    if not st.button(label, icon=":material/undo:", key="map_undo_button"):
        return
    if submit(map_subjects, me, done="Put back as it was.", rerun=True, wanted=back) is not None:
        st.session_state.pop(UNDO)
        st.rerun()
