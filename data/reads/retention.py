"""Recurring revenue by account, day to day; what is kept of it is measured elsewhere."""

import polars as pl
from sqlalchemy import Connection, or_, select

from data.reads.frame import frame
from data.reads.rates import converted, rates, without_rate
from data.reads.scope import Scope
from data.tables import CreditSplit, Deal, Person, RevenueLine

LINES = {
    "account_id": pl.Int64,
    "deal_id": pl.Int64,  # null = nobody says which sale it came from
    "from_on": pl.Date,
    "until_on": pl.Date,  # the first day without it; null = it goes on
    "monthly_cents": pl.Int64,  # null = no rate
}


def lines(
    connection: Connection, scope: Scope, *, currency: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Recurring revenue, columns as LINES, by account and day.

    All lines of an account in one currency are converted at one rate, that of its first day there:
    a rate that moves is neither expansion nor churn.

    Scope: the lines of every account that a deal of its teams, or one that its people share in, was
    closed with: what became of a sale is read from all of the account's revenue.

    Returns:
        LINES; and NO_RATE of `lines`.
    """
    query = select(
        RevenueLine.account_id,
        RevenueLine.deal_id,
        RevenueLine.from_on,
        RevenueLine.until_on,
        RevenueLine.monthly_cents,
        RevenueLine.currency,
    ).order_by(RevenueLine.account_id, RevenueLine.from_on, RevenueLine.id)
    if scope.teams is not None:
        sharing = (
            select(CreditSplit.deal_id)
            .join(Person, Person.id == CreditSplit.person_id)
            .where(scope.allows(Person.team_id))
        )
        sold = select(Deal.account_id).where(or_(scope.allows(Deal.team_id), Deal.id.in_(sharing)))
        query = query.where(RevenueLine.account_id.in_(sold))
    found = frame(connection, query, {**LINES, "currency": pl.String}).with_columns(
        pl.col("from_on").min().over("account_id", "currency").alias("first_on")
    )
    money = converted(
        found, rates(connection, currency), currency, on="first_on", amounts=["monthly_cents"]
    )
    missing = without_rate("lines", found, money, currency="currency", amount="monthly_cents")
    return money.select(list(LINES)), missing
