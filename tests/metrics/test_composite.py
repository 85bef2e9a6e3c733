"""One figure of several metrics: by hand, its laws, and how far its ranks hang on the weights."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from metrics.composite import Weights, composite, sensitivity
from metrics.scorecards import SCORED

KEPT, CLOSE, LARGE = "net-retention", "close-rate", "discount-discipline"


def cards(**values):
    """`net_retention=[...]`: one value per rep, in order; null = unknown."""
    rows = [
        {"rep_id": rep, "metric": name.replace("_", "-"), "value": value, "shrunk": value, "n": 9}
        for name, each in values.items()
        for rep, value in enumerate(each, 1)
    ]
    return pl.DataFrame(rows, schema={"rep_id": pl.Int64, **SCORED})


def test_places_are_taken_together_by_their_weights():
    found = composite(
        cards(net_retention=[0.9, 1.0, 1.1, 1.2], close_rate=[0.4, 0.3, 0.2, 0.1]),
        Weights.said({KEPT: 3, CLOSE: 1}),
    )
    # places (rank - 1/2)/4: .125 .375 .625 .875, and the other way round
    assert dict(found.select("rep_id", "value").iter_rows()) == pytest.approx(
        {4: 0.6875, 3: 0.5625, 2: 0.4375, 1: 0.3125}
    )
    assert found["rep_id"].to_list() == [4, 3, 2, 1]


def test_a_geometric_mean_punishes_what_an_arithmetic_one_lets_pay():
    made = cards(net_retention=[1, 2, 3, 4], close_rate=[4, 3, 2, 1])
    for mean, best in (("arithmetic", {1, 2, 3, 4}), ("geometric", {2, 3})):
        found = composite(made, Weights.said({KEPT: 1, CLOSE: 1}, mean))
        top = found.filter(pl.col("value") > found["value"].max() - 1e-9)
        assert set(top["rep_id"]) == best


def test_where_less_is_better_the_least_is_first():
    found = composite(cards(discount_discipline=[0.5, 0.1, 0.3]), Weights.said({LARGE: 1}))
    assert found["rep_id"].to_list() == [2, 3, 1]


def test_with_z_the_middle_is_a_half_and_equal_values_are_equal():
    found = composite(cards(close_rate=[1, 2, 3]), Weights.said({CLOSE: 1}, scale="z"))
    assert found["value"][1] == pytest.approx(0.5)
    alike = composite(cards(close_rate=[2, 2, 2]), Weights.said({CLOSE: 1}, scale="z"))
    assert alike["value"].to_list() == [0.5] * 3


def test_what_is_not_known_is_named_and_counts_for_nobody():
    found = composite(
        cards(net_retention=[1.0, None, 1.2], close_rate=[0.1, 0.9, 0.3]),
        Weights.said({KEPT: 1, CLOSE: 1}),
    )
    last = found.row(-1, named=True)
    assert (last["rep_id"], last["value"], last["missing"]) == (2, None, "kept revenue")
    assert found["n"].to_list() == [2, 2, 2]
    absent = composite(cards(close_rate=[0.1]), Weights.said({KEPT: 1}))
    assert absent["value"].to_list() == [None]


def test_nobody_to_compare():
    assert composite(cards(), Weights.said({KEPT: 1})).is_empty()
    assert sensitivity(cards(), Weights.said({KEPT: 1}), seed=1).is_empty()


def test_weights_drawn_anew_move_only_ranks_that_hang_on_them():
    made = cards(net_retention=[1, 2, 3, 4], close_rate=[4, 3, 2, 1])
    agreed = cards(net_retention=[1, 2, 3, 4], close_rate=[1, 2, 3, 4])
    both = Weights.said({KEPT: 1, CLOSE: 1})
    torn, sure = (sensitivity(of, both, seed=3) for of in (made, agreed))
    assert torn.row(0, named=True) == {"rep_id": 1, "rank": 2.5, "rank_low": 1, "rank_high": 4}
    assert sure.select("rank", "rank_low", "rank_high").row(3) == (1, 1, 1)
    assert torn.equals(sensitivity(made, both, seed=3))


VALUES = some.lists(some.floats(0, 1, allow_nan=False), min_size=2, max_size=8)


@settings(max_examples=40, deadline=None)
@given(
    VALUES, some.sampled_from(["arithmetic", "geometric"]), some.sampled_from(["percentile", "z"])
)
def test_it_lies_between_the_least_and_the_best_place_and_no_unit_matters(values, mean, scale):
    weights = Weights.said({KEPT: 2, CLOSE: 1}, mean, scale)
    made = composite(cards(net_retention=values, close_rate=values[::-1]), weights).sort("rep_id")
    places = made.select(pl.selectors.starts_with("place:"))
    assert (made["value"] >= places.min_horizontal() - 1e-9).all()
    assert (made["value"] <= places.max_horizontal() + 1e-9).all()
    if scale == "percentile":
        larger = [value * 4 for value in values]
        again = composite(cards(net_retention=larger, close_rate=values[::-1]), weights)
        assert again.sort("rep_id")["value"].to_list() == pytest.approx(made["value"].to_list())
