"""Log a request: what one customer asked, in the customer's words, in one step and undoable."""

import streamlit as st

from data.actions.permissions import PERMISSIONS, SPOKEN, may
from pages.parts import evidence, who
from pages.parts.requests import form, pasted

ONE, MANY = "One request", "Paste rows from a sheet"


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Log a request", anchor=False)
    if not may(me.actor, "log_request"):
        allowed = " or ".join(sorted(SPOKEN[role] for role in PERMISSIONS["log_request"]))
        st.info(f"{allowed.capitalize()} logs requests here. Ask one of them.")
        return
    many = may(me.actor, "accept_import")
    way = st.segmented_control(
        "How",
        [ONE, MANY],
        default=ONE,
        required=True,
        key="log_way",
        label_visibility="collapsed",
        disabled=not many,
    )
    if way == MANY and many:
        pasted.show(me)
        return
    evidence.aside("Tab leads from field to field; what is like it appears beside the words.")
    form.show()
