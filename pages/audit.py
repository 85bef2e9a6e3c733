"""Audit trail: who changed what, when, and how it was before; a page at a time, newest first."""

import textwrap
from datetime import date, datetime
from html import escape

import polars as pl
import streamlit as st

from data.actions.permissions import ADMIN
from data.reads import audit
from data.reads.audit import Entry, Wanted
from data.reads.people import Me
from data.store import reading
from pages.parts import address, changes, clock, evidence, export, filters, load, plain, who
from pages.parts.strategy.words import plural

SHOWN, SAVED = 25, 10_000
SEEN = "audit_seen"  # the ids at which the pages looked at so far began
ROW = (
    "display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));"
    "gap:.25rem 1.5rem"
)
LINE = "border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent);padding:.6rem 0"

_entries = load.cached(audit.entries)
_actors = load.cached(audit.actors)


def show() -> None:
    """The page."""
    me = who.me()
    st.title("Audit trail", anchor=False)
    if me.role != ADMIN:
        st.info("Only an administrator reads the trail of changes. Ask one of them.")
        return
    top = st.container()
    wanted = _filters(me)
    began: list[int | None] = st.session_state.setdefault(SEEN, [None])
    page = _entries(me.scope, wanted, limit=SHOWN + 1, older_than=began[-1])
    shown = page[:SHOWN]
    with top:
        evidence.sentence(answer(shown, more=len(page) > SHOWN or len(began) > 1))
    if shown:
        st.html(f'<div role="list">{"".join(map(_entry, shown))}</div>')
    _turn(began, shown, older=len(page) > SHOWN)
    if shown:
        export.button(
            lambda: _table(me, wanted), "Audit trail", label=f"CSV (the newest {SAVED:,})"
        )


def answer(shown: tuple[Entry, ...], *, more: bool) -> str:
    """How many changes are looked at, and who made the newest."""
    if not shown:
        return "Nobody has changed anything that fits."
    newest = shown[0]
    last = _moment(newest.at)
    if more and len(shown) == 1:
        return f"1 change is shown, of {last}."
    if more:
        return f"{len(shown)} changes are shown, {_moment(shown[-1].at)} to {last}."
    return f"{plural(len(shown), 'change')}; the newest by {newest.actor}, {last}."


def _filters(me: Me) -> Wanted:
    with st.container(horizontal=True):
        people = {name: plain.cut(name, 60) for name in _actors(me.scope)}
        actor = address.box("Person", "by", people, key="by", placeholder="Anybody", width=220)
        actions = {name: name.replace("_", " ").capitalize() for name in sorted(changes.VERBS)}
        action = address.box(
            "Action", "action", actions, key="action", placeholder="Any", width=220
        )
        kinds = {name: said.capitalize() for name, said in changes.SUBJECTS.items()}
        subject = address.box(
            "What", "what", kinds, key="subject", placeholder="Anything", width=220
        )
        since, until = _days()
    wanted = Wanted(actor, action, subject, since, until)
    if st.session_state.get("audit_wanted") != wanted:
        st.session_state["audit_wanted"] = wanted
        st.session_state[SEEN] = [None]
    return wanted


def _days() -> tuple[date | None, date | None]:
    """The first and the last day; they live in the address as those of any period do."""
    today = clock.day_of_writing()
    asked = filters.from_address(st.query_params.get("days", ""))
    days = st.date_input(
        "Days",
        value=asked if asked and asked[1] <= today else [],
        max_value=today,
        width=260,
        format="YYYY-MM-DD",
        key="days",
    )
    since, until = (*days, None, None)[:2] if isinstance(days, tuple) else (days, None)
    address.keep("days", f"{since}..{until}" if since and until else "")
    return since, until


def _turn(began: list[int | None], shown: tuple[Entry, ...], *, older: bool) -> None:
    with st.container(horizontal=True):
        if len(began) > 1 and st.button("Newer", icon=":material/chevron_left:"):
            began.pop()
            st.rerun()
        if older and st.button("Older", icon=":material/chevron_right:", icon_position="right"):
            began.append(shown[-1].id)
            st.rerun()


def _entry(entry: Entry) -> str:
    """One change as markup: a sentence, then each part that differs."""
    called = entry.called or ""
    if called and not called.isdigit():  # a version is known by its number, the rest by a name
        called = f"“{textwrap.shorten(called, 60, placeholder='…')}”"
    parts = "".join(_difference(*part) for part in changes.differences(entry.before, entry.after))
    verb = changes.did(entry.action, anew=entry.before is None)
    return (
        f'<div role="listitem" style="{ROW};{LINE}">'
        f"<div><div><strong>{escape(entry.actor)}</strong> {escape(verb)}"
        f" {escape(changes.of_kind(entry.subject))} {escape(called)}</div>"
        f'<div style="opacity:.8;font-size:.875rem">{_moment(entry.at)}</div></div>'
        f'<div style="font-size:.875rem;overflow-wrap:anywhere">{parts}</div></div>'
    )


def _difference(name: str, before: str, after: str) -> str:
    was = f"<del>{escape(before)}</del> → " if before and after else ""
    now = escape(after) if after else f"<del>{escape(before)}</del>"
    return f'<div><span style="opacity:.8">{escape(name)}:</span> {was}{now}</div>'


def _table(me: Me, wanted: Wanted) -> pl.DataFrame:
    """The newest entries that fit, as a table to save: one row each."""
    with reading(load.engine()) as connection:
        found = audit.entries(connection, me.scope, wanted, limit=SAVED)
    return pl.DataFrame(
        [
            (
                entry.at.isoformat(timespec="seconds"),
                entry.actor,
                entry.action,
                entry.subject,
                entry.subject_id,
                entry.called,
                "; ".join(
                    f"{name}: {before or 'nothing'} → {after or 'nothing'}"
                    for name, before, after in changes.differences(entry.before, entry.after)
                ),
            )
            for entry in found
        ],
        schema={
            "at": pl.String,
            "by": pl.String,
            "action": pl.String,
            "subject": pl.String,
            "subject_id": pl.Int64,
            "called": pl.String,
            "changes": pl.String,
        },
        orient="row",
    )


def _moment(at: datetime) -> str:
    """A moment in the viewer's zone."""
    there = at.astimezone(clock.zone())
    return f"{there.day} {there:%b %Y, %H:%M}"
