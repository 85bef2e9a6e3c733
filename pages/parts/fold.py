"""Rows of filters that fold behind one switch on a telephone and always stand open on a desk.

The browser alone folds and unfolds them: no run of the script is spent on it, and what is chosen
in a folded row holds as before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

NARROW = 640  # pixels: below, Streamlit itself sets columns beneath each other
STYLE = (
    f"@media (min-width:{NARROW + 1}px){{[class*=st-key-foldswitch_]{{display:none}}}}"
    f"@media (max-width:{NARROW}px){{"
    "[class*=st-key-foldswitch_]{padding-bottom:.5rem}"
    "[class*=st-key-foldbox_]:has([class*=st-key-foldswitch_] input:not(:checked))"
    " [class*=st-key-foldable_]{display:none}}"
)


@dataclass
class Row:
    """How many of the row's boxes say something; the switch names it, so that nothing is hidden."""

    active: int = 0


@contextmanager
def row(name: str, label: str = "Show filters") -> Iterator[Row]:
    """A row for what is placed within; set `active` of what this gives before it ends.

    Args:
        name: unique on the page.
    """
    found = Row()
    with st.container(key=f"foldbox_{name}", gap=None):
        switch = st.container(key=f"foldswitch_{name}")
        with st.container(
            horizontal=True, vertical_alignment="bottom", key=f"foldable_{name}", gap="small"
        ):
            try:
                yield found
            finally:  # a run that is stopped within keeps its switch too
                said = f" ({found.active} set)" if found.active else ""
                switch.toggle(f"{label}{said}", key=f"fold_{name}", on_change="ignore")
