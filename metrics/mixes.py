"""Served facts summed by where they fell and by pool, and scored; names no metric, draws no
random number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.bootstrap import POOLS, Floats, worth
from metrics.columns import in_order

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Mixes:
    """Weights by slot (column x `by` x version x place), sorted so that a cell (column x `by`)
    and in it a block (one strategy version) lie together.

    `sums`: slots x POOLS; `totals`: per slot. `cell_at`, `block_at`: where each begins;
    `block_of`: the block of each slot. `cells`: `column, *by, measure, n` (facts of known
    weight), `units` (their accounts), `total` (weight), `judged` (any strategy in force).
    """

    cells: pl.DataFrame
    sums: Floats
    totals: Floats
    target: Floats
    place: NDArray[np.str_]
    block_of: Numbers
    block_at: Numbers
    cell_at: Numbers

    def fit(self, sums: Floats) -> Floats:
        """sum over blocks and slots of min(a, W t) / total, per cell; NaN where the total is 0.

        `sums`: slots x anything, e.g. `totals[:, None]` or resampled totals.
        """
        target = self.target.astype(sums.dtype)[:, None]
        whole = np.add.reduceat(sums, self.block_at, axis=0)
        aimed = np.minimum(sums, whole[self.block_of] * target)
        with np.errstate(invalid="ignore", divide="ignore"):
            fitted: Floats = self._per_cell(aimed) / self._per_cell(sums)
        return fitted

    def shortfall(self) -> dict[str, Floats]:
        """Per cell: `outside` (unmapped included), `unmapped` and `imbalance` as shares."""
        aim = np.add.reduceat(self.totals, self.block_at)[self.block_of] * self.target
        on = self.place == "pillar"
        beyond = np.maximum(self.totals - aim, 0.0)
        parts = {
            "outside": np.where(on, 0.0, self.totals),
            "unmapped": np.where(self.place == "unmapped", self.totals, 0.0),
            "imbalance": np.where(on, beyond, 0.0),
        }
        with np.errstate(invalid="ignore", divide="ignore"):
            whole = self._per_cell(self.totals)
            return {name: self._per_cell(part) / whole for name, part in parts.items()}

    def worth(self) -> Floats:
        """How many equal accounts each cell is worth; see `bootstrap.worth`."""
        return worth(self._per_cell(self.sums))

    def _per_cell(self, values: Floats) -> Floats:
        return np.add.reduceat(values, self.cell_at, axis=0)


# What `mixes` reads of a served frame, beside `by`.
READS = (
    "column",
    "measure",
    "version_id",
    "place",
    "target_share",
    "slot",
    "pool",
    "weight",
    "part_count",
    "unit",
)


def mixes(served: pl.DataFrame, by: Sequence[str] = ()) -> Mixes | None:
    """Sum served facts; None when there are none."""
    if served.is_empty():
        return None
    code_of, first = _coded(served, by)
    labels = ("column", "measure", "version_id", "place", "target_share", "slot")
    slots = (
        served.select(*labels, *by)[first]
        .with_row_index("code")
        .sort(in_order(), *by, "version_id", "slot", nulls_last=True)
        .with_columns(
            pl.struct("column", *by).rle_id().alias("cell"),
            pl.struct("column", *by, "version_id").rle_id().alias("block"),
            pl.col("target_share").fill_null(0.0),
        )
    )
    slot_of = np.argsort(slots["code"].to_numpy())[code_of]
    block_of, cell = _numbers(slots["block"]), _numbers(slots["cell"])
    sums = _summed(served, slot_of, slots.height)
    totals = sums.sum(axis=1)
    cell_at = _starts(cell)
    version = slots["version_id"].is_not_null().to_numpy()
    n, units = _counted(served, cell[slot_of], len(cell_at))
    return Mixes(
        cells=slots[cell_at]
        .select("column", *by, "measure")
        .with_columns(
            n=n,
            units=units,
            total=np.add.reduceat(totals, cell_at),
            judged=np.logical_or.reduceat(version, cell_at),
        ),
        sums=sums,
        totals=totals,
        target=slots["target_share"].to_numpy(),
        place=slots["place"].to_numpy().astype(np.str_),
        block_of=block_of,
        block_at=_starts(block_of),
        cell_at=cell_at,
    )


def _coded(served: pl.DataFrame, by: Sequence[str]) -> tuple[Numbers, Numbers]:
    """A dense code for each fact's slot and `by`, and a fact of each code.

    Tables of integers: grouping and joining on names costs several times as much.
    """
    key = _numbers(served["slot"])
    for name in by:
        names = served[name]
        if names.dtype == pl.String:
            names = names.cast(pl.Categorical)
        values = names.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
        known, code = np.unique(values, return_inverse=True)
        key = key * len(known) + code
    first = np.full(key.max() + 1, -1, dtype=np.int64)
    first[key] = np.arange(len(key))
    present = np.flatnonzero(first >= 0)
    dense = np.empty(len(first), dtype=np.int64)
    dense[present] = np.arange(len(present))
    return dense[key], first[present]


def _summed(served: pl.DataFrame, slot_of: Numbers, slots: int) -> Floats:
    at = slot_of * POOLS + served["pool"].to_numpy()
    weight = served["weight"].fill_null(0.0).to_numpy()
    sums: Floats = np.bincount(at, weights=weight, minlength=slots * POOLS).astype(
        np.float64, copy=False
    )
    return sums.reshape(slots, POOLS)


def _counted(served: pl.DataFrame, cell: Numbers, cells: int) -> tuple[Numbers, Numbers]:
    """Facts and accounts of known weight in each cell; the parts of a fact add up to one."""
    known = served["weight"].is_not_null().to_numpy()
    facts = np.bincount(cell, weights=served["part_count"].to_numpy() * known, minlength=cells)
    found = (
        pl.DataFrame({"cell": cell[known], "unit": served["unit"].to_numpy()[known]})
        .group_by("cell")
        .agg(pl.col("unit").n_unique())
    )
    units = np.zeros(cells, dtype=np.int64)
    units[found["cell"].to_numpy()] = found["unit"].to_numpy()
    return np.rint(facts).astype(np.int64), units


def _numbers(series: pl.Series) -> Numbers:
    return series.to_numpy().astype(np.int64)


def _starts(ids: Numbers) -> Numbers:
    return np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]])
