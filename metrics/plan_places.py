"""Which part of the strategy a plan's money goes to: each deal's pay by what the deal served."""

from datetime import date

import polars as pl

from metrics.plan_history import History
from metrics.plan_payouts import Paid, paid_for_deals
from metrics.plan_rounding import part, wide

NO_DEAL = "no deal"
PLACES = {
    "place": pl.String,  # pillar | outside | unmapped | no deal
    "pillar_id": pl.Int64,
    "cents": pl.Int64,
    "share": pl.Float64,
    "deals": pl.Int64,
    "reps": pl.Int64,
}


def we_pay(paid: Paid, history: History, *, span: tuple[date, date]) -> pl.DataFrame:
    """PLACES: the variable pay of a span by what the deals that it was paid for served.

    What is paid for a deal is split by the deal's own parts when it was won, to the cent; what is
    taken back later lies where its deal lay. What is paid for no deal (a metric, a draw) is named
    apart. The rows add up to the variable pay of the span exactly. `share`: of what was paid for
    deals; null for what was not, or when nothing was. `deals, reps`: how many lie behind it.
    """
    here = pl.col("period").is_between(*span)
    each = paid_for_deals(paid, history).filter(here & (pl.col("cents") != 0))
    parts = history.parts.filter(pl.col("whole") > 0)
    split = each.join(parts, on="deal_id", how="left").select(
        "deal_id",
        "rep_id",
        pl.col("place").fill_null("unmapped"),
        "pillar_id",
        pl.when(pl.col("whole").is_null())
        .then("cents")
        .otherwise(part(wide("cents"), wide("upto"), wide("weight"), wide("whole")))
        .alias("cents"),
    )
    found = split.group_by("place", "pillar_id").agg(
        pl.col("cents").sum(),
        pl.col("deal_id").n_unique().cast(pl.Int64).alias("deals"),
        pl.col("rep_id").n_unique().cast(pl.Int64).alias("reps"),
    )
    whole = found["cents"].sum()
    rest = int(paid.payouts.filter(here)["variable_cents"].sum()) - whole
    share = pl.col("cents") / whole if whole > 0 else pl.lit(None, pl.Float64)
    rows = found.with_columns(share.alias("share")).select(*PLACES)
    if rest:
        other = {"place": NO_DEAL, "cents": rest, "deals": 0}
        rows = pl.concat([rows, pl.DataFrame([other], schema=dict(PLACES))])
    return rows.sort("place", "pillar_id", nulls_last=True)
