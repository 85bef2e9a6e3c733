"""Similar texts: how many duplicates are found, how soon, and what a write costs.

Recall on real bug reports (GitBugs, SeaMonkey: 1,076 reports, 75 of them with a duplicate among
them; ../shared/data): the share of the 75 for which a duplicate is among the first 1, 5 and 10,
title and description given. Beside it, on the same 75: TF-IDF of titles and BM25 of the whole
text. The headline's length and the equal weight of both looks were chosen on half the duplicate
groups (*chosen on*); *kept apart* is the other half. Times at 100,000 made-up requests of about
28 words, sentences of app reviews and bug reports put together anew, as a query is; 10 texts are
asked for. A write is timed one by one. One run each, its queries or writes the runs of the table.
"""

import re
import statistics
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

from metrics.similar import SimilarTexts
from metrics.similar_clusters import clusters
from tests.bench.measure import Line, seconds
from tests.metrics import gitbugs

REQUESTS, GROUPED = 100_000, 20_000
QUERY_P95_MS, ADD_MS, BUILD_S = 50.0, 2.0, 30.0
REVIEWS = gitbugs.FOLDER.parent / "app_reviews_maalej" / "reviews_labelled.csv"
Ranked = dict[int, list[int]]


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on similar texts; none where the real texts are not beside the project."""
    if gitbugs.FOLDER.exists() and REVIEWS.exists():
        yield from _recall()
        yield from _times(runs=100 if quick else 500)


def _recall() -> Iterator[Line]:
    reports = gitbugs.reports()
    pairs = gitbugs.duplicates(reports)
    first, second = gitbugs.halves(pairs)
    whole = {id: f"{title}\n{description}" for id, (title, description) in reports.items()}
    titles = {id: title for id, (title, _) in reports.items()}
    held = SimilarTexts(whole.items())
    ours = {id: held.closest(whole[id], 10, without=[id])["id"].to_list() for id in pairs}
    others = {
        "TF-IDF of titles": _plain(titles, pairs, _tfidf),
        "BM25 of the whole text": _plain(whole, pairs, _bm25),
    }
    for at in (1, 5, 10):
        yield _share(f"recall at {at}", ours, pairs, at)
        for name, ranked in others.items():
            yield _share(f"recall at {at}, {name}", ranked, pairs, at)
    for name, half in (("half 1", first), ("half 2", second)):
        some = {id: pairs[id] for id in half}
        for at in (1, 5, 10):
            yield _share(f"recall at {at}, {name}", {id: ours[id] for id in half}, some, at)


def _share(what: str, ranked: Ranked, pairs: dict[int, set[int]], at: int) -> Line:
    return Line(what, "%", (100 * gitbugs.recall(ranked, pairs, at=at),))


def _plain(texts: dict[int, str], pairs: dict[int, set[int]], score: Callable) -> Ranked:
    ids = np.array(list(texts))
    table = score(list(texts.values()), [list(texts).index(id) for id in pairs])
    ranked = [ids[np.argsort(-row, kind="stable")] for row in table]
    both = zip(pairs, ranked, strict=True)
    return {id: [one for one in row[:11] if one != id][:10] for id, row in both}


def _tfidf(texts: list[str], asked: list[int]) -> np.ndarray:
    table = TfidfVectorizer().fit_transform(texts)
    return (table[asked] @ table.T).toarray()


def _bm25(texts: list[str], asked: list[int], k: float = 1.2, b: float = 0.75) -> np.ndarray:
    counts = CountVectorizer(dtype=np.float64).fit_transform(texts)
    said, sizes = (counts > 0).astype(np.float64), np.asarray(counts.sum(axis=1)).ravel()
    carriers = np.asarray(said.sum(axis=0)).ravel()
    idf = np.log1p((len(texts) - carriers + 0.5) / (carriers + 0.5))
    whose = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
    long = k * (1 - b + b * sizes[whose] / sizes.mean())
    counts.data = counts.data * (k + 1) / (counts.data + long) * idf[counts.indices]
    return (said[asked] @ counts.T).toarray()


def _times(runs: int) -> Iterator[Line]:
    dice = np.random.default_rng(1)
    sentences, titles = _sentences()
    texts = [_made(dice, sentences, titles) for _ in range(REQUESTS)]
    asked = [_made(dice, sentences, titles) for _ in range(runs)]
    typed = [" ".join(text.split()[:6]) for text in asked]
    size, held = f"{REQUESTS:,} requests", SimilarTexts()
    took = seconds(lambda: held.put(enumerate(texts)))
    yield Line(f"{size}: build the index", "s", (took,), target=BUILD_S)
    for name, queries in (("closest 10", asked), ("closest 10, six words typed", typed)):
        each = _each(held.closest, [(text,) for text in queries])
        yield Line(f"{size}: {name}", "ms", each)
        p95 = statistics.quantiles(each, n=100, method="inclusive")[94]
        yield Line(f"{size}: {name}, 95th percentile", "ms", (p95,), target=QUERY_P95_MS)
    long = " ".join(texts[:600])
    yield Line(f"{size}: closest 10 to 100 kB", "ms", _each(held.closest, [(long,)] * 5))
    new = [(REQUESTS + at, text) for at, text in enumerate(asked)]
    yield Line(f"{size}: add a request", "ms", _each(held.add, new), target=ADD_MS)
    yield Line(f"{size}: replace a request", "ms", _each(held.replace, list(enumerate(asked))))
    yield Line(f"{size}: remove a request", "ms", _each(held.remove, [(id,) for id, _ in new]))
    some = list(enumerate(texts[:GROUPED]))
    yield Line(f"{GROUPED:,} requests: groups", "s", (seconds(lambda: clusters(some)),))


def _each(work: Callable, calls: list[tuple]) -> tuple[float, ...]:
    return tuple(seconds(partial(work, *call)) * 1000 for call in calls)


def _sentences() -> tuple[list[str], list[str]]:
    reports = gitbugs.reports().values()
    reviews = pl.read_csv(REVIEWS, infer_schema=False)["comment"].drop_nulls().to_list()
    said = [*reviews, *(description for _, description in reports)]
    found = [part.strip() for text in said for part in re.split(r"(?<=[.!?])\s+|\n+", text)]
    return [part for part in found if 15 < len(part) < 300], [title for title, _ in reports]


def _made(dice: np.random.Generator, sentences: list[str], titles: list[str]) -> str:
    """One sentence or a few; every other text under a title of its own."""
    parts = [sentences[at] for at in dice.integers(0, len(sentences), 1 + dice.poisson(1.5))]
    text = " ".join(parts)
    return text if dice.random() < 0.5 else f"{titles[dice.integers(0, len(titles))]}\n{text}"
