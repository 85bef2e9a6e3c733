"""What the reminder changed: the mail arm against the holdout, from sums alone; it words nothing.

Without a holdout there is no effect to be known, and every column of it is null.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from metrics.estimate import Estimate, positive
from metrics.lift import (
    Moments,
    difference,
    fieller,
    log_ratio,
    of_counts,
    of_sums,
    per_extra,
    relative,
)
from metrics.nudge_arms import HOLDOUT, MAIL, arms, side_by_side
from metrics.proportions import miettinen_nurminen, newcombe
from metrics.sample_ratio import BLOCKS_BELOW, mismatch, mismatch_over_time
from metrics.sequential import always_valid, enough

LEAST_BUYERS = 30  # per arm; with fewer, Welch's limits of revenue cover 92 to 94%
SMALL = 5  # converted customers below which a difference gets the score limits

SEQUENTIAL = (
    "sequential_low",
    "sequential_high",
    "sequential_p",
    "difference_sequential_low",
    "difference_sequential_high",
)
_M, _H = f"{MAIL}_", f"{HOLDOUT}_"


@dataclass(frozen=True)
class Trial:
    """What was laid down before the start: the part held out (0 to 1; null = nobody said), the
    customers of both arms at which one means to decide (null = nobody said), and whether the
    campaign has ended."""

    holdout_share: float | None
    expected: int | None
    ended: bool = False


def effect(found: pl.DataFrame, *, trial: Trial, by: Sequence[str] = ()) -> pl.DataFrame:
    """Contrast the arms.

    Args:
        found: as `arms` gives it, with the same `by`.

    Returns:
        One row per `by`, without any: one row. The sums of both arms as `mail_…`, `holdout_…`;
        `mail_rate, holdout_rate`; `difference, low, high` (of conversion, Newcombe's limits,
        Miettinen and Nurminen's where an arm has fewer than 5 conversions); `lift, lift_low,
        lift_high, lift_p` (relative, log ratio); `sequential_low, sequential_high, sequential_p`
        (relative, delta method) and `difference_sequential_low, difference_sequential_high`,
        valid at every look, null below 150 customers or 10 conversions in an arm or without
        `trial.expected`; `incremental` (buyers of the mail arm who would not have bought),
        `per_extra` (customers to mail for one more), `claimed` (attributed / incremental);
        `revenue_difference, revenue_low, revenue_high, revenue_p` (minor units a customer, Welch);
        `revenue_lift, revenue_lift_low, revenue_lift_high` (Fieller, which holds where a few
        orders are large and the log ratio does not); limits of revenue are null below 30 buyers in
        an arm. Null without a holdout.

    Source: METHODS in docs/metrics.md; Newcombe 1998; Katz et al. 1978; Welch 1947.
    """
    wide = side_by_side(found, by=by)
    held = pl.col(f"{_H}n") > 0
    moments = {
        "mail_rate": of_counts(f"{_M}conversions", f"{_M}n"),
        "holdout_rate": of_counts(f"{_H}conversions", f"{_H}n"),
        "__paid": of_sums(f"{_M}n", f"{_M}revenue_cents", f"{_M}sum_sq"),
        "__unpaid": of_sums(f"{_H}n", f"{_H}revenue_cents", f"{_H}sum_sq"),
    }
    # As columns of their own: otherwise each of the 25 below would work them out again.
    wide = wide.with_columns_seq(
        *(moment.mean.alias(name) for name, moment in moments.items()),
        *(moment.error.alias(f"__{name}_e") for name, moment in moments.items()),
    )
    treated, control, paid, unpaid = (
        Moments(moment.n, pl.col(name), pl.col(f"__{name}_e")) for name, moment in moments.items()
    )
    low, high = _limits(wide)
    ratio, money = log_ratio(treated, control).as_lift(), difference(paid, unpaid)
    gap = treated.mean - control.mean
    columns = [
        gap.alias("difference"),
        low.alias("low"),
        high.alias("high"),
        *_named(ratio, "lift"),
        *_watched(treated, control, trial),
        (gap * pl.col(f"{_M}n")).alias("incremental"),
        per_extra(treated, control).alias("per_extra"),
        (pl.col(f"{_M}conversions") / positive(gap * pl.col(f"{_M}n"))).alias("claimed"),
        *_when_many(_named(money, "revenue_difference", "revenue")),
        *_when_many(_named(fieller(paid, unpaid), "revenue_lift")),
    ]
    # In turn: a row a segment is less work than sharing it out.
    judged = wide.with_columns_seq(
        pl.when(held).then(c).alias(c.meta.output_name()) for c in columns
    )
    return judged.select(pl.exclude("^__.*$"))


def looks(cells: pl.DataFrame, *, window: int, as_of: date, trial: Trial) -> pl.DataFrame:
    """The difference of conversion as it stood after each day's customers had their window.

    Returns:
        `day` (assigned on), `mail_n, holdout_n` (so far), `difference, low, high` (Welch: fixed,
        good for one look), `watched_low, watched_high` (valid at every look); limits are null
        below 150 customers or 10 conversions in an arm. One row a day of the cells.
    """
    daily = side_by_side(arms(cells, window=window, as_of=as_of, by=("day",)), by=("day",))
    summed = daily.with_columns(pl.exclude("day").cum_sum())
    treated, control = (of_counts(f"{side}conversions", f"{side}n") for side in (_M, _H))
    fixed, watched = difference(treated, control), _sequence(treated, control, trial.expected)
    held = (pl.col("mail_n") > 0) & (pl.col("holdout_n") > 0)
    gap = pl.col("difference")
    # Both lie evenly about the difference, so the upper limit is worked out and the lower mirrored.
    return summed.select_seq(
        "day",
        "mail_n",
        "holdout_n",
        pl.when(held).then(fixed.value).alias("difference"),
        # of earlier days Welch's limits hold the truth in 87% (simulated)
        pl.when(held & _enough()).then(fixed.high).alias("high"),
        pl.when(held & _enough()).then(watched.high).alias("watched_high"),
    ).select(
        pl.exclude("high", "watched_high"),
        (2 * gap - pl.col("high")).alias("low"),
        "high",
        (2 * gap - pl.col("watched_high")).alias("watched_low"),
        "watched_high",
    )


@dataclass(frozen=True)
class Ratio:
    """Whether both arms hold as many customers as designed; p null where nobody said the design.

    `anytime_p` may be looked at every day. `blocks`: what is shown below must not be believed.
    """

    mail: int
    holdout: int
    p: float | None
    anytime_p: float | None
    blocks: bool


def ratio(cells: pl.DataFrame, *, trial: Trial) -> Ratio:
    """The sample-ratio check of everybody assigned, whether her window is over or not."""
    daily = cells.filter(pl.col("lag") == -1).group_by("day", "arm").agg(pl.col("n").sum())
    counts = dict(daily.group_by("arm").agg(pl.col("n").sum()).rows())
    mail, held = counts.get(MAIL, 0), counts.get(HOLDOUT, 0)
    share = trial.holdout_share
    if share is None or not 0 < share < 1 or not mail + held:
        return Ratio(mail, held, None, None, blocks=False)
    designed = pl.DataFrame({"arm": [MAIL, HOLDOUT], "share": [1 - share, share]})
    p = mismatch(designed.with_columns(n=pl.Series([mail, held])))["p"].item()
    # An arm that never had anybody is one of the design all the same.
    nobody = designed.select(pl.lit(daily["day"].min()).alias("day"), "arm", n=pl.lit(0, pl.Int64))
    shared = pl.concat([daily, nobody]).with_columns(
        share=pl.when(pl.col("arm") == HOLDOUT).then(share).otherwise(1 - share)
    )
    anytime = mismatch_over_time(shared, over="day")["p"][-1]
    return Ratio(mail, held, p, anytime, blocks=p < BLOCKS_BELOW)


def _limits(wide: pl.DataFrame) -> tuple[pl.Expr, pl.Expr]:
    """Newcombe's limits; the score limits where an arm has few conversions or few without."""
    kept, n, other, other_n = (f"{_M}conversions", f"{_M}n", f"{_H}conversions", f"{_H}n")
    usual = newcombe(kept, n, other, other_n)
    least = pl.min_horizontal(
        kept, other, pl.col(n) - pl.col(kept), pl.col(other_n) - pl.col(other)
    )
    few = least < SMALL
    if not wide.select(few.any()).item():  # halving takes longer than all the rest
        return usual
    score = miettinen_nurminen(kept, n, other, other_n)
    low, high = (
        pl.when(few).then(small).otherwise(plain) for small, plain in zip(score, usual, strict=True)
    )
    return low, high


def _watched(treated: Moments, control: Moments, trial: Trial) -> list[pl.Expr]:
    """The always-valid limits of the relative lift and of the difference, withheld when early."""
    if trial.expected is None:
        nothing = pl.lit(None, pl.Float64)
        return [nothing.alias(name) for name in SEQUENTIAL]
    n = treated.n + control.n
    lifted = always_valid(relative(treated, control), n, expected=trial.expected)
    moved = _sequence(treated, control, trial.expected)
    shown = (lifted.low, lifted.high, lifted.p, moved.low, moved.high)
    return [
        pl.when(_enough()).then(column).alias(name)
        for name, column in zip(SEQUENTIAL, shown, strict=True)
    ]


def _sequence(treated: Moments, control: Moments, expected: int | None) -> Estimate:
    fixed = difference(treated, control)
    if expected is None:
        nothing = pl.lit(None, pl.Float64)
        return Estimate(fixed.value, fixed.se, nothing, nothing, nothing)
    return always_valid(fixed, treated.n + control.n, expected=expected)


def _enough() -> pl.Expr:
    """Whether both arms have the units and conversions that the asymptotic limits need."""
    return pl.all_horizontal(enough(f"{side}n", f"{side}conversions") for side in (_M, _H))


def _named(estimate: Estimate, value: str, limits: str | None = None) -> list[pl.Expr]:
    prefix = limits or value
    return [
        estimate.value.alias(value),
        estimate.low.alias(f"{prefix}_low"),
        estimate.high.alias(f"{prefix}_high"),
        estimate.p.alias(f"{prefix}_p"),
    ]


def _when_many(columns: list[pl.Expr]) -> list[pl.Expr]:
    """The value, and its limits where both arms have the buyers that they need."""
    many = pl.min_horizontal(f"{_M}conversions", f"{_H}conversions") >= LEAST_BUYERS
    value, *limits = columns
    return [value, *(pl.when(many).then(c).alias(c.meta.output_name()) for c in limits)]
