"""A payout opened into its lines, which add up to it exactly; computes no pay of its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from metrics.plan import DISCOUNT, Component, Plan, Tier
from metrics.plan_deals import by_deal
from metrics.plan_history import History
from metrics.plan_payouts import Paid
from metrics.plan_reading import spoken_percent, spoken_value
from metrics.plan_rounding import half_even, wide
from metrics.plan_steps import FINE, inside

LINES = {
    "step": pl.String,
    "what": pl.String,
    "deal_id": pl.Int64,
    "credited_cents": pl.Int64,
    "rate_bp": pl.Int64,
    "cents": pl.Int64,
}


@dataclass(frozen=True)
class _Payout:
    plan: Plan
    row: pl.DataFrame
    at: dict[str, Any]


def lines(paid: Paid, history: History, *, rep_id: int, period: date) -> pl.DataFrame:
    """LINES of one payout, in the order in which the plan is worked out.

    `step`: base, tier, multiplier, cap, spif, draw or clawback. `what`: in words. `credited_cents`
    (null where it is no money) and `rate_bp` null where the step has none. `cents` of all lines
    add up to the payout's `total_cents`. Empty when she has no payout then, or it is not known.
    """
    here = (pl.col("rep_id") == rep_id) & (pl.col("period") == period)
    row = paid.steps.filter(here & pl.col("earned").is_not_null())
    if row.is_empty():
        return pl.DataFrame(schema=LINES)
    of = _Payout(paid.plan, row, row.row(0, named=True))
    found = [_line("base", "Base pay", cents=paid.plan.base_cents(period))]
    for n, component in enumerate(paid.plan.components):
        found += _component(of, n, component)
    if of.at["cap"]:
        found.append(_line("cap", "Above the cap of the period", cents=of.at["cap"]))
    found += _spifs(of, history.of(rep_id))
    if of.at["draw"]:
        what = "Advance: paid at least the draw" if of.at["draw"] > 0 else "Earlier draw taken back"
        found.append(_line("draw", what, cents=of.at["draw"]))
    for back in paid.clawbacks.filter(here).sort("deal_id").iter_rows(named=True):
        found.append(_clawback(back, paid.plan.clawback_days or 0))
    shown = [each for each in found if each["cents"] or each["credited_cents"]]
    return pl.DataFrame(shown, schema=LINES)


def _line(step: str, what: str, **more: Any) -> dict[str, Any]:
    return dict.fromkeys(LINES) | {"step": step, "what": what} | more


def _component(of: _Payout, n: int, component: Component) -> list[dict[str, Any]]:
    metric = component.credit == "metric"
    parts, upto, columns = inside(component, wide(f"c{n}"), wide(f"q{n}")), pl.lit(0, pl.Int128), {}
    for k, each in enumerate(parts):
        columns[f"i{k}"] = half_even(upto + each, FINE) - half_even(upto, FINE)
        upto = upto + each
    credit = of.row.select(**columns).row(0, named=True)
    found = []
    for k, tier in enumerate(component.tiers):
        if of.at[f"t{n}_{k}"] or (credit[f"i{k}"] and not metric):
            rate = tier.rate_bp if component.rate == "of credit" else None
            found.append(
                _line(
                    "tier",
                    f"{component.name}: {_tier(component, k, tier, of.at[f'c{n}'])}",
                    credited_cents=None if metric else credit[f"i{k}"],
                    rate_bp=rate,
                    cents=of.at[f"t{n}_{k}"],
                )
            )
    for k, multiplier in enumerate(component.multipliers):
        if multiplier.by == DISCOUNT:
            what = "factor of each deal's discount"
        else:
            value = of.at[f"v{n}_{k}"]
            what = f"factor of {multiplier.by} ({_value(value)})"
        if of.at[f"m{n}_{k}"]:
            cents = of.at[f"m{n}_{k}"]
            found.append(_line("multiplier", f"{component.name}: {what}", cents=cents))
    return found


def _tier(component: Component, k: int, tier: Tier, credit: int | None) -> str:
    """`attainment from 50% to 100%, at 10%`; amounts are columns, not words."""
    if component.measure == "attainment":
        span = f"attainment from {spoken_percent(tier.start)}"
        if k + 1 < len(component.tiers):
            span += f" to {spoken_percent(component.tiers[k + 1].start)}"
    else:
        span = f"tier {k + 1} of {len(component.tiers)}"
    whole = ", one rate on all" if component.shape == "slab" else ""
    times = " of the credit" if component.rate == "of credit" else " of the base rate"
    found = f"{span}{whole}, at {spoken_percent(tier.rate_bp)}{times}"
    if component.credit != "metric":
        return found
    return f"{component.metric} {_value(credit)} of {_value(component.target)}, {found}"


def _value(millionths: int | None) -> str:
    return "not known" if millionths is None else spoken_value(millionths)


def _spifs(of: _Payout, history: History) -> list[dict[str, Any]]:
    """A line per deal and SPIF: what the plan with this SPIF alone pays for each deal."""
    found = []
    for n, spif in enumerate(of.plan.spifs):
        if not of.at[f"b{n}"]:
            continue
        alone = Plan(of.plan.period, (), (spif,))
        only = of.row.rename({f"b{n}": "b"}).select("rep_id", "period", "earned", b0="b")
        paid = by_deal(alone, history, only).filter(pl.col("cents") != 0)
        found += [
            _line("spif", spif.name, deal_id=deal, rate_bp=spif.rate_bp, cents=cents)
            for deal, cents in paid.select("deal_id", "cents").iter_rows()
        ]
    return found


def _clawback(back: dict[str, Any], within: int) -> dict[str, Any]:
    what = (
        f"The customer left on {back['left_on']}, {back['days']} days after the deal was won:"
        f" {within - back['days']} of {within} days were not earned"
    )
    return _line("clawback", what, deal_id=back["deal_id"], cents=back["cents"])
