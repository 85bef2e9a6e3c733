"""The steps of a plan in their order, a column each: credit, threshold, tiers, multipliers, cap,
SPIFs, draw. The clawback looks back at other periods and is taken in `plan_payouts`."""

import numpy as np
import polars as pl

from metrics.plan import DISCOUNT, WHOLE_BP, Component, Multiplier, Plan
from metrics.plan_credits import KEY, credited, score
from metrics.plan_history import History
from metrics.plan_rounding import half_even, part, wide

FINE = WHOLE_BP  # credit is held against tiers in ten-thousandths of its unit


def stepped(plan: Plan, history: History) -> pl.DataFrame:
    """`plan_credits.credited` with what each step adds or takes, in cents.

    For each component n: `t{n}_{k}` (what tier k pays), `m{n}_{k}` (what multiplier k adds),
    `p{n}` (both, all tiers and multipliers), `kept{n}` (what of it is left under the cap); `cap`
    (0 or less), `b{n}` (SPIFs), `draw` (paid in advance, or taken back: less than 0). Null where
    the plan needs a quota and there is none.
    """
    return steps_of(plan, credited(plan, history), history.scores)


def steps_of(plan: Plan, seats: pl.DataFrame, scores: pl.DataFrame) -> pl.DataFrame:
    """As `stepped`, from rows of `credited`."""
    found = seats
    for n, component in enumerate(plan.components):
        found = _tiers(found, n, component, plan)
        found = _multiplied(found, n, component, scores)
    found = _capped(found, plan)
    return _drawn(found, plan)


def _tiers(seats: pl.DataFrame, n: int, component: Component, plan: Plan) -> pl.DataFrame:
    """Each tier's pay in cents, by rounding the running sum over tiers."""
    exact, by = tier_pay(component, plan, wide(f"c{n}"), wide(f"q{n}"))
    upto, before, columns = pl.lit(0, pl.Int128), pl.lit(0, pl.Int64), {}
    for k, pays in enumerate(exact):
        upto = upto + pays
        now = half_even(upto, by)
        columns[f"t{n}_{k}"] = now - before
        before = now
    known = pl.col(f"q{n}").is_not_null() if component.needs_quota else pl.lit(True)
    return seats.with_columns(
        pl.when(known).then(each).alias(name) for name, each in columns.items()
    )


def tier_pay(
    component: Component, plan: Plan, credit: pl.Expr, quota: pl.Expr
) -> tuple[list[pl.Expr], pl.Expr]:
    """What each tier pays, exactly: numerators, and the denominator that all share.

    Args:
        credit, quota: wide, in cents (millionths for a metric).
    """
    held = zip(inside(component, credit, quota), component.tiers, strict=True)
    pays = [fine * tier.rate_bp for fine, tier in held]
    if component.rate == "of credit":
        return pays, pl.lit(FINE * WHOLE_BP, pl.Int128)
    target = share_of_target(component, plan)
    return [each * target for each in pays], quota * (FINE * WHOLE_BP)


def inside(component: Component, credit: pl.Expr, quota: pl.Expr) -> list[pl.Expr]:
    """The credit that each tier pays for, in ten-thousandths of its unit; 0 below the threshold."""
    if component.credit == "metric":
        unknown = quota if component.unknown == "target" else pl.lit(0, pl.Int128)
        credit = pl.coalesce(credit, unknown)
    fine = credit * FINE
    starts = [_start(component, tier.start, quota) for tier in component.tiers]
    reached, floor = pl.lit(True), pl.lit(0, pl.Int128)
    if component.threshold_bp is not None:
        threshold = quota * component.threshold_bp
        reached = fine >= threshold
        floor = threshold if component.threshold_pays == "above" else floor
    if component.shape == "slab":
        held = [_all_of(fine, starts, k) for k in range(len(starts))]
    else:
        held = [_slice_of(fine, starts, k, floor) for k in range(len(starts))]
    return [pl.when(reached).then(each).otherwise(0).cast(pl.Int128) for each in held]


def _all_of(fine: pl.Expr, starts: list[pl.Expr], k: int) -> pl.Expr:
    """All credit where this slab is the one reached, else nothing."""
    here = fine >= starts[k] if k else pl.lit(True)
    if k + 1 < len(starts):
        here = here & (fine < starts[k + 1])
    return pl.when(here).then(fine).otherwise(0)


def _slice_of(fine: pl.Expr, starts: list[pl.Expr], k: int, floor: pl.Expr) -> pl.Expr:
    """The credit between this tier's start and the next one's."""
    upper = pl.min_horizontal(fine, starts[k + 1]) if k + 1 < len(starts) else fine
    lower = pl.max_horizontal(starts[k], floor)
    return pl.max_horizontal(upper - lower, pl.lit(0, pl.Int128))


