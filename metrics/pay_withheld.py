"""What of pay everybody may see: shares, and only where enough people lie behind them."""

from collections.abc import Sequence

import polars as pl

ENOUGH_PEOPLE = 5
PAY = "we_pay"


def enough_people(
    served: pl.DataFrame, payees: pl.DataFrame, *, by: Sequence[str] = ()
) -> pl.DataFrame:
    """The served facts without pay of groups in which too few people were paid to tell one.

    That is fewer than 5 in all, or fewer than 5, but some, outside one of the group's teams: who
    knows the pay of that team could take it away and be left with theirs.

    Args:
        served: from `serve`, filtered as wished. payees: PAYEES. by: columns that split them.
    """
    pay = served.filter(pl.col("column") == PAY)
    if pay.is_empty():
        return served
    known = pay.join(payees.select("fact_id", "rep_id"), on="fact_id", how="left")
    known = known.with_columns(pl.lit(1).alias("__all"))
    group, rep = [*by, "__all"], pl.col("rep_id")
    sizes = known.with_columns(
        rep.n_unique().over(group).alias("__people"),
        rep.n_unique().over(*group, pl.col("team").alias("__of")).alias("__team"),
    )
    others = pl.col("__people") - pl.col("__team")
    told = (pl.col("__people") < ENOUGH_PEOPLE) | others.is_between(1, ENOUGH_PEOPLE - 1)
    few = sizes.filter(told.any().over(group)).select("fact_id").unique()
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
