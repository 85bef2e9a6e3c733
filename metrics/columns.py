"""The columns of the thread, declared once, in their order; measures nothing."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

Measure = Literal["money", "count", "effort"]


@dataclass(frozen=True)
class Column:
    """One column of the matrix: how it is called, what it counts, and by what.

    `company_wide` columns have no team, segment or region, so those filters do not touch them.
    A `stock` is what lies there on a day; the others are dated facts.
    """

    slug: str
    title: str
    measure: Measure
    definition: str
    stock: bool = False
    company_wide: bool = False


TARGET = Column(
    "target",
    "Target",
    "count",
    "The share of effort that the strategy gives each pillar, from the last version in force "
    "in the period.",
)

COLUMNS: tuple[Column, ...] = (
    Column(
        "customers_ask",
        "Customers ask",
        "count",
        "Requests logged in the period, counted, by the pillar of the feature they ask for.",
    ),
    Column(
        "sales_promises",
        "Sales promises",
        "count",
        "Promises made to customers in the period, counted, by the pillar of what was promised.",
    ),
    Column(
        "pipeline",
        "Pipeline",
        "money",
        "Deals open on the last day of the period, by their amount; counted instead when fewer "
        "than half of them carry an amount.",
        stock=True,
    ),
    Column("won", "Won", "money", "Deals won in the period, by their amount."),
    Column(
        "we_pay",
        "We pay",
        "money",
        "Commission paid in the period for deals, less what was taken back, by the pillar of what "
        "was sold. As long as no commission for a deal is on record: what the plan in force would "
        "have paid for the deals won. Shares only, and none where fewer than 5 people were paid, "
        "or fewer than 5, but some, outside one of the teams; pay for no deal in particular is "
        "not in it.",
    ),
    Column(
        "we_build",
        "We build",
        "effort",
        "Features being built on the last day of the period, by estimated effort in weeks; "
        "counted instead when fewer than half of them carry an estimate.",
        stock=True,
        company_wide=True,
    ),
    Column(
        "we_ship",
        "We ship",
        "effort",
        "Features shipped in the period, by estimated effort in weeks; counted instead when "
        "fewer than half of them carry an estimate.",
        company_wide=True,
    ),
)

ORDER: tuple[str, ...] = tuple(column.slug for column in COLUMNS)
BY_SLUG: dict[str, Column] = {column.slug: column for column in COLUMNS}
COMPANY_WIDE: frozenset[str] = frozenset(c.slug for c in COLUMNS if c.company_wide)
STOCK_COLUMNS: frozenset[str] = frozenset(c.slug for c in COLUMNS if c.stock)


def in_order() -> pl.Expr:
    """The place of `column` in the thread, 0 first."""
    return pl.col("column").replace_strict(
        {slug: at for at, slug in enumerate(ORDER)}, return_dtype=pl.Int64
    )
