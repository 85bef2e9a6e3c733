"""The features in their order for one choice: read and ranked once per state of the store."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from data.reads import priorities as reads
from data.reads.scope import Scope
from data.store import reading
from metrics.allocation import Split, allocated
from metrics.overview import Filters
from metrics.priorities import priorities
from metrics.scores import BY_SLUG, Score
from pages.parts import figures, load
from pages.parts.facts import SEED


@dataclass(frozen=True)
class Chosen:
    """What is looked at: all that the ranking depends on beside the store."""

    scope: Scope
    as_of: date
    period: tuple[date, date]
    filters: Filters
    statuses: tuple[str, ...]
    slug: str
    split: Split
    currency: str

    @property
    def score(self) -> Score:
        return BY_SLUG[self.slug]


@dataclass(frozen=True)
class Ranked:
    """`table`: see `metrics.priorities`, and `rank` (null without a score), `row_version`,
    `estimates_version`. `asks`, `deals`: within the filters, of every feature. `parts`: see
    `metrics.allocation`, of every feature. `accounts`: how many are within the filters.
    """

    table: pl.DataFrame
    asks: pl.DataFrame
    deals: pl.DataFrame
    parts: pl.DataFrame
    accounts: int


@dataclass(frozen=True)
class _Read:
    asks: pl.DataFrame
    deals: pl.DataFrame
    features: pl.DataFrame


def ranked(chosen: Chosen) -> Ranked:
    """The features of the chosen statuses, best first by the chosen score."""
    return figures.cloned(_ranked(str(load.engine().url), load.version(), chosen))


def features(scope: Scope, *, as_of: date) -> pl.DataFrame:
    """Every feature that stands for itself, as `data.reads.priorities.features` gives it."""
    return _features(str(load.engine().url), load.version(), scope, as_of).clone()


@st.cache_resource(show_spinner=False, max_entries=8)
def _features(url: str, version: int, scope: Scope, as_of: date) -> pl.DataFrame:
    with reading(load.engine()) as connection:
        return reads.features(connection, scope, on=as_of)


@st.cache_resource(show_spinner=False, max_entries=8)
def _read(url: str, version: int, scope: Scope, as_of: date, currency: str) -> _Read:
    with reading(load.engine()) as connection:
        return _Read(
            reads.asks(connection, scope),
            reads.deals_asking(connection, scope, currency=currency),
            reads.features(connection, scope, on=as_of),
        )


@st.cache_resource(show_spinner=False, max_entries=32)
def _ranked(url: str, version: int, chosen: Chosen) -> Ranked:
    found = figures.cloned(_read(url, version, chosen.scope, chosen.as_of, chosen.currency))
    asks = _within(found.asks, chosen)
    accounts = _accounts(chosen)
    table = priorities(
        asks,
        found.deals,
        found.features.filter(pl.col("status").is_in(chosen.statuses)),
        by=chosen.score,
        accounts=accounts,
        split=chosen.split,
        seed=SEED,
    )
    rank = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    return Ranked(
        table.with_columns(pl.when(pl.col("score").is_not_null()).then(rank).alias("rank")),
        asks,
        found.deals,
        allocated(asks, found.deals, split=chosen.split),
        accounts,
    )


def _within(asks: pl.DataFrame, chosen: Chosen) -> pl.DataFrame:
    """The requests of the period that pass the filters."""
    kept = pl.col("asked_on").is_between(*chosen.period)
    for column, names in (
        ("team", chosen.filters.teams),
        ("segment", chosen.filters.segments),
        ("region", chosen.filters.regions),
    ):
        if names:
            kept &= pl.col(column).is_in(sorted(names))
    return asks.filter(kept)


def _accounts(chosen: Chosen) -> int:
    """How many accounts a deal, request or promise within the filters has ever named."""
    thread = figures.thread(chosen.scope, as_of=chosen.as_of)
    named = pl.concat(
        [
            chosen.filters.keep(facts).get_column("account_id")
            for facts in (thread.flows, thread.stocks)
        ]
    )
    return named.drop_nulls().n_unique()
