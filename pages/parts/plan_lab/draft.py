"""The plan that somebody is changing: kept in her session, so that nothing typed is lost."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import streamlit as st

from data.reads.plans import PlanVersion
from metrics.plan import Plan
from metrics.plan_language import plan_of
from metrics.plan_reading import NoPlan, Problem

KEPT = "plan_draft"
CALLED = "Draft"
_numbers = count(1)


@dataclass
class Draft:
    """Tables of a plan as they are being written; `plan_id` null = a plan of its own."""

    name: str
    content: dict[str, Any]
    plan_id: int | None = None
    row_version: int | None = None
    key: int = field(default_factory=lambda: next(_numbers), compare=False)

    def plan(self) -> Plan | None:
        """The plan; null while something is wrong with it."""
        try:
            return plan_of(self.content)
        except NoPlan:
            return None

    def problems(self) -> tuple[Problem, ...]:
        try:
            plan_of(self.content)
        except NoPlan as wrong:
            return wrong.problems
        return ()


def current() -> Draft | None:
    """The browser session's draft; null when nothing is being changed."""
    found: Draft | None = st.session_state.get(KEPT)
    return found


def begin(name: str, content: Mapping[str, Any], of: PlanVersion | None = None) -> None:
    """Begin a draft from these tables, as the next version of `of` or as a plan of its own."""
    st.session_state[KEPT] = Draft(
        name,
        deepcopy(dict(content)),
        None if of is None else of.plan_id,
        None if of is None else of.row_version,
    )


def replace(content: Mapping[str, Any]) -> None:
    """Take these tables instead; inputs are drawn afresh from them."""
    draft = current()
    if draft is not None:
        draft.content, draft.key = deepcopy(dict(content)), next(_numbers)


def forget() -> None:
    """Drop the draft: it was saved, or its writer starts again."""
    st.session_state.pop(KEPT, None)
