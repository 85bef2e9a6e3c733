"""Patterns at quarter ends: by hand, when there is nothing, and on companies that sell evenly."""

from datetime import date, timedelta
from math import comb

import numpy as np
import pytest
from scipy.stats import binom

from metrics import pattern_teams
from metrics.pattern_teams import by_team
from metrics.patterns import INNOCENT, discounting, heaping, hockey_stick
from metrics.scorecards_frames import QUOTAS
from tests.metrics.sold import book, deal, framed, line

END = date(2026, 1, 1)


def test_the_last_days_against_their_share_of_the_quarter():
    """Q2 2025 has 65 business days; 30 of 100 in the last ten: .3 / (10/65)."""
    deals = [
        deal(at, closed=date(2025, 4, 7) + timedelta(at % 50), amount=1_00) for at in range(70)
    ]
    deals += [
        deal(100 + at, closed=date(2025, 6, 17) + timedelta(at % 14), amount=1_00)
        for at in range(30)
    ]
    found = hockey_stick(book(*deals).decided, as_of=END, seed=1).filter(which="H")
    row = found.row(0, named=True)
    assert row["value"] == pytest.approx(0.3 / (10 / 65))
    assert row["low"] < row["value"] < row["high"]
    assert (row["n"], row["quarters"]) == (100, 1)


def test_money_of_one_account_is_no_pattern():
    deals = [deal(at, closed=date(2025, 5, 7), amount=1_00) for at in range(30)]
    deals += [deal(99, closed=date(2025, 6, 27), amount=10**14)]
    row = hockey_stick(book(*deals).decided, as_of=END, seed=1).filter(which="H").row(0, named=True)
    assert row["value"] == pytest.approx(6.5)
    assert (row["low"], row["high"]) == (None, None)


def test_the_first_days_are_those_of_the_next_quarter():
    """All of Q3 2025 (66 business days) in its second month: none in the first ten."""
    deals = [deal(at, closed=date(2025, 6, 25), amount=1_00) for at in range(20)]
    deals += [deal(50 + at, closed=date(2025, 8, 5), amount=1_00) for at in range(20)]
    rows = hockey_stick(book(*deals).decided, as_of=END, seed=1)
    assert rows.filter(which="D")["value"][0] == 0
    assert rows.filter(which="H")["value"][0] > 1


def test_even_selling_shows_no_stick():
    dice = np.random.default_rng(1)
    days = np.arange(np.datetime64("2025-01-01"), np.datetime64("2026-01-01"))
    days = days[np.is_busday(days)]
    deals = [
        deal(at, closed=dice.choice(days).astype(object), amount=int(np.exp(dice.normal(9, 0.7))))
        for at in range(2_000)
    ]
    for row in hockey_stick(book(*deals).decided, as_of=END, seed=1).iter_rows(named=True):
        assert row["low"] < 1 < row["high"]


def test_a_quarter_that_is_not_over_and_no_deal_say_nothing():
    made = book(deal(1, closed=date(2025, 12, 30)))
    for decided in (book().decided, made.decided):
        rows = hockey_stick(decided, as_of=date(2025, 12, 31), seed=1)
        assert rows["value"].to_list() == [None, None]


def test_quotas_met_narrowly_against_those_missed_as_narrowly():
    deals = [deal(rep, rep, amount=102_00 if rep <= 9 else 97_00) for rep in range(1, 12)]
    deals += [deal(50, 12, amount=105_00), deal(51, 13, amount=94_99)]  # neither is near
    quotas = [(rep, date(2025, 1, 1), date(2025, 4, 1), 100_00) for rep in range(1, 14)]
    quotas += [(1, date(2025, 1, 1), date(2025, 4, 1), None)]  # no rate
    found = heaping(book(*deals).decided, framed(QUOTAS, quotas), as_of=END).row(0, named=True)
    assert (found["over"], found["under"], found["n"]) == (9, 2, 13)
    assert found["p"] == pytest.approx(binom.sf(8, 11, 0.5))
    none = heaping(book().decided, framed(QUOTAS, []), as_of=END).row(0, named=True)
    assert none == {"over": 0, "under": 0, "p": None, "n": 0}


def test_a_quota_with_a_deal_of_unknown_amount_is_neither_met_nor_missed_narrowly():
    deals = [deal(1, 1, amount=97_00), deal(2, 1, amount=None), deal(3, 2, amount=97_00)]
    quotas = [(rep, date(2025, 1, 1), date(2025, 4, 1), 100_00) for rep in (1, 2)]
    found = heaping(book(*deals).decided, framed(QUOTAS, quotas), as_of=END).row(0, named=True)
    assert (found["over"], found["under"], found["n"]) == (0, 1, 1)


