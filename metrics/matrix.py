"""The alignment matrix: each column's share in each pillar, and the rows behind a cell."""

from collections.abc import Sequence

import polars as pl

from metrics.alignment import ENOUGH_FACTS
from metrics.columns import TARGET, in_order

OUTSIDE = "outside the strategy"
UNMAPPED = "not yet mapped"

_WHOLE = pl.col("whole")
_ENOUGH = (pl.col("known_facts").round() >= ENOUGH_FACTS) & (_WHOLE > 0)
_AIM = pl.when(_WHOLE > 0).then(pl.col("aim").fill_null(0.0) / _WHOLE).otherwise("latest")
_CELL = (
    pl.col("pillar"),
    pl.col("pillar_id"),
    pl.col("place"),
    pl.when(pl.col("n").is_null()).then(0).otherwise("amount_cents").alias("amount_cents"),
    pl.col("count").fill_null(0.0),
    pl.when(_ENOUGH).then(pl.col("weight").fill_null(0.0) / _WHOLE).alias("share"),
    pl.col("n").fill_null(0),
    pl.col("measure"),
    pl.when(pl.col("place") == "pillar").then(_AIM).alias("target"),
)


def matrix(served: pl.DataFrame, targets: pl.DataFrame, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """Every column's money, count and share in every pillar, outside and not yet mapped.

    Args:
        served: from `serve`, filtered as wished.
        targets: TARGETS of the versions that may have judged these facts; the last version
            (by order of rows) gives the target column and the pillars' order.
        by: columns to split on.

    Returns:
        `column` (target first, once, with `by` null), `*by, pillar, pillar_id` (null off the
        pillars), `place`, `amount_cents` (null when no amount is known; hundredths of a week
        for effort), `count` (facts, split ones by their share), `share` (0 to 1 of the column
        by its `measure`; null with fewer than 5 facts or a total of 0), `n` (facts that touch
        the cell), `measure`, `target` (what the versions in force asked of this column's own
        weight). A cell that nothing fell into holds 0: that is known.
    """
    sums, key = _by_slot(served, by), ["column", *by, "place", "pillar_id"]
    wholes = sums.group_by("column", *by).agg(
        pl.col("measure").first(),
        pl.col("weight").sum().alias("whole"),
        pl.col("known").sum().alias("known_facts"),
    )
    amount = pl.when(pl.col("amounts").sum() > 0).then(pl.col("part_cents").sum())
    added = sums.group_by(key).agg(
        amount.alias("amount_cents"),
        pl.col("part_count").sum().alias("count"),
        pl.col("weight", "n").sum(),
    )
    rows = (
        wholes.join(_places(targets), how="cross")
        .join(added, on=key, how="left", nulls_equal=True)
        .join(_aims(sums, targets, by), on=key, how="left", nulls_equal=True)
        .sort(in_order(), *by, "position", nulls_last=True)
        .select("column", *by, *_CELL)
    )
    return pl.concat([_target_rows(targets), rows], how="diagonal").select(rows.columns)


def behind(
    served: pl.DataFrame,
    *,
    column: str,
    place: str,
    pillar_id: int | None = None,
    **at: object,
) -> pl.DataFrame:
    """The facts behind one cell, largest part first: their `part_cents` and `part_count` add up
    to the cell's `amount_cents` and `count`.

    Args:
        served: the same facts that made the matrix. column, place, pillar_id: the cell.
        at: the value of each `by` column, e.g. `team="North"`; None means null.
    """
    chosen = (
        (pl.col("column") == column)
        & (pl.col("place") == place)
        & pl.col("pillar_id").eq_missing(pl.lit(pillar_id, pl.Int64))
    )
    for name, value in at.items():
        chosen &= pl.col(name).eq_missing(pl.lit(value))
    return served.filter(chosen).sort(
        "part_cents",
        "part_count",
        "on",
        "fact_id",
        descending=[True, True, False, False],
        nulls_last=True,
    )


def _by_slot(served: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    known = pl.col("weight").is_not_null()
    return served.group_by("slot", *by).agg(
        pl.col("column", "measure", "version_id", "place", "pillar_id").first(),
        pl.col("part_cents").sum(),
        pl.col("part_cents").is_not_null().sum().alias("amounts"),
        pl.col("part_count").sum(),
        pl.col("weight").sum(),
        pl.col("part_count").filter(known).sum().alias("known"),
        pl.len().cast(pl.Int64).alias("n"),
    )


def _places(targets: pl.DataFrame) -> pl.DataFrame:
    """The matrix's rows in order: pillars as last named, then outside, then not yet mapped."""
    pillars = (
        (
            targets.with_row_index("at")
            .group_by("pillar_id")
            .agg(
                pl.col("pillar").sort_by("at").last(),
                pl.col("position").sort_by("at").last().cast(pl.Int64),
                (pl.col("target_bp") / 10_000)
                .filter(pl.col("version_id") == targets["version_id"].last())
                .first()
                .fill_null(0.0)
                .alias("latest"),
            )
            .sort("position", "pillar_id")
            .with_columns(pl.lit("pillar").alias("place"))
        )
        if targets.height
        else pl.DataFrame(
            schema={
                "pillar_id": pl.Int64,
                "pillar": pl.String,
                "position": pl.Int64,
                "latest": pl.Float64,
                "place": pl.String,
            }
        )
    )
    off = pl.DataFrame({"pillar": [OUTSIDE, UNMAPPED], "place": ["outside", "unmapped"]})
    return (
        pl.concat([pillars, off], how="diagonal")
        .drop("position")
        .with_row_index("position")
        .select("pillar_id", "pillar", "position", "latest", "place")
    )


def _aims(sums: pl.DataFrame, targets: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """`aim`: the weight that the versions in force asked of each pillar in each cell."""
    return (
        sums.group_by("column", *by, "version_id")
        .agg(pl.col("weight").sum())
        .join(targets.select("version_id", "pillar_id", "target_bp"), on="version_id")
        .group_by("column", *by, pl.lit("pillar").alias("place"), "pillar_id")
        .agg((pl.col("weight") * pl.col("target_bp") / 10_000).sum().alias("aim"))
    )


def _target_rows(targets: pl.DataFrame) -> pl.DataFrame:
    return (
        _places(targets)
        .filter(pl.col("place") == "pillar")
        .select(
            pl.lit(TARGET.slug).alias("column"),
            "pillar",
            "pillar_id",
            "place",
            pl.lit(None, pl.Int64).alias("amount_cents"),
            pl.lit(None, pl.Float64).alias("count"),
            pl.col("latest").alias("share"),
            pl.lit(None, pl.Int64).alias("n"),
            pl.lit(None, pl.String).alias("measure"),
            pl.col("latest").alias("target"),
        )
    )
