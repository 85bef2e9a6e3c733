"""How closely a mix follows the strategy's target shares; served facts in, measured frames out.

The index is proportional similarity (Renkonen 1938, "Statistisch-ökologische Untersuchungen über
die terrestrische Käferwelt der finnischen Bruchmoore"): 1 minus the total variation distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics import bootstrap
from metrics.bootstrap import Floats, Singles
from metrics.columns import in_order

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

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Mixes:
    """Served facts summed by slot, ready for scoring; a cell is a column x `by`.

    `slots` has one row per slot (sorted so that cells, and strategy versions in a cell, lie
    together), `cells` one per cell with n and units. `sums` is slots x POOLS. `block_of` gives
    the (cell, version) of each slot; `blocks` and `starts` where each block and cell begins.
    """

    slots: pl.DataFrame
    cells: pl.DataFrame
    sums: Floats
    block_of: Numbers
    blocks: Numbers
    starts: Numbers

    def fit(self, amounts: Floats | Singles) -> Floats | Singles:
        """Index of each cell from slot amounts (slots x anything): NaN where the total is 0."""
        target = self.slots["target_share"].fill_null(0.0).to_numpy().astype(amounts.dtype)
        whole = np.add.reduceat(amounts, self.blocks, axis=0)
        aimed = np.minimum(amounts, whole[self.block_of] * target[:, None])
        total = np.add.reduceat(amounts, self.starts, axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.add.reduceat(aimed, self.starts, axis=0) / total


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
    mixes = _mixes(served, by)
    if mixes is None:
        return _nothing(served, by)
    return _measured(mixes, by, _resampled_fit(mixes, seed, draws))


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
    sides = [before.with_columns(side=pl.lit(0)), now.with_columns(side=pl.lit(1))]
    mixes = _mixes(pl.concat(sides), ("side",))
    if mixes is None:
        return pl.DataFrame(schema=DIFFERENCE)
    fits = _resampled_fit(mixes, seed, draws)
    points = _measured(mixes, ("side",), fits).with_row_index("at")
    then, since = points.filter(side=0), points.filter(side=1)
    paired = then.join(since, on="column", how="full", suffix="_now", coalesce=True)
    paired = paired.sort(in_order())
    has_both = (pl.col("low") + pl.col("low_now")).is_not_null()
    at = paired.select(pl.col("at", "at_now").fill_null(0)).to_numpy()
    low, high = bootstrap.interval(fits[at[:, 1]] - fits[at[:, 0]])
    return paired.with_columns(low_change=low, high_change=high).select(
        "column",
        pl.col("value").alias("before"),
        pl.col("n").fill_null(0).alias("n_before"),
        (pl.col("value_now") - pl.col("value")).alias("change"),
        pl.when(has_both).then("low_change").alias("low"),
        pl.when(has_both).then("high_change").alias("high"),
    )


def _measured(mixes: Mixes, by: Sequence[str], fits: Singles) -> pl.DataFrame:
    """The frame of `index`, from the mixes and the resampled index of each cell."""
    totals = mixes.sums.sum(axis=1)
    value = mixes.fit(totals[:, None])[:, 0]
    low, high = bootstrap.interval(fits)
    known = (pl.col("n") >= ENOUGH_FACTS) & (pl.col("total") > 0) & pl.col("judged")
    wide = known & (pl.col("units") >= ENOUGH_UNITS)
    when = {"value": known, "low": wide, "high": wide}
    off = _off_shares(mixes, totals)
    cells = mixes.cells.with_columns(value=value, low=low, high=high, **off)
    estimates = ("value", "low", "high", *off)
    return cells.select(
        "column",
        *by,
        *(pl.when(when.get(name, known)).then(name).alias(name) for name in estimates),
        "n",
        "units",
        "measure",
    )


def _mixes(served: pl.DataFrame, by: Sequence[str]) -> Mixes | None:
    """Sum by slot and pool; None when there is nothing to sum."""
    if served.is_empty():
        return None
    key = ["slot", *by]
    labels = ["column", "measure", "version_id", "place", "target_share"]
    order = served.select("column").unique().with_columns(in_order().alias("position"))
    slots = (
        served.group_by(key)
        .agg(pl.col(labels).first())
        .join(order, on="column")
        .sort("position", *by, "version_id", "slot", nulls_last=True)
        .drop("position")
        .with_row_index("k")
    )
    keyed = served.select(*key, "pool", "weight", "part_count", "unit")
    if by:
        keyed = keyed.join(slots.select("k", *key), on=key, nulls_equal=True, maintain_order="left")
        k = keyed["k"].to_numpy().astype(np.int64)
    else:
        where = np.zeros(int(slots["slot"].max()) + 1, dtype=np.int64)  # type: ignore[arg-type]
        where[slots["slot"].to_numpy()] = slots["k"].to_numpy()
        k = where[keyed["slot"].to_numpy()]
    cell = slots.select(pl.struct("column", *by).rle_id()).to_series().to_numpy().astype(np.int64)
    block = slots.select(pl.struct("column", *by, "version_id").rle_id()).to_series()
    block_of = block.to_numpy().astype(np.int64)
    sums = _summed(k, keyed, slots.height)
    cells = _cells(slots, cell, k, keyed, by, sums)
    return Mixes(slots, cells, sums, block_of, _starts(block_of), _starts(cell))


def _summed(k: Numbers, keyed: pl.DataFrame, slots: int) -> Floats:
    at = k * bootstrap.POOLS + keyed["pool"].to_numpy()
    weight = keyed["weight"].fill_null(0.0).to_numpy()
    summed: Floats = np.bincount(at, weights=weight, minlength=slots * bootstrap.POOLS)  # type: ignore[assignment]
    return summed.reshape(slots, bootstrap.POOLS)


def _cells(
    slots: pl.DataFrame,
    cell: Numbers,
    k: Numbers,
    keyed: pl.DataFrame,
    by: Sequence[str],
    sums: Floats,
) -> pl.DataFrame:
    """One row per cell: labels, n, units, total weight, and whether any of it was judged."""
    known = keyed["weight"].is_not_null().to_numpy()
    facts = np.bincount(
        cell[k], weights=keyed["part_count"].to_numpy() * known, minlength=int(cell[-1]) + 1
    )
    units = (
        pl.DataFrame({"cell": cell[k][known], "unit": keyed["unit"].to_numpy()[known]})
        .group_by("cell")
        .agg(pl.col("unit").n_unique().cast(pl.Int64).alias("units"))
    )
    judged = slots["version_id"].is_not_null().to_numpy()
    return (
        slots.with_columns(cell=cell, weight=sums.sum(axis=1), under=judged)
        .group_by("cell")
        .agg(
            pl.col("column", *by, "measure").first(),
            pl.col("weight").sum().alias("total"),
            pl.col("under").any().alias("judged"),
        )
        .sort("cell")
        .with_columns(n=np.rint(facts).astype(np.int64))
        .join(units, on="cell", how="left", maintain_order="left")
        .with_columns(pl.col("units").fill_null(0))
    )


def _off_shares(mixes: Mixes, totals: Floats) -> dict[str, Floats]:
    """`outside` (with unmapped), `unmapped` and `imbalance` of each cell, NaN where total is 0."""
    place = mixes.slots["place"].to_numpy()
    target = mixes.slots["target_share"].fill_null(0.0).to_numpy()
    aim = np.add.reduceat(totals, mixes.blocks)[mixes.block_of] * target
    parts = {
        "outside": np.where(place != "pillar", totals, 0.0),
        "unmapped": np.where(place == "unmapped", totals, 0.0),
        "imbalance": np.where(place == "pillar", np.maximum(totals - aim, 0.0), 0.0),
    }
    whole = np.add.reduceat(totals, mixes.starts)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {name: np.add.reduceat(x, mixes.starts) / whole for name, x in parts.items()}


def _resampled_fit(mixes: Mixes, seed: int, draws: int) -> Singles:
    return mixes.fit(bootstrap.resampled(mixes.sums, seed=seed, draws=draws))  # type: ignore[return-value]


def _starts(ids: Numbers) -> Numbers:
    return np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]]).astype(np.int64)


def _nothing(served: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    estimated = ("value", "low", "high", "outside", "unmapped", "imbalance")
    return pl.DataFrame(
        schema={"column": pl.String}
        | {name: served.schema[name] for name in by}
        | dict.fromkeys(estimated, pl.Float64)
        | {"n": pl.Int64, "units": pl.Int64, "measure": pl.String}
    )
