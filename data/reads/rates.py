"""Money of other currencies in the company's, by the dated rates it gave. It guesses no rate.

The rate in force on a day is the newest of that day or before, from the one currency into the other
in that direction; nothing is inverted or led through a third. Integers all the way: what lies
between two smallest units goes to the even one.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl
from babel.numbers import get_currency_precision
from sqlalchemy import Connection, Select, func, select

from data.reads.frame import Schema, frame
from data.reads.scope import Scope
from data.tables import Deal, ExchangeRate

BILLION = 1_000_000_000
WORTH_ON = func.coalesce(Deal.closed_on, Deal.opened_on, Deal.first_seen_on)
"""SQL: the day whose rate holds for a deal: it closed then; while it is open, it was opened then
(first seen), so that a new rate changes no past figure."""
RATES = {"currency": pl.String, "on": pl.Date, "rate_billionths": pl.Int64}
NO_RATE = {"what": pl.String, "currency": pl.String, "n": pl.Int64}


def rates(connection: Connection, into: str) -> pl.DataFrame:
    """What one unit of each currency is in `into`, from each day on, columns as RATES, by day.

    Rates are the company's own and of no team, so no scope narrows them.
    """
    query = (
        select(ExchangeRate.currency, ExchangeRate.on, ExchangeRate.rate_billionths)
        .where(ExchangeRate.into == into)
        .order_by(ExchangeRate.on, ExchangeRate.currency)
    )
    return frame(connection, query, RATES)


def converted(
    rows: pl.DataFrame,
    known: pl.DataFrame,
    into: str,
    *,
    on: str,
    amounts: Sequence[str] = ("amount_cents",),
    currency: str = "currency",
) -> pl.DataFrame:
    """`rows`, in their order, with the `amounts` of other currencies turned into `into`.

    Args:
        known: RATES into `into`.
        on: the column with the day whose rate holds.
        amounts: columns of minor units; null where there is no rate, or no day.
        currency: the column with the currency; null = `into` already.
    """
    foreign = pl.col(currency).is_not_null() & (pl.col(currency) != into)
    apart = rows.with_row_index("row").filter(foreign)
    if apart.is_empty():
        return rows
    dated = apart.drop_nulls(on).sort(on).rename({on: "day", currency: "of"})
    found = dated.join_asof(
        known.rename({"currency": "of", "on": "day"}),
        on="day",
        by="of",
        check_sortedness=False,  # it cannot be checked within groups; both are sorted by day
    )
    new = found.select("row", *(_units(name, into, found).alias(f"{name}_in") for name in amounts))
    both = rows.with_row_index("row").join(new, on="row", how="left", maintain_order="left")
    return both.with_columns(
        pl.when(foreign).then(f"{name}_in").otherwise(name).alias(name) for name in amounts
    ).select(rows.columns)


def deals_without_rate(connection: Connection, scope: Scope, *, currency: str) -> pl.DataFrame:
    """`what, currency, n` (NO_RATE): how many amounts of deals in scope no rate converts."""
    query = select(Deal.amount_cents, Deal.currency, WORTH_ON).where(
        scope.allows(Deal.team_id), Deal.currency != currency, Deal.amount_cents.is_not(None)
    )
    schema = {"amount_cents": pl.Int64, "currency": pl.String, "rate_on": pl.Date}
    found = frame(connection, query, schema)
    money = converted(found, rates(connection, currency), currency, on="rate_on")
    return without_rate("deals", found, money, currency="currency", amount="amount_cents")


def deals_frame(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    schema: Schema,
    into: str,
    *,
    amount: str = "amount_cents",
) -> pl.DataFrame:
    """`query` as a frame of `schema`, its `amount` (a deal's, as stored) turned into `into`."""
    dated = query.add_columns(Deal.currency.label("of"), WORTH_ON.label("rate_on"))
    found = frame(connection, dated, {**schema, "of": pl.String, "rate_on": pl.Date})
    known = rates(connection, into)
    money = converted(found, known, into, on="rate_on", amounts=[amount], currency="of")
    return money.select(list(schema))


def without_rate(
    what: str, before: pl.DataFrame, after: pl.DataFrame, *, currency: str, amount: str
) -> pl.DataFrame:
    """`what, currency, n` (NO_RATE): known amounts of `before` that `after` has none of."""
    lost = before[amount].is_not_null() & after[amount].is_null()
    return (
        before.filter(lost)
        .group_by(currency)
        .agg(pl.len().cast(pl.Int64).alias("n"))
        .sort(currency)
        .select(pl.lit(what).alias("what"), pl.col(currency).alias("currency"), "n")
    )


def _units(name: str, into: str, found: pl.DataFrame) -> pl.Expr:
    """Minor units of `into`, half to even; null where they do not fit 64 bits."""
    places = {of: get_currency_precision(of) for of in found["of"].unique()}
    shift = [get_currency_precision(into) - places[of] for of in places]
    up = pl.col("of").replace_strict(
        list(places), [10 ** max(n, 0) for n in shift], return_dtype=pl.Int128
    )
    down = pl.col("of").replace_strict(
        list(places), [10 ** max(-n, 0) * BILLION for n in shift], return_dtype=pl.Int128
    )
    exact = pl.col(name).cast(pl.Int128) * pl.col("rate_billionths").cast(pl.Int128) * up
    whole, rest = exact // down, exact % down
    even = (2 * rest > down) | ((2 * rest == down) & (whole % 2 == 1))
    return (whole + even.cast(pl.Int128)).cast(pl.Int64, strict=False)
