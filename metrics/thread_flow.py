"""The thread as flows: who asks, for which features, and what these serve; it reads no store.

What is measured is weighed once (`weighed`), filtered by the reader, added up (`added`) and made
small enough to draw (`flow`). Nothing gets lost on the way: what is not drawn by name is summed.
"""

from dataclasses import dataclass
from typing import Literal

import polars as pl

Measure = Literal["requests", "won", "promises"]
MEASURES: dict[Measure, str] = {
    "requests": "customers_ask",
    "won": "customers_ask",
    "promises": "sales_promises",
}
"""Which column of the thread a measure adds up."""

KEPT = (
    "column",
    "fact_id",
    "on",
    "account_id",
    "team",
    "segment",
    "region",
    "feature_id",
    "feature",
)
GROUPS, FEATURES, LINKS = 5, 14, 150
FLOWS = ("group", "feature_id", "feature", "place", "pillar_id")


@dataclass(frozen=True)
class Flow:
    """A drawing of flows in three stages.

    `nodes`: code, stage (0 who asks, 1 features, 2 what they serve), kind (named | others | none |
    pillar | outside | unmapped), name (null for pillars, outside and unmapped), pillar_id, amount.
    `links`: source and target (rows of `nodes`), amount, place, pillar_id (where it ends).
    """

    nodes: pl.DataFrame
    links: pl.DataFrame


