"""Ranks compared: who moved is said only where the facts bear it."""

import numpy as np
import polars as pl
import pytest

from metrics.compare import compared, correlations
from metrics.compare_answer import answer, ordinal
from metrics.composite import Weights
from metrics.scorecards import scorecards
from tests.metrics.sold import Y2025, book, deal

CLOSE = Weights.said({"close-rate": 1})


def company(*, deals, sells, closes, reps=12, seed=1):
    """Reps who sell `sells(rep)` each time and close with probability `closes(rep)`."""
    dice = np.random.default_rng(seed)
    return book(
        *(
            deal(
                1_000 * rep + at,
                rep,
                state="won" if dice.random() < closes(rep) else "lost",
                amount=int(sells(rep) * np.exp(dice.normal(0, 0.5))),
            )
            for rep in range(1, reps + 1)
            for at in range(deals)
        )
    )


def ranks(made, weights=CLOSE, **how):
    return compared(made, scorecards(made, periods=[Y2025]), weights, period=Y2025, seed=5, **how)


# The most expensive seller closes least: by revenue first, by close rate last.
APART = {"sells": lambda rep: 10_000 * 4**rep, "closes": lambda rep: 0.95 - 0.07 * rep}
ALIKE = {"sells": lambda _: 10_000, "closes": lambda _: 0.5}


def test_who_is_first_by_revenue_and_last_by_closing_is_said_to_be_so():
    found = ranks(company(deals=300, **APART))
    top = found.row(0, named=True)
    assert (top["rep_id"], top["revenue_rank"], top["moved"]) == (12, 1, "down")
    assert top["rank"] >= 11
    assert top["revenue_high"] < top["low"]
    said = answer(found, CLOSE, {12: "Ida"})
    assert said.startswith("Ida, first by closed revenue, is 1")
    assert "when close rate counts." in said
    down = pl.col("rep_id") == 12
    alone = found.with_columns(pl.when(down).then("moved").alias("moved"))
    assert answer(alone, CLOSE, {}).endswith("1 of 12 people stands clearly elsewhere.")


def test_where_all_are_alike_nobody_is_said_to_have_moved():
    for seed in range(5):
        found = ranks(company(deals=40, seed=seed, **ALIKE))
        assert found["moved"].null_count() == 12
    said = answer(found, CLOSE, {})
    assert "the top closer stands elsewhere" in said
    assert "cannot be said" in said


def test_few_deals_leave_wide_ranks_and_many_narrow_ones():
    few, many = (ranks(company(deals=n, **APART)) for n in (12, 300))
    width = (pl.col("high") - pl.col("low")).mean()
    assert few.select(width).item() > 2 * many.select(width).item()


def test_who_is_not_known_on_both_sides_is_not_compared_and_three_are_the_least():
    made = book(deal(1), deal(2, 2), deal(3, 3, state="lost"))
    assert ranks(made).is_empty()
    assert "fewer than three" in answer(ranks(made), CLOSE, {})
    assert ranks(book()).is_empty()


def test_the_same_seed_gives_the_same_ranks_and_each_rank_lies_in_its_interval():
    made = company(deals=30, **APART)
    found = ranks(made)
    assert found.equals(ranks(made))
    assert found.filter(
        ~pl.col("revenue_rank").is_between("revenue_low", "revenue_high")
    ).is_empty()
    assert found.filter(
        ~pl.col("rank").is_between(pl.col("low") - 1, pl.col("high") + 1)
    ).is_empty()
    assert sorted(found["revenue_rank"]) == list(range(1, 13))


def test_every_kind_of_measure_can_be_drawn_anew():
    lines = [
        (rep * 100 + at, None, Y2025.first.replace(month=2), None, 500)
        for rep in (1, 2, 3)
        for at in range(9)
    ]
    deals = [
        deal(
            rep * 100 + at,
            rep,
            list_cents=200_00,
            amount=(100 + 9 * at * rep) * 100,
            product_id=at % 2 + 1,
        )
        for rep in (1, 2, 3)
        for at in range(9)
    ]
    made = book(*deals, lines=lines, mapped=[(1, 1), (2, None)])
    for slug in (
        *("net-retention", "gross-retention", "on-strategy-wins", "on-strategy-value"),
        *("price-realisation", "discount-discipline", "won-by-90-days"),
    ):
        found = ranks(made, Weights.said({slug: 1, "close-rate": 1}, "geometric"))
        assert found.height == 3, slug
        assert not found["low"].is_nan().any()


def test_correlations_turn_what_is_better_when_less():
    rows = [
        deal(100 * rep + at, rep, amount=100_00 - 4_00 * at * rep, list_cents=100_00)
        for rep in range(1, 8)
        for at in range(6)
    ]
    cards = scorecards(book(*rows), periods=[Y2025])
    found = correlations(cards, seed=1)
    pair = found.filter(
        (pl.col("one") == "price-realisation") & (pl.col("other") == "discount-discipline")
    )
    assert pair["value"][0] > 0.8  # both say: little discount
    assert pair["n"][0] == 7
    assert correlations(cards.clear(), seed=1).is_empty()


def test_of_many_pairs_only_those_that_pass_together_are_clear():
    # Fourteen reps whose every figure is chance: some pair leaves out 0, and none is clear.
    dice = np.random.default_rng(4)
    slugs = ["close-rate", "net-retention", "on-strategy-wins", "price-realisation",
             "promise-keeping", "material-use", "won-by-90-days", "customer-voice"]  # fmt: skip
    chance = pl.DataFrame(
        [(rep, slug, dice.random()) for rep in range(14) for slug in slugs],
        schema={"rep_id": pl.Int64, "metric": pl.String, "value": pl.Float64},
        orient="row",
    )
    found = correlations(chance, seed=1)
    assert found.height == 28
    assert (found["q"] >= found["p"]).all()
    assert found.filter((pl.col("low") > 0) | (pl.col("high") < 0)).height > 0
    assert not found["clear"].any()
    same = chance.with_columns(value=pl.col("rep_id").cast(pl.Float64))
    assert correlations(same, seed=1)["clear"].all()


@pytest.mark.parametrize(
    ("place", "said"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (24, "24th"), (113, "113th")],
)
def test_places_are_spoken(place, said):
    assert ordinal(place) == said
