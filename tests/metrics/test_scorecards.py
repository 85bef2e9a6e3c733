"""Scorecards by hand, when there is nothing, and the laws that hold whatever was sold."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from metrics.scorecards import SCORED, scorecards
from metrics.scorecards_measures import MEASURES
from tests.metrics.sold import Q1, TODAY, Y2025, book, deal, one

DAY = date(2025, 2, 10)


def card(made, **how):
    return scorecards(made, periods=[Y2025], **how)


def test_closed_revenue_goes_to_each_by_her_part():
    made = book(deal(1, credit_bp=7_000), deal(1, 2, credit_bp=3_000), deal(2, amount=50_00))
    cards = card(made)
    assert one(cards, "closed-revenue", rep_id=1)["value"] == 120_00
    assert one(cards, "closed-revenue", rep_id=2)["value"] == 30_00
    assert one(cards, "closed-revenue", rep_id=1)["low"] is None


def test_a_shared_deal_is_one_deal_of_the_team():
    made = book(deal(1, credit_bp=5_000), deal(1, 2, credit_bp=5_000), deal(2, state="lost"))
    by_rep, by_team = card(made), card(made, by=("team_id",))
    assert one(by_rep, "close-rate", rep_id=2)["n"] == 1
    team = one(by_team, "close-rate")
    assert (team["value"], team["n"]) == (0.5, 2)
    assert one(by_team, "closed-revenue")["value"] == 100_00


def test_on_strategy_is_by_the_mapping_then_and_unmapped_is_unknown():
    made = book(
        deal(1, product_id=1, amount=300_00),
        deal(2, product_id=2),
        deal(3, product_id=9, amount=900_00),
        mapped=[(1, 1), (2, None)],
    )
    wins, value = one(card(made), "on-strategy-wins"), one(card(made), "on-strategy-value")
    assert (wins["value"], wins["n"], wins["unknown"]) == (0.5, 2, 1)
    assert value["value"] == 0.75


def test_price_is_what_was_paid_of_the_list_and_without_a_list_it_is_unknown():
    made = book(
        deal(1, amount=80_00, list_cents=100_00),  # exactly 20% off
        deal(2, amount=79_00, list_cents=100_00),
        deal(3),
    )
    price, beyond = one(card(made), "price-realisation"), one(card(made), "discount-discipline")
    assert (price["value"], price["n"], price["unknown"]) == (0.795, 2, 1)
    assert (beyond["value"], beyond["n"]) == (0.5, 2)


def test_promises_count_once_their_day_has_passed():
    def promise(at, state, due, ended=None):
        return (at, 1, 1, state, date(2025, 1, 1), due, ended)

    kept = [
        promise(1, "delivered", DAY, DAY),
        promise(2, "delivered", DAY, DAY + timedelta(1)),  # a day late
        promise(3, "approved", DAY),
        promise(4, "released", DAY),
        promise(5, "approved", TODAY),  # not due yet
        promise(6, "delivered", DAY),  # nobody knows when
    ]
    row = one(card(book(deal(1), kept=kept)), "promise-keeping")
    assert (row["value"], row["n"], row["unknown"]) == (pytest.approx(1 / 3), 3, 1)


def test_a_rate_has_wilson_limits():
    made = book(*(deal(at, state="won" if at < 81 else "lost") for at in range(263)))
    row = one(card(made), "close-rate")
    assert (round(row["low"], 4), round(row["high"], 4)) == (0.2553, 0.3662)  # Newcombe 1998


def test_voice_counts_what_was_taken_up_once_and_ten_a_quarter_at_most():
    def asked(at, feature, account, day=DAY, accepted=True):
        return (at, 1, 1, account, feature, day, accepted)

    voices = [asked(at, at, 1) for at in range(15)]
    voices += [asked(20, 1, 1, date(2025, 5, 1)), asked(21, 2, 2, date(2025, 5, 2), accepted=False)]
    row = one(card(book(deal(1), voices=voices)), "customer-voice")
    assert (row["value"], row["n"]) == (10, 17)  # the fourth of May's was brought before


def test_material_is_eligible_from_the_first_use_anybody_wrote_down():
    deals = [deal(1, closed=DAY - timedelta(9)), deal(2), deal(3), deal(4)]
    uses = [(1, 2, 1, DAY), (1, 3, 1, DAY + timedelta(1)), (1, 9, 1, DAY - timedelta(3))]
    row = one(card(book(*deals, uses=uses)), "material-use")
    assert (row["value"], row["n"], row["unknown"]) == (pytest.approx(1 / 3), 3, 1)
    nothing = one(card(book(*deals)), "material-use")
    assert (nothing["value"], nothing["n"], nothing["unknown"]) == (None, 0, 4)


def test_the_share_won_in_time_lets_losing_compete():
    """T = 1..5, ends win, lose, open, win, lose: F1(5) = .5, where 1 - KM says .6."""
    ends = ["won", "lost", "open", "won", "lost"]
    start = TODAY - timedelta(3)  # so that the open one has been watched for three days
    deals = [
        deal(
            at,
            state=state,
            opened_on=start if state == "open" else date(2025, 6, 1),
            closed=date(2025, 6, 1) + timedelta(at),
        )
        for at, state in enumerate(ends, 1)
    ]
    every = [Y2025._replace(last=TODAY)]
    row = one(scorecards(book(*deals), periods=every), "won-by-90-days")
    assert (row["value"], row["n"], row["unmatured"]) == (pytest.approx(0.5), 5, 1)
    assert row["median_days"] == 4
    young = book(deal(1, state="open", opened_on=TODAY - timedelta(3)))
    alone = one(scorecards(young, periods=every), "won-by-90-days")
    assert (alone["value"], alone["low"], alone["unmatured"]) == (None, None, 1)


def test_nothing_at_all_gives_no_row_and_the_same_columns():
    for by in (("rep_id",), ("team_id",), ()):
        found = card(book(), by=by)
        assert found.is_empty()
        assert found.columns == [*by, *SCORED]
    assert scorecards(book(deal(1)), periods=[]).is_empty()


def test_a_fact_belongs_to_the_period_of_its_day():
    made = book(deal(1), deal(2, closed=date(2025, 3, 31)), deal(3, closed=date(2025, 4, 1)))
    row = one(scorecards(made, periods=[Q1]), "closed-revenue")
    assert row["n"] == 2
    two = [Q1, Y2025._replace(first=date(2025, 4, 1))]
    both = scorecards(made, periods=two).filter(pl.col("metric") == "closed-revenue")
    assert both.select("period", "n").rows() == [(Q1.first, 2), (date(2025, 4, 1), 1)]


def test_small_samples_are_drawn_to_the_others_and_large_ones_are_not():
    deals = [
        deal(1_000 * rep + at, rep, state="won" if at % 10 < rep else "lost")
        for rep in range(1, 9)
        for at in range(200)
    ]
    deals += [deal(90_000 + at, 9) for at in range(3)]
    cards = card(book(*deals))
    lucky, known = one(cards, "close-rate", rep_id=9), one(cards, "close-rate", rep_id=8)
    assert lucky["value"] == 1.0
    assert lucky["shrunk"] < 0.85
    assert abs(known["shrunk"] - known["value"]) < 0.02


def test_within_a_segment_promises_and_requests_are_unknown_and_not_the_whole():
    kept = [(1, 1, 1, "delivered", DAY, DAY, DAY)]
    made = book(deal(1), deal(2, segment="Theatre"), kept=kept).only(segments=["Club"])
    assert one(card(made), "close-rate")["n"] == 1
    assert card(made).filter(pl.col("metric") == "promise-keeping").is_empty()
    assert book(deal(1), kept=kept).only(teams=["South"]).due.is_empty()


STATES = some.sampled_from(["won", "lost", "open"])
ROWS = some.lists(some.tuples(some.integers(1, 4), STATES, some.integers(0, 10**9)), max_size=30)


@settings(max_examples=30, deadline=None)
@given(ROWS, some.integers(1, 9_999))
def test_splitting_a_credit_changes_no_total_and_no_rate_of_the_team(rows, part):
    deals = [deal(at, rep, state, amount=cents) for at, (rep, state, cents) in enumerate(rows)]
    split = [
        each
        for row in deals
        for each in (
            row | {"credit_bp": part},
            row | {"credit_bp": 10_000 - part, "rep_id": row["rep_id"] + 10},
        )
    ]
    whole, parts = card(book(*deals), by=("team_id",)), card(book(*split), by=("team_id",))
    same = ["metric", "n", "unmatured", "unknown"]
    assert whole.select(same).equals(parts.select(same))
    values = pl.DataFrame({"one": whole["value"], "other": parts["value"]}).drop_nulls()
    for one_value, other in values.iter_rows():
        assert one_value == pytest.approx(other, rel=1e-9, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_people_add_up_to_the_team_and_limits_hold_the_value(rows):
    deals = [
        deal(at, rep, state, amount=cents, list_cents=cents + at)
        for at, (rep, state, cents) in enumerate(rows)
    ]
    made = book(*deals)
    cards, whole = card(made), card(made, by=())
    for slug in ("closed-revenue", "close-rate"):
        people, every = cards.filter(metric=slug), whole.filter(metric=slug)
        assert people["n"].sum() == every["n"].sum()
    revenue = cards.filter(metric="closed-revenue")["value"].sum()
    assert revenue == pytest.approx(whole.filter(metric="closed-revenue")["value"].sum())
    hair = 1e-9
    held = cards.filter(pl.col("low").is_not_null())
    assert held.filter(pl.col("low") > pl.col("value") + hair).is_empty()
    assert held.filter(pl.col("high") < pl.col("value") - hair).is_empty()
    assert not cards.filter((pl.col("n") == 0) & pl.col("value").is_not_null()).height
    assert not cards["value"].is_nan().any()


def test_every_measure_is_declared_in_the_catalog_with_its_direction():
    from metrics.catalog import BY_SLUG

    for measure in MEASURES:
        assert BY_SLUG[measure.slug].better == measure.better
