"""What ties requests and promises together: their deals, their words, their names, row by row."""

from collections.abc import Sequence
from typing import Any, Literal

import polars as pl
from sqlalchemy import Connection, Select, case, func, literal, or_, select

from data.reads.frame import frame
from data.reads.rates import deals_frame
from data.reads.scope import Scope
from data.tables import Account, Deal, Feature, Person, Promise, Request, Team

Kind = Literal["customers_ask", "sales_promises"]
EXCERPT = 2_000  # characters of the words that a list carries
AT_ONCE = 10_000  # ids in one query: both databases take 32,766 parameters at most

DEALS = {
    "column": pl.String,
    "fact_id": pl.Int64,
    "deal_id": pl.Int64,
    "won_cents": pl.Int64,  # the deal's; null = not won, or no rate
}
ROWS = {
    "fact_id": pl.Int64,
    "on": pl.Date,
    "words": pl.String,  # at most EXCERPT characters
    "account_id": pl.Int64,
    "account": pl.String,
    "person": pl.String,  # who logged or made it
    "team": pl.String,
    "feature_id": pl.Int64,  # null = none yet
    "feature": pl.String,
    "deal_id": pl.Int64,
    "deal": pl.String,
    "deal_state": pl.String,
    "amount_cents": pl.Int64,  # the deal's; null = unknown
    "currency": pl.String,
    "promise": pl.String,  # its state; for a request, of the promises to its account on its feature
}
NAMED = {"id": pl.Int64, "name": pl.String}


def deals(connection: Connection, scope: Scope, *, currency: str) -> pl.DataFrame:
    """The deal of each request and promise in scope that names one, columns as DEALS."""
    won = case((Deal.state == "won", Deal.amount_cents))
    parts = [
        deals_frame(
            connection,
            select(literal(kind), table.id, table.deal_id, won)
            .join(Deal, Deal.id == table.deal_id)
            .where(scope.allows(table.team_id))
            .order_by(table.id),
            DEALS,
            currency,
            amount="won_cents",
        )
        for kind, table in (("customers_ask", Request), ("sales_promises", Promise))
    ]
    return pl.concat(parts)


def saying(connection: Connection, scope: Scope, *, kind: Kind, text: str) -> pl.DataFrame:
    """`fact_id` of the requests, or promises, in scope whose words hold `text`, in any case."""
    if kind == "customers_ask":
        holds = or_(
            Request.words.icontains(text, autoescape=True),
            Request.title.icontains(text, autoescape=True),
        )
        query = select(Request.id).where(scope.allows(Request.team_id), holds)
    else:
        holds = Promise.quote.icontains(text, autoescape=True)
        query = select(Promise.id).where(scope.allows(Promise.team_id), holds)
    return frame(connection, query, {"fact_id": pl.Int64})


def rows(connection: Connection, scope: Scope, *, kind: Kind, ids: Sequence[int]) -> pl.DataFrame:
    """The requests, or promises, with these ids that the scope allows, columns as ROWS."""
    parts = [
        frame(connection, _rows(kind, scope, ids[at : at + AT_ONCE]), ROWS)
        for at in range(0, len(ids), AT_ONCE)
    ]
    found = pl.concat(parts) if parts else pl.DataFrame(schema=ROWS)
    if kind == "sales_promises":
        return found
    return (
        found.drop("promise")
        .join(
            _promised(connection, scope),
            on=["account_id", "feature_id"],
            how="left",
            maintain_order="left",
        )
        .select(list(ROWS))
    )


def accounts(connection: Connection, ids: Sequence[int]) -> pl.DataFrame:
    """`id, name` of accounts, which are everybody's; at most AT_ONCE ids."""
    return frame(connection, select(Account.id, Account.name).where(Account.id.in_(ids)), NAMED)


def deals_named(connection: Connection, ids: Sequence[int]) -> pl.DataFrame:
    """`id, name` (with the account's) of deals that facts in scope name; at most AT_ONCE ids."""
    name = func.coalesce(Deal.name, Deal.source_key)
    said = case((Account.name.is_(None), name), else_=name + " · " + Account.name)
    query = (
        select(Deal.id, said)
        .join(Account, Account.id == Deal.account_id, isouter=True)
        .where(Deal.id.in_(ids))
    )
    return frame(connection, query, NAMED)


def _rows(kind: Kind, scope: Scope, ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    if kind == "customers_ask":
        table: Any = Request
        on, words, person = Request.asked_on, Request.words, Request.logged_by_id
        account_id: Any = Request.account_id
        promise: Any = literal(None)
    else:
        table = Promise
        on, words, person = Promise.made_on, Promise.quote, Promise.made_by_id
        account_id = func.coalesce(Promise.account_id, Deal.account_id)
        promise = Promise.state
    return (
        select(
            table.id,
            on,
            func.substr(words, 1, EXCERPT),
            account_id,
            Account.name,
            Person.name,
            Team.name,
            table.feature_id,
            Feature.title,
            table.deal_id,
            func.coalesce(Deal.name, Deal.source_key),
            Deal.state,
            Deal.amount_cents,
            Deal.currency,
            promise,
        )
        .join(Deal, Deal.id == table.deal_id, isouter=True)
        .join(Account, Account.id == account_id, isouter=True)
        .join(Person, Person.id == person, isouter=True)
        .join(Team, Team.id == table.team_id, isouter=True)
        .join(Feature, Feature.id == table.feature_id, isouter=True)
        .where(table.id.in_(ids), scope.allows(table.team_id))
        .order_by(on.desc(), table.id.desc())
    )


def _promised(connection: Connection, scope: Scope) -> pl.DataFrame:
    """`account_id, feature_id, promise`: the states of the promises to each account on each."""
    account_id = func.coalesce(Promise.account_id, Deal.account_id)
    query = (
        select(account_id, Promise.feature_id, Promise.state)
        .join(Deal, Deal.id == Promise.deal_id, isouter=True)
        .where(scope.allows(Promise.team_id), Promise.feature_id.is_not(None))
        .distinct()
    )
    schema = {"account_id": pl.Int64, "feature_id": pl.Int64, "promise": pl.String}
    return (
        frame(connection, query, schema)
        .group_by("account_id", "feature_id")
        .agg(pl.col("promise").sort().str.join(", "))
    )
