"""Revenue per customer compared three ways, so that a few large orders cannot fool anybody; it
reads the buyers' amounts alone."""

import polars as pl

from metrics.heavy import Arm, bootstrap, cap, capped_sums
from metrics.lift import difference, of_sums
from metrics.nudge_arms import HOLDOUT, MAIL
from metrics.nudge_effect import LEAST_BUYERS

SCHEMA = {"way": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64}


def three_ways(arms: pl.DataFrame, spent: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """The difference of revenue per customer between the mail arm and the holdout.

    Args:
        arms: `nudge_arms.arms` of the whole campaign. spent: `arm, cents` (in the window, one row
            a customer who bought), of the same customers.

    Returns:
        `way` (raw, capped, resampled), `value, low, high` (minor units a customer, 95%), `cap`
        (minor units; null but for capped, and there where fewer than 1 in 1,000 bought, when
        nothing is capped and the value is null too). Null without a holdout; limits also below 30
        buyers in an arm.

    Source: METHODS as in `lift` and `heavy`.
    """
    sides = [_side(arms, spent, arm) for arm in (MAIL, HOLDOUT)]
    if not all(side.n for side in sides):
        ways = ["raw", "capped", "resampled"]
        return pl.DataFrame({"way": ways}).with_columns(
            pl.lit(None, pl.Float64).alias(name) for name in ("value", "low", "high", "cap")
        )
    limit = cap(*sides)
    raw = _welch(*(_sums(side, float("inf")) for side in sides))
    capped = (None, None, None) if limit is None else _welch(*(_sums(s, limit) for s in sides))
    drawn = bootstrap(*sides, seed=seed)
    many = pl.lit(min(side.amounts.size for side in sides) >= LEAST_BUYERS)
    rows = [
        ("raw", *raw, None),
        ("capped", *capped, limit),
        ("resampled", raw[0], drawn.low if drawn else None, drawn.high if drawn else None, None),
    ]
    found = pl.DataFrame(rows, schema=SCHEMA | {"cap": pl.Float64}, orient="row")
    return found.with_columns(pl.when(many).then(name).alias(name) for name in ("low", "high"))


def _side(arms: pl.DataFrame, spent: pl.DataFrame, arm: str) -> Arm:
    return Arm.of(spent.filter(arm=arm)["cents"].to_numpy(), int(arms.filter(arm=arm)["n"].sum()))


def _sums(side: Arm, at: float) -> tuple[int, float, float]:
    return (side.n, *capped_sums(side, at))


def _welch(
    mail: tuple[int, float, float], held: tuple[int, float, float]
) -> tuple[float | None, float | None, float | None]:
    names = ("n1", "s1", "q1", "n0", "s0", "q0")
    frame = pl.DataFrame([(*mail, *held)], schema=names, orient="row")
    found = difference(of_sums("n1", "s1", "q1"), of_sums("n0", "s0", "q0"))
    value, low, high = frame.select(
        found.value.alias("value"), found.low.alias("low"), found.high.alias("high")
    ).row(0)
    return value, low, high
