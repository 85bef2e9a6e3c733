"""The one rounding rule of pay: half to even, and parts that add up; rounds no float.

A step of a plan is rounded to the cent once, half to even. What splits into lines (tiers, deals,
people) is split by rounding the running sum, so the lines add up to the step exactly.
"""

import polars as pl

Whole = pl.Int128  # cents times basis points times cents: more than 64 bits hold


def wide(value: str | pl.Expr) -> pl.Expr:
    """A column of integers, wide enough to be multiplied."""
    return (pl.col(value) if isinstance(value, str) else value).cast(Whole)


def half_even(
    numerator: pl.Expr, denominator: pl.Expr | int, *, kind: type[pl.DataType] = Whole
) -> pl.Expr:
    """numerator / denominator to the nearest integer, half to even; null where divided by 0.

    Both are integers of `kind`, wide unless twice the numerator is known to fit into less;
    `denominator` >= 0.
    """
    by = pl.lit(denominator, kind) if isinstance(denominator, int) else denominator
    by = pl.when(by > 0).then(by)
    whole = numerator // by
    rest = 2 * (numerator - whole * by)
    up = (rest > by) | ((rest == by) & (whole % 2 == 1))
    return (whole + up.cast(kind)).cast(pl.Int64)


def part(
    amount: pl.Expr,
    upto: pl.Expr,
    weight: pl.Expr,
    whole: pl.Expr | int,
    *,
    kind: type[pl.DataType] = Whole,
) -> pl.Expr:
    """The part of `amount` that falls to `weight` of `whole`, where `upto` is the running sum of
    weights with it: the parts of running sums that end at `whole` add up to `amount`."""
    now, before = amount * upto, amount * (upto - weight)
    return half_even(now, whole, kind=kind) - half_even(before, whole, kind=kind)
