"""Duplicates that people found among real bug reports are found, more of them than by TF-IDF."""

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from metrics.similar import SimilarTexts
from tests.metrics import gitbugs

pytestmark = gitbugs.needed
PLAIN = {1: 0.413, 5: 0.667, 10: 0.707}  # TF-IDF of titles, cosine: what is to be beaten
FLOOR = {1: 0.50, 5: 0.77, 10: 0.84}  # a query or two below what was measured, of 75


@pytest.fixture(scope="module")
def reports():
    return gitbugs.reports()


@pytest.fixture(scope="module")
def pairs(reports):
    return gitbugs.duplicates(reports)


@pytest.fixture(scope="module")
def ranked(reports, pairs):
    said = {id: f"{title}\n{description}" for id, (title, description) in reports.items()}
    held = SimilarTexts(said.items())
    return {id: held.closest(said[id], 10, without=[id])["id"].to_list() for id in pairs}


@pytest.mark.parametrize("at", FLOOR)
def test_recall_is_clearly_above_tfidf_of_titles(ranked, pairs, at):
    assert len(pairs) == 75
    assert gitbugs.recall(ranked, pairs, at=at) >= FLOOR[at] > PLAIN[at]


@pytest.mark.parametrize("half", [0, 1])
def test_recall_is_above_tfidf_of_titles_on_either_half(reports, ranked, pairs, half):
    ids = list(reports)
    titles = TfidfVectorizer(sublinear_tf=True).fit_transform([t for t, _ in reports.values()])
    some = {id: pairs[id] for id in gitbugs.halves(pairs)[half]}
    plain = {}
    for id in some:
        alike = (titles @ titles[[ids.index(id)]].T).toarray().ravel()
        best = sorted(zip(-alike, ids, strict=True))
        plain[id] = [other for _, other in best if other != id][:10]
    ours = {id: ranked[id] for id in some}
    for at in FLOOR:
        assert gitbugs.recall(ours, some, at=at) > gitbugs.recall(plain, some, at=at)


def test_words_are_named_for_every_duplicate_found(reports):
    said = {id: f"{title}\n{description}" for id, (title, description) in reports.items()}
    held = SimilarTexts(said.items())
    found = held.closest(said[1610468], 10, without=[1610468])
    assert all(found["terms"].list.len() > 0)
    for id, _, terms in found.rows():
        assert all(term in said[id] for term in terms)
