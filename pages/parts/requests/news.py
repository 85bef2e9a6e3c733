"""What was decided, since, about what somebody logged: shown until she says that she saw it."""

from collections.abc import Callable
from html import escape

import streamlit as st

from data.actions.decide_feature import see_decisions
from data.reads.people import Me
from data.reads.requests import Became, unseen_decisions
from pages.parts import evidence, load, plain
from pages.parts.strategy.words import day, plural
from pages.parts.submit import submit

SHOWN, NAMED = 3, 6
SMALL = "margin:.25rem 0 0;overflow-wrap:anywhere"

_unseen = load.cached(unseen_decisions)


def show(me: Me) -> None:
    """A box for each feature with decisions not seen yet, the newest few: where it stands now, and
    what it was in between. Nothing when there is none."""
    if me.person_id is None:
        return
    unseen = _unseen(me.person_id)
    by_feature: dict[int, list[Became]] = {}
    for told in unseen:
        by_feature.setdefault(told.feature_id, []).append(told)
    for told, *before in list(by_feature.values())[:SHOWN]:
        with st.container(border=True, key=f"news_{told.decision_id}"):
            st.html(_told(told, before))
            if st.button(
                "Got it", key=f"seen_{told.decision_id}", icon=":material/done:", type="primary"
            ):
                _see(me, [told, *before])
    hidden = len(by_feature) - SHOWN
    if hidden > 0:
        evidence.aside(f"{plural(hidden, 'more feature')} decided on; they follow these.")
        if st.button(f"Mark all {len(by_feature)} as seen", key="seen_all"):
            _see(me, list(unseen))


def note(me: Me, *, there: Callable[[], None]) -> None:
    """On every page, beside it: that something was decided, and the way to the page of `there`."""
    unseen = _unseen(me.person_id) if me.person_id is not None else ()
    if unseen:
        many = plural(len({told.feature_id for told in unseen}), "decision")
        st.sidebar.page_link(
            st.Page(there, title="Requests", url_path="requests"),
            label=f"**{many} on what you logged**",
            icon=":material/notifications:",
        )


def _see(me: Me, told: list[Became]) -> None:
    ids = [one.decision_id for one in told]
    submit(see_decisions, me, done="Noted.", rerun=True, decision_ids=ids)
    st.rerun()


def _told(told: Became, before: list[Became]) -> str:
    by = f" by {plain.markup(told.by)}" if told.by else ""
    parts = [
        f"<strong>{plain.markup(plain.cut(told.feature, 120))}</strong> is now"
        f" <strong>{escape(told.status)}</strong>"
        f'<span style="opacity:.85">, decided{by} on {day(told.at.date())}</span>'
    ]
    if before:
        earlier = ", ".join(f"{one.status} on {day(one.at.date())}" for one in before)
        parts.append(f'<p style="{SMALL}">Before that: {escape(earlier)}</p>')
    if told.reason:
        parts.append(f'<p style="{SMALL}">Why: {plain.markup(plain.cut(told.reason, 800))}</p>')
    accounts = dict.fromkeys(name for one in (told, *before) for name in one.accounts)
    if accounts:
        names = ", ".join(plain.markup(plain.cut(name, 60)) for name in list(accounts)[:NAMED])
        more = len(accounts) - NAMED
        more_said = f" and {plural(more, 'more', 'more')}" if more > 0 else ""
        parts.append(f'<p style="{SMALL}">Tell {names}{more_said}</p>')
    said = plain.markup(told.words) if told.words else "No wording is approved: say it in yours."
    parts.append(
        '<blockquote style="margin:.4rem 0 0;padding-left:.7rem;white-space:pre-wrap;'
        f'overflow-wrap:anywhere;border-left:3px solid currentColor">{said}</blockquote>'
    )
    return "".join(parts)
