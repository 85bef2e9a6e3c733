"""Plans: published numbers, every refusal in words, what is empty, what-if, places, comparison."""

from datetime import date

import polars as pl
import pytest

from metrics.plan import METRICS
from metrics.plan_compare import by_rep, changes, compared, costing, gini
from metrics.plan_curve import cliffs, curve
from metrics.plan_departures import departed
from metrics.plan_language import plan_of
from metrics.plan_lines import lines
from metrics.plan_payouts import run
from metrics.plan_periods import quotas_in
from metrics.plan_places import we_pay
from metrics.plan_reading import NoPlan
from metrics.plan_toml import from_toml
from metrics.plan_what_if import WhatIf, what_if
from metrics.scorecards_frames import LINES, QUOTAS
from metrics.scorecards_measures import MEASURES
from tests.metrics.planned import FIRST, deal, frames

Q1, YEAR = date(2026, 1, 1), (date(2026, 1, 1), date(2026, 12, 31))
WON = date(2026, 2, 1)


def plan(*tiers, shape="marginal", **more):
    """One component on what is booked, by attainment."""
    over = {key: more.pop(key) for key in ("cap_cents", "draw_cents", "clawback_days", "spifs")
            if key in more}  # fmt: skip
    rows = [{"from": start, "rate": rate} for start, rate in tiers]
    part = {"name": "R", "credit": "booked", "shape": shape, "tiers": rows}
    return plan_of({"period": "quarter", "components": [part | more], **over})


def paid_on(one, cents, quota, **more):
    quotas = [(1, Q1, date(2026, 4, 1), quota)]
    return run(one, frames([deal(1, WON, cents, **more)], quotas)).payouts["variable_cents"].item()


def test_the_accelerators_of_the_methods_page():
    # $150,000 on a $100,000 quota at 5%, then 6% to 125%, then 7%: 8,250.
    one = plan(("0%", "5%"), ("100%", "6%"), ("125%", "7%"))
    assert paid_on(one, 150_000_00, 100_000_00) == 8_250_00


TABLE = (("0%", "5%"), ("50%", "10%"), ("100%", "12%"), ("150%", "15%"))


@pytest.mark.parametrize(
    ("credit", "marginal", "slab"),
    [(16_000, 800, 800), (16_500, 825, 1_650), (33_000, 2_475, 3_960), (49_500, 4_455, 7_425)],
)
def test_the_tiers_of_the_methods_page_marginal_and_slab(credit, marginal, slab):
    for shape, pays in (("marginal", marginal), ("slab", slab)):
        assert paid_on(plan(*TABLE, shape=shape), credit * 100, 33_000_00) == pays * 100


def test_on_target_pay_is_base_and_target_variable_at_the_base_rate():
    one = plan_of({"period": "quarter", "on_target_cents": 120_000_00, "base": "60%",
                   "components": [{"name": "R", "credit": "booked", "rate": "of base rate",
                                   "shape": "marginal", "tiers": [{"from": "0%", "rate": "100%"},
                                   {"from": "100%", "rate": "200%"}]}]})  # fmt: skip
    quotas = [(1, Q1, date(2026, 4, 1), 100_00)]
    row = run(one, frames([deal(1, WON, 150_00)], quotas)).payouts.row(0, named=True)
    # A quarter: base 18,000; target variable 12,000; half as much again at twice the rate.
    assert (row["base_cents"], row["variable_cents"]) == (18_000_00, 24_000_00)
    assert row["attainment"] == 1.5


