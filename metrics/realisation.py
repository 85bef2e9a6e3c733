"""What was paid of the list price, deal by deal; it does not judge who approved a discount."""

import polars as pl

from metrics.scorecards_frames import WHOLE_BP

APPROVED = 0.20  # the largest discount that needs nobody's approval, where the company set none


def in_force(held: float | None) -> float:
    """The largest discount that needs nobody's approval: as set, or as delivered while null."""
    return APPROVED if held is None else held


def priced(credited: pl.DataFrame, *, approved: float = APPROVED) -> pl.DataFrame:
    """Every won deal with a list price, per credited rep.

    Args:
        credited: CREDITED. approved: the largest discount that needs nobody's approval, 0 to 1.

    Returns:
        The rows of won deals with `paid` and `listed` (minor units, her part of each) and
        `beyond` (1 where the discount is above `approved`, else 0); all three null where the
        amount or the list price is not known or the list price is 0.

    Source: docs/metrics.md#price-realisation
    """
    won = credited.filter(pl.col("state") == "won")
    known = (pl.col("list_cents") > 0) & pl.col("amount_cents").is_not_null()
    part = pl.col("credit_bp") / WHOLE_BP
    # in whole units of 1/10,000: 80 of 100 is a discount of exactly 20%, not a hair more
    off = (pl.col("list_cents") - pl.col("amount_cents")) * WHOLE_BP
    over = off > pl.col("list_cents") * round(approved * WHOLE_BP)
    return won.with_columns(
        pl.when(known).then(pl.col("amount_cents") * part).alias("paid"),
        pl.when(known).then(pl.col("list_cents") * part).alias("listed"),
        pl.when(known).then(over.cast(pl.Int64)).alias("beyond"),
    )
