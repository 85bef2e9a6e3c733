from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import frames
from metrics.message import dispersion, similarity
from metrics.vocabulary import counted, weighted
from metrics.wording import log_odds, overused
from tests.metrics.made import law

DAY = date(2026, 2, 10)


def notes(*people):
    """(person_id, team, *words): a note for each of the words."""
    rows = [
        (person, f"P{person}", team, "Lyon", words)
        for person, team, *said in people
        for words in said
    ]
    return pl.DataFrame(
        [
            (at, person, name, team, office, DAY, words)
            for at, (person, name, team, office, words) in enumerate(rows)
        ],
        schema=dict(frames.NOTES),
        orient="row",
    )


def texts(mission, *pillars):
    rows = [(None, "mission", mission), *((at, f"P{at}", w) for at, w in enumerate(pillars, 1))]
    return pl.DataFrame(rows, schema=dict(frames.STRATEGY_TEXTS), orient="row")


def test_words_are_letters_in_any_script_without_case_and_with_their_marks():
    got = counted(pl.Series(["L'Été à l’OPÉRA, 3 x", None, "Ночь co-op"]), pairs=True)
    assert got.terms.to_list() == sorted(
        ["l'été", "l’opéra", "ночь", "co-op", "l'été l’opéra", "ночь co-op"]
    )
    assert got.table.sum(axis=1).ravel().tolist() == [[3, 0, 3]]


def test_weights_by_hand():
    # Three texts; "seat" in two: ln(4/3) + 1 = 1.287682; "full" and "late" in one: ln 2 + 1.
    got = weighted(counted(pl.Series(["seat full full", "seat", "late"])).table).toarray()
    common, rare = np.log(4 / 3) + 1, np.log(2) + 1
    length = np.hypot(common, 2 * rare)
    assert got[0] == pytest.approx([2 * rare / length, 0, common / length])
    assert got[1] == pytest.approx([0, 0, 1])


def test_a_note_in_the_words_of_the_mission_is_like_it_and_one_in_others_is_not():
    made = notes((1, "North", *["fill empty seats"] * 20), (2, "North", *["machine magic"] * 20))
    got = similarity(made, texts("Fill empty seats", "tonight only"))
    assert got.select("person", "text", "value", "n").rows() == [
        ("P1", "mission", pytest.approx(1), 20),
        ("P1", "P1", 0, 20),
        ("P2", "mission", 0, 20),
        ("P2", "P1", 0, 20),
    ]


def test_the_mean_and_its_interval_by_hand():
    # Half of the notes are the mission, half have no word of it: mean 1/2, squares 40 / 4 = 10;
    # the error is sqrt(10 x 41/39) / 40, t(39) is 2.022691, and the odds of 1/2 are 1.
    made = notes((1, "North", *["fill seats", "machine magic"] * 20))
    got = similarity(made, texts("fill seats")).row(0, named=True)
    odds = np.exp(2.022691 * np.sqrt(10 * 41 / 39) / 40 / 0.25)
    assert got["value"] == pytest.approx(0.5)
    assert (got["low"], got["high"]) == pytest.approx((1 / (1 + odds), odds / (1 + odds)))


def test_a_teams_interval_is_over_people_whose_notes_hang_together():
    # Two people like the mission, two not, 20 notes each: mean 1/2, totals off by 10 each, so
    # the error is sqrt(400 x 5/3) / 80 = 0.3227, and t(3) is 3.182446: little is known of them.
    people = [
        (at, "North", *["fill seats" if at < 3 else "machine magic"] * 20) for at in range(1, 5)
    ]
    got = similarity(notes(*people), texts("fill seats"), by=("team",)).row(0, named=True)
    assert (got["value"], got["n"]) == (pytest.approx(0.5), 80)
    odds = np.exp(3.182446 * np.sqrt(400 * 5 / 3) / 80 / 0.25)
    assert (got["low"], got["high"]) == pytest.approx((1 / (1 + odds), odds / (1 + odds)))
    assert got["high"] > 0.98
    two = similarity(notes(*people[1:3]), texts("fill seats"), by=("team",)).row(0, named=True)
    assert (two["value"], two["low"]) == (pytest.approx(0.5), None)  # two people


def test_below_twenty_notes_nothing_is_shown_and_nothing_is_added_to_the_team():
    made = notes((1, "North", *["fill seats"] * 20), (2, "North", *["machine magic"] * 19))
    got = similarity(made, texts("fill seats"))
    assert got.select("person", "value", "low", "n", "notes").rows() == [
        ("P1", pytest.approx(1), None, 20, 20),  # all alike: nobody knows how sure that is
        ("P2", None, None, 0, 19),
    ]
    team = similarity(made, texts("fill seats"), by=("team",)).row(0, named=True)
    assert (team["value"], team["n"], team["notes"]) == (pytest.approx(1), 20, 39)
    assert similarity(made, texts("fill seats"), by=()).height == 1
    few = made.filter(pl.col("person_id") == 2)
    assert dispersion(few).is_empty()
    assert overused(few, texts("x")).is_empty()
    assert overused(few, texts("x")).schema == overused(made, texts("x")).schema


def test_nothing_gives_an_empty_frame_of_the_same_shape():
    made = notes((1, "North", *["fill seats"] * 20), (2, "South", *["fill seats"] * 20))
    for nothing in (made.clear(), made.with_columns(person_id=pl.lit(None, pl.Int64))):
        assert dispersion(nothing).schema == dispersion(made).schema
        assert overused(nothing, texts("x")).schema == overused(made, texts("x")).schema
    assert similarity(made.clear(), texts("x")).schema == similarity(made, texts("x")).schema
    assert similarity(made, texts("x").clear()).is_empty()


