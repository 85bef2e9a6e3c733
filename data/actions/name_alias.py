"""Say that a text in files means a product, a person or an account, from the next file on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.actions.permissions import Actor, check
from data.actions.record import record
from data.names import name_key
from data.refused import Conflict, Invalid
from data.tables import Account, Alias, Person, Product

SUBJECTS: Mapping[str, type[Account | Person | Product]] = {
    "product": Product,
    "person": Person,
    "account": Account,
}


def name_alias(
    session: Session, actor: Actor, *, kind: str, text: str, subject_id: int, now: datetime
) -> None:
    """Remember that `text` means the row `subject_id` of a kind; replaces what was said before.

    Rows imported by now keep what they have until a file brings them again.
    Raises Invalid for another kind or an empty text, Conflict when the row is gone.
    """
    check(actor, "name_alias")
    subject = _subject(session, kind, text, subject_id)
    alias = _alias(session, kind, text)
    before = _subject_id(alias) if alias else None
    if alias is None:
        session.add(_new(kind, text, subject_id))
    else:
        setattr(alias, f"{kind}_id", subject_id)
    session.flush()
    record(
        session,
        actor,
        "name_alias",
        "aliases",
        None,
        before={"text": text, "means": before},
        after={"text": text, "means": subject_id, "name": subject.name},
        now=now,
    )


def remember_names(session: Session, same: Mapping[tuple[str, str], int]) -> None:
    """Keep what was decided about a file's texts, (kind, text) → id, within another action.

    Raises Conflict where a row is gone, or where somebody said otherwise of the same text.
    """
    for (kind, text), subject_id in same.items():
        subject = _subject(session, kind, text, subject_id)
        alias = _alias(session, kind, text)
        if alias is None:
            session.add(_new(kind, text, subject_id))
        elif _subject_id(alias) != subject_id:
            theirs: Any = session.get(SUBJECTS[kind], _subject_id(alias) or 0)
            raise Conflict(
                f"“{text}” is said to be {theirs.name if theirs else 'another'} by now, not"
                f" {subject.name}. Look at the preview again."
            )
    session.flush()


def _subject(session: Session, kind: str, text: str, subject_id: int) -> Any:
    if kind not in SUBJECTS:
        raise Invalid(f"A text can mean a product, a person or an account, not a {kind}.")
    if not name_key(text):
        raise Invalid("Say which text is meant.")
    subject: Any = session.get(SUBJECTS[kind], subject_id)
    if subject is None:
        raise Conflict(
            f"The {kind} that “{text}” was said to be is not here any more."
            " Look at the preview again."
        )
    return subject


def _alias(session: Session, kind: str, text: str) -> Alias | None:
    query = select(Alias).where(Alias.kind == kind, Alias.text_key == name_key(text))
    return session.scalars(query).first()


def _subject_id(alias: Alias) -> int | None:
    return alias.product_id or alias.person_id or alias.account_id


def _new(kind: str, text: str, subject_id: int) -> Alias:
    return Alias(kind=kind, text_key=name_key(text), **{f"{kind}_id": subject_id})
