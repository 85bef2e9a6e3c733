"""What the notes say of the message, measured once per state of the store; draws nothing."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from data.reads.notes import notes
from data.reads.scope import Scope
from data.reads.strategy_texts import strategy_texts
from data.reads.strategy_versions import in_force, versions
from data.store import reading
from metrics.message import ENOUGH_NOTES, dispersion, similarity
from metrics.wording import overused
from pages.parts import figures, load

BY = {"Person": ("person_id", "person"), "Team": ("team",), "Office": ("office",)}


@dataclass(frozen=True)
class Found:
    """Frames of `metrics.message` and `metrics.wording`; `few` people have too few notes."""

    written: int  # notes
    few: int
    strategy: bool  # whether any is in force
    words: pl.DataFrame
    similarity: pl.DataFrame
    dispersion: pl.DataFrame


def found(scope: Scope, *, as_of: date, by: str) -> Found:
    """The notes in scope up to `as_of`, held against the strategy in force then, by a key of BY."""
    return figures.cloned(_found(str(load.engine().url), load.version(), scope, as_of, by))


@st.cache_resource(show_spinner=False, max_entries=16)
def _found(url: str, version: int, scope: Scope, as_of: date, by: str) -> Found:
    with reading(load.engine()) as connection:
        written = notes(connection, scope).filter(pl.col("noted_on") <= as_of)
        holds = in_force(versions(connection, scope), as_of)
    per_person = written.drop_nulls("person_id").group_by("person_id").len()
    few = per_person.filter(pl.col("len") < ENOUGH_NOTES).height
    empty = pl.DataFrame()
    if holds is None or few == per_person.height:
        return Found(written.height, few, holds is not None, empty, empty, empty)
    texts = strategy_texts(holds)
    return Found(
        written.height,
        few,
        True,
        overused(written, texts, by=BY[by]),
        similarity(written, texts, by=BY[by]),
        dispersion(written),
    )
