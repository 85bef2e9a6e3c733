"""A text area whose words are taken while they are typed or pasted, not only when it is left.

Streamlit offers that for one line only. A script of this server's own does what a person would, so
the page loses nothing where it does not run; see docs/decisions/0015-typing.md.
"""

from pathlib import Path
from typing import Any

import streamlit as st

SCRIPT = Path(__file__).with_suffix(".js")
ADDRESS = "/typing.js"


def text_area(label: str, *, key: str, **how: Any) -> str:
    """What stands in the area when the hand last rested for 0.4 s, or left it."""
    with st.container(key=f"typing_{key}", gap=None):
        words = st.text_area(label, key=key, **how)
        # Beside the page's own address, wherever a proxy has put it; run once in a browser tab.
        st.html(
            f'<script type="module" src="{ADDRESS.removeprefix("/")}"></script>',
            unsafe_allow_javascript=True,
        )
    return words or ""
