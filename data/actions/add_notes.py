"""Keep what sellers wrote down about deals, each note once however often it comes; reads none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.actions.within_reach import check_reach
from data.refused import Invalid
from data.tables import Deal, DealNote, Person

LONGEST_NOTE = 100_000
K = TypeVar("K")
AT_ONCE = 500  # keys in one question to the store


@dataclass(frozen=True)
class Note:
    """One note; `key` is its own in its source, `deal_id` null = about no deal in particular."""

    key: str
    person_id: int
    noted_on: date
    words: str
    deal_id: int | None = None


def add_notes(
    session: Session, actor: Actor, *, source: str, notes: Sequence[Note], now: datetime
) -> int:
    """How many of `notes` are new; those whose key came before from `source` stay as they were.

    A note counts for the team that its writer is in now. All or none are kept.

    Raises:
        NotAllowed: the actor's role may not, or a writer is of a team that she does not see.
        Invalid: no words, a day ahead, or a person or deal that is not here.
    """
    check(actor, "add_notes")
    writers = {key: session.get(Person, key) for key in {note.person_id for note in notes}}
    deals = {note.deal_id for note in notes if note.deal_id is not None}
    for key, person in writers.items():
        if person is None:
            raise Invalid(f"The writer of a note (person {key}) is not here any more.")
        check_reach(session, actor, person.team_id, person.name)
    if len(_known(session, Deal.id, sorted(deals))) < len(deals):
        raise Invalid("A note is about a deal that is not here. Bring in the deals first.")
    for note in notes:
        _validate(note, now.date())
    unique = {note.key: note for note in notes}
    here = _known(session, DealNote.source_key, sorted(unique), DealNote.source == source)
    new = [note for key, note in unique.items() if key not in here]
    for note in new:
        writer = writers[note.person_id]
        session.add(
            DealNote(
                source=source,
                source_key=note.key,
                deal_id=note.deal_id,
                person_id=note.person_id,
                team_id=writer.team_id if writer else None,
                noted_on=note.noted_on,
                words=note.words.strip(),
            )
        )
    if new:
        after = {"source": source, "notes": len(new), "writers": len(writers)}
        record(session, actor, "add_notes", "deal_notes", None, after=after, now=now)
    return len(new)


def _validate(note: Note, today: date) -> None:
    if not note.words.strip():
        raise Invalid(f"Note {note.key} has no words.")
    if len(note.words) > LONGEST_NOTE:
        raise Invalid(f"Note {note.key} is longer than {LONGEST_NOTE:,} characters.")
    if note.noted_on > today:
        raise Invalid(f"Note {note.key} is of {note.noted_on}, which has not come yet.")


def _known(
    session: Session,
    column: InstrumentedAttribute[K],
    keys: Sequence[K],
    *where: ColumnElement[bool],
) -> set[K]:
    """Those of `keys` that stand in `column`."""
    found: set[K] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = column.in_(keys[start : start + AT_ONCE])
        found |= set(session.scalars(select(column).where(some, *where)))
    return found
