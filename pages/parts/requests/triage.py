"""What to do with the chosen requests: read them, and point them to a feature, known or new."""

from datetime import date
from typing import Any, Literal

import polars as pl
import streamlit as st

from data.actions.link_requests import link_requests
from data.actions.permissions import may
from data.actions.triage_requests import Serving, triage_requests
from data.reads import requests
from data.reads.features import newest_mapping, titles
from data.reads.people import Me
from data.store import reading
from pages.parts import evidence, load, plain, similar_texts
from pages.parts.requests import undoing
from pages.parts.strategy import mapping_form
from pages.parts.strategy.words import plural
from pages.parts.submit import submit

CHOSEN = "inbox_chosen"  # id → row_version as seen when it was chosen
TURN = "inbox_turn"  # a new table, whenever something else than its boxes chose
READ_ONE_BY_ONE = 5
OFFERED = 5  # features whose title holds what was typed
NO = ":material/block:"
Kind = Literal["primary", "secondary"]
Serves = tuple[dict[int, int] | None, date] | None

_titles = load.cached(titles)


def choose(wanted: dict[int, int]) -> None:
    """Make these the chosen ones, in the table too."""
    st.session_state[CHOSEN] = wanted
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def show(me: Me) -> None:
    """The chosen ones and the form for them; how to choose some while none is."""
    chosen: dict[int, int] = st.session_state.get(CHOSEN, {})
    if not may(me.actor, "link_requests"):
        return
    if not chosen:
        evidence.aside("Tick requests to read them whole and to say which feature they ask for.")
        return
    with reading(load.engine()) as connection:
        rows = requests.by_id(connection, me.scope, list(chosen))
    st.subheader(f"{plural(len(chosen), 'request')} chosen", anchor=False)
    _meanwhile(chosen, rows)
    if rows.is_empty():
        return
    for row in rows.head(READ_ONE_BY_ONE).iter_rows(named=True):
        _one(me, row)
    if rows.height > READ_ONE_BY_ONE:
        evidence.aside(f"and {rows.height - READ_ONE_BY_ONE:,} more")
    _form(me, chosen, rows)


def _meanwhile(chosen: dict[int, int], rows: pl.DataFrame) -> None:
    """Tell of those that somebody else has changed since they were chosen; keep all that stand."""
    now = dict(rows.select("id", "row_version").iter_rows())
    changed = [one for one, seen in chosen.items() if now.get(one) != seen]
    if not changed:
        return
    gone = sum(one not in now for one in changed)
    which = "it" if len(changed) == 1 else "them"
    st.warning(
        f"Somebody changed {len(changed)} of these {len(chosen)} meanwhile"
        f"{f', and {gone} are gone' if gone else ''}. What you chose and wrote is kept.",
        icon=":material/sync_problem:",
    )
    with st.container(horizontal=True):
        if st.button(f"Take {which} as now", key="chosen_now"):
            choose({one: now[one] for one in chosen if one in now})
            st.rerun()
        if st.button(f"Leave {which} out", key="chosen_without", type="tertiary"):
            choose({one: seen for one, seen in chosen.items() if one not in changed})
            st.rerun()


def _one(me: Me, row: dict[str, Any]) -> None:
    who = ", ".join(filter(None, [row["account"], row["customer_kind"], row["segment"]]))
    linked = f"; linked to “{plain.cut(row['feature'], 60)}”" if row["feature"] else ""
    evidence.aside(f"{plain.cut(who or 'A customer', 120)}, {row['asked_on']}{linked}:")
    words = row["words"]
    if len(words) > requests.EXCERPT:
        with reading(load.engine()) as connection:
            words = requests.whole_words(connection, me.scope, row["id"]) or words
    evidence.quote(words)


def _form(me: Me, chosen: dict[int, int], rows: pl.DataFrame) -> None:
    known = {key: title for key, (title, _) in _titles(me.scope).items()}
    near = similar_texts.alike(me, rows["words"][0])
    first: list[int | str] = [one.feature_id for one in near if one.feature_id in known]
    target: int | str | None = st.selectbox(
        "They ask for",
        list(dict.fromkeys([*first, *known])),
        index=None,
        format_func=lambda one: plain.cut(known.get(one, str(one)), 90),
        accept_new_options=True,
        placeholder="The closest come first; type a new title to make a feature",
        key="triage_feature",
    )
    if isinstance(target, str):
        target = new_or_known(target, known)
    serves: Serves = None
    if target is not None and may(me.actor, "map_subject"):
        serves = mapping_form.asked(me, _subject(me, target))
    with st.container(horizontal=True):
        label = f"Link {plural(len(chosen), 'request')}"
        kind: Kind = "secondary" if target is None else "primary"
        if st.button(label, type=kind, key="triage_link", disabled=target is None):
            _link(me, chosen, rows, target, serves)
        linked = rows.filter(pl.col("feature_id").is_not_null()).height
        if linked and st.button(f"Take {plural(linked, 'link')} away", key="triage_unlink"):
            _unlink(me, chosen, rows, linked)
        if st.button("Choose none", type="tertiary", key="triage_none"):
            _begin_anew()


def new_or_known(title: str, known: dict[int, str]) -> int | str:
    """What was typed as a new title, or the feature whose title it is a part of.

    The list offers a new one first, so that Enter after a few letters would make a second feature
    of one that is there.
    """
    typed = " ".join(title.split()).casefold()
    like = [key for key, name in known.items() if typed in name.casefold()]
    if not like:
        return title
    offered: list[int | str] = [*like[:OFFERED], title]
    chosen = st.radio(
        "Is it one that is there?",
        offered,
        format_func=lambda one: (
            f"A new feature: {plain.label(one)}"
            if isinstance(one, str)
            else plain.label(known[one])
        ),
        key=f"triage_known_{typed}",
    )
    return chosen if chosen is not None else title


def _subject(me: Me, target: int | str) -> mapping_form.Subject:
    if isinstance(target, str):
        return mapping_form.Subject("feature", 0, target, None)
    with reading(load.engine()) as connection:
        newest = newest_mapping(connection, me.scope, feature_id=target)
    return mapping_form.Subject("feature", target, "", newest)


def _link(
    me: Me, chosen: dict[int, int], rows: pl.DataFrame, target: int | str | None, serves: Serves
) -> None:
    serving = None
    if serves is not None and target is not None:
        shares, begins = serves
        if shares is None:
            st.error("Choose at least one pillar, or outside the strategy.", icon=NO)
            return
        serving = Serving(shares, begins, _subject(me, target).newest_id)
    is_new = isinstance(target, str)
    linked = submit(
        triage_requests,
        me,
        done=f"{plural(len(chosen), 'request')} linked. {undoing.HOW}",
        rerun=True,
        requests=chosen,
        feature_id=None if is_new else target,
        new_title=target if is_new else "",
        serving=serving,
    )
    if linked is not None:
        undoing.remember(rows, linked, made=target if isinstance(target, str) else "")
        _begin_anew()


def _unlink(me: Me, chosen: dict[int, int], rows: pl.DataFrame, linked: int) -> None:
    done = f"{plural(linked, 'link')} taken away. {undoing.HOW}"
    if (
        submit(link_requests, me, done=done, rerun=True, requests=chosen, feature_id=None)
        is not None
    ):
        undoing.remember(rows, None)
        _begin_anew()


def _begin_anew() -> None:
    choose({})
    st.session_state.pop("triage_feature", None)
    st.rerun()
