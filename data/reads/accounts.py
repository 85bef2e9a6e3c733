"""Accounts by how their name begins or what it holds, a few at a time, and the deals of one."""

from datetime import date

import polars as pl
from sqlalchemy import ColumnElement, Connection, and_, exists, func, select

from data.names import name_key
from data.reads.frame import frame
from data.reads.meaning import emptied
from data.reads.scope import Scope
from data.tables import Account, Deal, Product

LIMIT = 20
ACCOUNTS = {
    "id": pl.Int64,
    "name": pl.String,
    "segment": pl.String,
    "region": pl.String,
    "bought": pl.Boolean,  # has won deals: a customer, else a prospect
}
DEALS = {
    "id": pl.Int64,
    "name": pl.String,
    "product": pl.String,
    "stage": pl.String,
    "state": pl.String,
    "amount_cents": pl.Int64,  # null = the CRM does not say
    "currency": pl.String,
    "on": pl.Date,  # closed, else opened; null = unknown
}
LAST = "\U0010ffff"  # after every text that begins as the one before it


def accounts_like(connection: Connection, text: str, *, limit: int = LIMIT) -> pl.DataFrame:
    """At most `limit` accounts whose name holds `text`, columns as ACCOUNTS: first the name
    itself, then names that begin so, then the others; case and wide spaces do not matter.

    Accounts are everybody's, so there is no scope. No text gives none.
    """
    key = name_key(text)
    if not key:
        return pl.DataFrame(schema=ACCOUNTS)
    begins = _begins(connection, key)
    found = _some(connection, begins, limit)
    if found.height < limit:  # only now is every name looked at
        holds = and_(func.instr(Account.name_key, key) > 1, ~begins)
        if connection.dialect.name == "postgresql":
            holds = and_(func.strpos(Account.name_key, key) > 1, ~begins)
        found = pl.concat([found, _some(connection, holds, limit - found.height)])
    return found


def account(connection: Connection, account_id: int) -> pl.DataFrame:
    """The one account with that id, columns as ACCOUNTS; no row when it is gone."""
    return _some(connection, Account.id == account_id, 1)


def deals_of(
    connection: Connection, scope: Scope, *, account_id: int, limit: int = 50
) -> pl.DataFrame:
    """The account's deals in scope, columns as DEALS: the open ones first, then the newest."""
    on = func.coalesce(Deal.closed_on, Deal.opened_on)
    query = (
        select(
            Deal.id,
            Deal.name,
            Product.name,
            Deal.stage,
            Deal.state,
            Deal.amount_cents,
            Deal.currency,
            on,
        )
        .join(Product, Product.id == Deal.product_id, isouter=True)
        .where(Deal.account_id == account_id, scope.allows(Deal.team_id))
        .order_by(Deal.state != "open", func.coalesce(on, date(1900, 1, 1)).desc(), Deal.id.desc())
        .limit(limit)
    )
    return frame(connection, query, DEALS)


def _begins(connection: Connection, key: str) -> ColumnElement[bool]:
    """SQL: the name begins so, byte by byte, which the index on names answers."""
    if connection.dialect.name == "postgresql":
        return and_(Account.name_key.op("~>=~")(key), Account.name_key.op("~<~")(key + LAST))
    return and_(Account.name_key >= key, Account.name_key < key + LAST)


def _some(connection: Connection, which: ColumnElement[bool], limit: int) -> pl.DataFrame:
    first = (
        select(Account.id, Account.name, Account.name_key, Account.segment, Account.region)
        .where(which, ~emptied("account"))
        .order_by(Account.name_key, Account.id)
        .limit(limit)
        .subquery()
    )
    bought = exists().where(Deal.account_id == first.c.id, Deal.state == "won")
    query = select(
        first.c.id, first.c.name, first.c.segment, first.c.region, bought.correlate(first)
    )
    return frame(connection, query.order_by(first.c.name_key, first.c.id), ACCOUNTS)