def share_of_target(component: Component, plan: Plan) -> pl.Expr:
    """The component's share of the target variable of a period, in cents."""
    whole = pl.lit(plan.target_variable_cents, pl.Int128)
    return wide(half_even(whole * component.share_bp, WHOLE_BP))


def _start(component: Component, start: int, quota: pl.Expr) -> pl.Expr:
    if component.measure == "attainment":
        return quota * start if start else pl.lit(0, pl.Int128)
    return pl.lit(start * FINE, pl.Int128)


def _multiplied(
    seats: pl.DataFrame, n: int, component: Component, scores: pl.DataFrame
) -> pl.DataFrame:
    tiers = pl.sum_horizontal(
        (f"t{n}_{k}" for k in range(len(component.tiers))), ignore_nulls=False
    )
    found = seats.with_columns(tiers.alias(f"p{n}"))
    for k, multiplier in enumerate(component.multipliers):
        before = pl.col(f"p{n}")
        if multiplier.by == DISCOUNT:
            whole = wide(f"c{n}") * WHOLE_BP
            now = half_even(wide(before) * pl.col(f"w{n}"), whole).fill_null(before)
        else:
            found = found.join(score(scores, multiplier.by, "value"), on=KEY, how="left").sort(KEY)
            now = half_even(wide(before) * wide(factor_of(multiplier)), WHOLE_BP)
        now = pl.when(before.is_not_null()).then(now)
        found = found.with_columns((now - before).alias(f"m{n}_{k}"), now.alias(f"p{n}"))
        if multiplier.by != DISCOUNT:
            found = found.rename({"value": f"v{n}_{k}"})
    return found


def factor_of(multiplier: Multiplier) -> pl.Expr:
    """The factor in basis points for a metric's `value` in millionths."""
    factor = pl.lit(multiplier.bands[0].factor_bp)
    for band in multiplier.bands[1:]:
        here = pl.col("value") >= band.start
        factor = pl.when(here).then(pl.lit(band.factor_bp)).otherwise(factor)
    known = pl.col("value").is_not_null()
    return pl.when(known).then(factor).otherwise(pl.lit(multiplier.unknown_bp))


def _capped(seats: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """What the cap takes, and what it leaves of each component, in proportion."""
    names = [f"p{n}" for n in range(len(plan.components))]
    whole = pl.sum_horizontal(names, ignore_nulls=False) if names else pl.lit(0, pl.Int64)
    if plan.cap_cents is None:
        kept = [pl.col(name).alias(f"kept{n}") for n, name in enumerate(names)]
        return seats.with_columns(*kept, pl.when(whole.is_not_null()).then(0).alias("cap"))
    left = pl.min_horizontal(whole, pl.lit(plan.cap_cents))
    left = pl.when(whole.is_not_null()).then(left)
    kept, upto = [], pl.lit(0, pl.Int64)
    for n, name in enumerate(names):
        upto = upto + pl.col(name)
        own = part(wide(left), wide(upto), wide(name), wide(whole))
        kept.append(pl.when(whole > 0).then(own).otherwise(pl.col(name)).alias(f"kept{n}"))
    return seats.with_columns(*kept, (left - whole).alias("cap"))


def _drawn(seats: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """What the draw adds in a poor period and takes back in later ones, rep by rep."""
    earned = pl.sum_horizontal(
        *(f"kept{n}" for n in range(len(plan.components))),
        *(f"b{n}" for n in range(len(plan.spifs))),
        ignore_nulls=False,
    )
    found = seats.with_columns(earned.alias("earned"))
    if plan.draw_cents is None or found.is_empty():
        return found.with_columns(pl.when(earned.is_not_null()).then(0).alias("draw"))
    pay = found["earned"].fill_null(plan.draw_cents).to_numpy()  # unknown: nothing is moved
    known = found["earned"].is_not_null().to_numpy()
    _, rep = np.unique(found["rep_id"].to_numpy(), return_inverse=True)
    at = found.select(pl.int_range(pl.len()).over("rep_id")).to_series().to_numpy()
    owed, moved = np.zeros(rep.max() + 1, dtype=np.int64), np.zeros(len(pay), dtype=np.int64)
    for step in range(at.max() + 1):
        here = np.flatnonzero((at == step) & known)
        short = plan.draw_cents - pay[here]
        moved[here] = np.where(short > 0, short, -np.minimum(owed[rep[here]], -short))
        owed[rep[here]] += moved[here]
    draw = pl.Series("draw", moved)
    return found.with_columns(pl.when(earned.is_not_null()).then(draw).alias("draw"))
