"""How a page writes: one action in one transaction, and the outcome in words."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import streamlit as st

from data.reads.people import Me
from data.refused import Refused
from data.store import writing
from pages.parts.load import engine

T = TypeVar("T")


def submit(action: Callable[..., T], me: Me, *, done: str, **kwargs: Any) -> T | None:
    """What `action(session, actor, **kwargs, now=…)` returned, committed; `done` is the toast.

    When it is refused, nothing is kept, its words are shown in place, and null comes back.
    """
    try:
        with writing(engine()) as session:
            result = action(session, me.actor, **kwargs, now=datetime.now(UTC))
    except Refused as refused:
        st.error(str(refused), icon=":material/block:")
        return None
    st.toast(done, icon=":material/check:")
    return result
