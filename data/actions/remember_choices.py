"""Keeps what a person corrected about a file, for the next one of that shape, within an import."""

from sqlalchemy.orm import Session

from data.imports.contract import Choices
from data.names import name_key
from data.tables import ColumnChoice, StageMeaning


def remember_choices(session: Session, header_key: str, choices: Choices) -> None:
    """Columns, order of dates and currency by the file's shape; stages for every file."""
    kept = session.get(ColumnChoice, header_key)
    spoken = as_plain(choices)
    del spoken["stages"]
    if kept is None:
        session.add(ColumnChoice(header_key=header_key, choices=spoken))
    else:
        kept.choices = spoken
    for stage, state in choices.stages.items():
        meaning = session.get(StageMeaning, name_key(stage))
        if meaning is None:
            session.add(StageMeaning(stage_key=name_key(stage), state=state))
        else:
            meaning.state = state
    session.flush()


def as_plain(choices: Choices) -> dict[str, object]:
    """The choices as JSON keeps them."""
    return {
        "columns": dict(choices.columns),
        "date_order": choices.date_order,
        "stages": dict(choices.stages),
        "currency": choices.currency,
        "asked_on": choices.asked_on.isoformat() if choices.asked_on else None,
    }
