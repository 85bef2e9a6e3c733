"""What became of what was sold, account by account, by hand."""

from datetime import date

import polars as pl
import pytest

from metrics.retention import COHORT, cohorts
from metrics.scorecards import scorecards
from metrics.scorecards_frames import CREDITED, LINES
from tests.metrics.sold import Y2025, book, deal, framed, line, one

SIGNED = date(2025, 2, 10)


def found(deals, lines, today=date(2026, 6, 30)):
    return cohorts(framed(CREDITED, deals), framed(LINES, lines), as_of=today)


def only(deals, lines, **how):
    return found(deals, lines, **how).row(0, named=True)


def test_what_the_deals_own_lines_come_to_at_first_and_a_year_later():
    lines = [
        line(1, monthly=100, deal_id=1, end=date(2025, 9, 1)),
        line(1, monthly=60, deal_id=1, start=date(2025, 9, 1)),
        line(1, monthly=999, deal_id=7),  # another sale's
        line(1, monthly=999),  # nobody's
    ]
    row = only([deal(1)], lines)
    assert (row["state"], row["start_cents"], row["end_cents"]) == ("matured", 100, 60)


def test_lines_that_name_no_deal_count_where_the_deal_has_none():
    monthly = [
        line(1, date(2025, month, 1), date(2025, month + 1, 1), 50) for month in range(2, 12)
    ]
    row = only([deal(1)], monthly)
    assert (row["start_cents"], row["end_cents"]) == (50, 0)  # the invoices stopped


def test_a_renewal_under_a_deal_of_its_own_is_no_loss_and_another_sale_hides_none():
    lines = [
        line(1, monthly=100, deal_id=1, end=date(2026, 2, 10)),
        line(1, monthly=120, deal_id=2, start=date(2026, 2, 10)),
        line(1, monthly=500, deal_id=3, start=date(2025, 6, 1)),
    ]
    deals = [
        deal(1),
        deal(2, account_id=1, closed=date(2026, 2, 1), deal_type="Renewal"),
        deal(3, account_id=1, closed=date(2025, 6, 1), deal_type="New Business"),
    ]
    row = only(deals, lines)
    assert (row["deal_id"], row["end_cents"]) == (1, 120)
    assert only([deals[0], deals[2]], lines)["end_cents"] == 0


@pytest.mark.parametrize(
    ("lines", "today", "state"),
    [
        ([line(1, deal_id=1)], date(2026, 2, 9), "unmatured"),
        ([line(1, deal_id=1)], date(2026, 2, 10), "matured"),
        ([], date(2025, 4, 1), "unmatured"),  # 90 days have not passed
        ([], date(2025, 6, 1), "unknown"),
        ([line(1, deal_id=1, start=date(2025, 5, 12))], date(2026, 6, 30), "unknown"),  # 91 days
        ([line(1, deal_id=1, monthly=None)], date(2026, 6, 30), "unknown"),  # no rate
        ([line(1, deal_id=1, monthly=0)], date(2026, 6, 30), "unknown"),
    ],
)
def test_too_young_is_unmatured_and_no_revenue_is_unknown_and_neither_is_0(lines, today, state):
    row = only([deal(1)], lines, today=today)
    assert row["state"] == state
    if state != "matured":
        assert row["start_cents"] is None
        assert row["end_cents"] is None


def test_a_year_is_counted_from_the_revenue_where_it_began_after_signature():
    late = [line(1, date(2025, 4, 1), date(2026, 4, 1), 100, deal_id=1)]
    assert only([deal(1)], late, today=date(2026, 3, 1))["state"] == "unmatured"
    assert only([deal(1)], late)["end_cents"] == 0  # a yearly contract that was not renewed


def test_an_account_counts_once_with_the_first_deal_of_that_person():
    deals = [deal(2, account_id=1, closed=date(2025, 5, 1)), deal(1), deal(3, 2, account_id=1)]
    rows = found(deals, [])
    assert rows.select("rep_id", "deal_id").rows() == [(1, 1), (2, 3)]


def test_nothing_sold():
    assert found([], []).is_empty()
    assert found([], []).columns == list(COHORT)


def test_published_numbers_of_retention_come_out_on_the_function_that_pages_use():
    """Start 10.0, contraction .6, churn .9, expansion 1.8: GRR 85%, NRR 103%."""
    ends = [(900, 0), (3_000, 3_000), (2_000, 1_400), (4_100, 5_900)]
    deals = [deal(at) for at in range(1, 5)]
    lines = []
    for at, (start, end) in enumerate(ends, 1):
        lines.append(line(at, SIGNED, date(2025, 12, 1), start, at))
        if end:
            lines.append(line(at, date(2025, 12, 1), None, end, at))
    cards = scorecards(book(*deals, lines=lines), periods=[Y2025])
    gross, net = one(cards, "gross-retention"), one(cards, "net-retention")
    assert gross["value"] == pytest.approx(0.85)
    assert net["value"] == pytest.approx(1.03)
    assert (net["n"], net["unmatured"], net["unknown"]) == (4, 0, 0)
    assert net["low"] is None  # four accounts


def test_the_young_and_the_unknown_are_counted_beside_the_figure():
    deals = [deal(1), deal(2), deal(3, closed=date(2025, 11, 1))]
    lines = [line(1, deal_id=1), line(3, date(2025, 11, 1), deal_id=3)]
    cards = scorecards(book(*deals, lines=lines), periods=[Y2025])
    row = one(cards, "net-retention")
    assert (row["value"], row["n"], row["unmatured"], row["unknown"]) == (1.0, 1, 1, 1)


def test_gross_is_never_above_one_nor_above_net():
    lines = [line(at, monthly=100, deal_id=at, end=date(2025, 6, 1)) for at in range(1, 30)]
    lines += [line(at, monthly=10 * at, deal_id=at, start=date(2025, 6, 1)) for at in range(1, 30)]
    cards = scorecards(book(*(deal(at) for at in range(1, 30)), lines=lines), periods=[Y2025])
    gross, net = one(cards, "gross-retention"), one(cards, "net-retention")
    assert gross["value"] <= min(1.0, net["value"])
    assert gross["low"] < gross["value"] < gross["high"] <= 1
    assert net["low"] < net["value"] < net["high"]
    assert isinstance(cards, pl.DataFrame)
