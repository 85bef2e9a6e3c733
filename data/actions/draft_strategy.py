"""The next strategy version as an adopted theme drafts it: kept, published or thrown away.

What it publishes it hands to `publish_strategy`; the rules of a version are kept there.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.actions.map_subject import map_subject
from data.actions.permissions import Actor, check
from data.actions.publish_strategy import (
    WHOLE_BP,
    ObjectiveDraft,
    PillarDraft,
    publish_strategy,
)
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import (
    Feature,
    Mapping,
    Objective,
    Proposal,
    StrategyDraft,
    StrategyVersion,
    VersionPillar,
)


@dataclass(frozen=True)
class Adoption:
    """Where an adopted theme goes: to a pillar there is, or to a new one of its own with a share
    that the others give way to in proportion."""

    pillar_id: int | None = None
    name: str = ""
    share_bp: int = 0


def draft_adoption(
    session: Session, actor: Actor, proposal: Proposal, adoption: Adoption, *, now: datetime
) -> int:
    """The id of a kept draft: the last version on the line of time, with the theme in it.

    Raises:
        Invalid: the pillar is not in that version, or the new one has no name or no share.
    """
    check(actor, "decide_proposal")
    feature = session.get_one(Feature, proposal.feature_id)
    last = session.scalars(
        select(StrategyVersion)
        .where(StrategyVersion.status == "published")
        .order_by(StrategyVersion.in_force_from.desc(), StrategyVersion.number.desc())
        .limit(1)
    ).first()
    pillars = _pillars(session, last)
    if adoption.pillar_id is None:
        pillar, pillars = _with_new(pillars, adoption)
    else:
        pillar = next((p.name for p in pillars if p.pillar_id == adoption.pillar_id), "")
        if not pillar:
            raise Invalid("That pillar is not in the strategy any more. Reload the page.")
    aims = [*_aims(session, last), {"pillar": pillar, "text": feature.title}]
    draft = StrategyDraft(
        based_on=session.scalar(select(func.max(StrategyVersion.number))),
        content={
            "mission": last.mission if last else "",
            "pillars": [asdict(each) for each in pillars],
            "objectives": aims,
            "adopts": {
                "feature_id": feature.id,
                "title": feature.title,
                "pillar": pillar,
                "mapping_id": _newest_mapping(session, feature.id),
            },
        },
        proposal_id=proposal.id,
        made_by_id=actor.person_id,
        made_at=now,
    )
    session.add(draft)
    session.flush()
    return draft.id


def publish_draft(
    session: Session,
    actor: Actor,
    *,
    draft_id: int,
    serves: str | None,
    mission: str,
    pillars: Sequence[PillarDraft],
    objectives: Sequence[ObjectiveDraft] = (),
    in_force_from: date,
    based_on: int | None,
    now: datetime,
) -> int:
    """The number of the version published from a kept draft, which is gone with it.

    The adopted theme serves the pillar called `serves` from the day the version begins, though
    never before today; null, or where somebody mapped it since, leaves its mapping alone.

    Raises:
        Conflict: the draft was published or thrown away meanwhile. Otherwise what
        `publish_strategy` raises.
    """
    check(actor, "publish_strategy")
    draft = _kept(session, draft_id)
    number = publish_strategy(
        session,
        actor,
        mission=mission,
        pillars=pillars,
        objectives=objectives,
        in_force_from=in_force_from,
        based_on=based_on,
        now=now,
    )
    adopts = draft.content["adopts"]
    newest = _newest_mapping(session, adopts["feature_id"])
    if serves is not None and newest == adopts["mapping_id"]:
        pillar = session.scalars(
            select(VersionPillar.pillar_id)
            .join(StrategyVersion, StrategyVersion.id == VersionPillar.version_id)
            .where(StrategyVersion.number == number, VersionPillar.name == serves.strip())
        ).one()
        map_subject(
            session,
            actor,
            feature_id=adopts["feature_id"],
            shares_bp={pillar: WHOLE_BP},
            effective_from=max(in_force_from, now.date()),
            based_on=newest,
            now=now,
        )
    session.delete(draft)
    record(
        session,
        actor,
        "publish_draft",
        "features",
        adopts["feature_id"],
        after={"version": number, "pillar": serves},
        now=now,
    )
    return number


def discard_draft(session: Session, actor: Actor, *, draft_id: int, now: datetime) -> None:
    """Throw a kept draft away; what was decided stays decided.

    Raises:
        Conflict: the draft was published or thrown away meanwhile.
    """
    check(actor, "publish_strategy")
    draft = _kept(session, draft_id)
    before = {"draft": draft.content["adopts"]["title"], "made_at": draft.made_at}
    feature = draft.content["adopts"]["feature_id"]
    session.delete(draft)
    record(session, actor, "discard_draft", "features", feature, before=before, now=now)


def _kept(session: Session, draft_id: int) -> StrategyDraft:
    draft = session.get(StrategyDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise Conflict(
            "Somebody published this draft or threw it away meanwhile. Reload to see what holds."
        )
    return draft


def _pillars(session: Session, version: StrategyVersion | None) -> list[PillarDraft]:
    query = (
        select(VersionPillar)
        .where(VersionPillar.version_id == (version.id if version else None))
        .order_by(VersionPillar.position)
    )
    return [
        PillarDraft(row.name, row.target_bp, row.meaning, row.pillar_id)
        for row in session.scalars(query)
    ]


def _aims(session: Session, version: StrategyVersion | None) -> list[dict[str, Any]]:
    query = (
        select(Objective, VersionPillar.name)
        .join(
            VersionPillar,
            (VersionPillar.version_id == Objective.version_id)
            & (VersionPillar.pillar_id == Objective.pillar_id),
        )
        .where(Objective.version_id == (version.id if version else None))
        .order_by(Objective.id)
    )
    return [
        {
            "pillar": pillar,
            "text": aim.text,
            "measure": aim.measure,
            "target": aim.target,
            "due_on": aim.due_on.isoformat() if aim.due_on else None,
        }
        for aim, pillar in session.execute(query)
    ]


def _with_new(pillars: list[PillarDraft], adoption: Adoption) -> tuple[str, list[PillarDraft]]:
    """The new pillar's name, and all pillars: the old ones scaled down so that all sum to 1."""
    name = " ".join(adoption.name.split())
    if not name:
        raise Invalid("Give the new pillar a name.")
    if any(name.casefold() == pillar.name.casefold() for pillar in pillars):
        raise Invalid(f"There is a pillar “{name}” already. Choose that one.")
    if not pillars:
        return name, [PillarDraft(name, WHOLE_BP)]
    if not 0 < adoption.share_bp < WHOLE_BP:
        raise Invalid("Give the new pillar a share between 0 and 100%.")
    rest, scaled, before, after = WHOLE_BP - adoption.share_bp, [], 0, 0
    for pillar in pillars:  # by rounding running sums, the parts add up exactly
        before += pillar.target_bp
        upto = round(before * rest / WHOLE_BP)
        scaled.append(PillarDraft(pillar.name, upto - after, pillar.meaning, pillar.pillar_id))
        after = upto
    return name, [*scaled, PillarDraft(name, adoption.share_bp)]


def _newest_mapping(session: Session, feature_id: int) -> int | None:
    return session.scalar(select(func.max(Mapping.id)).where(Mapping.feature_id == feature_id))
