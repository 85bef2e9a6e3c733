"""Says that the company shown is made up, and lets the reader leave it for her own."""

import html

import streamlit as st

from data.actions.leave_demo import leave_demo
from data.actions.permissions import may
from data.reads.people import Me
from data.reads.settings import made_up_company
from pages.parts import load
from pages.parts.submit import submit

_company = load.cached(made_up_company)


def note(me: Me) -> None:
    """A line in the sidebar while the store holds the made-up company; nothing otherwise."""
    name = _company()
    if name is None:
        return
    with st.sidebar:
        st.html(f"<p>You are looking at {html.escape(name)}, a made-up company.</p>")
        if may(me.actor, "leave_demo"):
            st.button("Start with your own data", on_click=_ask, args=(me,))


@st.dialog("Start with your own data")
def _ask(me: Me) -> None:
    st.write(
        "This removes the made-up company and all that was done in it, for everybody who uses this"
        " server. The store is then empty, and the next step is to import your files."
    )
    if st.button("Remove it and start", type="primary"):
        submit(leave_demo, me, done="The store is empty. Import your accounts first.")
        st.session_state.clear()
        st.rerun()
