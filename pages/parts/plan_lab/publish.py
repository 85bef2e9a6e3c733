"""Putting a saved version in force from a day on; asked once more."""

from datetime import date

import streamlit as st

from data.actions.permissions import may
from data.actions.publish_plan import publish_plan
from data.reads.people import Me
from data.reads.plans import PlanVersion
from pages.parts import plain, who
from pages.parts.submit import submit


def publish(me: Me, versions: tuple[PlanVersion, ...], *, today: date) -> None:
    """Choose one that was never published, and a day."""
    waiting = {each.version_id: each for each in versions if each.in_force_from is None}
    if not waiting or not may(me.actor, "publish_plan"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Publish", list(waiting), format_func=lambda key: plain.cut(waiting[key].called, 60),
            key="publish_which", width=320,
        )  # fmt: skip
        day = st.date_input("In force from", today, key="publish_day", width=180,
                            format="YYYY-MM-DD")  # fmt: skip
        asked = st.button("Publish…", key="publish_plan")
    if asked and isinstance(day, date):
        _confirm(waiting[chosen], day)


@st.dialog("Publish this plan?")
def _confirm(version: PlanVersion, day: date) -> None:
    st.write(
        f"{plain.label(version.called)} holds from {day:%d %B %Y} until another plan begins. The"
        " day is marked on the Overview's trend. What was paid before stays as it was."
    )
    yes, no = st.columns(2)
    if no.button("Not yet", width="stretch"):
        st.rerun()
    if not yes.button("Publish", type="primary", width="stretch", key="publish_yes"):
        return
    published = submit(
        publish_plan,
        who.me(),
        done=f"{plain.label(version.called)} is published.",
        rerun=True,
        version_id=version.version_id,
        in_force_from=day,
    )
    if published is not None:
        st.rerun()
