"""The next version while somebody writes it: kept in her session, so that nothing typed is lost."""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.actions.publish_strategy import ObjectiveDraft, PillarDraft
from data.reads.strategy_versions import Version

if TYPE_CHECKING:
    from pages.parts.strategy.kept import Adopts

KEPT, AS_BEGUN = "strategy_draft", "strategy_draft_as_begun"
_numbers = count(1)


@dataclass
class PillarRow:
    """A pillar being written; `share` in percent, null = not said yet."""

    name: str = ""
    share: float | None = None
    meaning: str = ""
    pillar_id: int | None = None
    key: int = field(default_factory=lambda: next(_numbers), compare=False)


@dataclass
class AimRow:
    """An objective being written."""

    pillar: str | None = None
    text: str = ""
    measure: str = ""
    target: str = ""
    due_on: date | None = None
    key: int = field(default_factory=lambda: next(_numbers), compare=False)


@dataclass
class Draft:
    """The whole of it; `based_on` is the newest version that its writer has looked at."""

    based_on: int | None
    in_force_from: date
    mission: str = ""
    pillars: list[PillarRow] = field(default_factory=list)
    aims: list[AimRow] = field(default_factory=list)
    adopts: "Adopts | None" = None  # the theme for which somebody else's decision drafted it
    key: int = field(default_factory=lambda: next(_numbers), compare=False)

    @property
    def missing(self) -> float:
        """How many points the shares fall short of 100; negative when they exceed it."""
        return round(100 - sum(row.share or 0 for row in self.pillars), 2)

    def rebase(self, number: int) -> None:
        """Its writer has looked at version `number` and keeps the draft."""
        self.based_on = number

    def named(self) -> list[PillarRow]:
        """The rows that somebody wrote something into."""
        return [row for row in self.pillars if row.name.strip() or row.share or row.meaning.strip()]

    def pillar_drafts(self) -> list[PillarDraft]:
        """The pillars as the action takes them."""
        return [
            PillarDraft(row.name, round((row.share or 0) * 100), row.meaning, row.pillar_id)
            for row in self.named()
        ]

    def objective_drafts(self) -> list[ObjectiveDraft]:
        """The objectives as the action takes them; rows left empty are left out."""
        return [
            ObjectiveDraft(
                row.pillar or "", row.text, row.measure or None, row.target or None, row.due_on
            )
            for row in self.aims
            if row.text.strip()
        ]


def current(history: tuple[Version, ...], day: date) -> Draft:
    """The browser session's draft; as long as nobody wrote into it, it follows the newest version.

    Args:
        day: from when a fresh draft shall hold.
    """
    kept: Draft | None = st.session_state.get(KEPT)
    if kept is None or (is_stale(kept, history) and not is_touched()):
        return begin(history, day)
    return kept


def begin(history: tuple[Version, ...], day: date) -> Draft:
    """A fresh draft that starts from the last version on the line of time."""
    held = [version for version in history if version.held]
    last = max(held, key=lambda version: version.in_force_from, default=None)
    draft = Draft(
        based_on=max((version.number for version in history), default=None), in_force_from=day
    )
    if last is None:
        draft.pillars = [PillarRow(), PillarRow(), PillarRow()]
    else:
        draft.in_force_from = max(day, last.in_force_from)
        draft.mission = last.mission
        draft.pillars = [
            PillarRow(p.name, p.target_bp / 100, p.meaning or "", p.pillar_id) for p in last.pillars
        ]
        draft.aims = [
            AimRow(o.pillar, o.text, o.measure or "", o.target or "", o.due_on)
            for o in last.objectives
        ]
    st.session_state[KEPT], st.session_state[AS_BEGUN] = draft, deepcopy(draft)
    return draft


def is_stale(draft: Draft, history: tuple[Version, ...]) -> bool:
    """Whether somebody published since its writer last looked."""
    return draft.based_on != max((version.number for version in history), default=None)


def is_touched() -> bool:
    """Whether anything was written into the browser session's draft."""
    return bool(st.session_state.get(KEPT) != st.session_state.get(AS_BEGUN))


def drop(rows: list[Any], row: object) -> None:
    """Take this very row out; an equal one stays."""
    rows[:] = [each for each in rows if each is not row]


def forget() -> None:
    """Drop the draft: it was published, or its writer starts again."""
    st.session_state.pop(KEPT, None)
    st.session_state.pop(AS_BEGUN, None)