def weighed(served: pl.DataFrame, deals: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """One row per fact and place, with what it adds to `measure`.

    Args:
        served: from `serving.serve`. deals: `column, fact_id, deal_id, won_cents` (null: not won).

    Returns:
        The columns of KEPT, `place, pillar_id, deal_id, amount`: the part of a request or promise
        (its parts add up to 1), or cents. A won deal's amount is split evenly over the requests
        that name it, then over what each serves, to the cent, so that every deal counts once;
        requests of deals that are not won are left out there.
    """
    column = MEASURES[measure]
    facts = (
        served.filter(pl.col("column") == column)
        .join(
            deals.filter(pl.col("column") == column).drop("column"),
            on="fact_id",
            how="left",
            maintain_order="left",
        )
        .rename({"product": "feature"})
    )
    share = pl.col("part_count")
    if measure == "won":
        facts = _split(facts)
        upto = (share.cum_sum().over("fact_id") * pl.col("cents")).round()
        before = ((share.cum_sum().over("fact_id") - share) * pl.col("cents")).round()
        share = upto - before
    return facts.select(*KEPT, "place", "pillar_id", "deal_id", share.alias("amount"))


def _split(facts: pl.DataFrame) -> pl.DataFrame:
    """Facts of won deals, with the `cents` of the deal that fall to each."""
    each = (
        facts.filter(pl.col("won_cents").is_not_null() & pl.col("deal_id").is_not_null())
        .select("fact_id", "deal_id", "won_cents")
        .unique("fact_id")
        .sort("deal_id", "fact_id")
    )
    at, whole, n = pl.int_range(pl.len()).over("deal_id"), pl.col("won_cents"), pl.len()
    cents = whole * (at + 1) // n.over("deal_id") - whole * at // n.over("deal_id")
    return facts.join(
        each.select("fact_id", cents.alias("cents")),
        on="fact_id",
        how="inner",
        maintain_order="left",
    )


def added(parts: pl.DataFrame, *, by: str) -> pl.DataFrame:
    """The flows of `parts` (from `weighed`, filtered as wished), largest first.

    Returns:
        `group` (the value of the column `by`, null = none is known), `feature_id, feature` (null =
        no feature is named), `place, pillar_id, amount, facts` (requests or promises in it).
    """
    return (
        parts.group_by(pl.col(by).alias("group"), *FLOWS[1:])
        .agg(pl.col("amount").sum(), pl.len().cast(pl.Int64).alias("facts"))
        .sort("amount", *FLOWS, descending=[True] + [False] * len(FLOWS), nulls_last=True)
    )


def flow(flows: pl.DataFrame, *, groups: int = GROUPS, features: int = FEATURES) -> Flow:
    """The flows (from `added`) as a drawing of at most LINKS links, if one feature allows that.

    The largest `groups` and `features` keep their names; the rest is summed into “N other …”.
    Fewer features are named as long as there would be too many links.
    """
    flows = flows.filter(pl.col("amount") > 0)
    while True:
        coded = _coded(_coded(flows, "group", groups, "g"), "feature_id", features, "f")
        links = _links(coded)
        if links.height <= LINKS or features <= 1:
            break
        features -= 1
    nodes = _nodes(coded)
    at = dict(nodes.select("code", "row").iter_rows())
    rows = pl.col("source", "target").replace_strict(at, return_dtype=pl.Int64)
    return Flow(nodes.drop("row"), links.with_columns(rows))


def _coded(flows: pl.DataFrame, column: str, most: int, sign: str) -> pl.DataFrame:
    """`flows` with a code for the node that each row runs through: `g:North`, `g*` for the rest,
    `g?` for none; and `g_rest`, how many the rest are."""
    known = (
        flows.filter(pl.col(column).is_not_null())
        .group_by(column)
        .agg(pl.col("amount").sum())
        .sort(pl.col("amount").round(6), column, descending=[True, False])
    )
    # One alone is shown by its name: “1 other” would say less in the same room.
    most = known.height if known.height <= most + 1 else most
    text = pl.col(column).cast(pl.String)
    code = (
        pl.when(pl.col(column).is_null())
        .then(pl.lit(f"{sign}?"))
        .when(pl.col(column).is_in(known[column].head(most).implode()))
        .then(pl.concat_str(pl.lit(f"{sign}:"), text))
        .otherwise(pl.lit(f"{sign}*"))
    )
    return flows.with_columns(
        code.alias(sign), pl.lit(known.height - most, pl.Int64).alias(f"{sign}_rest")
    )


def _links(coded: pl.DataFrame) -> pl.DataFrame:
    """Both stages; a link knows where it ends, so that its colour is the same all the way."""
    end = ["place", "pillar_id"]
    ended = coded.with_columns(_end().alias("end"))
    stages = (("g", "f"), ("f", "end"))
    return pl.concat(
        ended.group_by(pl.col(source).alias("source"), pl.col(target).alias("target"), *end)
        .agg(pl.col("amount").sum())
        .sort("source", "target", *end, nulls_last=True)
        for source, target in stages
    )


def _end() -> pl.Expr:
    pillar = pl.concat_str(pl.lit("pillar:"), pl.col("pillar_id").cast(pl.String))
    return pl.when(pl.col("place") == "pillar").then(pillar).otherwise("place")


def _nodes(coded: pl.DataFrame) -> pl.DataFrame:
    """Every node, by stage, the largest first, then the rest, then none."""
    no_pillar = pl.lit(None, pl.Int64).alias("pillar_id")
    parts = []
    for stage, (sign, name) in enumerate((("g", "group"), ("f", "feature"))):
        mark = pl.col("code").str.slice(1, 1)
        kind = mark.replace_strict({":": "named", "*": "others", "?": "none"})
        named = (
            coded.group_by(pl.col(sign).alias("code"))
            .agg(pl.col(name).first(), pl.col(f"{sign}_rest").first(), pl.col("amount").sum())
            .with_columns(kind.alias("kind"), pl.lit(stage).alias("stage"))
        )
        said = (
            pl.when(pl.col("kind") == "named")
            .then(name)
            .when(pl.col("kind") == "others")
            .then(pl.col(f"{sign}_rest").cast(pl.String))
        )
        parts.append(named.select("code", "stage", "kind", said.alias("name"), no_pillar, "amount"))
    ends = (
        coded.group_by(_end().alias("code"), pl.col("place").alias("kind"), "pillar_id")
        .agg(pl.col("amount").sum())
        .with_columns(pl.lit(2).alias("stage"), pl.lit(None, pl.String).alias("name"))
    )
    order = ["named", "pillar", "others", "outside", "none", "unmapped"]
    last = pl.col("kind").replace_strict({kind: at for at, kind in enumerate(order)})
    return (
        pl.concat([*parts, ends.select(parts[0].columns)])
        .sort(
            "stage", last, pl.col("amount").round(6), "code", descending=[False, False, True, False]
        )
        .with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row"))
    )
