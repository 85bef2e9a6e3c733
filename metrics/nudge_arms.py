"""The arms of a campaign within a window of days, summed from the cube's cells; compares nothing.

Analysed by assignment: whoever was assigned counts, mailed or not, and a purchase counts within
`window` whole days of her own assignment. Only customers whose window is over are counted, in both
arms alike: those assigned on day d are once d + window lies before `as_of`.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

MAIL, HOLDOUT = "mail", "holdout"
LONGEST = 30  # days that the cube tells of
WINDOWS = range(1, LONGEST + 1)
CELLS = pl.Schema(
    {
        "day": pl.Date,  # assigned on, UTC
        "arm": pl.String,
        "segment": pl.String,  # "" = not known
        "lag": pl.Int32,  # whole days from assignment to purchase; -1 carries n
        "n": pl.Int64,  # customers assigned
        "dconv": pl.Int64,  # first purchases
        "ds": pl.Int64,  # revenue, minor units
        "dss": pl.Int64,  # increment of squared cumulated revenue
        "dorders": pl.Int64,
        "dunpriced": pl.Int64,  # orders of unknown amount
        "drefunds": pl.Int64,  # orders of which something was paid back
    }
)
SUMS = {
    "n": "n",
    "dconv": "conversions",
    "ds": "revenue_cents",
    "dss": "sum_sq",
    "dorders": "orders",
    "dunpriced": "unpriced",
    "drefunds": "refunds",
}

_WIDE = {"dss": pl.Int128}  # squares fit 64 bits by the week and need not by the year


def matured(window: int, as_of: date) -> pl.Expr:
    """Whether the window of those assigned on `day` is over by the beginning of `as_of`."""
    return pl.col("day") + pl.duration(days=window) < pl.lit(as_of)


def arms(cells: pl.DataFrame, *, window: int, as_of: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """What each arm did within the window.

    Args:
        cells: CELLS of one campaign.
        window: whole days, 1 to 30.
        by: columns of the cells to split on, `("segment",)` or `("day",)`.

    Returns:
        `*by, arm, n` (customers whose window is over), `conversions` (of them who bought),
        `revenue_cents`, `sum_sq` (sum of squared revenue per customer), `orders`, `unpriced`,
        `refunds`, exact: Int64, squares Int128. Sorted by `by` and arm, the mail first. An arm
        without customers is absent.

    Raises:
        ValueError: the window is not within 1 to 30 days.

    Source: prefix sums of an additive cube; docs/metrics.md#nudge-conversion.
    """
    if window not in WINDOWS:
        raise ValueError(f"A window is 1 to 30 days, not {window}.")
    within = cells.filter(matured(window, as_of) & (pl.col("lag") < window))
    sums = [pl.col(column).cast(_WIDE.get(column, pl.Int64)).sum() for column in SUMS]
    sums = [total.alias(name) for total, name in zip(sums, SUMS.values(), strict=True)]
    found = within.group_by(*by, "arm").agg(sums).filter(pl.col("n") > 0)
    return found.sort(*by, pl.col("arm") != MAIL, "arm")


def together(split: pl.DataFrame) -> pl.DataFrame:
    """The whole arms from the parts of them that `arms` gave."""
    found = split.group_by("arm").agg(pl.col(SUMS.values()).sum())
    return found.sort(pl.col("arm") != MAIL, "arm")


def waiting(cells: pl.DataFrame, *, window: int, as_of: date) -> pl.DataFrame:
    """`arm, n, until`: customers whose window still runs, and the day on which the last is over."""
    still = cells.filter(~matured(window, as_of))
    return (
        still.group_by("arm")
        .agg(pl.col("n").sum(), (pl.col("day").max() + pl.duration(days=window + 1)).alias("until"))
        .filter(pl.col("n") > 0)
        .sort(pl.col("arm") != MAIL)
    )


def side_by_side(found: pl.DataFrame, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """One row per `by`: every column of `arms` as `mail_…` and `holdout_…`; an arm that nobody
    is in has n 0 and sums 0."""
    sides = []
    for arm in (MAIL, HOLDOUT):
        side = found.filter(arm=arm).drop("arm")
        sides.append(side.rename({c: f"{arm}_{c}" for c in side.columns if c not in by}))
    left, right = sides
    if by:
        both = left.join(right, on=list(by), how="full", coalesce=True, nulls_equal=True)
    else:
        # Without a key a join is a pairing of one row with one row; an empty arm is a row of 0.
        either = [side if side.height else side.clear(1) for side in sides]
        both = pl.concat(either, how="horizontal")
    numbers = [c for c in both.columns if c not in by]
    return (
        both.with_columns(pl.col(numbers).fill_null(0)).sort(list(by))
        if by
        else (both.with_columns(pl.col(numbers).fill_null(0)))
    )
