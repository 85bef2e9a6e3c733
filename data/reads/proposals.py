"""Proposals to change the strategy: what was decided, by whom, on what evidence, what awaits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from data.reads.scope import Scope
from data.tables import Feature, Person, Proposal, StrategyDraft


@dataclass(frozen=True)
class Proposed:
    """A proposal; `decision` null = it awaits one."""

    id: int
    feature_id: int  # the feature that holds its requests today, when it was merged
    title: str
    evidence: dict[str, Any]
    opened_by: str | None
    opened_at: datetime
    decision: str | None
    reason: str | None
    review_on: date | None
    decided_by: str | None
    decided_at: datetime | None
    row_version: int
    draft_id: int | None  # of the next strategy version, while it awaits being published
    last: bool  # no later proposal for the same theme

    def is_due(self, today: date) -> bool:
        """Whether the day on which it is looked at again has come, and nobody has yet."""
        return self.last and self.review_on is not None and self.review_on <= today


@dataclass(frozen=True)
class KeptDraft:
    """The next strategy version as an adopted theme drafted it."""

    id: int
    based_on: int | None
    content: dict[str, Any]
    decided_by: str | None
    made_at: datetime


def proposals(connection: Connection, scope: Scope) -> tuple[Proposed, ...]:
    """Every proposal, newest first. They are the company's, so the scope narrows nothing."""
    opener, decider = aliased(Person), aliased(Person)
    query = (
        select(
            Proposal.id,
            Proposal.feature_id,
            Feature.merged_into_id,
            Feature.title,
            Proposal.evidence,
            opener.name,
            Proposal.opened_at,
            Proposal.decision,
            Proposal.reason,
            Proposal.review_on,
            decider.name,
            Proposal.decided_at,
            Proposal.row_version,
            StrategyDraft.id,
        )
        .join(Feature, Feature.id == Proposal.feature_id)
        .join(opener, opener.id == Proposal.opened_by_id, isouter=True)
        .join(decider, decider.id == Proposal.decided_by_id, isouter=True)
        .join(StrategyDraft, StrategyDraft.proposal_id == Proposal.id, isouter=True)
        .order_by(Proposal.id.desc())
    )
    found: list[Proposed] = []
    seen: set[int] = set()
    for key, feature, merged_into, *rest in connection.execute(query):
        holds = merged_into or feature
        found.append(Proposed(*(key, holds, *rest, holds not in seen)))
        seen.add(holds)
    return tuple(found)


def drafts(connection: Connection, scope: Scope) -> tuple[KeptDraft, ...]:
    """Kept drafts of the next strategy version, newest first."""
    query = (
        select(
            StrategyDraft.id,
            StrategyDraft.based_on,
            StrategyDraft.content,
            Person.name,
            StrategyDraft.made_at,
        )
        .join(Person, Person.id == StrategyDraft.made_by_id, isouter=True)
        .order_by(StrategyDraft.id.desc())
    )
    return tuple(KeptDraft(*row) for row in connection.execute(query))
