"""What a person sees when the program is at fault: an id to quote; the log has the traceback."""

import logging
import secrets

import streamlit as st

from data.refused import Refused
from pages.parts import plain

log = logging.getLogger("throughline")


def show(error: Exception) -> bool:
    """Log the error with an id, show the id; true tells Streamlit that nothing is left to show.

    A Refused that no page caught was still written for the person, so its own words are shown.
    """
    if isinstance(error, Refused):
        st.error(plain.sentence(str(error)))
        return True
    error_id = secrets.token_hex(4)
    log.error("uncaught: %s", type(error).__name__, exc_info=error, extra={"error_id": error_id})
    st.error(
        f"Something went wrong. Error id {error_id}. Nothing half-done was kept. "
        "Reload the page; if it happens again, give this id to whoever runs Throughline.",
        icon=":material/error:",
    )
    return True
