"""Themes suggested among the requests that no feature has: a person makes a feature of one."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from data.actions.link_requests import link_requests
from data.actions.permissions import may
from data.actions.triage_requests import triage_requests
from data.reads import emerging as reads
from data.reads.people import Me
from data.reads.scope import Scope
from data.store import reading
from metrics.similar_clusters import clusters
from metrics.verdicts import TOO_EARLY
from pages.parts import clock, evidence, load, plain, similar_texts
from pages.parts.emerging.themes import of_groups
from pages.parts.requests import undoing
from pages.parts.strategy import words
from pages.parts.submit import submit

NEWEST = 5_000  # requests looked through
LEAST = 5  # requests in a group
ALIKE = 0.3  # of a feature to a group, from which on it is worth naming
GROUPS, WORDS = 12, 4  # shown


@dataclass(frozen=True)
class Group:
    """Requests that say much the same."""

    terms: tuple[str, ...]
    requests: dict[int, int]  # id to the row_version seen
    words: tuple[str, ...]  # a few of them
    grows: bool  # clearly more accounts ask than before, or it is too early to say
    reasons: str


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
    found = _groups(str(load.engine().url), load.version(), me.scope, clock.today())
    if not found:
        evidence.aside(f"No {LEAST} of them say much the same.")
        return
    growing = [group for group in found if group.grows]
    evidence.aside(_answer(len(growing), len(found)))
    steady = len(found) - len(growing)
    if steady and st.toggle(f"Show {words.plural(steady, 'steady group')} too", key="steady"):
        growing = list(found)
    for number, group in enumerate(growing[:GROUPS]):
        many = words.plural(len(group.requests), "request")
        with st.expander(plain.label(f"{', '.join(group.terms)}: {many}")):
            _one(me, group, number)
    if len(growing) > GROUPS:
        evidence.aside(f"{len(growing) - GROUPS:,} more groups are not shown.")


def _answer(growing: int, every: int) -> str:
    many = words.plural(every, "group")
    if not growing:
        return f"{many} say much the same; none is asked for by clearly more accounts than before."
    return (
        f"{many} say much the same; {growing:,} asked for by clearly more accounts than before"
        " come first. A suggestion becomes a theme once somebody makes a feature of it."
    )


def _one(me: Me, group: Group, number: int) -> None:
    for said in group.words:
        evidence.quote(said)
    evidence.aside(group.reasons)
    key = f"suggested_{number}_{min(group.requests)}"
    _known(me, group, key)
    if not may(me.actor, "add_feature"):
        return
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


def _known(me: Me, group: Group, key: str) -> None:
    """A feature that is much like what they say already, and the way to link them to it."""
    near = similar_texts.alike(me, group.words[0], most=1, features_alone=True)
    if not near or near[0].score < ALIKE:
        return
    one = near[0]
    title = plain.cut(one.title or "", 60)
    evidence.aside(f"Close to a feature that is there: “{title}”, {one.status}.")
    if not may(me.actor, "link_requests") or not st.button(
        f"Link these {len(group.requests)} to {plain.label(title)}", key=f"{key}_link"
    ):
        return
    many = words.plural(len(group.requests), "request")
    done = f"{many} linked. To undo it, go to the inbox of Requests."
    given = {"requests": group.requests, "feature_id": one.feature_id}
    if submit(link_requests, me, done=done, rerun=True, **given) is not None:
        rows = [(key, version, None) for key, version in group.requests.items()]
        names = {"id": pl.Int64, "row_version": pl.Int64, "feature_id": pl.Int64}
        undoing.remember(pl.DataFrame(rows, schema=names, orient="row"), one.feature_id)
        st.rerun(scope="app")


@st.cache_resource(show_spinner="Reading what customers wrote…", max_entries=4)
def _groups(url: str, version: int, scope: Scope, as_of: date) -> tuple[Group, ...]:
    """The surest to grow first; how people talk is learnt from requests that have a feature."""
    with reading(load.engine()) as connection:
        found = reads.unlinked(connection, scope, limit=NEWEST)
        known = reads.linked(connection, scope, limit=NEWEST)
    said = found.select("request_id", "words").iter_rows()
    grouped = clusters(said, known=known.iter_rows(), min_size=LEAST)
    if grouped.is_empty():
        return ()
    held = grouped.join(found, left_on="id", right_on="request_id", how="left").sort("id")
    listed = grouped.select(
        pl.col("terms").list.join(", ").alias("title"), group="cluster", request_id="id"
    )
    judged = of_groups(scope, listed, as_of=as_of)
    return tuple(
        Group(
            tuple(row["title"].split(", ")),
            dict(part.select("id", "row_version").iter_rows()),
            tuple(
                plain.cut(words, 240)
                for words in part["words"].unique(maintain_order=True).head(WORDS)
            ),
            row["verdict"] == TOO_EARLY or (row["low"] or 0.0) > 1,
            row["reasons"],
        )
        for row in judged.iter_rows(named=True)
        for part in [held.filter(cluster=row["feature_id"])]
    )
