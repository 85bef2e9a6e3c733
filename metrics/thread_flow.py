"""The thread as flows: what was asked, promised and won, through which feature or product, to which
part of the strategy. It draws nothing and loses nothing: what is not shown by name is summed."""

from typing import Literal

import polars as pl

from metrics.columns import BY_SLUG

Measure = Literal["count", "money"]
FROM, THROUGH, TO = "from", "through", "to"
FLOWING = ("customers_ask", "sales_promises", "won")
REST = "rest"
NAMELESS = "none"
LINKS = {
    "source": pl.String,
    "target": pl.String,
    "value": pl.Float64,
    "facts": pl.Int64,
}
NODES = {
    "node": pl.String,
    "layer": pl.String,
    "name": pl.String,
    "place": pl.String,
    "pillar_id": pl.Int64,
    "value": pl.Float64,
    "facts": pl.Int64,
    "summed": pl.Int64,
}


def thread_flow(
    served: pl.DataFrame, pillars: pl.DataFrame, *, measure: Measure = "count", top: int = 15
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Nodes and links of the thread, in three layers.

    Args:
        served: rows of `serving.serve`, filtered as wished; columns not in FLOWING are left out.
        pillars: `pillar_id, pillar`.
        measure: `count` sums facts, a fact on several pillars by its shares; `money` sums cents
            of the facts whose amount is known.
        top: how many features and products stand by name; the others are one node.

    Returns:
        nodes: NODES, a row per node: `layer` from | through | to; `place, pillar_id` of layer
        `to`; `value` what flows through it; `facts` how many touch it; `summed` how many features
        and products it stands for (null = one). links: LINKS. What flows into a node of layer
        `through` flows out of it, and each layer sums to the same. Nothing flows: no rows.
    """
    weight = pl.col("part_count") if measure == "count" else pl.col("part_cents")
    parts = (
        served.filter(pl.col("column").is_in(FLOWING))
        .with_columns(
            weight.cast(pl.Float64).alias("value"),
            _subject().alias("subject"),
            pl.format("{}.{}", "column", "fact_id").alias("fact"),
        )
        .filter(pl.col("value") > 0)
    )
    largest = (
        parts.filter(pl.col("subject") != NAMELESS)
        .group_by("subject")
        .agg(pl.col("value").sum())
        .sort("value", "subject", descending=[True, False])
    )
    kept = largest["subject"].head(top).implode()
    named = pl.col("subject").is_in(kept) | (pl.col("subject") == NAMELESS)
    place = pl.coalesce(pl.format("pillar.{}", "pillar_id"), "place")
    parts = parts.with_columns(
        pl.format("from.{}", "column").alias(FROM),
        pl.format("through.{}", pl.when(named).then("subject").otherwise(pl.lit(REST))).alias(
            THROUGH
        ),
        pl.format("to.{}", place).alias(TO),
    )
    links = [_links(parts, FROM, THROUGH), _links(parts, THROUGH, TO)]
    nodes = [_nodes(parts, layer, pillars, largest.height - top) for layer in (FROM, THROUGH, TO)]
    return pl.concat(nodes), pl.concat(links)


def _subject() -> pl.Expr:
    feature = pl.format("feature.{}", "feature_id")
    return pl.coalesce(feature, pl.format("product.{}", "product_id"), pl.lit(NAMELESS))


def _links(parts: pl.DataFrame, source: str, target: str) -> pl.DataFrame:
    return (
        parts.group_by(pl.col(source).alias("source"), pl.col(target).alias("target"))
        .agg(pl.col("value").sum(), pl.col("fact").n_unique().cast(pl.Int64).alias("facts"))
        .sort("value", "source", "target", descending=[True, False, False])
        .cast(dict(LINKS))  # type: ignore[arg-type]
    )


def _nodes(parts: pl.DataFrame, layer: str, pillars: pl.DataFrame, rest: int) -> pl.DataFrame:
    found = parts.group_by(pl.col(layer).alias("node")).agg(
        pl.col("column").first(),
        pl.col("product").first(),
        pl.col("place").first(),
        pl.col("pillar_id").first(),
        pl.col("value").sum(),
        pl.col("fact").n_unique().cast(pl.Int64).alias("facts"),
    )
    titles = {slug: BY_SLUG[slug].title for slug in FLOWING}
    other = pl.col("node") == f"{THROUGH}.{REST}"
    if layer == FROM:
        name = pl.col("column").replace_strict(titles, return_dtype=pl.String)
    elif layer == THROUGH:
        name = (
            pl.when(other)
            .then(pl.lit(f"{rest:,} others"))
            .when(pl.col("node") == f"{THROUGH}.{NAMELESS}")
            .then(pl.lit("names none"))
            .otherwise("product")
        )
    else:
        off = {"outside": "outside the strategy", "unmapped": "not yet mapped", "pillar": ""}
        name = pl.coalesce("pillar", pl.col("place").replace_strict(off, return_dtype=pl.String))
        found = found.join(pillars, on="pillar_id", how="left")
    at_end = pl.lit(layer == TO)
    return (
        found.with_columns(
            pl.lit(layer).alias("layer"),
            name.alias("name"),
            pl.when(at_end).then("place").alias("place"),
            pl.when(at_end).then("pillar_id").alias("pillar_id"),
            pl.when(other).then(pl.lit(rest)).alias("summed"),
        )
        .sort("value", "node", descending=[True, False])
        .select(*NODES)
        .cast(dict(NODES))  # type: ignore[arg-type]
    )
