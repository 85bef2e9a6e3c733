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

ENOUGH, MANY = "__enough", "__many"  # whether limits of conversion and of revenue may be shown
EFFECTS = (
    "difference",
    "low",
    "high",
    "lift",
    "lift_low",
    "lift_high",
    "lift_p",
    "sequential_low",
    "sequential_high",
    "sequential_p",
    "difference_sequential_low",
    "difference_sequential_high",
    "incremental",
    "per_extra",
    "claimed",
    "revenue_difference",
    "revenue_low",
    "revenue_high",
    "revenue_p",
    "revenue_lift",
    "revenue_lift_low",
    "revenue_lift_high",
    "revenue_lift_p",
)
"""What compares the arms; null without a holdout."""
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
    counted = {
        "mail_rate": of_counts(f"{_M}conversions", f"{_M}n"),
        "holdout_rate": of_counts(f"{_H}conversions", f"{_H}n"),
        "__paid": of_sums(f"{_M}n", f"{_M}revenue_cents", f"{_M}sum_sq"),
        "__unpaid": of_sums(f"{_H}n", f"{_H}revenue_cents", f"{_H}sum_sq"),
    }
    both = side_by_side(found, by=by)
    known, (treated, control, paid, unpaid) = _known(both, counted)
    n = treated.n + control.n
    low, high = _limits(known)
    lift = log_ratio(treated, control).as_lift()
    eased, moved = relative(treated, control), difference(treated, control)
    watched = _sequence(eased, n, trial.expected)
    money, grown = difference(paid, unpaid), fieller(paid, unpaid)
    judged = known.with_columns_seq(
        moved.value.alias("difference"),
        low.alias("low"),
        high.alias("high"),
        lift.value.alias("lift"),
        lift.low.alias("lift_low"),
        lift.high.alias("lift_high"),
        lift.p.alias("lift_p"),
        eased.value.alias("__eased"),
        *_where(
            ENOUGH,
            sequential_high=watched.high,
            sequential_p=watched.p,
            difference_sequential_high=_sequence(moved, n, trial.expected).high,
        ),
        per_extra(treated, control).alias("per_extra"),
        money.value.alias("revenue_difference"),
        grown.value.alias("revenue_lift"),
        *_where(
            MANY,
            revenue_high=money.high,
            revenue_p=money.p,
            revenue_lift_low=grown.low,
            revenue_lift_high=grown.high,
            revenue_lift_p=grown.p,
        ),
    )
    extra = pl.col("difference") * pl.col(f"{_M}n")
    return judged.with_columns_seq(
        _mirrored("sequential_high", "sequential_low", "__eased"),
        _mirrored("difference_sequential_high", "difference_sequential_low"),
        _mirrored("revenue_high", "revenue_low", "revenue_difference"),
        extra.alias("incremental"),
        (pl.col(f"{_M}conversions") / positive(extra)).alias("claimed"),
    ).select(*both.columns, "mail_rate", "holdout_rate", *EFFECTS)


def looks(cells: pl.DataFrame, *, window: int, as_of: date, trial: Trial) -> pl.DataFrame:
    """The difference of conversion as it stood after each day's customers had their window.

    Returns:
        `day` (assigned on), `mail_n, holdout_n` (so far), `difference, low, high` (Welch: fixed,
        good for one look), `watched_low, watched_high` (valid at every look); limits are null
        below 150 customers or 10 conversions in an arm. One row a day of the cells.
    """
    daily = side_by_side(arms(cells, window=window, as_of=as_of, by=("day",)), by=("day",))
    counted = {side: of_counts(f"{side}conversions", f"{side}n") for side in (_M, _H)}
    summed, (treated, control) = _known(daily.with_columns(pl.exclude("day").cum_sum()), counted)
    fixed = difference(treated, control)
    watched = _sequence(fixed, treated.n + control.n, trial.expected)
    # of earlier days Welch's limits hold the truth in 87% (simulated)
    return summed.select_seq(
        "day",
        "mail_n",
        "holdout_n",
        fixed.value.alias("difference"),
        *_where(ENOUGH, high=fixed.high, watched_high=watched.high),
    ).select(
        pl.exclude("high", "watched_high"),
        _mirrored("high", "low"),
        "high",
        _mirrored("watched_high", "watched_low"),
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
    designed = {MAIL: 1 - share, HOLDOUT: share}
    whole = {"arm": [MAIL, HOLDOUT], "n": [mail, held], "share": list(designed.values())}
    p = mismatch(pl.DataFrame(whole))["p"].item()
    # An arm that never had anybody is one of the design all the same.
    nobody = [{"day": daily["day"][0], "arm": arm, "n": 0} for arm in designed if arm not in counts]
    shared = pl.concat([daily, pl.DataFrame(nobody, schema=daily.schema)]) if nobody else daily
    shared = shared.with_columns(pl.col("arm").replace_strict(designed).alias("share"))
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


def _known(frame: pl.DataFrame, counted: dict[str, Moments]) -> tuple[pl.DataFrame, list[Moments]]:
    """The frame with means, errors and what may be shown as columns, and the moments that read
    them: otherwise each estimate would work them out again."""
    known = frame.with_columns_seq(
        *(arm.mean.alias(name) for name, arm in counted.items()),
        *(arm.error.alias(f"__{name}_e") for name, arm in counted.items()),
        pl.all_horizontal(enough(f"{side}n", f"{side}conversions") for side in (_M, _H)).alias(
            ENOUGH
        ),
        (pl.min_horizontal(f"{_M}conversions", f"{_H}conversions") >= LEAST_BUYERS).alias(MANY),
    )
    return known, [
        Moments(arm.n, pl.col(name), pl.col(f"__{name}_e")) for name, arm in counted.items()
    ]


def _sequence(fixed: Estimate, n: pl.Expr, expected: int | None) -> Estimate:
    if expected is None:
        nothing = pl.lit(None, pl.Float64)
        return Estimate(fixed.value, fixed.se, nothing, nothing, nothing)
    return always_valid(fixed, n, expected=expected)


def _where(told: str, **columns: pl.Expr) -> list[pl.Expr]:
    """Each where the column `told` says so, by its name."""
    return [pl.when(told).then(column).alias(name) for name, column in columns.items()]


def _mirrored(high: str, low: str, value: str = "difference") -> pl.Expr:
    """The lower limit of an interval that lies evenly about its value."""
    return (2 * pl.col(value) - pl.col(high)).alias(low)
