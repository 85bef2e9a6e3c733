"""How a page writes: one action in one transaction, and the outcome in words."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import streamlit as st

from data.reads.people import Me
from data.refused import Refused
from data.store import writing
from pages.parts import plain
from pages.parts.load import engine, forget

T = TypeVar("T")
SAID = "said_after_rerun"


def submit(
    action: Callable[..., T], me: Me, *, done: str, rerun: bool = False, **kwargs: Any
) -> T | None:
    """What `action(session, actor, **kwargs, now=…)` returned, committed; `done` is the toast.

    When it is refused, nothing is kept, its words are shown in place, and null comes back.

    Args:
        rerun: the caller runs the page again at once; the toast waits for that run, since what a
            run says last is lost when it is cut short.
    """
    try:
        with writing(engine()) as session:
            result = action(session, me.actor, **kwargs, now=datetime.now(UTC))
    except Refused as refused:
        st.error(plain.sentence(str(refused)), icon=":material/block:")
        return None
    forget()
    if rerun:
        st.session_state[SAID] = done
    else:
        st.toast(done, icon=":material/check:")
    return result


def say() -> None:
    """The toast that waited for this run, if one did."""
    if SAID in st.session_state:
        st.toast(st.session_state.pop(SAID), icon=":material/check:")
