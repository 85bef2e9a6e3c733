"""The next version as an adopted theme drafted it: taken up in the editor, or thrown away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.actions.draft_strategy import discard_draft, publish_draft
from data.actions.publish_strategy import publish_strategy
from data.reads import proposals
from data.reads.proposals import KeptDraft
from data.reads.strategy_versions import Version
from pages.parts import evidence, load, who
from pages.parts.strategy import draft as drafts
from pages.parts.strategy import words
from pages.parts.submit import submit

if TYPE_CHECKING:
    from pages.parts.strategy.draft import Draft, PillarRow

_kept = load.cached(proposals.drafts)


@dataclass(frozen=True)
class Adopts:
    """The theme that a draft brings in, and which row of the draft it goes to."""

    draft_id: int
    title: str
    row_key: int

    def serves(self, rows: "list[PillarRow]") -> str | None:
        """The name its pillar has in the draft now; null when its row was taken out."""
        return next((row.name for row in rows if row.key == self.row_key), None)


def offer(draft: "Draft", history: tuple[Version, ...], day: date) -> None:
    """Each kept draft with two ways on; for the one taken up, what publishing it does."""
    me = who.me()
    for kept in _kept(me.scope):
        title, pillar = kept.content["adopts"]["title"], kept.content["adopts"]["pillar"]
        if draft.adopts is not None and draft.adopts.draft_id == kept.id:
            serves = draft.adopts.serves(draft.pillars)
            evidence.aside(
                f"This draft adopts “{title}”. "
                + (f"Publishing it maps it to “{serves}”." if serves else "No pillar takes it up.")
            )
            continue
        with st.container(border=True):
            evidence.aside(
                f"{kept.decided_by or 'Setup'} adopted “{title}” under “{pillar}” on"
                f" {words.day(kept.made_at.date())}. The next version is drafted with it."
            )
            with st.container(horizontal=True):
                over = (
                    "Take it up instead of what is below" if drafts.is_touched() else "Take it up"
                )
                args = (kept, history, day)
                st.button(over, key=f"take_{kept.id}", type="primary", on_click=take, args=args)
                if st.button("Throw it away", key=f"away_{kept.id}", type="tertiary"):
                    submit(discard_draft, me, done="Thrown away.", draft_id=kept.id)
                    st.rerun()


def take(kept: KeptDraft, history: tuple[Version, ...], day: date) -> None:
    """Make it the browser session's draft."""
    content = kept.content
    rows = [
        drafts.PillarRow(p["name"], p["target_bp"] / 100, p["meaning"] or "", p["pillar_id"])
        for p in content["pillars"]
    ]
    adopts = content["adopts"]
    key = next((row.key for row in rows if row.name == adopts["pillar"]), 0)
    st.session_state[drafts.KEPT] = drafts.Draft(
        based_on=kept.based_on,
        in_force_from=max([day, *(v.in_force_from for v in history if v.held)]),
        mission=content["mission"],
        pillars=rows,
        aims=[_aim(aim) for aim in content["objectives"]],
        adopts=Adopts(kept.id, adopts["title"], key),
    )
    st.session_state.pop(drafts.AS_BEGUN, None)  # somebody's work: no newer version replaces it


def publishing(draft: "Draft") -> tuple[Callable[..., int], dict[str, Any]]:
    """The action that publishes this draft, and what it is told beside the version itself."""
    if draft.adopts is None:
        return publish_strategy, {}
    serves = draft.adopts.serves(draft.pillars)
    return publish_draft, {"draft_id": draft.adopts.draft_id, "serves": serves}


def _aim(aim: dict[str, Any]) -> drafts.AimRow:
    due = aim.get("due_on")
    return drafts.AimRow(
        aim["pillar"],
        aim["text"],
        aim.get("measure") or "",
        aim.get("target") or "",
        date.fromisoformat(due) if due else None,
    )
