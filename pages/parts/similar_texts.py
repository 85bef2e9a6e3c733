"""What has been asked before that is like a text: one index per server process, kept current.

It is read whole once. After that each change of the store costs only the texts that it touched.
"""

from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

import polars as pl
import streamlit as st

from data.reads import features, requests, texts
from data.reads.people import Me
from data.reads.scope import EVERYTHING
from data.store import reading, store_version
from metrics.similar import SimilarTexts
from pages.parts import load

LOOKED_AT = 40  # closest requests: those of one feature count as one suggestion
LIKE_ENOUGH = 0.12
NEAR_THE_BEST = 0.4  # as much as that of the closest one's likeness, or it only distracts

_titles = load.cached(features.titles)


@dataclass(frozen=True)
class Alike:
    """A feature, or a request that nobody has linked yet, that is like a text."""

    score: float
    terms: tuple[str, ...]
    feature_id: int | None  # null = an unlinked request
    title: str | None
    status: str | None
    accounts: int  # that ask for the feature, in scope
    words: str | None  # of the closest request in scope; null = none
    account: str | None  # that said so
    request_id: int | None


class _Index:
    """Both indexes of a store, and the change up to which they are current."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.version: int | None = None
        self.change = 0
        self.known: set[int] = set()
        self.requests, self.features = SimilarTexts(), SimilarTexts()

    def follow(self) -> None:
        """Take in what has changed since the last look; the first look reads all."""
        with self.lock, reading(load.engine()) as connection:
            version = store_version(connection)
            if version == self.version:
                return
            if self.version is None:
                self.change = texts.last_change(connection)
                self.requests.put(texts.request_texts(connection, EVERYTHING))
            looked, touched, edited = texts.changes_since(connection, self.change, self.known)
            if touched:
                there = texts.request_texts(connection, EVERYTHING, touched)
                for gone in touched - {key for key, _ in there}:
                    if gone in self.requests:
                        self.requests.remove(gone)
                self.requests.put(there)
            if self.version is None or edited:
                self.features.follow(texts.feature_texts(connection))
            self.change, self.known = max([self.change, *looked]), set(looked)
            self.version = version


def alike(me: Me, text: str, *, most: int = 5, features_alone: bool = False) -> tuple[Alike, ...]:
    """At most `most` features and unlinked requests like the text, the closest first.

    Args:
        features_alone: unlinked requests are left out, and others are not held against them.

    Of requests of teams that the person does not see only the feature shows, never the words.
    """
    index = _index(str(load.engine().url))
    index.follow()
    near = index.requests.closest(text, LOOKED_AT).filter(pl.col("score") >= LIKE_ENOUGH)
    titled = index.features.closest(text, most).filter(pl.col("score") >= LIKE_ENOUGH)
    known = _titles(me.scope)
    with reading(load.engine()) as connection:
        linked = texts.asked_for(connection, near["id"].to_list())
        kept = texts.kept_features(connection, titled["id"].to_list())
        seen = requests.by_id(connection, me.scope, near["id"].to_list())
        said = {row["id"]: row for row in seen.iter_rows(named=True)}
        found: dict[tuple[int | None, int], Alike] = {}
        for key, score, terms in near.iter_rows():
            feature, quoted = linked.get(key), said.get(key)
            if feature in known:
                found.setdefault((feature, 0), _one(score, terms, feature, known, quoted))
            elif quoted:
                found[None, key] = _one(score, terms, None, known, quoted)
        for key, score, terms in titled.iter_rows():
            feature = kept.get(key)
            before = found.get((feature, 0))
            if feature in known and (before is None or before.score < score):
                quoted = said.get(before.request_id or 0) if before else None
                found[feature, 0] = _one(score, terms, feature, known, quoted)
        offered = (one for one in found.values() if one.feature_id or not features_alone)
        best = sorted(offered, key=lambda one: -one.score)[:most]
        best = [one for one in best if one.score >= NEAR_THE_BEST * best[0].score]
        ids = [one.feature_id for one in best if one.feature_id is not None]
        many = features.asking(connection, me.scope, ids)
    return tuple(replace(one, accounts=many.get(one.feature_id or 0, 0)) for one in best)


def _one(
    score: float,
    terms: list[str],
    feature: int | None,
    known: dict[int, tuple[str, str]],
    said: dict[str, Any] | None,
) -> Alike:
    title, status = known[feature] if feature is not None else (None, None)
    return Alike(
        score=score,
        terms=tuple(terms),
        feature_id=feature,
        title=title,
        status=status,
        accounts=0,
        words=said["words"] if said else None,
        account=said["account"] if said else None,
        request_id=said["id"] if said else None,
    )


@st.cache_resource(show_spinner=False)
def _index(url: str) -> _Index:
    return _Index()
