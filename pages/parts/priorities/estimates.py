"""Estimate a feature where it is looked at; the second of two who do is told and loses nothing."""

from typing import Any

import polars as pl
import streamlit as st

from data.actions.estimate_feature import MOST_WEEKS, SCALES, estimate_feature
from data.reads.people import Me
from pages.parts import clock, evidence
from pages.parts.priorities.explained import ESTIMATES, number
from pages.parts.priorities.ranked import features
from pages.parts.submit import submit

GROUPS = (
    ("effort_weeks", "rice_impact", "rice_confidence"),
    ("wsjf_value", "wsjf_time", "wsjf_risk", "wsjf_size"),
    ("ice_impact", "ice_confidence", "ice_ease"),
)
NAMES = tuple(name for group in GROUPS for name in group)


@st.fragment
def estimates(me: Me, row: dict[str, Any]) -> None:
    """The form; `row` is the feature as it was seen when the form was drawn."""
    seen = f"{row['feature_id']}_{row['row_version']}_{row['estimates_version']}"
    with st.form(f"estimates_{seen}", border=False):
        given: dict[str, float | None] = {}
        for group in GROUPS:
            with st.container(horizontal=True):
                for name in group:
                    given[name] = _input(name, row[name], f"{name}_{seen}")
        evidence.aside("Empty: nobody has said. RICE on Intercom's scales, WSJF on SAFe's.")
        if not st.form_submit_button("Save estimates", type="primary", key=f"save_{seen}"):
            return
    changed = {name: value for name, value in given.items() if value != row[name]}
    saved = submit(
        _saved,
        me,
        done="Estimates saved.",
        rerun=True,
        feature_id=row["feature_id"],
        estimates=changed,
        row_version=row["row_version"],
        estimates_version=row["estimates_version"],
    )
    if saved:
        st.rerun()
    _meanwhile(me, row)


def _input(name: str, value: float | None, key: str) -> float | None:
    if name == "effort_weeks":
        weeks: float | None = st.number_input(
            ESTIMATES[name],
            min_value=0.0,
            max_value=float(MOST_WEEKS),
            value=value,
            step=0.5,
            format="%g",
            key=key,
            width=200,
        )
        return weeks
    scale = SCALES[name]
    chosen: float | None = st.selectbox(
        ESTIMATES[name],
        scale,
        index=scale.index(value) if value in scale else None,
        format_func=lambda step: f"{step:.0%}" if name == "rice_confidence" else f"{step:g}",
        placeholder="Unknown",
        key=key,
        width=200,
    )
    return chosen


def _saved(*args: Any, **kwargs: Any) -> bool:
    estimate_feature(*args, **kwargs)
    return True


def _meanwhile(me: Me, row: dict[str, Any]) -> None:
    """What is stored now beside what was typed, where somebody else was first."""
    every = features(me.scope, as_of=clock.today())
    now = every.filter(pl.col("feature_id") == row["feature_id"])
    if now.is_empty():
        return
    stored = now.row(0, named=True)
    said = [
        f"{ESTIMATES[name]} {number(stored[name])}" for name in NAMES if stored[name] != row[name]
    ]
    if said:
        evidence.aside(f"Saved by somebody else meanwhile: {', '.join(said)}.")
