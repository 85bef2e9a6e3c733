"""Amounts in whole units of their currency, for tables; in words they are `style.money`."""

import polars as pl

from pages.charts.minor import minor


def units(cents: str, currency: str) -> pl.Expr:
    """The column `cents` (minor units) in units of the currency."""
    return pl.col(cents) / minor(currency)