def test_steps_come_in_the_order_of_the_methods_page():
    one = plan(
        ("0%", "10%"), cap_cents=900_00, clawback_days=100, draw_cents=2_000_00,
        spifs=[{"name": "S", "per_deal_cents": 50_00}],
        multipliers=[{"by": "discount", "bands": [{"from": "0%", "factor": "100%"},
                                                  {"from": "20%", "factor": "50%"}]}],
    )  # fmt: skip
    sold = [
        deal(1, WON, 10_000_00, list=10_000_00),
        deal(2, WON, 10_000_00, list=12_500_00, left=date(2026, 5, 2)),
    ]
    history = frames(sold)
    paid = run(one, history)
    first = lines(paid, history, rep_id=1, period=Q1)
    # Tiers 2,000; half of the second's for its discount of 20%; cap 900; SPIFs; draw to 2,000.
    assert first.select("step", "cents").rows() == [
        ("tier", 2_000_00),
        ("multiplier", -500_00),
        ("cap", -600_00),
        ("spif", 50_00),
        ("spif", 50_00),
        ("draw", 1_000_00),
    ]
    # The second was paid a third of 900 and its SPIF; 10 of 100 days were not earned.
    later = lines(paid, history, rep_id=1, period=date(2026, 4, 1))
    assert later.select("step", "deal_id", "cents").rows() == [("clawback", 2, -35_00)]
    assert "90 days after the deal was won: 10 of 100 days" in later["what"][0]


def test_a_draw_is_taken_back_from_what_is_earned_later():
    sold = [deal(1, WON, 100_00), deal(2, date(2026, 5, 1), 5_000_00)]
    found = run(plan(("0%", "10%"), draw_cents=100_00), frames(sold)).payouts
    assert found["variable_cents"].to_list() == [100_00, 500_00 - 90_00]


def test_without_a_quota_that_the_plan_needs_the_pay_is_unknown_and_not_nothing():
    history = frames([deal(1, WON, 100_00)])
    paid = run(plan(("0%", "5%"), ("100%", "6%")), history)
    assert paid.payouts["variable_cents"].to_list() == [None]
    assert lines(paid, history, rep_id=1, period=Q1).is_empty()
    assert compared({"A": paid}, span=YEAR)["unknown"].item() == 1


def test_nothing_happened_at_all():
    paid = run(plan(("0%", "5%"), clawback_days=9, draw_cents=5), frames([]))
    assert paid.payouts.is_empty()
    row = compared({"A": paid}, span=YEAR, against="A").row(0, named=True)
    assert (row["cost_cents"], row["cost_share"], row["gini"], row["over"]) == (0, None, None, None)
    assert we_pay(paid, frames([]), span=YEAR).is_empty()
    assert by_rep(paid, YEAR).is_empty()


