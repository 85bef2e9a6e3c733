"""Groups of texts that say much the same, named by their words; suggests, and decides nothing.

Star clustering (Aslam, Pelekhov and Rus 2004, "The star clustering algorithm for static and dynamic
information organization"): the text with the most likeness around it becomes a centre, what is like
it joins, and so on among the rest. Every member is like its centre, so that no chain of small steps
ties two things together, and the outcome hangs on nothing but the texts.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import polars as pl
from scipy import sparse

from metrics.similar_bag import Floats, K
from metrics.similar_terms import grams, words
from metrics.wording import log_odds

CLUSTERS = pl.Schema({"cluster": pl.Int64(), "id": pl.Int64(), "terms": pl.List(pl.String)})
_NAMED_BY = 3  # words
_COMMON = (50, 0.05)  # a term in more texts than both tells nothing about any of them
_TALK = (4, 0.5)  # a term asked of more than this share of so many things or more is mere talk
_AT_ONCE = 1_000  # texts compared with all others in one go, so that memory stays small


def clusters(
    texts: Iterable[tuple[int, str]],
    *,
    known: Iterable[tuple[int, str]] = (),
    min_size: int = 3,
    threshold: float = 0.3,
) -> pl.DataFrame:
    """Groups of similar texts, the largest first; a text is in one group or in none.

    Args:
        texts: (id, text); of an id that comes twice the later text holds.
        known: (thing, text) of texts of which it is known what they ask for. Terms that come up
            with more than half of the things, where there are four or more, are how people talk
            and not what about ("could you please"), in whatever language; they are left out.
        min_size: texts at least in a group.
        threshold: least likeness, 0 to 1, of a member to the centre of its group: the cosine of
            words of the whole and runs of four characters of the headline, terms that most texts
            have left out.

    Returns:
        CLUSTERS, by cluster and id. `cluster` counts from 0; `terms` are the same in each row of a
        cluster: the words (without case and accents) that are most its own against all texts, by
        the z-score of log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn
        2008, Political Analysis 16:372). No rows where no group is large enough.
    """
    held = sorted(dict(texts).items())
    ids, said = [id for id, _ in held], [text for _, text in held]
    if len(held) < max(min_size, 2):
        return pl.DataFrame(schema=CLUSTERS)
    sorted_out = list(known)
    counts, names = _without(*_counted(said, words), _talk(sorted_out, words))
    looks = [
        _weighted(counts),
        _weighted(_without(*_counted(said, grams), _talk(sorted_out, grams))[0]),
    ]
    alike = _alike(sparse.hstack(looks, format="csr") / np.sqrt(2), threshold)
    everywhere = np.bincount(counts.indices, minlength=counts.shape[1]).astype(np.float64)
    rows = [
        (number, ids[member], terms)
        for number, members in enumerate(_stars(alike, min_size))
        for terms in [_named(counts, everywhere, names, members)]
        for member in members
    ]
    return pl.DataFrame(rows, schema=CLUSTERS, orient="row")


def _counted(
    texts: list[str], terms_of: Callable[[str], list[str]]
) -> tuple[sparse.csr_array, list[str]]:
    # Here, not above: scikit-learn takes a second to import, and only this page needs it.
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(analyzer=terms_of, dtype=np.float64)
    try:
        counts = vectorizer.fit_transform(texts)
    except ValueError:  # not one word in all of them
        return sparse.csr_array((len(texts), 0)), []
    return sparse.csr_array(counts), list(vectorizer.get_feature_names_out())


def _talk(known: list[tuple[int, str]], terms_of: Callable[[str], list[str]]) -> set[str]:
    """Terms that come up whatever is asked for."""
    things: dict[str, set[int]] = {}
    for thing, text in known:
        for term in set(terms_of(text)):
            things.setdefault(term, set()).add(thing)
    many = len({thing for thing, _ in known})
    least, share = _TALK
    return {term for term, of in things.items() if many >= least and len(of) > share * many}


def _without(
    counts: sparse.csr_array, names: list[str], talk: set[str]
) -> tuple[sparse.csr_array, list[str]]:
    kept = [at for at, name in enumerate(names) if name not in talk]
    return counts[:, kept], [names[at] for at in kept]


def _weighted(counts: sparse.csr_array) -> sparse.csr_array:
    """BM25's weights without the most common terms, each text to length 1."""
    texts = counts.shape[0]
    carriers = np.bincount(counts.indices, minlength=counts.shape[1])
    idf = np.log1p((texts - carriers + 0.5) / (carriers + 0.5))
    idf[carriers > max(_COMMON[0], _COMMON[1] * texts)] = 0.0
    weights = counts.copy()
    weights.data = counts.data * (K + 1) / (counts.data + K) * idf[counts.indices]
    weights.eliminate_zeros()
    lengths = np.sqrt(weights.multiply(weights).sum(axis=1))
    return sparse.csr_array(sparse.diags_array(1 / np.where(lengths > 0, lengths, 1.0)) @ weights)


def _alike(looks: sparse.csr_array, threshold: float) -> sparse.csr_array:
    """The likeness of every two texts that reach the threshold, a text and itself left out."""
    others, parts = looks.T.tocsr(), []
    for at in range(0, looks.shape[0], _AT_ONCE):
        part = (looks[at : at + _AT_ONCE] @ others).tocoo()
        kept = (part.data >= threshold) & (part.row + at != part.col)
        places = (part.row[kept], part.col[kept])
        parts.append(sparse.csr_array((part.data[kept], places), shape=part.shape))
    return sparse.vstack(parts, format="csr")


def _stars(alike: sparse.csr_array, min_size: int) -> list[list[int]]:
    pull = np.asarray(alike.sum(axis=1)).round(9)
    taken, found = np.zeros(alike.shape[0], dtype=bool), []
    for centre in np.argsort(-pull, kind="stable").tolist():
        if not taken[centre]:
            around = alike.indices[alike.indptr[centre] : alike.indptr[centre + 1]]
            members = sorted([centre, *around[~taken[around]].tolist()])
            if len(members) >= min_size:
                taken[members] = True
                found.append(members)
    return sorted(found, key=lambda members: (-len(members), members[0]))


def _named(
    counts: sparse.csr_array, everywhere: Floats, names: Sequence[str], members: list[int]
) -> list[str]:
    """The words most a group's own: those it says more often than all texts do, z of log-odds."""
    found, here = np.unique(counts[members].indices, return_counts=True)
    rest = everywhere.sum() - everywhere[found].sum()  # all other words, as though they were one
    ours, all_texts = np.append(here, 0.0), np.append(everywhere[found], rest)
    z = log_odds(ours, all_texts - ours, np.maximum(all_texts, 1e-9))[1][:-1]
    best = [at for at in np.argsort(-z.round(9), kind="stable").tolist() if here[at] > 1]
    return [names[found[at]] for at in best[:_NAMED_BY] if z[at] > 0]
