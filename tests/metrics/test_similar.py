"""Closest texts: checked by hand, by laws on generated histories, and on hostile texts."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import similar
from metrics.similar import CLOSEST, SimilarTexts
from metrics.similar_terms import grams, headline, places, words

WORDS = st.sampled_from(
    [
        "seat",
        "map",
        "phone",
        "export",
        "exports",
        "excel",
        "sso",
        "login",
        "слово",
        "café",
        "座席",
        "the",
    ]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=12)
SOME = (
    "Export of buyers to Excel",
    "Exporting buyers into a sheet",
    "Seat map on the phone",
    "Sign in with one password",
)


def scores(held, text, **more):
    return {id: (score, tuple(terms)) for id, score, terms in held.closest(text, 99, **more).rows()}


def same(one, other):
    assert one.keys() == other.keys()
    for id, (score, terms) in one.items():
        assert (score, terms) == (pytest.approx(other[id][0], abs=1e-9), other[id][1])


def test_score_is_the_mean_of_two_cosines_of_bm25_weights():
    # By hand. Words: N = 2; "ab" in both: ln(1 + .5/2.5) = ln 1.2; "cd", "ef" in one: ln 2.
    # Runs of four of " ab cd " and " ab ef ": " ab " in both; "ab c", "b cd", " cd " in one,
    # and likewise of the other. Every tf is 1, and saturates to 1.
    low, high = math.log(1.2), math.log(2)
    by_words = low**2 / (low**2 + high**2)
    by_runs = low**2 / (low**2 + 3 * high**2)
    held = SimilarTexts([(1, "ab cd"), (2, "ab ef")])
    found = held.closest("ab cd")
    assert found["id"].to_list() == [1, 2]
    assert found["score"].to_list() == pytest.approx([1.0, (by_words + by_runs) / 2])
    assert found["terms"].to_list() == [["cd"], ["ab"]]


def test_a_word_said_twice_weighs_eleven_eighths():
    # tf (k + 1) / (tf + k) with k = 1.2: 2 · 2.2 / 3.2 = 1.375. The headline says neither a
    # second time, so that its runs are the same and their cosine is that of equal sets.
    one, two = "seat\nseat map", "seat\nmap"
    held = SimilarTexts([(1, one), (2, two)])
    idf = math.log(1.2)
    left, right = np.array([1.375, 1]) * idf, np.array([1, 1]) * idf
    cosine = left @ right / np.linalg.norm(left) / np.linalg.norm(right)
    assert scores(held, one)[2][0] == pytest.approx((cosine + 1) / 2)


def test_endings_are_seen_through_and_marked_as_spelled():
    held = SimilarTexts(enumerate(SOME))
    found = held.closest("please EXPORT buyers", 2)
    assert found["id"].to_list() == [0, 1]
    assert found["terms"].to_list() == [["Export", "buyers"], ["Exporting", "buyers"]]
    assert places(SOME[1], found["terms"][1]) == [(0, 9), (10, 16)]


def test_of_equal_texts_the_lower_id_comes_first_and_ids_left_out_stay_out():
    held = SimilarTexts([(9, "seat map"), (3, "seat map"), (5, "Seat  MAP!")])
    assert held.closest("seat map", 2)["id"].to_list() == [3, 5]
    assert held.closest("seat map", 2, without=[3, 404])["id"].to_list() == [5, 9]


def test_nothing_held_nothing_said_and_nothing_shared_find_nothing():
    held = SimilarTexts(enumerate(SOME))
    for said in ("", " \n\t ", "😀 🎟️", "— … !!", "xyzzy"):
        assert held.closest(said).schema == CLOSEST
        assert held.closest(said).is_empty()
    assert SimilarTexts().closest("seat").is_empty()
    assert held.closest("seat", 0).is_empty()


def test_texts_without_words_are_held_and_found_by_nothing():
    held = SimilarTexts([(1, "")])
    held.add(2, "🙂")
    held.add(3, "seat map")
    assert len(held) == 3
    assert held.closest("seat")["id"].to_list() == [3]
    held.remove(1)
    held.replace(2, "seat")
    assert held.closest("seat")["id"].to_list() == [2, 3]


def test_an_id_is_added_once_and_what_is_not_held_is_neither_replaced_nor_removed():
    held = SimilarTexts([(1, "seat")])
    for wrong in (
        lambda: held.add(1, "map"),
        lambda: held.replace(2, "map"),
        lambda: held.remove(2),
    ):
        with pytest.raises(KeyError):
            wrong()
    same(scores(held, "seat"), scores(SimilarTexts([(1, "seat")]), "seat"))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('seat')</script> **bold** :material/star: $x^2$ [a](b)",
        "\u202eשלום \u200fעוֹלָם מושב",
        "مقعد\u200f في المسرح",
        "座席表をスマホで見たい",
        "Straße CAFÉ naïve E\u0301cole ﬁne",
        "नमस्ते दुनिया हिन्दी",
        "seat 🎟️🎟️ map\x00\ufffd",
        "exports " * 14_000,
        "a" * 100_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_any_text_is_closest_to_itself_with_its_words_as_they_stand(text):
    held = SimilarTexts([*enumerate(SOME), (77, text)])
    found = held.closest(text, 1)
    assert found.row(0)[:2] == (77, pytest.approx(1.0))
    assert found["terms"][0].len() > 0
    assert all(term in text for term in found["terms"][0])


def test_words_are_compared_without_case_accents_and_vowel_points_in_any_script():
    assert words("Cafe\u0301 CAFÉ straße_STRASSE") == ["cafe", "cafe", "strasse", "strasse"]
    assert words("שָׁלוֹם هَلَا") == ["שלום", "هلا"]
    assert words("座席map ที่") == ["座", "席", "map", "ท", "ี", "่"]
    assert words("हिन्दी") == ["हिन्दी"]


def test_the_headline_is_the_first_line_with_a_word_and_at_most_sixteen_of_them():
    assert headline("\n - \n Seat map\nmore") == ["seat", "map"]
    assert headline(" ".join(map(str, range(99)))) == [str(at) for at in range(16)]
    assert grams("ab c\nrest") == [" ab ", "ab c", "b c "]
    assert grams("a") == [" a "]
    assert headline("…") == grams("…") == []


@given(TEXTS, TEXTS)
@settings(max_examples=60, deadline=None)
def test_added_and_removed_is_never_added(kept, gone):
    held, plain = SimilarTexts(enumerate(kept)), SimilarTexts(enumerate(kept))
    for at, text in enumerate(gone):
        held.add(1000 + at, text)
    for at in range(len(gone)):
        held.remove(1000 + at)
    for asked in (*kept, *gone):
        same(scores(held, asked), scores(plain, asked))


@given(st.lists(st.tuples(st.integers(0, 6), st.none() | TEXTS.map("\n".join)), max_size=30))
@settings(max_examples=80, deadline=None)
def test_any_history_of_writes_equals_building_at_once(history):
    held, texts = SimilarTexts(), {}
    for id, text in history:
        if text is None:
            if texts.pop(id, None) is not None:
                held.remove(id)
        else:
            (held.replace if id in texts else held.add)(id, text)
            texts[id] = text
    built, followed = SimilarTexts(texts.items()), SimilarTexts([(3, "seat"), (99, "map")])
    followed.follow(texts.items())
    assert len(held) == len(texts)
    for asked in (*texts.values(), "seat export"):
        same(scores(held, asked), scores(built, asked))
        same(scores(followed, asked), scores(built, asked))


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_likeness_goes_both_ways_lies_within_bounds_and_is_greatest_with_oneself(texts):
    held = SimilarTexts(enumerate(texts))
    table = [scores(held, text) for text in texts]
    for one, row in enumerate(table):
        assert row[one][0] == pytest.approx(1.0)
        assert all(0 < score <= 1 for score, _ in row.values())
        for other, (score, _) in row.items():
            assert table[other][one][0] == pytest.approx(score, abs=1e-9)


def test_many_writes_one_by_one_choose_the_same_as_one_build(monkeypatch):
    # With few candidates the kept lengths, which drift, decide who is looked at exactly.
    monkeypatch.setattr(similar, "CANDIDATES", 40)
    dice = np.random.default_rng(5)
    vocabulary = [
        f"{stem}{end}" for stem in ["seat", "map", "phone", "export"] for end in range(60)
    ]
    texts = [" ".join(dice.choice(vocabulary, dice.integers(3, 12))) for _ in range(1500)]
    grown = SimilarTexts()
    for at, text in enumerate(texts):
        grown.add(at, text)
    built = SimilarTexts(enumerate(texts))
    for text in texts[::50]:
        assert grown.closest(text, 5).equals(built.closest(text, 5))


def test_vectors_of_a_model_are_a_third_look_and_kept_with_every_write():
    meant = {"car": (1, 0), "automobile": (3, 0), "boat": (0, 1), "ship": (-1, 2)}
    asked = []

    def embed(texts):
        asked.append(texts)
        return np.array([meant[text] for text in texts], dtype=np.float64)

    held = SimilarTexts([(1, "automobile"), (2, "boat")], embed=embed)
    assert held.closest("car").rows() == [(1, pytest.approx(1 / 3), [])]
    held.replace(2, "car")
    held.remove(1)
    held.add(3, "ship")
    assert held.closest("car").rows() == [(2, pytest.approx(1.0), ["car"])]
    assert asked[0] == ["automobile", "boat"]
    assert len(SimilarTexts([(1, "automobile")]).closest("car")) == 0


def test_a_model_that_fails_leaves_what_is_held_as_it_was():
    def embed(texts):
        if "boom" in texts:
            raise ValueError("no")
        return np.ones((len(texts), 2))

    held = SimilarTexts([(1, "seat")], embed=embed)
    with pytest.raises(ValueError, match="no"):
        held.put([(1, "boom"), (2, "map")])
    assert scores(held, "seat")[1][0] == pytest.approx(1.0)
    assert 2 not in held
