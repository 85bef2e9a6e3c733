"""What the rows of a file may refer to: people, teams, segments and deals that are here."""

import polars as pl
from sqlalchemy import Connection, func, select

from data.imports.contract import SALESFORCE_USER
from data.names import name_keys
from data.reads import meaning
from data.reads.frame import frame
from data.tables import Account, Deal, Person


def people_by_key(connection: Connection) -> pl.DataFrame:
    """People by their own system's key where no other has it, as `meaning.known`."""
    query = select(Person.id, func.lower(Person.source_key), Person.source, Person.source_key)
    rows = frame(connection, query.where(Person.source_key.is_not(None)), meaning.KNOWN)
    return rows.filter(pl.col("key").is_unique())


def people_known(connection: Connection, source: str) -> pl.DataFrame:
    """People by name, by address, and by the key that this source knows them by, as
    `meaning.known`; a Salesforce user's id is hers in any file."""
    keyed = people_by_key(connection)
    hers = (pl.col("source") == source) | pl.col("source_key").str.contains(SALESFORCE_USER)
    return pl.concat([meaning.known(connection, "person"), keyed.filter(hers)])


def teams_of(connection: Connection) -> pl.DataFrame:
    """`id, then_team_id`: each person's team of this moment."""
    query = select(Person.id, Person.team_id)
    return frame(connection, query, {"id": pl.Int64, "then_team_id": pl.Int64})


def segments(connection: Connection) -> pl.DataFrame:
    """`id, then_segment`: each account's segment of this moment."""
    query = select(Account.id, Account.segment)
    return frame(connection, query, {"id": pl.Int64, "then_segment": pl.String})


def deals_called(connection: Connection) -> pl.DataFrame:
    """`deal, of, called`: the key of each deal's name and of its account's, and its id."""
    query = select(Deal.name, Account.name_key, Deal.id)
    query = query.join(Account, Account.id == Deal.account_id, isouter=True)
    rows = frame(connection, query, {"deal": pl.String, "of": pl.String, "called": pl.Int64})
    return rows.with_columns(name_keys(rows["deal"]).alias("deal")).drop_nulls("deal")


def deal_ids(connection: Connection) -> pl.DataFrame:
    """`deal_key, deal_id` of keys that only one source uses."""
    query = select(Deal.source_key, func.min(Deal.id)).group_by(Deal.source_key)
    query = query.having(func.count() == 1)
    return frame(connection, query, {"deal_key": pl.String, "deal_id": pl.Int64})
