"""Import: a file in, what it would change, then accepted. It stores nothing before that."""

import streamlit as st

from data.actions.accept_import import Decisions, accept_import
from data.actions.permissions import PERMISSIONS, SPOKEN, may
from data.imports import Choices, DateOrderUnknown, Parsed
from data.reads.people import Me
from data.refused import Refused
from pages import overview
from pages.parts import clock, evidence, who
from pages.parts.importing import outcome, questions
from pages.parts.importing.file import Brought, brought, forget, kind_of, parsed, previewed
from pages.parts.submit import submit

DONE = "import_done"
TURN = "import_turn"  # a new uploader after each accepted file


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Import", anchor=False)
    if not may(me.actor, "accept_import"):
        allowed = " or ".join(sorted(SPOKEN[role] for role in PERMISSIONS["accept_import"]))
        st.info(f"{allowed.capitalize()} brings data in here. Ask one of them.")
        return
    evidence.sentence(
        "Bring accounts, products, people, deals or requests as your tools export them."
        " You see what would change before anything does."
    )
    last = st.container()
    upload = st.file_uploader(
        "A file: CSV, Excel or Parquet",
        type=["csv", "tsv", "txt", "xlsx", "xlsm", "parquet"],
        key=f"upload_{st.session_state.get(TURN, 0)}",
    )
    if upload is None:
        if DONE in st.session_state:
            with last:
                outcome.done(*st.session_state[DONE])
                there = st.Page(overview.show, default=True)
                st.page_link(there, label="Look at the Overview", icon=":material/target:")
        return
    st.session_state.pop(DONE, None)
    try:
        file = brought(upload)
    except Refused as refused:
        st.error(str(refused), icon=":material/block:")
        return
    if kind := kind_of(file):
        _read(me, file, kind)
    else:
        st.info("Say what is in the file.")


def _read(me: Me, file: Brought, kind: str) -> None:
    try:
        found, choices = parsed(file, kind, clock.day_of_writing())
    except DateOrderUnknown as unknown:
        st.warning(str(unknown), icon=":material/help:")
        questions.date_order(file, kind)
        return
    except Refused as refused:
        st.error(str(refused), icon=":material/block:")
        if file.headers:
            said = file.of(kind).columns
            headers = max(file.headers, key=len)
            questions.columns(file, kind, {name: said.get(name, "") for name in headers}, open=True)
        return
    _preview(me, file, kind, found, choices)


def _preview(me: Me, file: Brought, kind: str, found: Parsed, choices: Choices) -> None:
    shown = previewed(file, kind, found, me)
    evidence.sentence(outcome.sentence(kind, found.rows, shown))
    if shown.same_file_batch:
        batch, at = shown.same_file_batch
        st.info(f"This very file was accepted on {at.day} {at:%b %Y}, as batch {batch}.")
    for note in shown.notes:
        evidence.aside(note)
    questions.dates(file, kind, found.columns)
    questions.stages(file, kind, found.unknown_stages)
    questions.who_is_who(file, kind, shown.unknown)
    questions.columns(file, kind, found.columns, open=False)
    _accept(me, file, kind, found, choices)
    outcome.tables(kind, shown)


def _accept(me: Me, file: Brought, kind: str, found: Parsed, choices: Choices) -> None:
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
        st.session_state[DONE] = (kind, accepted)
        st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
        st.rerun()
