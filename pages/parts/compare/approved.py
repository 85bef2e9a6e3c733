"""The largest discount that needs nobody's approval: said, and changed by who may; judges none."""

import streamlit as st

from data.actions.change_setting import change_setting
from data.actions.permissions import may
from data.reads.people import Me
from data.reads.settings import DISCOUNT, approved_discount
from metrics.realisation import in_force
from pages.charts import style
from pages.parts import evidence, load
from pages.parts.submit import submit

_approved = load.cached(approved_discount)


def said(approved: float) -> str:
    """What counts as a large discount."""
    return f"A discount is large above {style.percent(approved)} of the list price."


def change(me: Me) -> None:
    """The setting, for who may change it."""
    if may(me.actor, "change_setting"):
        with st.expander("Change what is a large discount"):
            _form(me)


@st.fragment
def _form(me: Me) -> None:
    held = _approved()
    evidence.aside("It holds for all periods alike, so every large discount is counted anew.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        percent = st.number_input(
            "Needs nobody's approval up to, %",
            min_value=0.0,
            max_value=99.0,
            value=100 * in_force(held),
            step=1.0,
            format="%g",
            key="approved_discount",
            width=260,
        )
        pressed = st.button("Set it")
    if not pressed:
        return
    seen = None if held is None else {"approved": held}
    wanted = {"approved": round(percent / 100, 4)}
    if wanted == seen:
        st.info("It is that already.")
        return
    done = "It holds from now on."
    submit(change_setting, me, done=done, key=DISCOUNT, value=wanted, seen=seen)
    if _approved() == wanted["approved"]:
        st.rerun(scope="app")
