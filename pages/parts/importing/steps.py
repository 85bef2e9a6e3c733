"""From a file that was brought to its rows accepted: read, asked about, shown, then stored."""

from collections.abc import Callable

import streamlit as st

from data.actions.accept_import import Accepted, Decisions, accept_import
from data.imports import Choices, DateOrderUnknown, Parsed
from data.reads.people import Me
from data.refused import Refused
from pages.parts import clock, evidence, plain
from pages.parts.importing import outcome, questions
from pages.parts.importing.file import Brought, fed_so_far, forget, parsed, previewed
from pages.parts.submit import submit

Then = Callable[[str, Accepted], None]


def read(me: Me, file: Brought, kind: str, *, then: Then) -> None:
    """The file's questions, what it would change, and the button; `then` hears what came of it."""
    try:
        found, choices = parsed(file, kind, clock.day_of_writing())
    except DateOrderUnknown as unknown:
        st.warning(plain.sentence(str(unknown)), icon=":material/help:")
        questions.date_order(file, kind)
        return
    except Refused as refused:
        st.error(plain.sentence(str(refused)), icon=":material/block:")
        if file.headers:
            questions.headless(file, kind)
            questions.columns(file, kind, fed_so_far(file, kind), open=True)
        return
    _preview(me, file, kind, found, choices, then)


def _preview(me: Me, file: Brought, kind: str, found: Parsed, choices: Choices, then: Then) -> None:
    shown = previewed(file, kind, found, me)
    evidence.sentence(outcome.sentence(kind, found.rows, shown))
    if file.guess and file.guess != kind:
        st.warning(f"Its headers look like those of {file.guess}, not of {kind}. Look at the rows.")
    if shown.same_file_batch:
        batch, at = shown.same_file_batch[0], shown.same_file_batch[1].astimezone(clock.zone())
        st.info(f"This very file was accepted on {at.day} {at:%b %Y}, as batch {batch}.")
    for note in shown.notes:
        evidence.aside(note)
    questions.dates(file, kind, found.columns)
    questions.stages(file, kind, found.unknown_stages)
    questions.who_is_who(file, kind, shown.unknown)
    if file.of(kind).headless:
        questions.headless(file, kind)
    questions.columns(file, kind, found.columns, open=False)
    _accept(me, file, kind, found, choices, then)
    outcome.tables(kind, shown)


def _accept(me: Me, file: Brought, kind: str, found: Parsed, choices: Choices, then: Then) -> None:
    waits = "Say first what the stages above mean." if found.unknown_stages else None
    if found.good.is_empty() and not waits:
        waits = "No row of the file can be stored."
    pressed = st.button(
        f"Accept {kind}", type="primary", disabled=waits is not None, help=waits, key="accept"
    )
    if waits:
        evidence.aside(waits)
    if not pressed:
        return
    accepted = submit(
        accept_import,
        me,
        parsed=found,
        file_name=file.name,
        file_sha256=file.digest,
        decisions=Decisions(dict(file.of(kind).same), choices),
        done="Accepted.",
    )
    if accepted is not None:
        forget()
        then(kind, accepted)
        st.rerun()
