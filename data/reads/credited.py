"""Every deal with whoever is credited for it, and who these reps are; it weighs nothing."""

from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, or_, select

from data.reads.frame import frame
from data.reads.pay_scope import Named
from data.reads.rates import converted, rates, without_rate
from data.reads.scope import Scope
from data.reads.team_history import team_spans, with_team_then
from data.tables import Account, CreditSplit, Deal, Person, Product, Quota, Team, TeamMove

CREDITED = {
    "deal_id": pl.Int64,
    "rep_id": pl.Int64,
    "credit_bp": pl.Int64,  # her part; the parts of a deal are 10,000
    "team_id": pl.Int64,  # hers, then
    "team": pl.String,
    "account_id": pl.Int64,
    "segment": pl.String,
    "region": pl.String,
    "product_id": pl.Int64,
    "product": pl.String,
    "deal_type": pl.String,
    "state": pl.String,  # open | won | lost
    "opened_on": pl.Date,
    "closed_on": pl.Date,
    "amount_cents": pl.Int64,  # of the whole deal; null = unknown, or no rate
    "list_cents": pl.Int64,  # the same by the list
}
REPS = {
    "rep_id": pl.Int64,
    "rep": pl.String,  # null = the reader does not see her by name
    "team_id": pl.Int64,  # now
    "team": pl.String,
    "active": pl.Boolean,
}
WHOLE_BP = 10_000
_DEALS = {
    "deal_id": pl.Int64,
    "owner_id": pl.Int64,
    "deal_team_id": pl.Int64,
    "account_id": pl.Int64,
    "product_id": pl.Int64,
    "deal_type": pl.String,
    "state": pl.String,
    "opened_on": pl.Date,
    "closed_on": pl.Date,
    "first_seen_on": pl.Date,
    "amount_cents": pl.Int64,
    "list_cents": pl.Int64,
    "currency": pl.String,
}


