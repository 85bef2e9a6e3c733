"""How closely a mix follows the strategy's target shares; served facts in, measured frames out.

The index is proportional similarity (Renkonen 1938, "Statistisch-ökologische Untersuchungen über
die terrestrische Käferwelt der finnischen Bruchmoore"): 1 minus the total variation distance.
"""

from collections.abc import Sequence

import polars as pl

from metrics import bootstrap
from metrics.bootstrap import Floats
from metrics.columns import in_order
from metrics.mixes import READS, Mixes, mixes

ENOUGH_FACTS = 5
ENOUGH_UNITS = 10

DIFFERENCE = {
    "column": pl.String,
    "before": pl.Float64,
    "n_before": pl.Int64,
    "change": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def index(
    served: pl.DataFrame, *, by: Sequence[str] = (), seed: int = 0, draws: int = 1_000
) -> pl.DataFrame:
    """Alignment index of every column: sum over versions and pillars of min(actual, target).

    Each fact is judged by the strategy version in force on its own date: with a_vp the weight
    on pillar p of version v, W_v all weight under v, W all weight and t_vp the target share,
    value = sum min(a_vp, W_v t_vp) / W; outside (which includes unmapped) = weight off the
    pillars / W; imbalance = sum max(a_vp - W_v t_vp, 0) / W. The three add up to 1.

    Args:
        served: from `serve`, filtered as wished. by: columns to split on.
        seed, draws: of the bootstrap over accounts.

    Returns:
        `column, *by, value, low, high, outside, unmapped, imbalance` (0 to 1), `n` (facts whose
        weight is known), `units` (accounts), `measure`; in the thread's order, then by `by`.
        Null, never 0: everything estimated when n < 5, the total is 0 or no fact fell under a
        strategy; `low` and `high` (95%) also with fewer than 10 units.

    Source: Renkonen 1938; docs/metrics.md#alignment-index
    """
    mix = mixes(served, by)
    if mix is None:
        return _nothing(served, by)
    return _measured(mix, by, _fits(mix, seed, draws))


def trend(served: pl.DataFrame, *, seed: int = 0, draws: int = 1_000) -> pl.DataFrame:
    """The index of every column in every calendar quarter: `column, quarter` (its first day),
    `value, low, high, n`; null as in `index`. Stocks count as of the days they were served on."""
    by_quarter = index(served, by=("quarter",), seed=seed, draws=draws)
    return by_quarter.select("column", "quarter", "value", "low", "high", "n")


def difference(
    now: pl.DataFrame, before: pl.DataFrame, *, seed: int = 0, draws: int = 1_000
) -> pl.DataFrame:
    """Index of `now` minus index of `before`, by column.

    Returns:
        `column, before` (the earlier index), `n_before, change` (0.04 = 4 points), `low, high`
        (95%). The resampled accounts are the same on both sides, so that an account that bought
        in both periods is not counted as two. Null where either side is null in `index`.
    """
    sides = [f.select(*READS, side=pl.lit(at)) for at, f in enumerate((before, now))]
    mix = mixes(pl.concat(sides), ("side",))
    if mix is None:
        return pl.DataFrame(schema=DIFFERENCE)
    fits = _fits(mix, seed, draws)
    points = _measured(mix, ("side",), fits).with_row_index("at")
    then, since = points.filter(side=0), points.filter(side=1)
    paired = then.join(since, on="column", how="full", suffix="_now", coalesce=True)
    paired = paired.sort(in_order())
    has_both = (pl.col("low") + pl.col("low_now")).is_not_null()
    at = paired.select(pl.col("at", "at_now").fill_null(0)).to_numpy()
    change = (paired["value_now"] - paired["value"]).fill_null(0.0).to_numpy()
    fewer = mix.worth()[at].min(axis=1)  # the side worth fewer accounts says how sure both are
    low, high = bootstrap.interval(fits[at[:, 1]] - fits[at[:, 0]], change, fewer)
    return paired.with_columns(low_change=low, high_change=high).select(
        "column",
        pl.col("value").alias("before"),
        pl.col("n").fill_null(0).alias("n_before"),
        (pl.col("value_now") - pl.col("value")).alias("change"),
        pl.when(has_both).then(pl.col("low_change").clip(-1.0, 1.0)).alias("low"),
        pl.when(has_both).then(pl.col("high_change").clip(-1.0, 1.0)).alias("high"),
    )


def _measured(mix: Mixes, by: Sequence[str], fits: Floats) -> pl.DataFrame:
    """The frame of `index`, from the sums and the resampled index of each cell."""
    known = (pl.col("n") >= ENOUGH_FACTS) & (pl.col("total") > 0) & pl.col("judged")
    wide = known & (pl.col("units") >= ENOUGH_UNITS)
    value = mix.fit(mix.totals[:, None])[:, 0]
    limits = bootstrap.interval(fits, value, mix.worth())
    low, high = (limit.clip(0.0, 1.0) for limit in limits)
    estimates = {"value": value, "low": low, "high": high, **mix.shortfall()}
    withheld = {"low": wide, "high": wide}
    return mix.cells.with_columns(**estimates).select(
        "column",
        *by,
        *(pl.when(withheld.get(name, known)).then(name).alias(name) for name in estimates),
        "n",
        "units",
        "measure",
    )


def _fits(mix: Mixes, seed: int, draws: int) -> Floats:
    return mix.fit(bootstrap.resampled(mix.sums, seed=seed, draws=draws))


def _nothing(served: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    estimated = ("value", "low", "high", "outside", "unmapped", "imbalance")
    return pl.DataFrame(
        schema={"column": pl.String}
        | {name: served.schema[name] for name in by}
        | dict.fromkeys(estimated, pl.Float64)
        | {"n": pl.Int64, "units": pl.Int64, "measure": pl.String}
    )
