"""Which part of the strategy each fact served on its own date; knows no filter and no period.

This is the one expensive step and depends on nothing a reader chooses: compute it once for each
state of the store, then filter its rows.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from metrics import bootstrap
from metrics.columns import BY_SLUG, ORDER, in_order

CARRIED = (
    "column",
    "fact_id",
    "on",
    "account_id",
    "team",
    "product",
    "segment",
    "region",
    "product_id",
    "feature_id",
)


def stock_on(stocks: pl.DataFrame, day: date) -> pl.DataFrame:
    """The stocks (STOCKS) that lie there on `day`, as dated facts (FLOWS) of that day."""
    there = (pl.col("from_on") <= day) & (pl.col("until_on").is_null() | (pl.col("until_on") > day))
    rest = pl.all().exclude("column", "fact_id", "from_on", "until_on")
    return stocks.filter(there).select("column", "fact_id", pl.lit(day, pl.Date).alias("on"), rest)


def serve(
    flows: pl.DataFrame,
    mappings: pl.DataFrame,
    versions: pl.DataFrame,
    targets: pl.DataFrame,
    *,
    measures: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """One row per fact and place it served, by the version and mapping in force on its date.

    A fact takes its feature's mapping when it names a feature, else its product's. A pillar
    that the version in force does not have is outside. No mapping, or no version in force on
    that day, is unmapped.

    Args:
        flows: FLOWS. mappings: MAPPINGS. versions: VERSIONS. targets: TARGETS.
        measures: column to money | count | effort; None decides by `measures_of(flows)`.

    Returns:
        The columns of CARRIED, and `quarter` (its first day), `version_id` (null: no strategy
        in force then), `place` (pillar | outside | unmapped), `pillar_id` and `target_share`
        (null off the pillars), `part_cents` (null when the amount is unknown; the parts of a
        fact add up exactly to its `whole_cents`), `part_count` (0 to 1, the parts add up to 1),
        `whole_cents`, `measure`, `weight` (what the measure sums; null when unknown), `unit`
        (the account; a fact without one stands alone), `pool` (see bootstrap) and `slot` (an
        integer for column x version x place x pillar). Order: as `flows`, then by place.
    """
    places = _places(versions, targets)
    parts = _parts(_dated(flows, mappings, versions), mappings, places)
    chosen = dict(measures_of(flows) if measures is None else measures)
    served = (
        parts.join(flows.select(*CARRIED).with_row_index("row"), on="row", how="left")
        .join(places.rename({"code": "slot"}), on="slot", how="left")
        .sort("row", "slot")
        .with_columns(
            pl.col("column").replace_strict(chosen, return_dtype=pl.String).alias("measure"),
            pl.col("on").dt.truncate("1q").alias("quarter"),
            in_order().alias("code"),
        )
        .with_columns(
            pl.when(pl.col("measure") == "count")
            .then(pl.col("part_count"))
            .otherwise(pl.col("part_cents").cast(pl.Float64))
            .alias("weight"),
            pl.coalesce("account_id", -(pl.col("fact_id") * len(ORDER) + pl.col("code")) - 1).alias(
                "unit"
            ),
            (pl.col("code") * places.height + pl.col("slot")).alias("slot"),
        )
    )
    pool = pl.Series("pool", bootstrap.pool_of(served["unit"].to_numpy()), dtype=pl.Int64)
    return served.drop("row", "code").with_columns(pool)


def measures_of(facts: pl.DataFrame) -> dict[str, str]:
    """The measure of each column that has facts (FLOWS or STOCKS): the declared one, or count
    where fewer than half of the facts carry an amount."""
    known = facts.group_by("column").agg(pl.col("amount_cents").is_not_null().mean())
    return {
        slug: BY_SLUG[slug].measure if share >= 0.5 else "count"
        for slug, share in known.sort("column").iter_rows()
    }


def _subject() -> pl.Expr:
    """One integer for what a mapping speaks of: features odd, products even, nothing null."""
    return pl.coalesce(pl.col("feature_id") * 2 + 1, pl.col("product_id") * 2).alias("subject")


def _places(versions: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    """Every place a fact can land, numbered: the pillars of each version, then outside and
    unmapped of each version, then unmapped without any version. The numbers depend on the
    strategy alone, so two calls with the same strategy agree."""
    pillars = targets.sort("version_id", "position", "pillar_id").select(
        "version_id",
        pl.lit("pillar").alias("place"),
        "pillar_id",
        (pl.col("target_bp") / 10_000).alias("target_share"),
    )
    off = pl.DataFrame({"place": ["outside", "unmapped"]})
    known = versions.select("version_id").unique().sort("version_id")
    none = pl.DataFrame(
        {"version_id": [None], "place": ["unmapped"]}, schema_overrides={"version_id": pl.Int64}
    )
    rest = pl.concat([known.join(off, how="cross"), none])
    return (
        pl.concat([pillars, rest], how="diagonal")
        .with_row_index("code")
        .with_columns(pl.col("code").cast(pl.Int64))
    )


def _dated(flows: pl.DataFrame, mappings: pl.DataFrame, versions: pl.DataFrame) -> pl.DataFrame:
    """`row, amount_cents, version_id, subject, from_on`: what was in force on each fact's date;
    `from_on` is the start of the mapping in force, null when there was none."""
    ends = pl.col("until_on").is_null()
    periods = (
        versions.filter(ends | (pl.col("until_on") > pl.col("in_force_from")))
        .sort("in_force_from", "number")
        .select("version_id", "in_force_from", pl.col("until_on").alias("version_until"))
    )
    starts = (
        mappings.filter(ends | (pl.col("until_on") > pl.col("from_on")))
        .select(_subject(), "from_on", "until_on")
        .unique(["subject", "from_on"], keep="first", maintain_order=True)
        .sort("from_on")
    )
    over = pl.col("until_on").is_not_null() & (pl.col("until_on") <= pl.col("on"))
    gone = pl.col("version_until").is_not_null() & (pl.col("version_until") <= pl.col("on"))
    return (
        flows.select("on", "amount_cents", _subject())
        .with_row_index("row")
        .sort("on", "row")
        .join_asof(periods, left_on="on", right_on="in_force_from", check_sortedness=False)
        .join_asof(starts, left_on="on", right_on="from_on", by="subject", check_sortedness=False)
        .select(
            "row",
            "amount_cents",
            "subject",
            pl.when(~gone).then(pl.col("version_id")).alias("version_id"),
            pl.when(~over).then(pl.col("from_on")).alias("from_on"),
        )
    )


def _parts(dated: pl.DataFrame, mappings: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """`row, slot, part_cents, part_count, whole_cents`: each fact split over its places.

    Cents are split by rounding the cumulative shares, so that the parts add up exactly.
    """
    shares = mappings.select(_subject(), "from_on", "pillar_id", "share_bp")
    pillars = places.filter(pl.col("place") == "pillar").select("version_id", "pillar_id", "code")
    off = places.filter(pl.col("place") != "pillar").select("version_id", "place", "code")
    unmapped = pl.col("share_bp").is_null() | pl.col("version_id").is_null()
    split = (
        dated.join(shares.filter(pl.col("share_bp") > 0), on=["subject", "from_on"], how="left")
        .join(pillars, on=["version_id", "pillar_id"], how="left")
        .with_columns(
            pl.when(unmapped).then(pl.lit("unmapped")).otherwise(pl.lit("outside")).alias("place")
        )
        .join(off, on=["version_id", "place"], how="left", nulls_equal=True, suffix="_off")
        .group_by("row", pl.coalesce("code", "code_off").alias("slot"))
        .agg(pl.col("amount_cents").first(), pl.col("share_bp").sum().clip(1))
        .sort("row", "slot")
    )
    share, cents = pl.col("share_bp"), pl.col("amount_cents")
    upto, whole = share.cum_sum().over("row"), share.sum().over("row")
    split = split.with_columns(
        (share / whole).alias("part_count"),
        _rounded(cents * upto, whole).alias("upto"),
        _rounded(cents * (upto - share), whole).alias("before"),
    )
    return split.select(
        "row",
        "slot",
        (pl.col("upto") - pl.col("before")).alias("part_cents"),
        "part_count",
        cents.alias("whole_cents"),
    )


def _rounded(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Half up, in integers: floats would lose cents past 2^53."""
    return (2 * numerator + denominator) // (2 * denominator)
