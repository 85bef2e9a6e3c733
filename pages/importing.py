"""Import: a file in, what it would change, then accepted. It stores nothing before that."""

import streamlit as st

from data.actions.accept_import import PAY_KINDS, Accepted
from data.actions.permissions import PERMISSIONS, SPOKEN, may
from data.refused import Refused
from pages import overview
from pages.parts import evidence, plain, who
from pages.parts.importing import outcome, steps
from pages.parts.importing.file import brought, kind_of

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
        "Bring what your tools export: accounts, products, people, deals, requests and notes; what"
        " incentives are measured from; baskets and orders."
        " You see what would change before anything does."
    )
    last = st.container()
    upload = st.file_uploader(
        "A file: CSV (also as .zip or .gz), Excel or Parquet",
        type=["csv", "tsv", "txt", "xlsx", "xlsm", "parquet", "zip", "gz"],
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
        st.error(plain.sentence(str(refused)), icon=":material/block:")
        return
    kind = kind_of(file)
    if kind in PAY_KINDS and not may(me.actor, "import_pay"):
        st.warning("What people earn is brought in by an executive or an administrator. Ask one.")
    elif kind:
        steps.read(me, file, kind, then=_done)
    else:
        st.info("Say what is in the file.")


def _done(kind: str, accepted: Accepted) -> None:
    st.session_state[DONE] = (kind, accepted)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