def test_dispersion_by_hand():
    # North writes one thing, South another, each always the same: 0 within, 1 between.
    north, south = ["fill seats"] * 20, ["machine magic"] * 20
    made = notes((1, "North", *north), (2, "North", *north), (3, "South", *south))
    got = dispersion(made)
    assert got.select("between", "team", "n").rows() == [
        ("notes of a person", None, 3),
        ("people of a team", "North", 2),
        ("teams", None, 3),
    ]
    assert got["value"].to_list() == pytest.approx([0, 0, 1], abs=1e-12)


def test_two_notes_of_one_person_differ_by_hand():
    # Ten notes each of two kinds: of 190 pairs 2 x 45 are alike, so 100/190 are not.
    got = dispersion(notes((1, "North", *["fill seats", "machine magic"] * 10)))
    assert got["value"].to_list() == [pytest.approx(100 / 190)]
    assert got["low"].to_list() == [None]


def test_dispersion_does_not_depend_on_how_many_notes_there_are():
    rng = np.random.default_rng(1)
    stock = [
        " ".join(rng.choice(list("abcdefghij"), 4)).replace(" ", "x ") + "x" for _ in range(60)
    ]

    def unlike(size, seed):
        dice = np.random.default_rng(seed)
        people = [(at, "North", *dice.choice(stock, size)) for at in range(12)]
        return dispersion(notes(*people))["value"].to_list()

    few = np.mean([unlike(20, seed) for seed in range(8)], axis=0)
    many = np.mean([unlike(200, seed) for seed in range(8)], axis=0)
    assert few == pytest.approx(many, abs=0.015)
    # All draw from one stock of notes, so that two people differ as two notes of one do.
    assert many[0] == pytest.approx(many[1], abs=0.015)


def test_log_odds_give_the_reference_implementations_numbers():
    # The example in the README of the Python package fightin_words: two sentences and a prior of
    # .05 for each of their words.
    first = "the quick brown fox jumps over the lazy pig"
    second = "the lazy purple pig jumps over the lazier donkey"
    got = counted(pl.Series([first, second]))
    here, there = got.table.toarray()
    delta, z = log_odds(here, there, np.full(len(here), 0.05))
    found = dict(zip(got.terms, z, strict=True))
    expected = 0.6894227886807968
    for word in ("quick", "brown", "fox"):
        assert found[word] == pytest.approx(expected, abs=1e-12)
    for word in ("purple", "lazier", "donkey"):
        assert found[word] == pytest.approx(-expected, abs=1e-12)
    for word in ("the", "jumps", "over", "lazy", "pig"):
        assert found[word] == pytest.approx(0, abs=1e-12)
    # By hand for "fox": ln(1.05 / (9 + .55 - 1.05)) - ln(.05 / (9 + .55 - .05)).
    assert delta[got.terms.to_list().index("fox")] == pytest.approx(
        np.log(1.05 / 8.5) - np.log(0.05 / 9.5)
    )


STOCK = ["they want to fill seats tonight", "asked about the price of a seat", "call again in may"]


def test_artificial_intelligence_in_one_closers_notes_stands_out():
    closer = [*STOCK * 8, *["we will fill seats by artificial intelligence"] * 12]
    others = [(at, "South", *STOCK * 10) for at in range(2, 8)]
    got = overused(notes((1, "North", *closer), *others), texts("fill empty seats tonight"))
    assert {"artificial intelligence", "artificial", "intelligence"} <= set(got["term"])
    first = got.filter(pl.col("term") == "artificial intelligence").row(0, named=True)
    assert (first["person"], first["uses"], first["notes"], first["n"]) == ("P1", 12, 12, 36)
    assert first["strategy_uses"] == 0
    assert first["z_others"] > 1.96
    assert first["z"] > 0
    # What the strategy says itself, and what everybody writes, does not.
    assert not {"fill", "seats", "fill seats", "price", "call"} & set(got["term"])
    by_team = overused(notes((1, "North", *closer), *others), texts("fill seats"), by=("team",))
    assert set(by_team["team"]) == {"North"}


def test_a_word_of_one_long_note_is_no_habit():
    closer = [*STOCK * 8, "magic " * 50]
    others = [(at, "South", *STOCK * 10) for at in range(2, 8)]
    got = overused(notes((1, "North", *closer), *others), texts("fill seats"))
    assert "magic" not in got["term"].to_list()


@law
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.floats(0.01, 5)),
        min_size=2,
        max_size=20,
    )
)
def test_exchanging_the_sides_turns_the_sign(words):
    here, there, prior = (np.array(side, dtype=float) for side in zip(*words, strict=True))
    delta, z = log_odds(here, there, prior)
    back, turned = log_odds(there, here, prior)
    assert delta == pytest.approx(-back)
    assert z == pytest.approx(-turned)


@law
@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_text_has_weights_of_length_one_or_none(said):
    rows = weighted(counted(pl.Series(said, dtype=pl.String)).table).toarray()
    assert rows.shape[0] == len(said)
    for length in np.sqrt((rows**2).sum(axis=1)):
        assert length == pytest.approx(1) or length == 0


def test_of_people_who_all_write_alike_hardly_a_word_stands_out():
    rng = np.random.default_rng(8)
    common = 1 / np.arange(1, 301)
    stock = [f"w{chr(97 + at // 26)}{chr(97 + at % 26)}" for at in range(300)]

    def note():
        return " ".join(rng.choice(stock, 15, p=common / common.sum()))

    alike = notes(*((at, "North", *(note() for _ in range(40))) for at in range(8)))
    found = overused(alike, texts("fill seats"))
    assert found.height <= 2  # at 1.96 alone some forty would
    assert (found["q"] <= 0.05).all()
