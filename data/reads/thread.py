"""The facts of the thread as frames: what was asked, promised, pursued, won, built and shipped.

Facts of a team are read within the scope; features have no team and are everybody's. Names of
teams, products and accounts' segments are joined once, as columns, not repeated by the database.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    case,
    cast,
    func,
    literal,
    null,
    select,
    type_coerce,
)
from sqlalchemy.sql import Select

from data.reads.frame import frame
from data.reads.rates import WORTH_ON, converted, rates
from data.reads.scope import Scope
from data.tables import Account, Commission, Deal, Feature, Product, Promise, Request, Team

Query = Select[*tuple[Any, ...]]

ROW = {
    "fact_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "product_id": pl.Int64,
    "feature_id": pl.Int64,
    "account_id": pl.Int64,
    "team_id": pl.Int64,
    "segment_then": pl.String,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "rate_on": pl.Date,
}
NAMED = ("account_id", "team", "product", "segment", "region", "amount_cents")
NO_DAY = type_coerce(null(), Date)


def flows(connection: Connection, scope: Scope, *, currency: str) -> pl.DataFrame:
    """Dated facts, a row each, columns as `metrics.frames.FLOWS`, ordered by column and id.

    `customers_ask` by the day asked, `sales_promises` (but those refused) by the day made, `won`
    by the close day, `we_pay` (commission for a deal) by the day paid, `we_ship` by the day
    shipped. `amount_cents` is the deal's, null where there is no deal, no amount, or it stands in
    another currency than `currency` and no rate of its day is known; for `we_pay` it is what was
    paid, for `we_ship` the estimated effort in hundredths of a week.
    """
    parts = [
        ("customers_ask", _requests(scope)),
        ("sales_promises", _promises(scope)),
        ("won", _won(scope)),
        ("we_pay", _paid(scope)),
        ("we_ship", _shipped()),
    ]
    facts = _named(connection, parts, currency)
    return facts.select("column", "fact_id", pl.col("from_on").alias("on"), *_rest())


def stocks(connection: Connection, scope: Scope, *, currency: str) -> pl.DataFrame:
    """What lay there from a day until another, columns as `metrics.frames.STOCKS`.

    `pipeline`: deals from the day opened (the day first imported, where the CRM does not say) to
    the day closed; a lost deal's amount of 0 is unknown, since some CRMs empty it. A closed deal
    whose days are unknown is left out. `we_build`: features from start to shipped or declined.
    """
    parts = [("pipeline", _pursued(scope)), ("we_build", _building())]
    facts = _named(connection, parts, currency)
    return facts.select("column", "fact_id", "from_on", "until_on", *_rest())


def _rest() -> tuple[str, ...]:
    return ("product_id", "feature_id", *NAMED)


def _requests(scope: Scope) -> Query:
    return (
        select(
            Request.id,
            Request.asked_on,
            NO_DAY,
            null(),
            Request.feature_id,
            Request.account_id,
            Request.team_id,
            Request.segment,
            Deal.amount_cents,
            Deal.currency,
            WORTH_ON,
        )
        .join(Deal, Deal.id == Request.deal_id, isouter=True)
        .where(scope.allows(Request.team_id))
        .order_by(Request.id)
    )


def _promises(scope: Scope) -> Query:
    return (
        select(
            Promise.id,
            Promise.made_on,
            NO_DAY,
            null(),
            Promise.feature_id,
            func.coalesce(Promise.account_id, Deal.account_id),
            Promise.team_id,
            null(),
            Deal.amount_cents,
            Deal.currency,
            WORTH_ON,
        )
        .join(Deal, Deal.id == Promise.deal_id, isouter=True)
        .where(scope.allows(Promise.team_id), Promise.state != "refused")
        .order_by(Promise.id)
    )


def _won(scope: Scope) -> Query:
    return (
        select(
            Deal.id,
            Deal.closed_on,
            NO_DAY,
            Deal.product_id,
            null(),
            Deal.account_id,
            Deal.team_id,
            null(),
            Deal.amount_cents,
            Deal.currency,
            WORTH_ON,
        )
        .where(Deal.state == "won", scope.allows(Deal.team_id))
        .order_by(Deal.id)
    )


def _paid(scope: Scope) -> Query:
    return (
        select(
            Commission.id,
            Commission.paid_on,
            NO_DAY,
            Deal.product_id,
            null(),
            Deal.account_id,
            Deal.team_id,
            null(),
            Commission.amount_cents,
            Commission.currency,
            Commission.paid_on,
        )
        .join(Deal, Deal.id == Commission.deal_id)
        .where(scope.allows(Deal.team_id))
        .order_by(Commission.id)
    )


def payees(connection: Connection, scope: Scope) -> pl.DataFrame:
    """Who was paid for which deal, by the facts of `we_pay`: `fact_id, rep_id, deal_id`.

    To count people by, and to find the rows that a reader's PayScope lets through; never shown as
    it is.
    """
    query = (
        select(Commission.id, Commission.person_id, Commission.deal_id)
        .join(Deal, Deal.id == Commission.deal_id)
        .where(scope.allows(Deal.team_id))
        .order_by(Commission.id)
    )
    return frame(connection, query, {"fact_id": pl.Int64, "rep_id": pl.Int64, "deal_id": pl.Int64})


def _pursued(scope: Scope) -> Query:
    opened = case(
        (Deal.state == "open", func.coalesce(Deal.opened_on, Deal.first_seen_on)),
        else_=Deal.opened_on,
    )
    return (
        select(
            Deal.id,
            opened,
            Deal.closed_on,
            Deal.product_id,
            null(),
            Deal.account_id,
            Deal.team_id,
            null(),
            case(
                (Deal.state == "lost", func.nullif(Deal.amount_cents, 0)), else_=Deal.amount_cents
            ),
            Deal.currency,
            WORTH_ON,
        )
        .where(scope.allows(Deal.team_id), opened.is_not(None))
        .where((Deal.state == "open") | Deal.closed_on.is_not(None))
        .order_by(Deal.id)
    )


def _feature(start: Any, end: Any) -> Query:
    effort = cast(func.round(Feature.effort_weeks * 100), BigInteger)
    return select(
        Feature.id,
        start,
        end,
        null(),
        Feature.id,
        null(),
        null(),
        null(),
        effort,
        literal(None),
        NO_DAY,
    ).order_by(Feature.id)


def _shipped() -> Query:
    return _feature(Feature.shipped_on, NO_DAY).where(Feature.shipped_on.is_not(None))


def _building() -> Query:
    ended = func.coalesce(Feature.shipped_on, Feature.declined_on)
    return _feature(Feature.started_on, ended).where(Feature.started_on.is_not(None))


def _named(
    connection: Connection, parts: Sequence[tuple[str, Query]], currency: str
) -> pl.DataFrame:
    """The rows of these columns of the thread, one after the other, with ids turned into names."""
    facts = [
        frame(connection, query, ROW).with_columns(pl.lit(slug).alias("column"))
        for slug, query in parts
    ]
    money = converted(pl.concat(facts), rates(connection, currency), currency, on="rate_on")
    return (
        money.join(_teams(connection), on="team_id", how="left", maintain_order="left")
        .join(_accounts(connection), on="account_id", how="left", maintain_order="left")
        .join(_products(connection), on="product_id", how="left", maintain_order="left")
        .join(_features(connection), on="feature_id", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("title", "name").alias("product"),
            pl.coalesce("segment_then", "segment").alias("segment"),
            pl.coalesce("team_region", "account_region").alias("region"),
        )
    )


def _teams(connection: Connection) -> pl.DataFrame:
    schema = {"team_id": pl.Int64, "team": pl.String, "team_region": pl.String}
    return frame(connection, select(Team.id, Team.name, Team.region), schema)


def _accounts(connection: Connection) -> pl.DataFrame:
    schema = {"account_id": pl.Int64, "segment": pl.String, "account_region": pl.String}
    return frame(connection, select(Account.id, Account.segment, Account.region), schema)


def _products(connection: Connection) -> pl.DataFrame:
    return frame(
        connection, select(Product.id, Product.name), {"product_id": pl.Int64, "name": pl.String}
    )


def _features(connection: Connection) -> pl.DataFrame:
    return frame(
        connection, select(Feature.id, Feature.title), {"feature_id": pl.Int64, "title": pl.String}
    )
