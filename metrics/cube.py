"""(assignments, events) → the additive cells of a campaign, on whatever engine holds the frames.

One function for one process and for a cluster, so it keeps to whole numbers: milliseconds since
1970, days since 1970 (UTC), minor units. It reads no clock. Last touch only: a
purchase belongs to the customer's latest assignment, and variance is per assignment.
"""

from typing import Any

import narwhals as nw
import polars as pl

DAY_MS = 86_400_000
LONGEST_DAYS = 30
FEW_CAMPAIGNS = 5

ASSIGNMENTS = pl.Schema(
    {
        "campaign_id": pl.Int64,
        "unit": pl.String,
        "arm": pl.String,
        "segment": pl.String,  # "" = not known
        "assigned_ms": pl.Int64,
        "valid_to_ms": pl.Int64,  # the first moment that is not hers any more
    }
)
EVENTS = pl.Schema(
    {
        "unit": pl.String,
        "ordered_ms": pl.Int64,
        "cents": pl.Int64,  # net of refunds; null = not known
        "refunded": pl.Int64,  # 1 = something was paid back
    }
)
GROUP = ("campaign_id", "day", "arm", "segment", "lag")
AMOUNTS = ("n", "dconv", "ds", "dss", "dorders", "dunpriced", "drefunds")
CELLS = pl.Schema(
    {
        "campaign_id": pl.Int64,
        "day": pl.Int64,
        "arm": pl.String,
        "segment": pl.String,
        "lag": pl.Int64,
        **dict.fromkeys(AMOUNTS, pl.Int64),
    }
)
LARGEST = 9.2e18

Lazy = nw.LazyFrame[Any]


def with_valid_to(assignments: Lazy, *, campaigns: int = 2) -> Lazy:
    """`valid_to_ms` for assignments that lack it: 30 days, or the same customer's next one.

    Of two at one moment the one of the later campaign is the latest; the other gets nothing.
    Of a few `campaigns` a join finds the next one: it comes within 30 days for few customers, and
    a window would sort them all. Of many a window does: a join meets their square per customer.
    """
    whole = nw.col("assigned_ms") + LONGEST_DAYS * DAY_MS
    if campaigns > FEW_CAMPAIGNS:
        after = nw.col("assigned_ms").shift(-1)
        met = assignments.with_columns(
            _next=after.over("unit", order_by=["assigned_ms", "campaign_id"])
        )
        ends = nw.when(nw.col("_next") < whole).then(nw.col("_next")).otherwise(whole)
        return met.with_columns(valid_to_ms=ends).drop("_next")
    each = ["unit", "campaign_id"]
    others = assignments.select("unit", _other="campaign_id", _next="assigned_ms")
    since = nw.col("_next") - nw.col("assigned_ms")
    later = (since > 0) | ((since == 0) & (nw.col("_other") > nw.col("campaign_id")))
    pairs = assignments.select(*each, "assigned_ms").join(others, on="unit", how="inner")
    following = pairs.filter(later, since < LONGEST_DAYS * DAY_MS)
    following = following.group_by(*each).agg(nw.col("_next").min())
    ends = nw.when(nw.col("_next").is_null()).then(whole).otherwise(nw.col("_next"))
    met = assignments.join(following, on=each, how="left")
    return met.with_columns(valid_to_ms=ends).drop("_next")


