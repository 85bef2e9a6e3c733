"""What a plan credits each rep with in each period, before a rate is looked at; pays nobody."""

import polars as pl

from metrics.plan import DISCOUNT, WHOLE_BP, Component, Multiplier, Plan, Spif, Where
from metrics.plan_history import BOOKED, RECURRING, History
from metrics.plan_periods import period_of, quotas_in
from metrics.plan_rounding import half_even, part, wide

KEY = ("rep_id", "period")


def credit(component: Component) -> pl.Expr:
    """A deal's credit for a component in cents; null where it counts for nothing in it."""
    base = RECURRING if component.credit == "recurring" else BOOKED
    name = f"{base}_{component.where.strategy}" if component.where.strategy else base
    counts = matching(component.where)
    if component.credit == "new":
        counts &= pl.col("is_new")
    return pl.when(counts).then(pl.col(name))


def weight(component: Component) -> pl.Expr:
    """By what a component's pay is shared among its deals: credit times the discount's factor."""
    by_discount = component.by_discount
    if by_discount is None:
        return wide(credit(component))
    return wide(credit(component)) * wide(_factor(by_discount))


def _weights(component: Component) -> pl.Expr:
    """The sum of `weight`: credit is summed by factor first, which needs no wide column."""
    by_discount, cents = component.by_discount, credit(component)
    if by_discount is None:
        return wide(cents.sum())
    factors = {band.factor_bp for band in by_discount.bands} | {by_discount.unknown_bp}
    return pl.sum_horizontal(
        wide(cents.filter(_factor(by_discount) == factor).sum()) * factor
        for factor in sorted(factors)
    )


def _factor(multiplier: Multiplier) -> pl.Expr:
    """A deal's factor in basis points, by how far its amount lies under its list price."""
    discount = pl.col("discount_bp")
    factor = pl.lit(multiplier.bands[0].factor_bp)
    for band in multiplier.bands[1:]:
        factor = pl.when(discount >= band.start).then(pl.lit(band.factor_bp)).otherwise(factor)
    return pl.when(discount.is_not_null()).then(factor).otherwise(pl.lit(multiplier.unknown_bp))


def bonus(spif: Spif) -> pl.Expr:
    """A deal's part of a SPIF: cents for one by the deal, the credited cents for one by a rate."""
    counts = matching(spif.where)
    if spif.from_on:
        counts &= pl.col("closed_on") >= spif.from_on
    if spif.until_on:
        counts &= pl.col("closed_on") < spif.until_on
    strategy = spif.where.strategy
    credited = pl.col(f"{BOOKED}_{strategy}" if strategy else BOOKED)
    if spif.per_deal_cents is None:
        return pl.when(counts).then(credited)
    each = pl.lit(spif.per_deal_cents, pl.Int64)
    own = part(each, pl.col("upto_bp"), pl.col("bp"), WHOLE_BP, kind=pl.Int64)
    return pl.when(counts & (credited > 0) if strategy else counts).then(own)


def matching(where: Where) -> pl.Expr:
    """Whether a deal is of the types and products asked for, whatever their case."""
    found = pl.lit(True)
    for name, wanted in (("deal_type", where.deal_types), ("product", where.products)):
        if wanted:
            folded = pl.col(name).str.to_lowercase()
            found &= folded.is_in([each.lower() for each in wanted]).fill_null(False)
    return found


def credited(plan: Plan, history: History) -> pl.DataFrame:
    """A row per rep and period in which she has a quota or a credited deal, in that order.

    `rep_id, period, own_quota_cents, deals` (won and credited), `unknown_deals` (of them without
    an amount in the company's currency), `booked_cents` (her part of all that was won); for each
    component n `c{n}` (credit in cents, or the metric's value in millionths; null = the metric is
    not known), `q{n}` (its quota, in the same) and `w{n}` (its deals' weights, see `weight`); for
    each SPIF n `b{n}` in cents.
    """
    dated = history.deals.with_columns(period_of("closed_on", plan.period).alias("period"))
    sums = dated.group_by(*KEY).agg(
        pl.len().cast(pl.Int64).alias("deals"),
        pl.col("amount_cents").null_count().cast(pl.Int64).alias("unknown_deals"),
        pl.col(BOOKED).sum().alias("booked_cents"),
        *(
            each
            for n, component in enumerate(plan.components)
            if component.credit != "metric"
            for each in (
                credit(component).sum().alias(f"c{n}"),
                _weights(component).alias(f"w{n}"),
            )
        ),
        *(_bonuses(spif).alias(f"b{n}") for n, spif in enumerate(plan.spifs)),
    )
    seats = (
        quotas_in(history.quotas, plan.period)
        .rename({"quota_cents": "own_quota_cents"})
        .join(sums, on=KEY, how="full", coalesce=True)
        .sort(KEY)
        .with_columns(pl.all().exclude(*KEY, "own_quota_cents").fill_null(0))
    )
    for n, component in enumerate(plan.components):
        seats = _with_quota(seats, n, component, history.scores)
    return seats


def _bonuses(spif: Spif) -> pl.Expr:
    total = bonus(spif).sum()
    return total if spif.rate_bp is None else half_even(wide(total) * spif.rate_bp, WHOLE_BP)


def _with_quota(
    seats: pl.DataFrame, n: int, component: Component, scores: pl.DataFrame
) -> pl.DataFrame:
    if component.credit != "metric":
        own = pl.col("own_quota_cents")
        given = pl.lit(component.quota_cents, pl.Int64)
        quota = own if component.quota_cents is None else given
        return seats.with_columns(pl.when(quota > 0).then(quota).alias(f"q{n}"))
    found = seats.join(score(scores, str(component.metric), f"c{n}"), on=KEY, how="left")
    return found.with_columns(
        pl.lit(component.target, pl.Int64).alias(f"q{n}"), pl.lit(0, pl.Int128).alias(f"w{n}")
    ).sort(KEY)


def score(scores: pl.DataFrame, metric: str, name: str) -> pl.DataFrame:
    """`rep_id, period` and, called `name`, the value of a metric in millionths."""
    return scores.filter(pl.col("metric") == metric).select(*KEY, pl.col("value").alias(name))


__all__ = ["DISCOUNT", "KEY", "bonus", "credit", "credited", "matching", "score", "weight"]
