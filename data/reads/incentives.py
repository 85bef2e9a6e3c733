"""All that scorecards, comparison and plans are measured from, in one reading of the store."""

from datetime import date
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection

from data.reads import beside_revenue
from data.reads.credited import credited, reps
from data.reads.pay_scope import Named, PayScope
from data.reads.quotas import paid, quotas
from data.reads.retention import lines
from data.reads.scope import Scope
from data.reads.settings import reporting_currency


class Incentives(NamedTuple):
    """Frames by their names in the reads beside: CREDITED, REPS, LINES, KEPT and so on."""

    currency: str
    """What all money stands in."""
    credited: pl.DataFrame
    reps: pl.DataFrame
    lines: pl.DataFrame
    kept: pl.DataFrame
    voices: pl.DataFrame
    uses: pl.DataFrame
    quotas: pl.DataFrame
    paid: pl.DataFrame
    no_rate: pl.DataFrame
    """`what` (deals, lines, quotas, paid), `currency`, `n`: amounts that no rate converts."""


def incentives(
    connection: Connection, scope: Scope, pay: PayScope, names: Named, *, as_of: date
) -> Incentives:
    """Every frame in scope; of quotas and commission what `pay` allows; reps named by `names`."""
    currency = reporting_currency(connection)
    deals, no_deals = credited(connection, scope, currency=currency, as_of=as_of)
    recurring, no_lines = lines(connection, scope, currency=currency)
    to_sell, no_quotas = quotas(connection, pay, currency=currency)
    earned, no_paid = paid(connection, pay, currency=currency)
    return Incentives(
        currency,
        deals,
        reps(connection, scope, names),
        recurring,
        beside_revenue.kept(connection, scope),
        beside_revenue.voices(connection, scope),
        beside_revenue.uses(connection, scope),
        to_sell,
        earned,
        pl.concat([no_deals, no_lines, no_quotas, no_paid]),
    )
