"""What the next unit of credit pays, and where a cent more pays a heap: no rep, no history."""

import polars as pl

from metrics.plan import WHOLE_BP, Component, Plan
from metrics.plan_history import SCORES
from metrics.plan_steps import steps_of

STEPS = 200
FARTHEST_BP = 20_000


def curve(plan: Plan, *, quota_cents: int) -> pl.DataFrame:
    """Pay by credit, for somebody who sells only what counts, at list price, metrics on target.

    Returns:
        `credit_cents, attainment, pay_cents, marginal` (pay of the next cents over those cents),
        from nothing to twice the quota; steps of 1%, and the two cents at each cliff.
    """
    top = quota_cents * FARTHEST_BP // WHOLE_BP
    grid = {top * step // STEPS for step in range(STEPS + 1)}
    edges = {cent for at in _boundaries(plan, quota_cents) for cent in (at - 1, at)}
    points = sorted(grid | {cent for cent in edges if 0 <= cent <= top})
    found = _paid(plan, points, quota_cents)
    step = pl.col("credit_cents").shift(-1) - pl.col("credit_cents")
    return found.with_columns(
        (pl.col("credit_cents") / quota_cents).alias("attainment"),
        ((pl.col("pay_cents").shift(-1) - pl.col("pay_cents")) / step).alias("marginal"),
    )


def cliffs(plan: Plan, *, quota_cents: int) -> pl.DataFrame:
    """Where one cent of credit more changes the pay by more than its rate: `component, why`
    (threshold | tier), `credit_cents` (the first cent past it), `attainment, jump_cents`.

    Exact: at each threshold that pays for all credit once it is reached, and at each slab's start
    whose rate is not that of the slab before. A jump that the cap swallows is none.
    """
    rows = []
    for component in _money(plan):
        for why, at in _jumps(component, quota_cents):
            before, after = _paid(plan, [at - 1, at], quota_cents)["pay_cents"]
            if after != before:
                rows.append((component.name, why, at, at / quota_cents, after - before))
    schema = {
        "component": pl.String,
        "why": pl.String,
        "credit_cents": pl.Int64,
        "attainment": pl.Float64,
        "jump_cents": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row").sort("credit_cents", "component")


def _money(plan: Plan) -> list[Component]:
    """The components that somebody who sells on strategy is paid by."""
    return [
        part
        for part in plan.components
        if part.credit != "metric" and part.where.strategy in (None, "on")
    ]


def _jumps(component: Component, quota_cents: int) -> list[tuple[str, int]]:
    quota = component.quota_cents or quota_cents
    found, threshold = [], component.threshold_bp
    if threshold and component.threshold_pays == "all":
        found.append(("threshold", -(-quota * threshold // WHOLE_BP)))
    if component.shape == "slab":
        for before, tier in zip(component.tiers, component.tiers[1:], strict=False):
            start = _cents(component, tier.start, quota)
            if tier.rate_bp != before.rate_bp and (not found or start > found[0][1]):
                found.append(("tier", start))
    return [(why, at) for why, at in found if at > 0]


def _boundaries(plan: Plan, quota_cents: int) -> list[int]:
    return [at for component in _money(plan) for _, at in _jumps(component, quota_cents)]


def _cents(component: Component, start: int, quota: int) -> int:
    """The first whole cent of a tier."""
    return -(-quota * start // WHOLE_BP) if component.measure == "attainment" else start


def _paid(plan: Plan, credit: list[int], quota_cents: int) -> pl.DataFrame:
    """`credit_cents, pay_cents` (variable, before SPIFs and draw), by the steps of the plan."""
    cents = pl.Series("credit_cents", credit, dtype=pl.Int64)
    seats = pl.DataFrame({"rep_id": range(len(credit)), "credit_cents": cents}).with_columns(
        pl.lit(None, pl.Date).alias("period"), pl.lit(quota_cents).alias("own_quota_cents")
    )
    counted, columns = _money(plan), []
    for n, part in enumerate(plan.components):
        held = pl.col("credit_cents") if part in counted else pl.lit(0)
        quota = part.quota_cents or quota_cents
        if part.credit == "metric":
            held, quota = pl.lit(part.target), part.target or 0
        factor = part.by_discount.bands[0].factor_bp if part.by_discount else 1
        columns += [
            held.cast(pl.Int64).alias(f"c{n}"),
            pl.lit(quota, pl.Int64).alias(f"q{n}"),
            (held.cast(pl.Int128) * factor).alias(f"w{n}"),
        ]
    columns += [pl.lit(0, pl.Int64).alias(f"b{n}") for n in range(len(plan.spifs))]
    scores = pl.DataFrame(schema=SCORES | {"value": pl.Int64})
    found = steps_of(plan, seats.with_columns(columns), scores)
    return found.sort("credit_cents").select("credit_cents", pl.col("earned").alias("pay_cents"))