WRONG = [
    ({}, "Say which", "period"),
    ({"period": "week"}, '"month" or "quarter" or "year"', "period"),
    ({"period": "quarter"}, "at least one component", "components"),
    ({"tax": 1}, "There is no such field here", "tax"),
    ({"components": [{"tiers": [{"from": "0%", "rate": 5}]}]}, "percentage in quotes",
     "components[1].tiers[1].rate"),
    ({"components": [{"tiers": [{"from": "10%", "rate": "5%"}]}]}, "begins at nothing",
     "components[1].tiers[1].from"),
    ({"components": [{"tiers": [{"from": "0%", "rate": "5%"}, {"from": "0%", "rate": "6%"}]}]},
     "above the one before", "components[1].tiers[2].from"),
    ({"components": [{"credit": "metric", "rate": "of credit"}]}, "A metric is not money",
     "components[1].rate"),
    ({"components": [{"credit": "booked", "metric": "close-rate"}]}, "Leave it out",
     "components[1].metric"),
    ({"components": [{"shape": "slab", "threshold": "5%", "threshold_pays": "above"}]},
     "Slab tiers pay one rate", "components[1].threshold_pays"),
    ({"components": [{"rate": "of base rate"}]}, "there is no base rate", "on_target_cents"),
    ({"on_target_cents": 5}, "Give both", "base"),
    ({"cap_cents": 10.5}, "whole cents", "cap_cents"),
    ({"cap_cents": True}, "whole cents", "cap_cents"),
    ({"clawback_days": 0}, "from 1 to 3650", "clawback_days"),
    ({"spifs": [{"name": "S"}]}, "either per_deal_cents or rate", "spifs[1]"),
    ({"spifs": [{"name": "S", "rate": "1%", "from_on": "2026-02-30"}]}, "a day as",
     "spifs[1].from_on"),
    ({"components": 3}, "must be a list of tables", "components"),
    ({"components": [3]}, "must be a table", "components[1]"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words", "path"), WRONG)
def test_what_is_no_plan_is_refused_with_its_path_and_what_to_do(content, words, path):
    with pytest.raises(NoPlan) as refused:
        plan_of(content)
    assert any(p.path == path and words in p.words for p in refused.value.problems)


def test_text_that_is_no_toml_is_told_where():
    with pytest.raises(NoPlan, match="line 1"):
        from_toml("period = = 'quarter'")


def test_a_plan_may_pay_for_every_metric_of_the_scorecards_of_which_more_is_better():
    better = {each.slug for each in MEASURES if each.better == "higher"} - {"closed-revenue"}
    assert set(METRICS) == better


def test_a_cliff_of_a_threshold_is_the_whole_pay_up_to_it():
    one = plan(("0%", "10%"), threshold="50%")
    assert cliffs(one, quota_cents=1_000_00).select("why", "credit_cents", "jump_cents").rows() == [
        ("threshold", 500_00, 50_00)
    ]
    pay = dict(curve(one, quota_cents=1_000_00).select("credit_cents", "pay_cents").rows())
    assert (pay[500_00 - 1], pay[500_00]) == (0, 50_00)


def test_gini_is_none_when_equal_and_nearly_one_when_one_has_all():
    assert gini(pl.Series([5, 5, 5])) == 0
    assert gini(pl.Series([0, 0, 0, 8])) == 0.75
    assert gini(pl.Series([1, 2, 3])) == pytest.approx(2 / 9)  # by hand: 4/3 : 6, differences
    assert gini(pl.Series([1])) is gini(pl.Series([-1, 5])) is gini(pl.Series([0, 0])) is None


def test_a_plan_against_another_names_who_gains_and_who_loses():
    sold = [deal(1, WON, 100_00), deal(2, WON, 900_00, {2: 10_000})]
    history = frames(sold, [(rep, Q1, date(2026, 4, 1), 500_00) for rep in (1, 2)])
    flat, steep = (
        run(plan(("0%", "10%")), history),
        run(plan(("0%", "5%"), ("100%", "20%")), history),
    )
    assert changes(steep, flat, YEAR)["change_cents"].to_list() == [-5_00, 15_00]
    row = compared({"Flat": flat, "Steep": steep}, span=YEAR, against="Flat").row(1, named=True)
    assert (row["cost_cents"], row["revenue_cents"]) == (110_00, 1_000_00)
    assert (row["winners"], row["losers"], row["same"], row["over"]) == (1, 1, 0, 0.5)


def test_costing_scales_what_was_sold_and_nothing_else():
    history = frames([deal(1, WON, 1_000_00)], [(1, Q1, date(2026, 4, 1), 1_000_00)])
    paid = run(plan(("0%", "5%"), ("100%", "10%")), history)
    found = costing(paid, history, span=YEAR, scales_bp=(5_000, 10_000, 15_000))
    assert found["cost_cents"].to_list() == [25_00, 50_00, 100_00]


def test_pay_that_is_not_known_is_counted_and_is_in_neither_cost_nor_revenue():
    # Rep 2 has no quota, which this plan needs: what she is paid is unknown, not 0.
    sold = [deal(1, WON, 1_000_00), deal(2, WON, 600_00, {2: 10_000})]
    history = frames(sold, [(1, Q1, date(2026, 4, 1), 1_000_00)])
    paid = run(plan(("0%", "5%"), ("100%", "10%")), history)
    found = costing(paid, history, span=YEAR, scales_bp=(5_000, 10_000))
    assert found.select("cost_cents", "revenue_cents", "cost_share").rows() == [
        (25_00, 500_00, 0.05),
        (50_00, 1_000_00, 0.05),
    ]
    assert found.select("rep_periods", "unknown").rows() == [(2, 1), (2, 1)]
    row = compared({"A": paid}, span=YEAR).row(0, named=True)
    assert (row["cost_cents"], row["revenue_cents"], row["cost_share"]) == (50_00, 1_000_00, 0.05)
    assert (row["reps"], row["unknown"]) == (2, 1)


def test_a_plan_under_which_nobodys_pay_is_known_costs_nobody_knows_what():
    history = frames([deal(1, WON, 1_000_00)])
    paid = run(plan(("0%", "5%"), ("100%", "10%")), history)
    for found in (compared({"A": paid}, span=YEAR), costing(paid, history, span=YEAR)):
        assert found["cost_cents"].null_count() == found["cost_share"].null_count() == found.height
        assert found["unknown"].to_list() == [1] * found.height


def test_a_rep_who_is_credited_with_no_money_has_no_attainment():
    metric = {"period": "quarter", "on_target_cents": 100_000_00, "base": "50%",
              "components": [{"name": "Close rate", "credit": "metric", "metric": "close-rate",
                              "rate": "of base rate", "target": "25%", "share": "100%",
                              "shape": "slab", "unknown": "target",
                              "tiers": [{"from": "0%", "rate": "100%"}]}]}  # fmt: skip
    history = frames([deal(1, WON, 1_000_00)], [(1, Q1, date(2026, 4, 1), 1_000_00)])
    row = by_rep(run(plan_of(metric), history), YEAR).row(0, named=True)
    assert (row["credited_cents"], row["attainment"]) == (None, None)


def test_what_is_paid_for_follows_each_deals_own_parts():
    sold = [deal(1, WON, 100_00, parts={"on": 60_00, "outside": 40_00}), deal(2, WON, 100_00)]
    history = frames(sold)
    found = we_pay(run(plan(("0%", "10%"), draw_cents=30_00), history), history, span=YEAR)
    assert found.select("place", "cents", "share").rows() == [
        ("no deal", 10_00, None),
        ("outside", 4_00, 0.2),
        ("pillar", 6_00, 0.3),
        ("unmapped", 10_00, 0.5),
    ]


def test_one_more_deal_pays_by_its_discount_and_its_quarter():
    history = frames([deal(1, WON, 900_00)], [(1, Q1, date(2026, 7, 1), 2_000_00)])
    one = plan(("0%", "5%"), ("100%", "50%"))
    options = [(0, date(2026, 3, 1)), (5_000, date(2026, 3, 1)), (0, date(2026, 4, 1)),
               (0, date(2026, 7, 1))]  # fmt: skip
    found = what_if(one, history, WhatIf(200_00), rep_id=1, options=options)
    # The quota of 181 days is 994.48 in Q1: 94.48 at 5%, the rest at 50%. In Q3 there is none.
    assert found["pays_cents"].to_list() == [57_48, 7_48, 10_00, None]


def test_a_quota_over_two_quarters_is_split_by_days_and_adds_up():
    given = pl.DataFrame([(1, date(2026, 3, 1), date(2026, 4, 30), 100)], schema=dict(QUOTAS),
                         orient="row")  # fmt: skip
    assert quotas_in(given, "quarter")["quota_cents"].to_list() == [52, 48]
    assert quotas_in(given.clear(), "month").is_empty()


def test_a_customer_has_left_when_its_revenue_ends_but_not_at_a_gap_or_the_books_end():
    def line(account, begin, end):
        return {"account_id": account, "from_on": begin, "until_on": end, "monthly_cents": 1}

    march, july = date(2025, 3, 1), date(2025, 7, 1)
    given = [
        line(1, FIRST, march),  # left in March
        line(2, FIRST, march),
        line(2, date(2025, 3, 20), None),  # a gap in the books
        line(3, FIRST, july),  # as far as anybody's books go
    ]
    frame = pl.DataFrame(given, schema=dict(LINES))
    deals = pl.DataFrame({"deal_id": [1, 2, 3], "account_id": [1, 2, 3], "closed_on": [FIRST] * 3})
    assert departed(deals, frame, july).rows() == [(1, march)]
    assert departed(deals, frame.clear(), july).is_empty()
