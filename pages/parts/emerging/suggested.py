"""Themes suggested among the requests that no feature has: a person makes a feature of one."""

from dataclasses import dataclass

import streamlit as st

from data.actions.permissions import may
from data.actions.triage_requests import triage_requests
from data.reads import emerging as reads
from data.reads.people import Me
from data.reads.scope import Scope
from data.store import reading
from metrics.similar_clusters import clusters
from pages.parts import evidence, load, plain
from pages.parts.strategy import words
from pages.parts.submit import submit

NEWEST = 5_000  # requests looked through
LEAST = 5  # requests in a group
GROUPS, WORDS = 12, 4  # shown


@dataclass(frozen=True)
class Group:
    """Requests that say much the same."""

    terms: tuple[str, ...]
    requests: dict[int, int]  # id to the row_version seen
    words: tuple[str, ...]  # a few of them


@st.fragment
def show(me: Me, unlinked: int) -> None:
    """A switch, since looking takes a moment, and the groups beneath it."""
    if unlinked < LEAST:
        return
    st.subheader("Suggested themes", anchor=False)
    looked = min(unlinked, NEWEST)
    which = f"the newest {looked:,} of {unlinked:,}" if looked < unlinked else f"the {looked:,}"
    if not st.toggle(f"Look for themes among {which} requests that no feature has", key="suggest"):
        return
    found = _groups(str(load.engine().url), load.version(), me.scope)
    if not found:
        evidence.aside(f"No {LEAST} of them say much the same.")
        return
    evidence.aside(
        "These say much the same. A suggestion is tested once somebody makes a feature of it."
    )
    for number, group in enumerate(found[:GROUPS]):
        many = words.plural(len(group.requests), "request")
        with st.expander(plain.label(f"{', '.join(group.terms)}: {many}")):
            _one(me, group, number)
    if len(found) > GROUPS:
        evidence.aside(f"{len(found) - GROUPS:,} smaller groups are not shown.")


def _one(me: Me, group: Group, number: int) -> None:
    for said in group.words:
        evidence.quote(said)
    if not may(me.actor, "add_feature"):
        return
    key = f"suggested_{number}_{min(group.requests)}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.text_input(
            "What the customer could do with it", key=key, max_chars=120, width=360
        )
        pressed = st.button(f"Make a feature of these {len(group.requests)}", key=f"{key}_make")
    if not pressed:
        return
    done = "The feature is there, and its requests are linked to it."
    if submit(triage_requests, me, done=done, new_title=title, requests=group.requests) is not None:
        st.rerun(scope="app")


@st.cache_resource(show_spinner="Reading what customers wrote…", max_entries=4)
def _groups(url: str, version: int, scope: Scope) -> tuple[Group, ...]:
    with reading(load.engine()) as connection:
        found = reads.unlinked(connection, scope, limit=NEWEST)
    grouped = clusters(found.select("request_id", "words").iter_rows(), min_size=LEAST)
    held = grouped.join(found, left_on="id", right_on="request_id", how="left")
    return tuple(
        Group(
            tuple(part["terms"][0]),
            dict(part.select("id", "row_version").iter_rows()),
            tuple(plain.cut(said, 240) for said in part["words"].head(WORDS)),
        )
        for part in held.sort("cluster", "id").partition_by("cluster", maintain_order=True)
    )
