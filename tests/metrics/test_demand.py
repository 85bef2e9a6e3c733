from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.demand import demand
from metrics.independence import n_eff
from tests.metrics.asked import ask, asks, deals, demands
from tests.metrics.made import law


def one(*rows, of=(), **more):
    return demand(asks(*rows), deals(*of), **more).row(0, named=True)


def voices(*accounts_of_reps):
    """n_eff of a feature whose reps each logged that many accounts of their own."""
    rows, account = [], 0
    for rep, accounts in enumerate(accounts_of_reps, 1):
        for _ in range(accounts):
            account += 1
            rows.append(ask(account, account_id=account, person_id=rep))
    return n_eff(asks(*rows))["n_eff"][0]


def test_twelve_accounts_through_one_rep_are_one_voice_and_through_twelve_are_twelve():
    assert voices(12) == 1
    assert voices(*[1] * 12) == pytest.approx(12)


def test_unequal_shares_by_hand():
    # p = 6/12, 3/12, 3/12: 1 / (1/4 + 1/16 + 1/16) = 8/3.
    assert voices(6, 3, 3) == pytest.approx(8 / 3)


def test_an_account_that_two_reps_logged_counts_half_for_each():
    rows = [ask(1, account_id=1, person_id=1), ask(2, account_id=1, person_id=2)]
    assert n_eff(asks(*rows))["n_eff"][0] == pytest.approx(2)
    # A second account through rep 1 alone: 1.5 and 0.5 of 2 accounts, 4 / (2.25 + 0.25) = 1.6.
    more = n_eff(asks(*rows, ask(3, account_id=2, person_id=1)))
    assert more.row(0) == (1, pytest.approx(1.6), 2)


def test_asking_again_makes_no_account_louder():
    rows = [ask(1, account_id=1, person_id=1), ask(2, account_id=2, person_id=2)]
    again = [ask(at, account_id=1, person_id=1) for at in range(3, 20)]
    assert n_eff(asks(*rows, *again))["n_eff"][0] == pytest.approx(2)


def test_reach_counts_accounts_once_and_says_who_is_missing():
    rows = [ask(1), ask(2), ask(3, account_id=2), ask(4, account_id=None)]
    got = one(*rows, accounts=8)
    assert (got["requests"], got["reach"], got["no_account"]) == (4, 2, 1)
    assert got["reach_share"] == pytest.approx(0.25)
    assert one(*rows)["reach_share"] is None


def test_both_moneys_by_hand():
    # Deal 7 ($10) asks for features 1 and 2, deal 8 ($4) for 1 only, deal 9 has no amount.
    rows = [ask(1, 1, deal_id=7), ask(2, 1, deal_id=7), ask(3, 2, deal_id=7)]
    rows += [ask(4, 1, deal_id=8), ask(5, 1, deal_id=9), ask(6, 3, deal_id=9), ask(7, 4)]
    of = deals((7, 1000, "won"), (8, 400, "lost"), (9, None))
    got = demand(asks(*rows), of).select(
        "feature_id", "deals", "deals_unknown", "money_cents", "won_cents", "allocated_cents"
    )
    assert got.rows() == [
        (1, 3, 1, 1400, 1000, 900),
        (2, 1, 0, 1000, 1000, 500),
        (3, 1, 1, None, None, None),
        (4, 0, 0, 0, 0, 0),
    ]


def test_need_is_that_of_each_account_at_its_strongest():
    rows = [
        ask(1, account_id=1, need="nice to have"),
        ask(2, account_id=1, need="blocker"),
        ask(3, account_id=2, need="important"),
        ask(4, account_id=3),
    ]
    got = one(*rows)
    mix = [got[name] for name in ("blockers", "importants", "nice_to_haves", "need_unknown")]
    assert mix == [1, 1, 0, 1]
    assert got["need"] == pytest.approx((1 + 0.5) / 2)
    assert one(ask(1))["need"] is None


def test_an_account_counts_for_every_intent_that_it_stated():
    rows = [ask(1, intent="expansion"), ask(2, intent="retention"), ask(3, account_id=2)]
    got = one(*rows)
    assert (got["new_business"], got["expansion"], got["retention"]) == (0, 1, 1)
    assert got["intent_unknown"] == 1


def test_what_a_feature_spans():
    rows = [
        ask(1, account_id=1, segment="big", asked_on=date(2026, 1, 31)),
        ask(2, account_id=2, person_id=2, team="South", asked_on=date(2026, 2, 1)),
        ask(3, account_id=3, person_id=None, team=None, asked_on=date(2026, 2, 28)),
    ]
    got = one(*rows)
    spans = [got[name] for name in ("reps", "teams", "segments", "months", "voiced")]
    assert spans == [2, 2, 1, 2, 2]
    assert (got["first_on"], got["last_on"]) == (date(2026, 1, 31), date(2026, 2, 28))
    assert one(ask(1, person_id=None))["n_eff"] is None


def test_requests_without_a_feature_have_a_row_of_their_own():
    got = demand(asks(ask(1, None, deal_id=7), ask(2, 1)), deals((7, 30)))
    assert got.select("feature_id", "requests", "allocated_cents").rows() == [
        (None, 1, 30),
        (1, 1, 0),
    ]


def test_nothing_gives_an_empty_frame_of_the_same_shape():
    full = demand(asks(ask(1, deal_id=7)), deals((7, 5)), accounts=3)
    assert demand(asks(), deals(), accounts=3).schema == full.schema


@law
@given(demands())
def test_independence_lies_between_one_and_the_number_of_reps_and_of_accounts(company):
    asked, of = company
    found = demand(asked, of).drop_nulls("n_eff")
    for voices, reps, voiced, reach in found.select("n_eff", "reps", "voiced", "reach").iter_rows():
        assert 1 - 1e-9 <= voices <= reps + 1e-9
        assert voiced <= reach


@law
@given(demands(), st.sampled_from(["evenly", "by need"]))
def test_the_moneys_and_mixes_add_up(company, split):
    asked, of = company
    found = demand(asked, of, split=split)
    asking = of.filter(pl.col("deal_id").is_in(asked["deal_id"].drop_nulls().implode()))
    assert found["allocated_cents"].sum() == asking["amount_cents"].sum()
    assert found["requests"].sum() == asked.height
    for row in found.iter_rows(named=True):
        needs = ("blockers", "importants", "nice_to_haves", "need_unknown")
        assert sum(row[name] for name in needs) == row["reach"]
        if row["money_cents"] is not None:
            by_state = row["open_cents"] + row["won_cents"] + row["lost_cents"]
            assert by_state == row["money_cents"]
            assert row["feature_id"] is None or row["allocated_cents"] <= row["money_cents"]


@law
@given(demands())
def test_the_order_of_requests_changes_nothing(company):
    asked, of = company
    assert demand(asked.reverse(), of.reverse()).equals(demand(asked, of))
