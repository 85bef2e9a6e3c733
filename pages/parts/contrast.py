"""Dark text on the dark theme's light primary colour, where Streamlit always writes white."""

import streamlit as st

from pages.charts.style import DARK

ON_PRIMARY = '[data-testid="stBaseButton-primary"], [data-tag]'


def readable() -> None:
    """In the dark theme, make what stands on the primary colour readable (4.5:1 and more)."""
    if st.context.theme.type == "dark":
        st.html(f"<style>{ON_PRIMARY} {{ color: {DARK.paper} !important; }}</style>")
