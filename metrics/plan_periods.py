"""The periods of a plan, and what a quota is in each; knows no pay."""

import polars as pl

from metrics.plan import PeriodKind
from metrics.plan_rounding import half_even, wide

EVERY: dict[PeriodKind, str] = {"month": "1mo", "quarter": "1q", "year": "1y"}


def period_of(day: str, kind: PeriodKind) -> pl.Expr:
    """The first day of the period that a day is in."""
    return pl.col(day).dt.truncate(EVERY[kind])


def quotas_in(quotas: pl.DataFrame, kind: PeriodKind) -> pl.DataFrame:
    """`rep_id, period, quota_cents`: quotas by period, split by days where they span several.

    A quota's parts add up to it; several of a period add up. Null when one of them is unknown.

    Args:
        quotas: QUOTAS.
    """
    last = pl.col("until_on").dt.offset_by("-1d")
    spread = (
        quotas.with_row_index("row")
        .with_columns(
            pl.date_ranges(
                period_of("from_on", kind), last.dt.truncate(EVERY[kind]), interval=EVERY[kind]
            ).alias("period")
        )
        .explode("period")
    )
    end = pl.min_horizontal(pl.col("period").dt.offset_by(EVERY[kind]), "until_on")
    begin = pl.max_horizontal("period", "from_on")
    amount, whole = wide("amount_cents"), wide(_days("until_on", "from_on"))
    upto = half_even(amount * wide((end - pl.col("from_on")).dt.total_days()), whole)
    before = half_even(amount * wide((begin - pl.col("from_on")).dt.total_days()), whole)
    known = pl.col("quota_cents").null_count() == 0
    return (
        spread.with_columns((upto - before).alias("quota_cents"))
        .group_by("rep_id", "period")
        .agg(pl.when(known).then(pl.col("quota_cents").sum()).alias("quota_cents"))
        .sort("rep_id", "period")
    )


def _days(end: str, begin: str) -> pl.Expr:
    return (pl.col(end) - pl.col(begin)).dt.total_days()
