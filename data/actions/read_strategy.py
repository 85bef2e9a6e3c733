"""Keep that somebody has read the strategy in force, and her own sentence on it; judges neither."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.refused import Invalid, NotAllowed
from data.tables import Person, StrategyReading, StrategyVersion

LONGEST_SENTENCE = 300
AHEAD = timedelta(days=1)  # where it is tomorrow already, a version is in force a day earlier


def read_strategy(
    session: Session, actor: Actor, *, number: int, sentence: str | None = None, now: datetime
) -> int:
    """The actor has read that version; a second time changes her sentence, or nothing. Its id.

    Args:
        number: the version's. sentence: what the company is for, in her own words; null or empty
            says nothing and leaves what she said before. The audit trail does not repeat it.

    Raises:
        NotAllowed: the setup is nobody.
        Invalid: the version is not the one in force, or the sentence is too long.
    """
    check(actor, "read_strategy")
    if actor.person_id is None:
        raise NotAllowed("The setup is nobody's: choose a person first.")
    said = (sentence or "").strip() or None
    if said and len(said) > LONGEST_SENTENCE:
        raise Invalid(f"Say it in at most {LONGEST_SENTENCE} characters; this has {len(said)}.")
    version = _in_force(session, number, now)
    # Her own row is held until the end: of two taps at once, the second finds the first.
    session.get(Person, actor.person_id, with_for_update=True, populate_existing=True)
    known = session.get(StrategyReading, (actor.person_id, version.id), populate_existing=True)
    if known is not None and said in (None, known.sentence):
        return version.id
    if known is None:
        key = {"person_id": actor.person_id, "version_id": version.id}
        session.add(StrategyReading(**key, read_at=now, sentence=said))
    else:
        known.sentence = said
    after = {"number": number, "with_sentence": said is not None}
    record(session, actor, "read_strategy", "strategy_versions", version.id, after=after, now=now)
    return version.id


def _in_force(session: Session, number: int, now: datetime) -> StrategyVersion:
    """That version, when none is in force in its place."""
    published = session.scalars(
        select(StrategyVersion)
        .where(
            StrategyVersion.status == "published",
            StrategyVersion.in_force_from <= now.date() + AHEAD,
        )
        .order_by(StrategyVersion.in_force_from.desc(), StrategyVersion.number.desc())
    ).all()
    for version in published:
        if version.number == number:
            return version
        if version.in_force_from <= now.date() - AHEAD:
            break
    raise Invalid("Another version is in force. Reload the page and read that one.")
