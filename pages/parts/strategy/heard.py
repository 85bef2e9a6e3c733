"""Have you read it? One tap to say so, and how many have; never who wrote which sentence."""

import polars as pl
import streamlit as st

from data.actions.permissions import may
from data.actions.read_strategy import LONGEST_SENTENCE, read_strategy
from data.reads import heard as reads
from data.reads.people import Me
from data.reads.strategy_texts import strategy_texts
from data.reads.strategy_versions import Version
from metrics import catalog_promises as catalog
from metrics.heard import ENOUGH_SENTENCES, bands, closeness, read_share
from pages.charts import style
from pages.parts import evidence, load, plain, who
from pages.parts.strategy import words
from pages.parts.submit import submit

_readers = load.cached(reads.readers)
_sentences = load.cached(reads.sentences)
_own = load.cached(reads.own_reading)
NOWHERE = {"team": "no team", "office": "no office"}


@st.fragment
def show(version: Version) -> None:
    """One's own reading, then everybody's in scope, by team or office."""
    me = who.me()
    if me.person_id is not None and may(me.actor, "read_strategy"):
        _mine(me, me.person_id, version)
    found = _readers(me.scope, number=version.number)
    if not found.is_empty():
        _everybody(found, version)
        _alike(me, version)


def _mine(me: Me, person_id: int, version: Version) -> None:
    st.subheader("Have you read it?", anchor=False)
    mine = _own(me.scope, person_id=person_id, number=version.number)
    if mine is not None:
        evidence.aside(f"You confirmed version {version.number}.")
    if mine is not None and mine.sentence:
        close = closeness(pl.Series([mine.sentence]), strategy_texts(version))["value"].item()
        evidence.quote(mine.sentence)
        evidence.aside(f"{style.percent(close)} like the mission's words. Only you see this.")
    with st.form(f"read_{version.number}", border=False):
        said = st.text_input(
            "What are we here to do? (optional, one sentence)", max_chars=LONGEST_SENTENCE
        )
        pressed = st.form_submit_button("I have read it" if mine is None else "Keep my sentence")
    if not pressed:
        return
    kept = {"number": version.number, "sentence": said}
    if submit(read_strategy, me, done="Kept. Thank you.", rerun=True, **kept) is not None:
        st.rerun()


def _everybody(found: pl.DataFrame, version: Version) -> None:
    place = st.container()
    by = st.segmented_control(
        "By",
        ["Team", "Office"],
        default="Team",
        required=True,
        label_visibility="collapsed",
        key="read_by",
    )
    group = (by or "Team").lower()
    whole = read_share(found, by=()).row(0, named=True)
    shares = read_share(found, by=(group,)).with_columns(pl.col(group).fill_null(NOWHERE[group]))
    with place:
        definition = catalog.READ_SHARE.definition
        evidence.header("Who has read it", definition, shares, name="strategy-read")
        people = words.plural(whole["n"], "person", "people")
        evidence.aside(f"{whole['read']:,} of {people} have read version {version.number}.")
    columns = {
        group: st.column_config.TextColumn(by),
        "value": st.column_config.ProgressColumn("Have read it", format="percent", max_value=1.0),
        "read": st.column_config.NumberColumn("People who read it"),
        "n": st.column_config.NumberColumn("Of"),
    }
    st.dataframe(plain.table(shares), hide_index=True, column_config=columns)


def _alike(me: Me, version: Version) -> None:
    said = _sentences(me.scope, number=version.number)
    values = closeness(pl.Series(said, dtype=pl.String), strategy_texts(version))["value"]
    found = bands(values)
    definition = catalog.SENTENCES.definition
    evidence.header("What people say we are here to do", definition, found, name="sentences")
    if found.is_empty():
        few = words.plural(len(said), "person has", "people have")
        evidence.aside(f"{few} written a sentence: fewer than {ENOUGH_SENTENCES} are not shown.")
        return
    listed = found.select(
        pl.format(
            "{} to {}%",
            (pl.col("low") * 100).round().cast(pl.Int64),
            (pl.col("high") * 100).round().cast(pl.Int64),
        ).alias("Like the mission"),
        pl.col("people").alias("People"),
    )
    st.dataframe(plain.table(listed), hide_index=True)
