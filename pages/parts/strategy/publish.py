"""Publishing the draft: asked once more; told, with both side by side, when another was first."""

from datetime import date

import streamlit as st

from data.actions.publish_strategy import validate
from data.reads.strategy_versions import Version, in_force
from data.refused import Invalid
from pages.parts import evidence, plain, who
from pages.parts.strategy import compare, kept, words
from pages.parts.strategy.draft import Draft, forget, is_stale
from pages.parts.submit import submit


def next_number(history: tuple[Version, ...]) -> int:
    """The number that the next version gets."""
    return max((version.number for version in history), default=0) + 1


def ask(draft: Draft, history: tuple[Version, ...]) -> None:
    """Ask once more before publishing; a draft that breaks a rule is told which instead."""
    try:
        validate(draft.mission, draft.pillar_drafts(), draft.objective_drafts())
    except Invalid as broken:
        st.error(plain.sentence(str(broken)), icon=":material/block:")
        return
    _confirm(draft, history)


@st.dialog("Publish this strategy?", on_dismiss="rerun")
def _confirm(draft: Draft, history: tuple[Version, ...]) -> None:
    number = next_number(history)
    st.write(
        f"Version {number} holds from {words.day(draft.in_force_from)} until the next one begins."
    )
    last = in_force(history, date.max)
    if last is not None:
        evidence.aside(f"Days before that keep what they had. Beside version {last.number}:")
        for line in compare.changes(compare.of_version(last), compare.of_draft(draft)):
            evidence.aside(line)
    yes, no = st.columns(2)
    if no.button("Not yet", width="stretch"):
        st.rerun()
    if not yes.button("Publish", type="primary", width="stretch"):
        return
    action, more = kept.publishing(draft)
    published = submit(
        action,
        who.me(),
        done=f"Version {number} is published.",
        rerun=True,
        mission=draft.mission,
        pillars=draft.pillar_drafts(),
        objectives=draft.objective_drafts(),
        in_force_from=draft.in_force_from,
        based_on=draft.based_on,
        **more,
    )
    if published is not None:
        forget()
        st.rerun()


def meanwhile(draft: Draft, history: tuple[Version, ...]) -> None:
    """When somebody published since the draft was begun: hers beside the draft, and two ways on."""
    if not is_stale(draft, history):
        return
    theirs = max(history, key=lambda version: version.number)
    with st.container(border=True):
        st.warning(
            f"{plain.sentence(theirs.published_by or 'Somebody')} published version"
            f" {theirs.number} while you were editing. Your draft is kept below.",
            icon=":material/group:",
        )
        compare.side_by_side(
            f"Version {theirs.number}",
            compare.of_version(theirs),
            "Your draft",
            compare.of_draft(draft),
        )
        with st.container(horizontal=True):
            st.button("Keep mine, on top of it", on_click=draft.rebase, args=(theirs.number,))
            st.button("Start again from theirs", type="tertiary", on_click=forget)
