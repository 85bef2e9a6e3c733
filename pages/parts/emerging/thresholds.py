"""What a theme must reach to be called emerging: declared beforehand, by whom, since when."""

import polars as pl
import streamlit as st

from data.actions.change_setting import change_setting
from data.actions.permissions import may
from data.reads import emerging as reads
from data.reads.people import Me
from metrics.verdicts import Thresholds
from pages.parts import evidence, export, load, plain
from pages.parts.emerging.table import VOICES
from pages.parts.strategy import words
from pages.parts.submit import submit

_declared = load.cached(reads.declared)
_in_force = load.cached(reads.in_force)


def show(me: Me, at: Thresholds) -> None:
    """The thresholds in a sentence, their history, and the way to change them for who may."""
    history = _declared(me.scope)
    st.subheader("Thresholds", anchor=False)
    evidence.aside(f"{spoken(at)} {_since(history)}")
    if history:
        listed = pl.DataFrame(
            [(h.at, h.by, h.accounts, h.n_eff, h.q) for h in history],
            schema={
                "at": pl.Datetime("us", "UTC"),
                "by": pl.String,
                "accounts": pl.Int64,
                "n_eff": pl.Float64,
                "q": pl.Float64,
            },
            orient="row",
        )
        with st.expander("Who set them when"):
            st.dataframe(plain.table(listed), hide_index=True)
            export.button(listed, "Thresholds of emerging demand")
    if may(me.actor, "change_setting"):
        with st.expander("Change them"):
            _form(me, at)


def spoken(at: Thresholds) -> str:
    """What must be reached, in a sentence."""
    return (
        f"A theme is emerging with at least {words.plural(at.accounts, 'new account')} in 90 days,"
        f" at least {at.n_eff:g} independent voices behind them, and at most {at.q * 100:g}% false"
        " alarms to be expected among the themes that pass (q)."
    )


def _since(history: tuple[reads.Declared, ...]) -> str:
    if not history:
        return "They stand as delivered; nobody has changed them."
    return f"Set by {history[0].by} on {words.day(history[0].at.date())}."


@st.fragment
def _form(me: Me, at: Thresholds) -> None:
    evidence.aside("Decide on them before looking: what is frozen in proposals stays as it was.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        accounts = st.number_input("New accounts", min_value=1, value=at.accounts, width=160)
        n_eff = st.number_input(
            "Independent voices", min_value=1.0, value=at.n_eff, step=0.5, width=160, help=VOICES
        )
        q = st.number_input(
            evidence.FALSE_ALARMS,
            min_value=0.001,
            max_value=0.5,
            value=at.q,
            step=0.01,
            format="%g",
            width=160,
            help=evidence.PASSING,
        )
        pressed = st.button("Declare")
    wanted = {"accounts": int(accounts), "n_eff": float(n_eff), "q": float(q)}
    if not pressed:
        return
    if wanted == vars(at):
        st.info("These hold already.")
        return
    done = "The thresholds hold from now on."
    seen = _in_force(me.scope)
    submit(change_setting, me, done=done, key=reads.SETTING, value=wanted, seen=seen)
    if _in_force(me.scope) == wanted:
        st.rerun(scope="app")
