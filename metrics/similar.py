"""Which texts are most like this one, and by which words; writes no text and remembers no query.

Two looks at every text, each a cosine (metrics/similar_bag.py), weigh alike: the words of the
whole, and the runs of four characters of its headline, which see through endings, compounds and
slips of the pen. A text is kept current by `add`, `replace` and `remove`: none of them reckons
all texts anew.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from threading import RLock

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.similar_bag import Bag, Floats, Slots
from metrics.similar_terms import READ, grams, words
from metrics.similar_why import why

CLOSEST = pl.Schema({"id": pl.Int64(), "score": pl.Float64(), "terms": pl.List(pl.String)})
CANDIDATES = 200  # texts whose score is reckoned exactly
FRESHENED = 16  # lengths reckoned anew at each write, in turn

Embed = Callable[[list[str]], NDArray[np.floating]]


class SimilarTexts:
    """Texts by id, and those closest to any text. Several threads may use one at once.

    Args:
        texts: (id, text); of an id that comes twice the later text holds. Of a text the first
            10,000 characters are read, and of its first line the first 16 words count double.
        embed: texts to vectors (n × d, any length), a third look of the same weight; negative
            cosines count as 0. None needs no model.
    """

    def __init__(self, texts: Iterable[tuple[int, str]] = (), *, embed: Embed | None = None):
        self._bags = (Bag(words), Bag(grams))
        self._embed = embed
        self._vectors: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self._texts: dict[int, str] = {}
        self._slots: dict[int, int] = {}
        self._ids: list[int] = []  # by slot; -1 = free
        self._free: list[int] = []
        self._turn = 0
        self._lock = RLock()
        self.put(texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, id: object) -> bool:
        return id in self._texts

    def add(self, id: int, text: str) -> None:
        """Hold a new text. Raises KeyError where the id is held already."""
        with self._lock:
            if id in self._texts:
                raise KeyError(id)
            self.put([(id, text)])

    def replace(self, id: int, text: str) -> None:
        """Hold another text for an id. Raises KeyError where the id is not held."""
        with self._lock:
            if id not in self._texts:
                raise KeyError(id)
            self.put([(id, text)])

    def remove(self, id: int) -> None:
        """Forget a text. Raises KeyError where the id is not held."""
        with self._lock:
            del self._texts[id]
            slot = self._slots.pop(id)
            self._ids[slot] = -1
            self._free.append(slot)
            for bag in self._bags:
                bag.take(slot)

    def put(self, texts: Iterable[tuple[int, str]]) -> None:
        """Hold these texts: new ids are added, changed texts replaced, equal ones left alone."""
        with self._lock:
            fresh = {id: text[:READ] for id, text in texts}
            fresh = {id: text for id, text in fresh.items() if self._texts.get(id) != text}
            vectors = self._embed(list(fresh.values())) if self._embed and fresh else None
            for id in fresh.keys() & self._texts.keys():
                self.remove(id)
            slots = [self._slot_for(id) for id in fresh]
            self._texts.update(fresh)
            for bag in self._bags:
                bag.put(slots, list(fresh.values()))
            self._freshen(slots)
            if vectors is not None:
                self._hold(vectors, slots)

    def follow(self, texts: Iterable[tuple[int, str]]) -> None:
        """Hold exactly these texts: what another process wrote since costs only what changed."""
        with self._lock:
            wanted = dict(texts)
            for id in self._texts.keys() - wanted.keys():
                self.remove(id)
            self.put(wanted.items())

    def closest(self, text: str, k: int = 10, *, without: Collection[int] = ()) -> pl.DataFrame:
        """The k texts most like this one, the closest first; ties by id.

        Args:
            without: ids that are not wanted, such as the text's own.

        Returns:
            CLOSEST. `score` above 0 up to 1: the mean of the cosines of both looks (with `embed`
            of the three), the same when the two texts change places; 1 = the same words as often
            under the same headline. `terms`: words of the found text, as spelled there, that make
            up nine tenths of the likeness, the most telling first; `places` finds them in it.
            Fewer than k rows where fewer share anything; a text without words is like none.
        """
        with self._lock:
            slots = len(self._ids)
            looks = [bag.cosines(text, slots) for bag in self._bags]
            extra = self._by_meaning(text, slots)
            rough = sum((kept for _, kept in looks), extra)
            rough[self._free] = 0.0
            rough[[self._slots[id] for id in without if id in self._slots]] = 0.0
            near = _highest(rough, max(CANDIDATES, 4 * k))
            exact = extra[near]
            for bag, (products, _) in zip(self._bags, looks, strict=True):
                exact += products[near] / bag.lengths(near)
            score = np.clip(exact / (len(looks) + (self._embed is not None)), 0.0, 1.0)
            found = sorted(zip((-score).round(12), (self._ids[at] for at in near), strict=True))
            rows = [
                (id, -minus, why(text, self._texts[id], self._bags[0].telling))
                for minus, id in found[: max(k, 0)]
            ]
        return pl.DataFrame(rows, schema=CLOSEST, orient="row")

    def _slot_for(self, id: int) -> int:
        slot = self._free.pop() if self._free else len(self._ids)
        self._ids[slot : slot + 1] = [id]
        self._slots[id] = slot
        return slot

    def _freshen(self, slots: list[int]) -> None:
        """Reckon the lengths of what was put and, in turn, of some others."""
        count = min(len(self._ids), FRESHENED * len(slots))
        others = (self._turn + np.arange(count)) % max(len(self._ids), 1)
        self._turn = (self._turn + count) % max(len(self._ids), 1)
        for bag in self._bags:
            bag.lengths(np.union1d(others, np.array(slots, dtype=np.int64)))

    def _hold(self, vectors: NDArray[np.floating], slots: list[int]) -> None:
        short = len(self._ids) - len(self._vectors)
        if short > 0:
            more = np.zeros((max(short, len(self._ids) // 8), vectors.shape[1]), dtype=np.float32)
            held = self._vectors if self._vectors.size else more[:0]
            self._vectors = np.concatenate([held, more])
        self._vectors[slots] = _of_length_one(vectors)

    def _by_meaning(self, text: str, slots: int) -> Floats:
        if self._embed is None or not text.strip() or not slots:
            return np.zeros(slots)
        asked = _of_length_one(self._embed([text[:READ]]))[0]
        likeness: Floats = np.maximum(self._vectors[:slots] @ asked, 0.0).astype(np.float64)
        return likeness


def _highest(scores: Floats, count: int) -> Slots:
    """Slots of the highest scores above 0, in no order."""
    if scores.size > count:
        at = np.argpartition(-scores, count)[:count]
        return at[scores[at] > 0]
    return np.flatnonzero(scores > 0)


def _of_length_one(
    vectors: NDArray[np.floating] | Sequence[Sequence[float]],
) -> NDArray[np.float32]:
    rows: NDArray[np.float32] = np.array(vectors, dtype=np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-12))
    return rows
