"""Pay equals the slow oracle to the cent on made-up plans and histories, and keeps its laws."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from metrics.plan_curve import cliffs, curve
from metrics.plan_language import content_of, plan_of
from metrics.plan_lines import lines
from metrics.plan_payouts import paid_for_deals, run
from metrics.plan_places import we_pay
from metrics.plan_toml import as_toml, from_toml
from tests.metrics import plan_oracle as oracle
from tests.metrics import planned
from tests.metrics.planned import deal, frames

SPAN = (date(2024, 1, 1), date(2028, 1, 1))
# Without shrinking: it would run these plans for minutes.
slow = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
quick = settings(slow, max_examples=25)


def payouts(paid):
    rows = paid.payouts.select("rep_id", "period", "variable_cents").rows()
    return {(rep, period): cents for rep, period, cents in rows}


@slow
@given(planned.plans, planned.deals(), planned.quotas(), planned.scores())
def test_every_payout_equals_the_oracle_to_the_cent(plan, deals, quotas, scores):
    history = frames(deals, quotas, scores)
    paid = run(plan, history)
    wanted, by_deal = oracle.run(plan, deals, quotas, scores)
    assert payouts(paid) == wanted
    found = defaultdict(int)
    for rep, period, key, cents in paid_for_deals(paid, history).rows():
        found[rep, period, key] += cents
    assert {k: v for k, v in found.items() if v} == {k: v for k, v in by_deal.items() if v}


@quick
@given(planned.plans, planned.deals(), planned.quotas(), planned.scores())
def test_the_lines_of_every_payout_add_up_to_it_and_no_pay_is_a_float(plan, deals, quotas, scores):
    history = frames(deals, quotas, scores)
    paid = run(plan, history)
    for row in paid.payouts.iter_rows(named=True):
        found = lines(paid, history, rep_id=row["rep_id"], period=row["period"])
        assert found["cents"].sum() == (row["total_cents"] or 0)
    money = [name for name in paid.steps.columns if name not in ("rep_id", "period")]
    assert all(paid.steps.schema[name].is_integer() for name in money)
    floats = [name for name, kind in paid.payouts.schema.items() if kind.is_float()]
    assert floats == ["attainment"]


@quick
@given(planned.plans, planned.deals(), planned.quotas())
def test_what_is_paid_by_place_adds_up_to_the_variable_pay(plan, deals, quotas):
    history = frames(deals, quotas)
    paid = run(plan, history)
    found = we_pay(paid, history, span=SPAN)
    assert found["cents"].sum() == paid.payouts["variable_cents"].sum()


@quick
@given(planned.plans, planned.deals(), planned.quotas(), st.randoms())
def test_the_order_of_deals_and_their_days_within_a_period_do_not_matter(plan, deals, quotas, dice):
    plan = plan_of(content_of(plan) | {"spifs": []}) if plan.components else plan
    assume(plan.clawback_days is None and not plan.spifs)
    assume(all(part.credit != "new" for part in plan.components))
    shuffled = [each | {"left": None} for each in deals]
    before = payouts(run(plan, frames(shuffled, quotas)))
    dice.shuffle(shuffled)
    moved = [each | {"on": oracle.first_day(each["on"], plan.period)} for each in shuffled]
    assert payouts(run(plan, frames(moved, quotas))) == before


@quick
@given(planned.deals(), st.integers(1, 9_999))
def test_splitting_a_credit_between_two_reps_never_changes_what_is_credited(deals, bp):
    plan = plan_of(FLAT)
    alone = [each | {"reps": {1: 10_000}} for each in deals]
    shared = [each | {"reps": {1: bp, 2: 10_000 - bp}} for each in deals]
    for strategy in (None, "on", "outside", "unmapped"):
        extra = {"strategy": strategy} if strategy else {}
        plan = plan_of({**FLAT, "components": [FLAT["components"][0] | extra]})
        one, two = (run(plan, frames(each)).payouts for each in (alone, shared))
        assert one["credited_cents"].sum() == two["credited_cents"].sum()


FLAT = {
    "period": "quarter",
    "components": [
        {"name": "R", "credit": "booked", "shape": "marginal",
         "tiers": [{"from": "0%", "rate": "10%"}]}
    ],
}  # fmt: skip


@quick
@given(planned.contents(), st.integers(1, 3_000_000))
def test_a_marginal_plan_is_continuous_and_never_pays_less_for_more(content, quota):
    parts = [p for p in content["components"] if p["credit"] != "metric"]
    assume(parts and "on_target_cents" not in content)
    for part in parts:
        part |= {"shape": "marginal"}
        if "threshold" in part:
            part["threshold_pays"] = "above"
    plan = plan_of(content)
    pay = curve(plan, quota_cents=quota)
    steps = pay["pay_cents"].diff().drop_nulls()
    assert (steps >= 0).all()
    assert cliffs(plan, quota_cents=quota).is_empty()
    # No step is larger than the highest rate and factor allow, and a cent of rounding each.
    rate = sum(max(tier.rate_bp for tier in part.tiers) for part in plan.components)
    rate = Fraction(rate * 2, 10_000)
    widths = pay["credit_cents"].diff().drop_nulls()
    for step, width in zip(steps, widths, strict=True):
        assert step <= rate * width + 8


@quick
@given(st.lists(st.integers(0, 2_000), min_size=2, max_size=4), st.integers(100, 10**7))
def test_cliffs_of_slabs_are_reported_exactly_where_they_are(rates, quota):
    tiers = [{"from": f"{50 * n}%", "rate": f"{bp / 100:.2f}%"} for n, bp in enumerate(rates)]
    part = {"name": "R", "credit": "booked", "shape": "slab", "tiers": tiers}
    plan = plan_of({"period": "quarter", "components": [part]})
    found = {row["credit_cents"]: row["jump_cents"] for row in
             cliffs(plan, quota_cents=quota).iter_rows(named=True)}  # fmt: skip
    for n in range(1, len(rates)):
        at = -(-quota * 50 * n // 100)
        jump = oracle.near(Fraction(at * rates[n], 10_000)) - oracle.near(
            Fraction((at - 1) * rates[n - 1], 10_000)
        )
        assert found.pop(at, 0) == (jump if rates[n] != rates[n - 1] else 0)
    assert found == {}


@quick
@given(planned.contents(), planned.deals(), planned.quotas(), st.integers(0, 300_000))
def test_a_cap_caps_what_components_pay_and_nothing_else(content, deals, quotas, cap):
    assume(content["components"])
    content.pop("cap_cents", None)
    history = frames(deals, quotas)
    free = run(plan_of(content), history).steps
    capped = run(plan_of(content | {"cap_cents": cap}), history).steps
    kept = [name for name in capped.columns if name.startswith("kept")]
    wanted = free.select(pl.sum_horizontal(kept, ignore_nulls=False).clip(upper_bound=cap))
    assert capped.select(pl.sum_horizontal(kept, ignore_nulls=False)).equals(wanted)
    for name in (name for name in free.columns if name[0] == "b"):
        assert capped[name].equals(free[name])


@quick
@given(st.integers(1, 365), st.integers(1, 400), st.integers(1, 10**9))
def test_a_clawback_returns_exactly_the_unearned_fraction_in_the_later_period(within, days, cents):
    plan = plan_of(FLAT | {"clawback_days": within})
    won = date(2025, 2, 10)
    left = won + timedelta(days=days)
    paid = run(plan, frames([deal(1, won, cents, left=left)]))
    paid_for_it = oracle.near(Fraction(cents, 10))
    unearned = max(Fraction(within - days, within), Fraction(0))
    assert -paid.clawbacks["cents"].sum() == oracle.near(paid_for_it * unearned)
    if oracle.near(paid_for_it * unearned):
        assert paid.clawbacks["period"].to_list() == [oracle.first_day(left, "quarter")]


@quick
@given(planned.contents())
def test_a_plan_comes_back_from_toml_as_it_was(content):
    plan = plan_of(content)
    assert plan_of(from_toml(as_toml(content_of(plan)))) == plan
