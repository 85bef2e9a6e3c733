"""What the facts behind a cell are called: deals, requests, promises, features by their ids."""

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, func, null, select

from data.reads.frame import frame
from data.reads.scope import Scope
from data.tables import Account, Deal, Feature, Person, Promise, Request

NAMES = {
    "fact_id": pl.Int64,
    "what": pl.String,  # the deal's name, the customer's words, the promise, the feature
    "account": pl.String,
    "person": pl.String,  # who sells, logged or promised it
    "status": pl.String,
    "key": pl.String,  # the source's own
}
AT_ONCE = 10_000  # ids in one query: both databases take 32,766 parameters at most


def names(connection: Connection, scope: Scope, *, column: str, ids: Sequence[int]) -> pl.DataFrame:
    """Columns as in NAMES, a row per fact of `column` in `ids` that the scope allows."""
    parts = [
        frame(connection, _query(column, scope, ids[at : at + AT_ONCE]), NAMES)
        for at in range(0, len(ids), AT_ONCE)
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=NAMES)


def paid_for(connection: Connection, scope: Scope, paid: pl.DataFrame) -> pl.DataFrame:
    """Columns as in NAMES, a row per row of `paid` (`fact_id, rep_id, deal_id`): the deal, and who
    was paid for it. Whose pay may be read is decided before: `paid` holds no other's."""
    deals = names(connection, scope, column="won", ids=paid["deal_id"].unique().to_list())
    query = select(Person.id, Person.name).order_by(Person.id)
    people = frame(connection, query, {"rep_id": pl.Int64, "rep": pl.String})
    return (
        paid.join(deals.rename({"fact_id": "deal_id"}), on="deal_id", how="left")
        .join(people, on="rep_id", how="left")
        .with_columns(pl.col("rep").alias("person"))
        .select(list(NAMES))
    )


def _query(column: str, scope: Scope, ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    if column in ("won", "pipeline"):
        return (
            select(
                Deal.id,
                func.coalesce(Deal.name, Deal.source_key),
                Account.name,
                Person.name,
                Deal.stage,
                Deal.source_key,
            )
            .join(Account, Account.id == Deal.account_id, isouter=True)
            .join(Person, Person.id == Deal.owner_id, isouter=True)
            .where(Deal.id.in_(ids), scope.allows(Deal.team_id))
        )
    if column == "customers_ask":
        return (
            select(
                Request.id,
                Request.words,
                Account.name,
                Person.name,
                Request.status,
                Request.source_key,
            )
            .join(Account, Account.id == Request.account_id, isouter=True)
            .join(Person, Person.id == Request.logged_by_id, isouter=True)
            .where(Request.id.in_(ids), scope.allows(Request.team_id))
        )
    if column == "sales_promises":
        return (
            select(Promise.id, Promise.quote, Account.name, Person.name, Promise.state, null())
            .join(Account, Account.id == Promise.account_id, isouter=True)
            .join(Person, Person.id == Promise.made_by_id, isouter=True)
            .where(Promise.id.in_(ids), scope.allows(Promise.team_id))
        )
    if column in ("we_build", "we_ship"):
        return select(Feature.id, Feature.title, null(), null(), Feature.status, null()).where(
            Feature.id.in_(ids)
        )
    raise ValueError(f"no facts are called {column}")
