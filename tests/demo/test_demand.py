"""What customers of the made-up company ask, through the same reads and metrics as the pages."""

import polars as pl
import pytest

from data.demo import truth
from data.reads.priorities import asks, deals_asking, features
from data.reads.promises import promises
from data.reads.scope import EVERYTHING
from data.store import reading
from metrics.demand import demand
from metrics.emerging import emerging, outside
from metrics.exposure import exposure
from metrics.priorities import priorities
from metrics.promises import keeping
from metrics.quadrants import RECONSIDER
from metrics.verdicts import DECLARED, Thresholds
from tests.demo.conftest import DAYS


@pytest.fixture(scope="module")
def asked(company):
    with reading(company) as conn:
        return asks(conn, EVERYTHING)


@pytest.fixture(scope="module")
def deals(company):
    with reading(company) as conn:
        return deals_asking(conn, EVERYTHING, currency="USD")


@pytest.fixture(scope="module")
def backlog(company):
    with reading(company) as conn:
        return features(conn, EVERYTHING, on=DAYS.today)


@pytest.fixture(scope="module")
def ledger(company):
    with reading(company) as conn:
        return promises(conn, EVERYTHING, currency="USD")


def test_the_declared_thresholds_are_those_under_which_it_was_planted():
    planted = (truth.EMERGING_ACCOUNTS, truth.EMERGING_N_EFF, truth.EMERGING_Q)
    assert Thresholds(*planted) == DECLARED


def test_the_planted_theme_emerges_and_the_lone_voice_and_all_others_do_not(asked, backlog):
    found = emerging(asked, outside(backlog), as_of=DAYS.today)
    verdicts = dict(found.select("title", "verdict").iter_rows())
    assert found["title"][0] == truth.THEME
    assert verdicts.pop(truth.THEME) == "emerging"
    assert verdicts.pop(truth.LONE_THEME) == "one voice"
    assert set(verdicts.values()) == {"not emerging"}
    theme = found.row(0, named=True)
    assert theme["ratio"] >= truth.THEME_RATE_RATIO
    assert theme["low"] > 1
    assert theme["n_eff"] >= truth.THEME_N_EFF


def test_the_theme_asks_for_the_strategy_to_be_reconsidered(asked, deals, backlog):
    known = backlog.filter(pl.col("mission_fit") == 0)
    table = priorities(asked, deals, known)
    quadrants = dict(table.select("title", "quadrant").iter_rows())
    assert quadrants[truth.LONE_THEME] == "say no"
    assert quadrants[truth.THEME] == RECONSIDER


def test_allocated_money_adds_up_to_the_deals_that_ask(asked, deals):
    for split in ("evenly", "by need"):
        assert demand(asked, deals, split=split)["allocated_cents"].sum() == (
            deals["amount_cents"].sum()
        )


def test_the_closer_promises_most_and_keeps_least(ledger):
    found = keeping(ledger, as_of=DAYS.today)
    closer = found.filter(pl.col("person") == truth.NAMES["closer"]).row(0, named=True)
    assert closer["kept"] == 0
    assert closer["n"] == found["n"].max()
    everybody = keeping(ledger, as_of=DAYS.today, by=()).row(0, named=True)
    assert closer["high"] < everybody["value"]


def test_what_rests_on_open_promises_is_mostly_not_on_track(ledger):
    found = exposure(ledger, as_of=DAYS.today)
    by_risk = dict(found.select("risk", "exposed_cents").iter_rows())
    assert by_risk["no feature"] > 0
    assert by_risk["declined"] > 0
