"""What is chosen lives in the address: read from it at first, written back at each change.

For choices whose words in the address differ from those on the page; others are bound by Streamlit.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import streamlit as st


def asked(word: str, key: str) -> str:
    """What was chosen in the widget of `key`, else what the address asks for; "" = nothing."""
    chosen = st.session_state[key] if key in st.session_state else st.query_params.get(word)
    return "" if chosen is None else str(chosen)


def keep(word: str, value: str, *, first: str = "") -> str:
    """Write the choice into the address, unless it is what one sees at `first`."""
    if value != first:
        st.query_params[word] = value
    else:
        st.query_params.pop(word, None)
    return value


def box(
    label: str,
    word: str,
    options: Mapping[str, str],
    *,
    key: str,
    first: str | None = None,
    **how: Any,
) -> str | None:
    """A box to choose one of `options` (word in the address → what is shown).

    Args:
        first: what is chosen when the address is silent; null = nothing, and it can be cleared.
    """
    said = asked(word, key)
    st.session_state[key] = said if said in options else first
    chosen: str | None = st.selectbox(
        label,
        list(options),
        index=None if first is None else 0,
        key=key,
        format_func=lambda one: options.get(one, one),
        **how,
    )
    keep(word, chosen or "", first=first or "")
    return chosen


def number(
    label: str, word: str, usual: float, low: float, high: float, *, width: int = 230
) -> float:
    """A number to type in, known to the session and to the address by `word`: at first what the
    address says, else what is usual or the limit next to it; whole if `usual` is."""
    kind, usual = type(usual), min(max(usual, low), high)
    if word not in st.session_state:
        try:
            said = float(st.query_params.get(word, ""))
        except ValueError:
            said = usual
        st.session_state[word] = kind(said if low <= said <= high else usual)
    step = kind(1) if kind is int or usual > 10 else kind(0.5)
    chosen: float = st.number_input(label, kind(low), kind(high), key=word, step=step, width=width)
    keep(word, _exact(chosen), first=_exact(usual))
    return chosen


def _exact(number: float) -> str:
    """All its digits, without an exponent, and no `.0` where it is whole."""
    return f"{Decimal(repr(number)):f}".removesuffix(".0")
