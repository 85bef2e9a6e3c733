"""Amounts in whole units of their currency, for tables; in words they are `style.money`."""

import polars as pl
from babel.numbers import get_currency_precision


def minor(currency: str) -> int:
    """Minor units in one of the currency: 100 cents in a dollar, 1 in a yen."""
    return int(10 ** get_currency_precision(currency))


def units(cents: str, currency: str) -> pl.Expr:
    """The column `cents` (minor units) in units of the currency."""
    return pl.col(cents) / minor(currency)
