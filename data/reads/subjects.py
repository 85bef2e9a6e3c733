"""What can be mapped to the strategy: products and features, with the money behind each.

Says what holds on a day and how much rests on it; measures nothing against the strategy.
"""

from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, Connection, Select, cast, func, literal, null, select

from data.reads.frame import frame
from data.reads.meaning import emptied
from data.reads.rates import deals_frame
from data.reads.scope import Scope
from data.reads.strategy import spans, strategy_frames
from data.tables import Deal, Feature, Mapping, Product, Request, VersionPillar

SUBJECTS = {
    "kind": pl.String,  # product | feature
    "id": pl.Int64,
    "name": pl.String,
    "group": pl.String,  # the product's family, the feature's status; null = unknown
    "state": pl.String,  # mapped | outside | unmapped, on the day asked for
    "serves": pl.String,  # “Growth 60%, Care 40%”; null unless mapped
    "from_on": pl.Date,  # since when what holds does; null = unmapped
    "won_deals": pl.Int64,
    "won_cents": pl.Int64,  # null = won, and no amount is known
    "won_unknown": pl.Int64,  # won deals that `won_cents` lacks: no amount, or no rate
    "open_deals": pl.Int64,
    "requests": pl.Int64,
    "newest_id": pl.Int64,  # id of the newest mapping, also one that begins later; null = none
}

Query = Select[*tuple[Any, ...]]

_BARE = {"kind": pl.String, "id": pl.Int64, "name": pl.String, "group": pl.String}
_SUMS = {
    "id": pl.Int64,
    "won_deals": pl.Int64,
    "won_cents": pl.Int64,
    "won_unknown": pl.Int64,
    "open_deals": pl.Int64,
}
_COUNTED = {name: kind for name, kind in _SUMS.items() if name != "won_unknown"} | {"own": pl.Int64}
_DEAL = (Deal.id.label("deal_id"), Deal.state, Deal.amount_cents, Deal.currency)


def subjects(connection: Connection, scope: Scope, *, on: date, currency: str) -> pl.DataFrame:
    """Every product and feature, columns as SUBJECTS: not yet mapped first, then by money won.

    Money and requests are those within the scope; `won_cents` is in `currency`, what was won in
    another at the rate of its day, and null where no amount of a won deal is known; how many won
    deals it lacks says `won_unknown`. A product's
    deals are those that name it; a feature's are the distinct deals that ask for it.
    """
    everything = pl.concat(
        [_products(connection, scope, currency), _features(connection, scope, currency)]
    )
    key = ["kind", "id"]
    return (
        everything.join(_holding(connection, scope, on), on=key, how="left", maintain_order="left")
        .join(_newest(connection), on=key, how="left", maintain_order="left")
        .with_columns(pl.col("state").fill_null("unmapped"))
        .sort(
            pl.col("state") != "unmapped",
            pl.col("kind") != "product",
            -pl.col("won_cents").fill_null(0),
            -pl.col("requests"),
            "name",
            "id",
        )
        .select(*SUBJECTS)
    )


def won_without_product(
    connection: Connection, scope: Scope, *, currency: str
) -> tuple[int, int | None, int]:
    """How many won deals name no product, their money (null = of none is it known), and of how
    many it is not: nothing can map those."""
    lost = select(literal(0).label("id"), *_DEAL).where(
        Deal.product_id.is_(None), scope.allows(Deal.team_id)
    )
    for row in _sums(connection, lost, currency).iter_rows(named=True):
        cents = row["won_cents"] if row["won_deals"] else 0
        return row["won_deals"], cents, row["won_unknown"]
    return 0, 0, 0


def first_day(connection: Connection, scope: Scope) -> date | None:
    """The day of the oldest deal or request in scope; null when there is none."""
    days = [
        connection.execute(select(func.min(day)).where(scope.allows(team))).scalar_one()
        for day, team in (
            (Deal.opened_on, Deal.team_id),
            (Deal.closed_on, Deal.team_id),
            (Request.asked_on, Request.team_id),
        )
    ]
    return min((day for day in days if day is not None), default=None)


def _products(connection: Connection, scope: Scope, currency: str) -> pl.DataFrame:
    bare = frame(
        connection,
        select(literal("product"), Product.id, Product.name, Product.family).where(
            ~emptied("product")
        ),
        _BARE,
    )
    deals = select(Deal.product_id.label("id"), *_DEAL).where(
        Deal.product_id.is_not(None), scope.allows(Deal.team_id)
    )
    return _with_sums(bare, _sums(connection, deals, currency)).with_columns(
        pl.lit(None, pl.Int64).alias("requests")
    )


