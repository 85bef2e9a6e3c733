"""What waits for whoever decides on the strategy: a line each, with the way there."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from data.actions.permissions import may
from data.reads import proposals
from data.reads.people import Me
from data.reads.scope import Scope
from metrics.verdicts import EMERGING
from pages.parts import load, plain
from pages.parts.emerging.themes import themes

PUBLISH = "Adopted, and the next version waits to be published"
_proposals = load.cached(proposals.proposals)


def lines(scope: Scope, *, today: date) -> dict[str, str]:
    """Proposals that await a decision, drafts that await publishing (PUBLISH), decisions due for
    review: what each is, and which themes."""
    found = _proposals(scope)
    kinds = {
        "Waiting for a decision": [p for p in found if p.decision is None],
        PUBLISH: [p for p in found if p.draft_id],
        "Due for review": [p for p in found if p.decision and p.is_due(today)],
    }
    return {
        says: _named([proposal.title for proposal in held]) for says, held in kinds.items() if held
    }


def unproposed(scope: Scope, *, today: date) -> dict[int, str]:
    """Title by id of the themes that pass the test of Emerging and that nobody has proposed."""
    known = {proposal.feature_id for proposal in _proposals(scope)}
    passing = themes(scope, as_of=today).found.filter(verdict=EMERGING)
    rows = passing.select("feature_id", "title").iter_rows()
    return {key: title for key, title in rows if key not in known}


def waiting(me: Me, *, today: date, there: Callable[[], None], publish: Callable[[], None]) -> None:
    """Those lines, each leading to the page of `there`, for whoever has that page; a version that
    waits to be published leads to the page of `publish`."""
    if not may(me.actor, "open_proposal"):
        return
    page = st.Page(there, title="Emerging demand", url_path="emerging")
    strategy = st.Page(publish, title="Strategy", url_path="strategy")
    for says, which in lines(me.scope, today=today).items():
        st.page_link(
            strategy if says == PUBLISH else page,
            label=plain.label(f"{says}: {which}.", 300),
            icon=":material/gavel:",
            query_params={"tab": "Next version"} if says == PUBLISH else None,
        )
    if new := unproposed(me.scope, today=today):
        said = f"Asked for independently, and nobody has proposed it: {_named(list(new.values()))}."
        st.page_link(
            page,
            label=plain.label(said, 300),
            icon=":material/campaign:",
            query_params={"theme": str(next(iter(new)))},
        )


def _named(titles: Sequence[str]) -> str:
    """The first three, and how many more there are."""
    more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
    return ", ".join(f"“{title}”" for title in titles[:3]) + more
