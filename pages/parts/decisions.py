"""What waits for whoever decides on the strategy: a line each, with the way there."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from data.actions.permissions import may
from data.reads import proposals
from data.reads.people import Me
from data.reads.scope import Scope
from pages.parts import load, plain

_proposals = load.cached(proposals.proposals)


def lines(scope: Scope, *, today: date) -> list[str]:
    """Proposals that await a decision, drafts that await publishing, decisions due for review."""
    found = _proposals(scope)
    kinds = (
        ("Waiting for a decision", [p for p in found if p.decision is None]),
        ("Adopted, and the next version waits to be published", [p for p in found if p.draft_id]),
        ("Due for review", [p for p in found if p.decision and p.is_due(today)]),
    )
    return [
        f"{says}: {', '.join(f'“{p.title}”' for p in held[:3])}"
        + (f" and {len(held) - 3} more" if len(held) > 3 else "")
        + "."
        for says, held in kinds
        if held
    ]


def waiting(me: Me, *, today: date, there: Callable[[], None]) -> None:
    """Those lines, each leading to the page of `there`, for whoever has that page."""
    if not may(me.actor, "open_proposal"):
        return
    for line in lines(me.scope, today=today):
        page = st.Page(there, title="Emerging demand", url_path="emerging")
        st.page_link(page, label=plain.label(line, 300), icon=":material/gavel:")
