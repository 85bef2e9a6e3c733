"""Texts as bags of weighted terms behind an inverted index that every write keeps current; knows
slots, not whose text lies in them, and guards against no second thread.

A term weighs idf · tf (k + 1) / (tf + k) in a text, BM25's idf and saturation (Robertson and
Zaragoza 2009, "The Probabilistic Relevance Framework"). Two texts are compared by the cosine of
these weights: that takes the place of BM25's length normalisation, is the same both ways round,
and is 1 for a text and itself. A posting is one number, slot · 16 + tf, in an array a term, sorted;
a text is put in and taken out without touching another text's postings.

Every write moves every idf a little and with it every text's length in the space of terms. A slot's
length is therefore kept as last reckoned, good enough to choose candidates by, and reckoned anew
for those that are chosen: `lengths`.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Slots = NDArray[np.int64]

K = 1.2  # Robertson and Zaragoza: "1.2 to 2 ... reasonably good in many circumstances"
_COUNTED = 15  # more often than that makes no difference
_SATURATION = np.array([tf * (K + 1) / (tf + K) for tf in range(_COUNTED + 1)])
_AT_ONCE = 10_000  # slots reckoned in one go, so that memory stays small


class _Numbers(dict[str, int]):
    """A number for every term ever met, from 0 on."""

    def __missing__(self, term: str) -> int:
        self[term] = number = len(self)
        return number


class Bag:
    """One way to look at texts: `terms_of` says which terms a text has."""

    def __init__(self, terms_of: Callable[[str], list[str]]) -> None:
        self._terms_of = terms_of
        self._numbers = _Numbers()
        self._postings: list[array[int]] = []
        self._carriers = array("i")  # texts that have the term
        self._texts: list[bytes] = []  # by slot: its terms, number · 16 + tf
        self._lengths: Floats = np.ones(0)
        self._count = 0

    def put(self, slots: Sequence[int], texts: Sequence[str]) -> None:
        """Put texts into free slots; their lengths are known after the next `lengths` of them."""
        for at in range(0, len(slots), _AT_ONCE):
            self._put(slots[at : at + _AT_ONCE], texts[at : at + _AT_ONCE])

    def _put(self, slots: Sequence[int], texts: Sequence[str]) -> None:
        self._make_room(max(slots) + 1)
        numbers, counts, sizes = array("I"), array("I"), []
        for text in texts:
            counted = Counter(self._terms_of(text))
            numbers.extend(map(self._numbers.__getitem__, counted))
            counts.extend(counted.values())
            sizes.append(len(counted))
        new = len(self._numbers) - len(self._postings)
        self._postings.extend(array("I") for _ in range(new))
        self._carriers.extend(array("i", bytes(4 * new)))
        number = np.frombuffer(numbers, dtype=np.uint32)
        tf = np.minimum(np.frombuffer(counts, dtype=np.uint32), np.uint32(_COUNTED))
        packed, end = (number << 4 | tf).tobytes(), 0
        for slot, size in zip(slots, sizes, strict=True):
            self._texts[slot] = packed[4 * end : 4 * (end + size)]
            end += size
        whose: NDArray[np.uint32] = np.repeat(np.array(slots, dtype=np.uint32), sizes)
        self._post(number, whose << np.uint32(4) | tf)
        self._count += len(slots)

    def _post(self, number: NDArray[np.uint32], posting: NDArray[np.uint32]) -> None:
        order = np.lexsort((posting, number))
        terms, starts = np.unique(number[order], return_index=True)
        sorted_postings = posting[order]
        bounds = pairwise([*starts.tolist(), number.size])
        for term, (start, stop) in zip(terms.tolist(), bounds, strict=True):
            held, more = self._postings[term], sorted_postings[start:stop]
            late = bisect_left(held, int(more[0]))
            held[late:] = array("I", np.sort(np.append(held[late:], more)).tobytes())
            self._carriers[term] += stop - start

    def _make_room(self, slots: int) -> None:
        self._texts.extend([b""] * (slots - len(self._texts)))
        if slots > self._lengths.size:
            more = np.ones(max(1024, slots // 8, slots - self._lengths.size))
            self._lengths = np.concatenate([self._lengths, more])

    def take(self, slot: int) -> None:
        """Take a text out, as though it had never been put in."""
        for packed in array("I", self._texts[slot]):
            number = packed >> 4
            postings = self._postings[number]
            del postings[bisect_left(postings, slot << 4)]
            self._carriers[number] -= 1
        self._texts[slot] = b""
        self._lengths[slot] = 1.0
        self._count -= 1

    def telling(self, terms: Sequence[str]) -> Floats:
        """Each term's idf, log(1 + (N − n + ½) / (n + ½)); of a term no text has, that of n = 0."""
        numbers = (self._numbers.get(term) for term in terms)
        found = [0 if number is None else self._carriers[number] for number in numbers]
        return self._idf(np.array(found, dtype=np.float64))

    def cosines(self, text: str, slots: int) -> tuple[Floats, Floats]:
        """Each slot's product with a text of length 1, and the same over the slot's kept length."""
        counted = Counter(self._terms_of(text))
        idf = self.telling(list(counted))
        tf = np.minimum(np.fromiter(counted.values(), np.int64, len(counted)), _COUNTED)
        weights = _SATURATION[tf] * idf
        products = np.zeros(slots)
        for term, weight in zip(counted, weights * idf, strict=True):
            if (number := self._numbers.get(term)) is not None:
                postings = np.frombuffer(self._postings[number], dtype=np.uint32)
                products[postings >> 4] += (_SATURATION * weight)[postings & 15]
        products /= np.sqrt(weights @ weights) or 1.0
        return products, products / self._lengths[:slots]

    def lengths(self, slots: Slots) -> Floats:
        """The lengths of these texts as of now, which are kept; 1 of a text without terms."""
        for at in range(0, slots.size, _AT_ONCE):
            some = slots[at : at + _AT_ONCE]
            texts = [self._texts[slot] for slot in some.tolist()]
            packed = np.frombuffer(b"".join(texts), dtype=np.uint32)
            carriers = np.frombuffer(self._carriers, dtype=np.int32)[packed >> 4]
            weights = _SATURATION[packed & 15] * self._idf(carriers)
            whose = np.repeat(np.arange(some.size), [len(text) // 4 for text in texts])
            squares = np.bincount(whose, weights=weights**2, minlength=some.size)
            self._lengths[some] = np.where(squares > 0, np.sqrt(squares), 1.0)
        return self._lengths[slots]

    def _idf(self, carriers: NDArray[np.number]) -> Floats:
        idf: Floats = np.log1p((self._count - carriers + 0.5) / (carriers + 0.5))
        return idf
