"""Many requests at once: rows copied from a sheet, read and shown as an import's file is."""

from dataclasses import dataclass

import streamlit as st

from data.actions.accept_import import Accepted
from data.reads.people import Me
from data.refused import Refused
from pages.parts import evidence, plain
from pages.parts.importing import outcome, steps
from pages.parts.importing.file import brought

DONE, TURN = "paste_done", "paste_turn"


@dataclass(frozen=True)
class Pasted:
    """What was pasted, as the file that it is."""

    text: str
    name: str = "Pasted rows"

    def getvalue(self) -> bytes:
        return self.text.encode()


def show(me: Me) -> None:
    """A box for the rows; below it what accepting them would do."""
    evidence.aside(
        "Copy the rows in your sheet with their header, such as: account, words, date, need,"
        " intent, author. The author's name says whose requests they are."
    )
    turn = st.session_state.get(TURN, 0)
    text = st.text_area("Rows", key=f"pasted_{turn}", height=160, placeholder="Paste here")
    if not text.strip():
        if DONE in st.session_state:
            outcome.done("requests", st.session_state[DONE])
        return
    st.session_state.pop(DONE, None)
    try:
        file = brought(Pasted(text))
    except Refused as refused:
        st.error(plain.sentence(str(refused)), icon=":material/block:")
        return
    steps.read(me, file, "requests", then=_done)


def _done(_: str, accepted: Accepted) -> None:
    st.session_state[DONE] = accepted
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
