"""What of pay everybody may see: shares, and only where enough people lie behind them."""

from collections.abc import Sequence

import polars as pl

ENOUGH_PEOPLE = 5
PAY = "we_pay"


def enough_people(
    served: pl.DataFrame, payees: pl.DataFrame, *, by: Sequence[str] = ()
) -> pl.DataFrame:
    """The served facts without pay of groups in which fewer than 5 people were paid.

    Args:
        served: from `serve`, filtered as wished. payees: PAYEES. by: columns that split them.
    """
    pay = served.filter(pl.col("column") == PAY)
    if pay.is_empty():
        return served
    known = pay.join(payees.select("fact_id", "rep_id"), on="fact_id", how="left")
    people = pl.col("rep_id").n_unique().over(by) if by else pl.col("rep_id").n_unique()
    few = known.filter(people < ENOUGH_PEOPLE).select("fact_id").unique()
    if few.is_empty():
        return served
    is_pay = pl.col("column") == PAY
    return pl.concat(
        [served.filter(~is_pay), pay.join(few, on="fact_id", how="anti", maintain_order="left")]
    )


def without_amounts(rows: pl.DataFrame) -> pl.DataFrame:
    """The matrix's rows with the money of pay unknown: a share tells nobody what another got."""
    money = pl.when(pl.col("column") != PAY).then("amount_cents").alias("amount_cents")
    return rows.with_columns(money)
