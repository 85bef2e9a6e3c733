"""What people are to sell and what they were paid, within whose pay may be read."""

import polars as pl
from sqlalchemy import Connection, select

from data.reads.frame import frame
from data.reads.pay_scope import PayScope
from data.reads.rates import converted, rates, without_rate
from data.tables import Commission, Quota

QUOTAS = {
    "rep_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,  # the first day without it
    "amount_cents": pl.Int64,  # null = no rate
}
PAID = {
    "rep_id": pl.Int64,
    "deal_id": pl.Int64,
    "paid_on": pl.Date,
    "amount_cents": pl.Int64,  # negative = taken back; null = no rate
}


def quotas(
    connection: Connection, pay: PayScope, *, currency: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Quotas, columns as QUOTAS, by person and day, at the rate of their first day; and NO_RATE.

    Of somebody who changed team, a quota is both teams' whose days it spans.
    """
    query = (
        select(Quota.person_id, Quota.from_on, Quota.until_on, Quota.amount_cents, Quota.currency)
        .where(pay.allows(Quota.person_id, Quota.from_on, Quota.until_on))
        .order_by(Quota.person_id, Quota.from_on, Quota.id)
    )
    found = frame(connection, query, {**QUOTAS, "currency": pl.String})
    money = converted(found, rates(connection, currency), currency, on="from_on")
    missing = without_rate("quotas", found, money, currency="currency", amount="amount_cents")
    return money.select(list(QUOTAS)), missing


def paid(
    connection: Connection, pay: PayScope, *, currency: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Commission paid, columns as PAID, by person and day, at the rate of that day; and NO_RATE."""
    query = (
        select(
            Commission.person_id,
            Commission.deal_id,
            Commission.paid_on,
            Commission.amount_cents,
            Commission.currency,
        )
        .where(pay.allows(Commission.person_id, Commission.paid_on))
        .order_by(Commission.person_id, Commission.paid_on, Commission.id)
    )
    found = frame(connection, query, {**PAID, "currency": pl.String})
    money = converted(found, rates(connection, currency), currency, on="paid_on")
    missing = without_rate("paid", found, money, currency="currency", amount="amount_cents")
    return money.select(list(PAID)), missing
