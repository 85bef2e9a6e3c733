"""What a telephone needs of every page: less empty room, whole sentences, figures at full width."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.parts import fold

STYLE = (
    fold.STYLE + f"@media (max-width:{fold.NARROW}px){{"
    "[data-testid=stMainBlockContainer]{padding-top:3.75rem}"
    "[class*=st-key-header_]{flex-wrap:nowrap!important}"
    "[data-testid=stPageLink] p{white-space:normal!important;overflow:visible!important}"
    "[data-testid=stPageLink] a{height:auto!important;align-items:flex-start}}"
    "[class*=st-key-room_]{overflow-x:auto}[class*=st-key-room_]>*{min-width:40rem!important}"
)


def fitting() -> None:
    """Lay the style beneath the page; it takes no room."""
    st.html(f"<style>{STYLE}</style>")


def room(name: str) -> DeltaGenerator:
    """A place for a figure that says nothing when squeezed: on a telephone it is wider than the
    screen, and scrolls within its own frame."""
    return st.container(key=f"room_{name}")