def settled(assignments: Lazy, events: Lazy) -> Lazy:
    """What each customer bought under each of her assignments, by whole days after it.

    Args:
        assignments: columns of ASSIGNMENTS, one row per campaign and customer.
        events: columns of EVENTS, one row per purchase.

    Returns:
        `campaign_id, unit, lag, day, arm, segment, orders, cents, unpriced, refunds`; a
        purchase without an amount is an order and adds nothing to `cents`.
    """
    hers = assignments.join(events, on="unit", how="inner")
    since = nw.col("ordered_ms") - nw.col("assigned_ms")
    hers = hers.filter(since >= 0, nw.col("ordered_ms") < nw.col("valid_to_ms"))
    hers = hers.with_columns(
        lag=_whole_days(since),
        day=_whole_days(nw.col("assigned_ms")),
        paid=nw.col("cents").fill_null(0),
        unpriced=nw.when(nw.col("cents").is_null()).then(1).otherwise(0),
    )
    return hers.group_by("campaign_id", "unit", "lag").agg(
        nw.col("day").min(),
        nw.col("arm").min(),
        nw.col("segment").min(),
        orders=nw.len(),
        cents=nw.col("paid").sum(),
        unpriced=nw.col("unpriced").sum(),
        refunds=nw.col("refunded").sum(),
    )


def cells(assignments: Lazy, purchases: Lazy) -> Lazy:
    """The additive cells of what `settled` gives, columns of CELLS and `reach` (see `checked`).

    Lag -1 carries n. `dconv` first conversions, `ds` revenue, `dss` the increment of a
    customer's squared running revenue, c² - (c - revenue)²: all of them add up over lag, day,
    segment, arm and customers, so a window of W days is the sum over lags below W. What she had
    spent before is a join of her few lags, not a window, which would sort everybody's.
    """
    key = ["campaign_id", "unit", "lag"]
    others = purchases.select("campaign_id", "unit", _lag="lag", _cents="cents")
    before = purchases.select(*key).join(others, on=key[:2], how="inner")
    before = before.filter(nw.col("_lag") < nw.col("lag"))
    before = before.group_by(*key).agg(nw.col("_cents").sum().alias("before"))
    bought = purchases.join(before, on=key, how="left")
    rest = nw.col("cents") + nw.lit(2) * nw.col("before").fill_null(0)
    inexact = nw.col("cents").cast(nw.Float64) * rest.cast(nw.Float64)
    bought = bought.with_columns(
        n=nw.lit(0),
        dconv=nw.when(nw.col("before").is_null()).then(1).otherwise(0),
        dss=nw.col("cents") * rest,
        reach=inexact,
    )
    came = bought.group_by(*GROUP).agg(
        *(nw.col(name).sum() for name in ("n", "dconv")),
        nw.col("cents").sum().alias("ds"),
        nw.col("dss").sum(),
        nw.col("orders").sum().alias("dorders"),
        nw.col("unpriced").sum().alias("dunpriced"),
        nw.col("refunds").sum().alias("drefunds"),
        nw.col("reach").sum(),
    )
    were = assignments.with_columns(day=_whole_days(nw.col("assigned_ms")), lag=nw.lit(-1))
    were = were.group_by(*GROUP).agg(n=nw.len())
    were = were.with_columns(
        *(nw.lit(0).alias(name) for name in AMOUNTS[1:]), nw.lit(0.0).alias("reach")
    )
    return nw.concat([_whole(were), _whole(came)], how="vertical")


def checked(made: pl.DataFrame) -> pl.DataFrame:
    """Collected cells, sorted, schema CELLS.

    Raises OverflowError where squares reached beyond 64 bits: a wrapped sum is a wrong one.
    """
    if (made["reach"] > LARGEST).any():
        raise OverflowError("amounts too large for exact squares in 64 bits")
    return made.select(CELLS.keys()).cast(CELLS).sort(GROUP)


def _whole_days(milliseconds: nw.Expr) -> nw.Expr:
    """Exact on every engine: some divide integers as floats, but a multiple divides exactly."""
    return ((milliseconds - milliseconds % DAY_MS) / DAY_MS).cast(nw.Int64)


def _whole(made: Lazy) -> Lazy:
    numbers = ("day", "lag", *AMOUNTS)
    return made.select(
        nw.col("campaign_id").cast(nw.Int64),
        nw.col("day").cast(nw.Int64),
        nw.col("arm"),
        nw.col("segment"),
        *(nw.col(name).cast(nw.Int64) for name in numbers[1:]),
        nw.col("reach").cast(nw.Float64),
    )
