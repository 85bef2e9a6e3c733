"""Patterns at quarter ends: by hand, when there is nothing, and on companies that sell evenly."""

from datetime import date, timedelta

import numpy as np
import pytest
from scipy.stats import binom

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
