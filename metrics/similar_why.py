"""By which words one text is like another; scores nothing and marks nothing."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from metrics.similar_bag import Floats
from metrics.similar_terms import grams, runs, spelled, words

_TOLD = 0.9  # share of the likeness that the named words make up
_CLOSE = 0.5  # share of a word's runs of characters by which it counts as the same, differently put


def why(asked: str, text: str, telling: Callable[[Sequence[str]], Floats]) -> list[str]:
    """Words of `text` that are asked for, or nearly so, as spelled in it; most telling first.

    Args:
        telling: idf of words. A word's part of the likeness is its idf squared, of a word that is
            only nearly asked for as much of it as it shares runs of characters.

    Returns:
        As few words as make up nine tenths of the likeness; none where nothing is shared.
    """
    theirs, nearly = set(words(asked)), set(grams(asked))
    spellings = {word: text[start:end] for word, start, end in reversed([*spelled(text)])}
    close = {word: 1.0 if word in theirs else _share(word, nearly) for word in spellings}
    shared = sorted(word for word, how in close.items() if how >= _CLOSE)
    parts = np.array([close[word] for word in shared]) * telling(shared) ** 2
    weight = dict(zip(shared, parts.tolist(), strict=True))
    told, enough = [], _TOLD * sum(weight.values())
    for word in sorted(shared, key=lambda word: (-weight[word], word)):
        if enough <= 0:
            break
        told.append(spellings[word])
        enough -= weight[word]
    return told


def _share(word: str, among: Collection[str]) -> float:
    mine = runs(word)
    return sum(run in among for run in mine) / len(mine)
