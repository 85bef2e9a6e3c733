"""A scorecard's sums by rep or team and period, all groups at once; judges and divides nothing."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from metrics.cycle import HORIZON_DAYS, won_by
from metrics.periods import Period
from metrics.scorecards_book import Book
from metrics.scorecards_frames import WHOLE_BP
from metrics.scorecards_measures import CYCLE, MEASURES, MONEY, Measure

COUNTED = ("wins_y", "close_y", "beyond_y", "material_y")  # a shared deal counts for each, once
SUMS = {
    "metric": pl.String,
    "period": pl.Date,
    "n": pl.Int64,
    "y": pl.Float64,
    "x": pl.Float64,
    "yy": pl.Float64,
    "xy": pl.Float64,
    "xx": pl.Float64,
    "n_eff": pl.Float64,
    "median_days": pl.Float64,
    "unmatured": pl.Int64,
    "unknown": pl.Int64,
}


def sums(book: Book, *, by: Sequence[str], periods: Sequence[Period]) -> pl.DataFrame:
    """Every measure's sums over its facts.

    Args:
        by: `("rep_id",)`, `("team_id",)` or `()` for all together. periods: none overlaps.

    Returns:
        `*by` and SUMS: `period` is its first day; `y` over `x` is the figure; `n` facts; a
        group without a fact of a measure has no row of it.
    """
    spans = sorted(periods)
    parts = []
    for sheet in ("decided", "cohort", "due", "voiced"):
        there = _once(within(getattr(book, sheet), spans, by=by))
        mine = [measure for measure in MEASURES if measure.sheet == sheet]
        wide = there.group_by("key").agg(
            expression for measure in mine for expression in _aggregates(measure, there.columns)
        )
        parts += [_long(wide, measure) for measure in mine]
    parts.append(_timed(within(book.opened, spans, by=by)))
    found = pl.concat(parts, how="diagonal_relaxed")
    count = max(len(spans), 1)
    firsts = pl.Series([span.first for span in spans], dtype=pl.Date)
    period = firsts.gather(found["key"] % count) if spans else pl.Series(dtype=pl.Date)
    who = pl.col("key") // count
    return found.with_columns(
        period.alias("period"),
        *(pl.when(who >= 0).then(who).alias(name) for name in by),
    ).select(*by, *SUMS)


def within(
    sheet: pl.DataFrame, periods: Sequence[Period], *, by: Sequence[str] = ()
) -> pl.DataFrame:
    """The facts that fall into one of the periods, with `key`: one whole number for the group and
    the period's place, which groups a million rows faster than two columns do."""
    spans = sorted(periods)
    if not spans:
        return sheet.clear().with_columns(pl.lit(0, pl.Int64).alias("key"))
    firsts, lasts = (
        np.array([span[end] for span in spans], dtype="datetime64[D]").astype(np.int64)
        for end in (0, 1)
    )
    days = sheet["on"].to_physical().to_numpy()
    at = np.searchsorted(firsts, days, side="right") - 1
    inside = (at >= 0) & (days <= lasts[at])
    group = pl.col(by[0]).fill_null(-1) if by else pl.lit(0, pl.Int64)
    place = pl.Series(at.astype(np.int64))
    found = sheet.with_columns((group * len(spans) + place).alias("key"))
    return found if inside.all() else found.filter(pl.Series(inside))


def _once(there: pl.DataFrame) -> pl.DataFrame:
    """A deal that several of a group share becomes one fact of it: money adds up, the deal does
    not. Of one rep a deal is one fact anyway."""
    shared = (pl.col("credit_bp") < WHOLE_BP) & pl.col("deal_id").is_not_null()
    split = there.filter(shared)
    keys = ["key", "deal_id"]
    if not split.select(keys).is_duplicated().any():
        return there
    names = [name for name in there.columns if name not in keys]
    money = [name for name in names if name.endswith(("_y", "_x")) and name not in COUNTED]
    added = pl.col(*money, "credit_bp")
    merged = split.group_by(keys).agg(
        pl.when(added.is_not_null().any()).then(added.sum()),
        pl.col([name for name in names if name not in {*money, "credit_bp"}]).max(),
    )
    return pl.concat([there.filter(~shared), merged.select(there.columns)], how="vertical_relaxed")


def _aggregates(measure: Measure, columns: Sequence[str]) -> list[pl.Expr]:
    name = measure.name
    y, x = pl.col(f"{name}_y"), pl.col(f"{name}_x")
    made = {
        "n": y.count() if measure.kind != "count" else pl.col(f"{name}_n").sum(),
        "y": y.sum(),
        "unknown": _or_zero(f"{name}_unknown", columns),
        "unmatured": _or_zero(f"{name}_young", columns),
    }
    if name == "wins":  # a deal may lie partly on a pillar
        made["yy"] = (y * y).sum()
    if measure.kind in MONEY:
        made |= {"x": x.sum(), "yy": (y * y).sum(), "xy": (x * y).sum(), "xx": (x * x).sum()}
    return [expression.alias(f"{name}:{part}") for part, expression in made.items()]


def _or_zero(name: str, columns: Sequence[str]) -> pl.Expr:
    return pl.col(name).sum() if name in columns else pl.lit(0, pl.Int64)


def _long(wide: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    prefix = f"{measure.name}:"
    own = {name: name.removeprefix(prefix) for name in wide.columns if name.startswith(prefix)}
    return wide.select(
        "key",
        pl.lit(measure.slug).alias("metric"),
        *(pl.col(name).cast(SUMS[short]).alias(short) for name, short in own.items()),
    ).filter((pl.col("n") > 0) | (pl.col("unknown") > 0) | (pl.col("unmatured") > 0))


def _timed(opened: pl.DataFrame) -> pl.DataFrame:
    there = _once(opened)
    found = won_by(there.filter(pl.col("days").is_not_null()), by=("key",))
    waiting = (pl.col("won") + pl.col("lost") == 0) & (pl.col("days") < HORIZON_DAYS)
    apart = there.group_by("key").agg(
        waiting.sum().cast(pl.Int64).alias("unmatured"),
        pl.col("days").is_null().sum().cast(pl.Int64).alias("unknown"),
    )
    return apart.join(found, on="key", how="left").select(
        "key",
        pl.lit(CYCLE.slug).alias("metric"),
        pl.col("n").fill_null(0).cast(pl.Int64),
        (pl.col("value") * pl.col("n_eff")).alias("y"),
        "n_eff",
        "median_days",
        "unmatured",
        "unknown",
    )