def test_a_deal_that_two_are_credited_for_is_one_deal_and_one_customer():
    deals = [deal(at, rep, closed=date(2025, 3, 28), amount=50_00, list_cents=100_00,
                  credit_bp=5_000) for at in range(10) for rep in (1, 2)]  # fmt: skip
    deals += [deal(at, 1, amount=99_00, list_cents=100_00) for at in range(10, 20)]
    lines = [line(at, date(2025, 3, 28) if at < 10 else date(2025, 2, 10)) for at in range(20)]
    made = book(*deals, lines=lines)
    found = discounting(made.decided, made.cohort, as_of=END)
    assert found["late_n"].to_list() == [10, 10]
    assert found["p"][0] == pytest.approx(2 / comb(20, 10))  # all of one, none of the other
    assert found["p"][1] == 1


def company(dice, bunched=()):
    """Eight teams that sell evenly, but for those whose last days are six times as busy."""
    days = np.arange(np.datetime64("2025-01-01"), np.datetime64("2026-01-01"))
    days = days[np.is_busday(days)]
    ends = (days.astype("datetime64[M]").astype(int) // 3 + 1) * 3
    late = np.busday_count(days, ends.astype("datetime64[M]").astype("datetime64[D]")) <= 10
    deals = []
    for team in range(8):
        weight = np.where(late & (team in bunched), 6.0, 1.0)
        for _ in range(60):
            closed = dice.choice(days, p=weight / weight.sum()).astype(object)
            cents = int(np.exp(dice.normal(9, 0.5)))
            deals.append(deal(len(deals), team, closed=closed, amount=cents, team_id=team,
                              team=f"T{team}"))  # fmt: skip
    return book(*deals)


def test_a_team_that_bunches_is_named_and_teams_that_do_not_are_not():
    found = by_team(company(np.random.default_rng(2), bunched=(3,)), as_of=END, seed=1)
    assert found.filter("consistent").select("team", "which").rows() == [("T3", "H")]
    sticks = found.filter(which="H")
    assert sticks["n"].to_list() == [60] * 8
    assert (sticks["q"] >= sticks["p"]).all()
    alone = hockey_stick(company(np.random.default_rng(2), bunched=(3,)).decided
                         .filter(team_id=3), as_of=END, seed=1).row(0, named=True)  # fmt: skip
    assert sticks.row(3, named=True)["value"] == alone["value"]
    assert found.filter(which="discount")["value"].null_count() == 8  # no list prices


def test_of_teams_that_sell_evenly_hardly_any_company_has_one_named():
    named = [
        by_team(company(np.random.default_rng(at)), as_of=END, seed=1)["consistent"].any()
        for at in range(5)
    ]
    assert sum(named) <= 1


def test_p_is_below_5_percent_where_the_limits_leave_out_1():
    for at in range(1):
        for row in (
            by_team(company(np.random.default_rng(at), (1, 5)), as_of=END, seed=1)
            .filter(which="H")
            .iter_rows(named=True)
        ):
            assert (row["p"] < 0.05) == (row["low"] > 1 or row["high"] < 1)


def test_one_team_or_none_is_the_whole(monkeypatch):
    monkeypatch.setattr(pattern_teams, "hockey_stick", None)  # and costs no look
    assert by_team(book(), as_of=END, seed=1).is_empty()
    assert by_team(book(*(deal(at) for at in range(30))), as_of=END, seed=1).is_empty()


def test_discounts_and_early_leavers_at_quarter_end_against_the_rest():
    deals = [
        deal(
            at,
            closed=date(2025, 3, 28) if late else date(2025, 2, 3),
            amount=cents,
            list_cents=100_00,
        )
        for at, (late, cents) in enumerate(
            [(True, 70_00)] * 9 + [(True, 99_00)] + [(False, 99_00)] * 20
        )
    ]
    lines = [line(at, date(2025, 3, 28), date(2025, 5, 1)) for at in range(5)]
    lines += [line(at, date(2025, 2, 3) if at >= 10 else date(2025, 3, 28)) for at in range(5, 30)]
    made = book(*deals, lines=lines)
    found = discounting(made.decided, made.cohort, as_of=END)
    discount, gone = (found.filter(what=what).row(0, named=True) for what in ("discount", "gone"))
    assert (discount["late"], discount["late_n"], discount["rest"]) == (0.9, 10, 0)
    assert discount["low"] > 0.4
    assert (gone["late"], gone["rest"], gone["rest_n"]) == (0.5, 0, 20)
    none = discounting(book().decided, book().cohort, as_of=END)
    assert none["value"].to_list() == [None, None]


def test_beside_each_pattern_stands_what_else_would_look_the_same():
    from metrics.catalog import BY_SLUG

    for slug, words in INNOCENT.items():
        assert slug in BY_SLUG
        assert "consistent" in BY_SLUG[slug].definition.lower()
        assert words.endswith(".")