def _features(connection: Connection, scope: Scope, currency: str) -> pl.DataFrame:
    bare = frame(
        connection,
        select(literal("feature"), Feature.id, Feature.title, Feature.status).where(
            Feature.merged_into_id.is_(None)
        ),
        _BARE,
    )
    asking = (
        select(Request.feature_id.label("id"), Request.deal_id)
        .where(Request.feature_id.is_not(None), scope.allows(Request.team_id))
        .distinct()
        .subquery()
    )
    deals = (
        select(asking.c.id, *_DEAL)
        .join(Deal, Deal.id == asking.c.deal_id)
        .where(scope.allows(Deal.team_id))
    )
    requests = frame(
        connection,
        select(Request.feature_id, func.count())
        .where(Request.feature_id.is_not(None), scope.allows(Request.team_id))
        .group_by(Request.feature_id),
        {"id": pl.Int64, "requests": pl.Int64},
    )
    summed = _with_sums(bare, _sums(connection, deals, currency))
    return summed.join(requests, on="id", how="left").with_columns(pl.col("requests").fill_null(0))


def _sums(connection: Connection, deals: Query, currency: str) -> pl.DataFrame:
    """Columns as _SUMS: the company's own currency added up by the store, others deal by deal."""
    deal = deals.subquery()
    is_won = deal.c.state == "won"
    own = is_won & (deal.c.currency == currency)
    # PostgreSQL sums integers into decimals
    cents = cast(func.sum(deal.c.amount_cents).filter(own), BigInteger)
    counted = select(
        deal.c.id,
        func.count().filter(is_won),
        cents,
        func.count().filter(deal.c.state == "open"),
        func.count(deal.c.amount_cents).filter(own),
    ).group_by(deal.c.id)
    foreign = (
        select(deal.c.id, deal.c.amount_cents)
        .join(Deal, Deal.id == deal.c.deal_id)
        .where(is_won, deal.c.currency != currency)
    )
    apart = deals_frame(connection, foreign, {"id": pl.Int64, "amount_cents": pl.Int64}, currency)
    turned = apart.drop_nulls().group_by("id").agg(pl.col("amount_cents").sum(), apart=pl.len())
    both = pl.sum_horizontal("won_cents", "amount_cents")
    known = pl.col("won_cents").is_not_null() | pl.col("amount_cents").is_not_null()
    lacks = pl.col("won_deals") - pl.col("own") - pl.col("apart").fill_null(0)
    return (
        frame(connection, counted, _COUNTED)
        .join(turned, on="id", how="left", maintain_order="left")
        .with_columns(pl.when(known).then(both).alias("won_cents"), won_unknown=lacks)
        .select(*_SUMS)
    )


def _with_sums(bare: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    # No deal in scope is a known nothing, so 0; a deal of unknown amount leaves money null.
    none_won = pl.col("won_deals") == 0
    return (
        bare.join(sums, on="id", how="left", maintain_order="left")
        .with_columns(pl.col("won_deals", "won_unknown", "open_deals").fill_null(0))
        .with_columns(pl.when(none_won).then(0).otherwise("won_cents").alias("won_cents"))
    )


def _subject(of: pl.DataFrame) -> pl.DataFrame:
    return of.with_columns(
        pl.when(pl.col("product_id").is_not_null())
        .then(pl.lit("product"))
        .otherwise(pl.lit("feature"))
        .alias("kind"),
        pl.coalesce("product_id", "feature_id").alias("id"),
    )


def _holding(connection: Connection, scope: Scope, on: date) -> pl.DataFrame:
    """`kind, id, state, serves, from_on`: what each mapped subject serves on that day."""
    mappings = strategy_frames(connection, scope).mappings.filter(
        pl.col("from_on") <= on, pl.col("until_on").is_null() | (pl.col("until_on") > on)
    )
    said = pl.format("{} {}%", "pillar", (pl.col("share_bp") / 100).round(2).cast(pl.String))
    return (
        _subject(mappings)
        .join(pillar_names(connection), on="pillar_id", how="left", maintain_order="left")
        .group_by("kind", "id", "from_on", maintain_order=True)
        .agg(
            pl.when(pl.col("pillar_id").is_null().first())
            .then(pl.lit("outside"))
            .otherwise(pl.lit("mapped"))
            .first()
            .alias("state"),
            said.sort_by("share_bp", descending=True).str.join(", ").alias("serves"),
        )
        .with_columns(
            pl.when(pl.col("state") == "mapped").then(pl.col("serves").str.replace_all(".0%", "%"))
        )
    )


def pillar_names(connection: Connection) -> pl.DataFrame:
    """`pillar_id, pillar`: what each pillar was last called."""
    names = frame(
        connection,
        select(VersionPillar.version_id, VersionPillar.pillar_id, VersionPillar.name),
        {"version_id": pl.Int64, "pillar_id": pl.Int64, "pillar": pl.String},
    )
    order = spans(connection).select("version_id", "in_force_from")
    return (
        names.join(order, on="version_id")
        .sort("in_force_from")
        .unique("pillar_id", keep="last", maintain_order=True)
        .select("pillar_id", "pillar")
    )


def _newest(connection: Connection) -> pl.DataFrame:
    query = select(null(), Mapping.product_id, Mapping.feature_id, func.max(Mapping.id)).group_by(
        Mapping.product_id, Mapping.feature_id
    )
    newest = frame(
        connection,
        query,
        {
            "kind": pl.String,
            "product_id": pl.Int64,
            "feature_id": pl.Int64,
            "newest_id": pl.Int64,
        },
    )
    return _subject(newest).select("kind", "id", "newest_id")
