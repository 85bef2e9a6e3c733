"""Groups of similar texts: planted ones are found and named, and nothing hangs on order."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.similar_clusters import CLUSTERS, clusters

PLANTED = {
    "assistant": "artificial intelligence assistant that {} forecasts",
    "login": "single sign on with {} accounts",
    "scanner": "gate scanner loses {} connection",
}
FILLERS = [
    "please",
    "our",
    "yearly",
    "quick",
    "better",
    "daily",
    "several",
    "cheap",
    "early",
    "local",
]
OTHERS = [
    "Thank you for the training",
    "Invoice went to an old address",
    "Posters would look good in the foyer",
    "Parking beside the theatre is full",
]


def planted(seed=1, each=6):
    dice = Random(seed)
    said = [
        (kind, text.format(word)) for kind, text in PLANTED.items() for word in FILLERS[:each]
    ] + [("", text) for text in OTHERS]
    dice.shuffle(said)
    return [(at, kind, text) for at, (kind, text) in enumerate(said)]


def test_planted_groups_are_found_whole_and_named_by_their_own_words():
    rows = planted()
    found = clusters([(id, text) for id, _, text in rows], min_size=3)
    kinds = {id: kind for id, kind, _ in rows}
    groups = {
        kinds[ids[0]]: ({kinds[id] for id in ids}, len(ids), set(terms))
        for _, terms, ids in found.group_by("cluster", "terms").agg("id").rows()
    }
    assert groups.keys() == PLANTED.keys()
    for kind, (within, size, terms) in groups.items():
        assert within == {kind}
        assert size == 6
        assert terms < set(PLANTED[kind].split())


def test_no_group_where_texts_are_few_different_or_wordless():
    for texts in ([], ["seat"], OTHERS, ["", " ", "🙂", "…"]):
        found = clusters(enumerate(texts))
        assert found.schema == CLUSTERS
        assert found.is_empty()


def test_the_largest_group_comes_first_and_its_rows_by_id():
    texts = ["seat map", "gate scanner"] * 3 + ["gate scanner"]
    found = clusters(enumerate(texts))
    assert found.select("cluster", "id").rows() == [
        *((0, 1), (0, 3), (0, 5), (0, 6)),
        *((1, 0), (1, 2), (1, 4)),
    ]
    assert found["terms"].to_list() == [["gate", "scanner"]] * 4 + [["map", "seat"]] * 3


@given(st.randoms(use_true_random=False), st.sampled_from([0.2, 0.3, 0.6]))
@settings(max_examples=25, deadline=None)
def test_order_of_the_texts_changes_nothing_and_no_text_is_in_two_groups(dice, threshold):
    rows = [(id, text) for id, _, text in planted()]
    shuffled = dice.sample(rows, len(rows))
    found = clusters(rows, threshold=threshold)
    assert clusters(shuffled, threshold=threshold).equals(found)
    assert found["id"].is_unique().all()
    assert found.is_empty() or found["cluster"].value_counts()["count"].min() >= 3


@pytest.mark.parametrize("size", [4, 7])
def test_groups_below_the_least_size_are_not_given(size):
    rows = [(id, text) for id, _, text in planted(each=6)]
    assert clusters(rows, min_size=size).is_empty() == (size > 6)


def test_how_people_talk_makes_no_group_once_it_is_known_from_what_was_sorted_out():
    talk = "I told your colleague in May that we hope you will soon"
    asks = ["scan tickets", "sell drinks", "print seats", "send reminders", "count visitors"]
    others = ["park bicycles", "warm the foyer", "dim lamps", "translate menus", "hang posters"]
    rows = [(at, f"{talk} {ask}") for at, ask in enumerate(others)]
    rows += [(100 + at, f"{at} alone {at * 7}") for at in range(40)]
    known = [(thing, f"{talk} {ask}") for thing, ask in enumerate(asks)]
    assert not clusters(rows).is_empty()
    assert clusters(rows, known=known).is_empty()
    few = known[:3]  # of three things nobody can tell
    assert clusters(rows, known=few).equals(clusters(rows))
    same = [(at, f"{talk} park bicycles") for at in range(4)] + rows[5:]
    found = clusters(same, known=known)
    assert found.height == 4 and set(found["terms"][0]) == {"park", "bicycles"}
