import polars as pl
import pytest
from hypothesis import given

from metrics.allocation import allocated
from tests.metrics.asked import ask, asks, deals, demands
from tests.metrics.made import law


def cents(got):
    return {(deal, feature): part for deal, feature, part, *_ in got.iter_rows()}


def test_a_deal_is_split_evenly_over_its_features_and_the_cents_add_up():
    # $1.00 over three features: cumulative 33.3, 66.7, 100 rounds to 33, 67, 100.
    asked = asks(*(ask(at, at, deal_id=7) for at in (1, 2, 3)))
    assert cents(allocated(asked, deals((7, 100)))) == {(7, 1): 33, (7, 2): 34, (7, 3): 33}


def test_by_need_a_blocker_takes_four_times_what_is_nice_to_have():
    needs = {1: "blocker", 2: "nice to have", 3: "important", 4: None}
    asked = asks(*(ask(at, at, deal_id=7, need=need) for at, need in needs.items()))
    got = cents(allocated(asked, deals((7, 800)), split="by need"))
    assert got == {(7, 1): 400, (7, 2): 100, (7, 3): 200, (7, 4): 100}


def test_a_feature_asked_for_twice_in_a_deal_counts_once_with_its_strongest_need():
    asked = asks(
        ask(1, 1, deal_id=7, need="nice to have"),
        ask(2, 1, deal_id=7, need="important"),
        ask(3, 2, deal_id=7, need="important"),
    )
    assert cents(allocated(asked, deals((7, 800)), split="by need")) == {(7, 1): 400, (7, 2): 400}
    assert cents(allocated(asked, deals((7, 800)))) == {(7, 1): 400, (7, 2): 400}


def test_a_request_without_a_feature_takes_nothing_while_another_of_the_deal_has_one():
    asked = asks(ask(1, None, deal_id=7), ask(2, 4, deal_id=7), ask(3, None, deal_id=8))
    assert cents(allocated(asked, deals((7, 50), (8, 60)))) == {(7, 4): 50, (8, None): 60}


def test_an_unknown_amount_stays_unknown():
    asked = asks(ask(1, 1, deal_id=7), ask(2, 2, deal_id=7))
    assert cents(allocated(asked, deals((7, None)))) == {(7, 1): None, (7, 2): None}


def test_nothing_gives_an_empty_frame_of_the_same_shape():
    full = allocated(asks(ask(1, deal_id=7)), deals((7, 5)))
    assert allocated(asks(), deals()).schema == full.schema


@law
@given(demands())
@pytest.mark.parametrize("split", ["evenly", "by need"])
def test_what_is_allocated_adds_up_to_the_deals(split, company):
    asked, of = company
    got = allocated(asked, of, split=split)
    asking = of.filter(pl.col("deal_id").is_in(asked["deal_id"].drop_nulls().implode()))
    known = asking.drop_nulls("amount_cents")
    by_deal = got.drop_nulls("cents").group_by("deal_id").agg(pl.col("cents").sum())
    assert dict(by_deal.iter_rows()) == dict(known.select("deal_id", "amount_cents").iter_rows())
    assert (got["cents"].drop_nulls() >= 0).all()
    assert set(got["deal_id"]) == set(asking["deal_id"])