def credited(
    connection: Connection, scope: Scope, *, currency: str, as_of: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Deals by who is credited: a row per deal and rep, columns as CREDITED, by deal and rep.

    A deal without splits is its owner's; one without an owner has no row. The team is the deal's
    for its owner; for another who shares in it, the one that she was in when the deal closed (was
    opened, while it is open), and the scope goes by that. Money stands in `currency` at the rate
    in force on the day the deal closed; while it is open, on the day it was opened (first seen),
    so that a new rate changes no past figure. A lost deal's amount of 0 is unknown, since some CRMs
    empty it. `list_cents` is the deal's own, else its product's list price.

    A deal opened after `as_of` is left out; one closed after it is open still.

    Returns:
        CREDITED; and NO_RATE of `deals`: how many amounts of which currency have no rate.
    """
    deals = frame(connection, _deals(scope), _DEALS)
    deals = _as_of(deals, as_of).join(
        _products(connection), on="product_id", how="left", maintain_order="left"
    )
    known = rates(connection, currency)
    day = pl.coalesce("closed_on", "opened_on", "first_seen_on")
    deals = deals.with_columns(
        pl.when((pl.col("state") != "lost") | (pl.col("amount_cents") != 0)).then("amount_cents"),
        pl.when(pl.col("list_cents").is_null())
        .then(pl.coalesce("price_currency", "currency"))
        .otherwise("currency")
        .alias("list_currency"),
        pl.coalesce("list_cents", "price_cents").alias("list_cents"),
        day.alias("rate_on"),
    )
    money = converted(deals, known, currency, on="rate_on")
    money = converted(
        money, known, currency, on="rate_on", amounts=["list_cents"], currency="list_currency"
    )
    rows = _teamed(connection, _split(connection, money), scope)
    kept = deals.join(rows, on="deal_id", how="semi", maintain_order="left")
    after = money.join(rows, on="deal_id", how="semi", maintain_order="left")
    missing = without_rate("deals", kept, after, currency="currency", amount="amount_cents")
    return rows.select(list(CREDITED)), missing


def reps(connection: Connection, scope: Scope, names: Named) -> pl.DataFrame:
    """Whoever was ever credited with a deal or given a quota, columns as REPS, by id.

    In scope is who is, or was, in one of its teams, or owns a deal of one.
    """
    sells = or_(
        Person.id.in_(select(Deal.owner_id)),
        Person.id.in_(select(CreditSplit.person_id)),
        Person.id.in_(select(Quota.person_id)),
    )
    inside = or_(
        scope.allows(Person.team_id),
        Person.id.in_(select(TeamMove.person_id).where(scope.allows(TeamMove.team_id))),
        Person.id.in_(select(Deal.owner_id).where(scope.allows(Deal.team_id))),
    )
    query = (
        select(Person.id, Person.name, Person.team_id, Team.name, Person.active)
        .join(Team, Team.id == Person.team_id, isouter=True)
        .where(sells, inside)
        .order_by(Person.id)
    )
    found = frame(connection, query, REPS)
    if names.people is None:
        return found
    seen = pl.col("rep_id").is_in(list(names.people))
    return found.with_columns(pl.when(seen).then("rep").alias("rep"))


def _deals(scope: Scope) -> Select[*tuple[Any, ...]]:
    shared = Deal.id.in_(select(CreditSplit.deal_id))
    return (
        select(
            Deal.id,
            Deal.owner_id,
            Deal.team_id,
            Deal.account_id,
            Deal.product_id,
            Deal.deal_type,
            Deal.state,
            Deal.opened_on,
            Deal.closed_on,
            Deal.first_seen_on,
            Deal.amount_cents,
            Deal.list_cents,
            Deal.currency,
        )
        .where(or_(scope.allows(Deal.team_id), shared))
        .order_by(Deal.id)
    )


def _as_of(deals: pl.DataFrame, day: date) -> pl.DataFrame:
    later = pl.col("closed_on") > day
    return deals.filter((pl.col("opened_on") <= day).fill_null(True)).with_columns(
        pl.when(later).then(pl.lit("open")).otherwise("state").alias("state"),
        pl.when(~later).then("closed_on").alias("closed_on"),
    )


def _split(connection: Connection, deals: pl.DataFrame) -> pl.DataFrame:
    """A row per rep credited: `rep_id, credit_bp` beside the deal's columns, by deal and rep."""
    splits = frame(
        connection,
        select(CreditSplit.deal_id, CreditSplit.person_id, CreditSplit.share_bp),
        {"deal_id": pl.Int64, "rep_id": pl.Int64, "credit_bp": pl.Int64},
    )
    alone = deals.drop_nulls("owner_id")
    if not splits.is_empty():
        alone = alone.join(splits, on="deal_id", how="anti", maintain_order="left")
    alone = alone.with_columns(
        pl.col("owner_id").alias("rep_id"), pl.lit(WHOLE_BP, pl.Int64).alias("credit_bp")
    )
    if splits.is_empty():
        return alone
    shared = deals.join(splits, on="deal_id")
    return pl.concat([alone, shared]).sort("deal_id", "rep_id")


def _teamed(connection: Connection, rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """With the team, product, segment and region by name; only what is in scope."""
    own = pl.col("rep_id") == pl.col("owner_id")
    others = rows.filter(~own.fill_null(False)).select("deal_id", "rep_id", "rate_on")
    if others.is_empty():
        rows = rows.with_columns(pl.col("deal_team_id").alias("team_id"))
    else:
        theirs = with_team_then(
            others, team_spans(connection), person="rep_id", on="rate_on", name="team_then"
        )
        rows = rows.join(
            theirs.drop("rate_on"), on=["deal_id", "rep_id"], how="left", maintain_order="left"
        ).with_columns(
            pl.when(own.fill_null(False))
            .then("deal_team_id")
            .otherwise("team_then")
            .alias("team_id")
        )
    if scope.teams is not None:
        rows = rows.filter(pl.col("team_id").is_in(list(scope.teams)))
    teams = frame(
        connection,
        select(Team.id, Team.name, Team.region),
        {"team_id": pl.Int64, "team": pl.String, "team_region": pl.String},
    )
    accounts = frame(
        connection,
        select(Account.id, Account.segment, Account.region),
        {"account_id": pl.Int64, "segment": pl.String, "account_region": pl.String},
    )
    return (
        rows.join(teams, on="team_id", how="left", maintain_order="left")
        .join(accounts, on="account_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("team_region", "account_region").alias("region"))
    )


def _products(connection: Connection) -> pl.DataFrame:
    schema = {
        "product_id": pl.Int64,
        "product": pl.String,
        "price_cents": pl.Int64,
        "price_currency": pl.String,
    }
    query = select(Product.id, Product.name, Product.list_price_cents, Product.currency)
    return frame(connection, query, schema)
