"""Shares of readers and closeness of sentences, by hand."""

import polars as pl
import pytest

from metrics.frames import STRATEGY_TEXTS
from metrics.heard import bands, closeness, read_share

TEXTS = pl.DataFrame(
    [(None, "mission", "fill empty seats"), (1, "Seats", "seats tonight")],
    schema=dict(STRATEGY_TEXTS),
    orient="row",
)


def test_the_share_of_readers_is_by_group_with_its_n():
    readers = pl.DataFrame(
        {"team": ["A", "A", None, "A"], "office": [None] * 4, "read": [True, False, True, False]}
    )
    assert read_share(readers).rows() == [("A", pytest.approx(1 / 3), 1, 3), (None, 1.0, 1, 1)]
    assert read_share(readers, by=()).rows() == [(0.5, 2, 4)]


def test_the_missions_own_words_are_like_it_and_others_are_not():
    found = closeness(pl.Series(["Fill EMPTY seats!", "we bake bread", ""]), TEXTS)
    assert found["value"].to_list() == [pytest.approx(1.0), 0.0, 0.0]


def test_a_sentences_value_does_not_depend_on_anybody_elses():
    alone = closeness(pl.Series(["fill seats"]), TEXTS)["value"][0]
    among = closeness(pl.Series(["seats seats", "fill seats", "fill"]), TEXTS)["value"][1]
    assert alone == pytest.approx(among) and 0 < alone < 1


def test_bands_count_everybody_and_fewer_than_five_are_withheld():
    assert bands(pl.Series([0.1, 0.2, 0.3, 0.4])).is_empty()
    found = bands(pl.Series([0.0, 0.2, 0.99, 1.0, 0.5]))
    assert found["people"].to_list() == [1, 1, 1, 0, 2]
