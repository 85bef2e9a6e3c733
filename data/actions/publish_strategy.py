"""Publish a strategy version: from a day on, and never touching the versions before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.pillar_identity import identify
from data.actions.record import record
from data.refused import Conflict, Invalid
from data.tables import Objective, Person, StrategyVersion, VersionPillar

WHOLE_BP = 10_000


@dataclass(frozen=True)
class PillarDraft:
    """A pillar as it shall stand in the next version; `pillar_id` null makes a new pillar."""

    name: str
    target_bp: int
    meaning: str | None = None
    pillar_id: int | None = None


@dataclass(frozen=True)
class ObjectiveDraft:
    """A measured aim under the pillar named `pillar`."""

    pillar: str
    text: str
    measure: str | None = None
    target: str | None = None
    due_on: date | None = None


def publish_strategy(
    session: Session,
    actor: Actor,
    *,
    mission: str,
    pillars: Sequence[PillarDraft],
    objectives: Sequence[ObjectiveDraft] = (),
    in_force_from: date,
    based_on: int | None,
    now: datetime,
) -> int:
    """The number of the new version, in force from `in_force_from` until the next one.

    Args:
        based_on: the number of the latest version that the actor saw; null = none existed.

    Raises:
        Conflict: somebody published since `based_on`.
        Invalid: shares do not sum to 1, a name is missing or twice, or the day lies where another
            version was in force: that would change quarters that are over. The latest version
            may be replaced from its own day on during the day it was published: a slip, corrected.
    """
    check(actor, "publish_strategy")
    mission = mission.strip()
    validate(mission, pillars, objectives)
    latest = session.scalars(
        select(StrategyVersion).order_by(StrategyVersion.number.desc()).limit(1)
    ).first()
    if (latest.number if latest else None) != based_on:
        raise Conflict(_someone_else(session, latest))
    _validate_day(session, in_force_from, latest, now.date())
    version = StrategyVersion(
        number=(based_on or 0) + 1,
        mission=mission,
        in_force_from=in_force_from,
        status="draft",
        published_at=now,
        published_by_id=actor.person_id,
    )
    session.add(version)
    try:
        session.flush()
    except IntegrityError as twice:  # the other transaction committed between our look and now
        raise Conflict(_someone_else(None, None)) from twice
    _write_pillars(session, version, pillars, objectives)
    version.status = "published"
    session.flush()
    record(
        session,
        actor,
        "publish_strategy",
        "strategy_versions",
        version.id,
        before=_spoken(session, latest) if latest else None,
        after=_spoken(session, version),
        now=now,
    )
    return version.number


def _write_pillars(
    session: Session,
    version: StrategyVersion,
    pillars: Sequence[PillarDraft],
    objectives: Sequence[ObjectiveDraft],
) -> None:
    names = [draft.name.strip() for draft in pillars]
    found = identify(
        session, [(name, draft.pillar_id) for name, draft in zip(names, pillars, strict=True)]
    )
    ids = dict(zip(names, found, strict=True))
    session.add_all(
        VersionPillar(
            version_id=version.id,
            pillar_id=ids[name],
            name=name,
            meaning=(draft.meaning or "").strip() or None,
            target_bp=draft.target_bp,
            position=position,
        )
        for position, (name, draft) in enumerate(zip(names, pillars, strict=True))
    )
    for aim in objectives:
        session.add(
            Objective(
                version_id=version.id,
                pillar_id=ids[aim.pillar.strip()],
                text=aim.text.strip(),
                measure=aim.measure,
                target=aim.target,
                due_on=aim.due_on,
            )
        )
    session.flush()


def validate(
    mission: str, pillars: Sequence[PillarDraft], objectives: Sequence[ObjectiveDraft]
) -> None:
    """Raise Invalid, in words, for the first rule that a draft breaks by itself."""
    if not mission.strip():
        raise Invalid("Write the mission first: one sentence that says what the company is for.")
    if not pillars:
        raise Invalid("A strategy needs at least one pillar.")
    names = [pillar.name.strip() for pillar in pillars]
    if not all(names):
        raise Invalid("Every pillar needs a name.")
    twice = [name for name, times in Counter(map(str.casefold, names)).items() if times > 1]
    if twice:
        raise Invalid(f"Two pillars are called “{twice[0]}”. Give each its own name.")
    identities = [pillar.pillar_id for pillar in pillars if pillar.pillar_id]
    if len(identities) != len(set(identities)):
        raise Invalid("The same pillar stands in the list twice.")
    if any(pillar.target_bp < 0 for pillar in pillars):
        raise Invalid("A target share cannot be negative.")
    total = sum(pillar.target_bp for pillar in pillars)
    if total != WHOLE_BP:
        gap = abs(total - WHOLE_BP) / 100
        raise Invalid(
            f"The target shares sum to {total / 100:g}%. They must sum to 100%:"
            f" {'take away' if total > WHOLE_BP else 'add'} {gap:g} points."
        )
    for aim in objectives:
        if aim.pillar.strip() not in names:
            raise Invalid(f"The objective “{aim.text}” names no pillar of this version.")
        if not aim.text.strip():
            raise Invalid("An objective needs its text.")


def _validate_day(session: Session, day: date, latest: StrategyVersion | None, today: date) -> None:
    """From today on, or before any strategy on record; or the latest again, on the day it was
    published. A version that has not begun yet may be replaced from its own day."""
    if latest is None:
        return
    first, last = session.execute(
        select(func.min(StrategyVersion.in_force_from), func.max(StrategyVersion.in_force_from))
    ).one()
    corrects = day == latest.in_force_from and latest.published_at.date() == today
    if day < first or corrects:
        return
    if day < today:
        raise Invalid(
            f"A strategy has been in force since {first}. A new version begins today or later,"
            " so that no past quarter changes. To put an older strategy on record, choose a day"
            f" before {first}."
        )
    if day < last:
        raise Invalid(f"A version begins on {last} already. Choose that day or a later one.")


def _someone_else(session: Session | None, latest: StrategyVersion | None) -> str:
    if latest is None or session is None:
        return "Somebody published a strategy at the same moment. Look at it, then publish yours."
    who = session.get(Person, latest.published_by_id) if latest.published_by_id else None
    return (
        f"{who.name if who else 'Somebody'} published version {latest.number} while you were"
        " editing. Your draft is kept on this page: compare it with the new version, then publish."
    )


def _spoken(session: Session, version: StrategyVersion) -> dict[str, object]:
    """The version in words, for the trail: pillars by name, so that two can be compared."""
    pillars = session.scalars(
        select(VersionPillar)
        .where(VersionPillar.version_id == version.id)
        .order_by(VersionPillar.position)
    ).all()
    aims = session.scalars(
        select(Objective).where(Objective.version_id == version.id).order_by(Objective.id)
    )
    names = {pillar.pillar_id: pillar.name for pillar in pillars}
    return {
        "number": version.number,
        "mission": version.mission,
        "in_force_from": version.in_force_from,
        "targets_bp": {pillar.name: pillar.target_bp for pillar in pillars},
        "meanings": {pillar.name: pillar.meaning for pillar in pillars if pillar.meaning},
        "objectives": [
            [names[aim.pillar_id], aim.text, aim.measure, aim.target, aim.due_on] for aim in aims
        ],
    }
