"""What became of the recurring revenue that somebody sold; a sale too young to tell is not judged.

The cohort is fixed at the sale: accounts that came later are no part of it.
"""

from datetime import date

import polars as pl

WINDOW_DAYS = 90  # recurring revenue that begins later than this after signature is another's
FOLLOWS = "(?i)renew|expan|upsell|upgrade"  # types of deals that carry an earlier one on
COHORT = {
    "rep_id": pl.Int64,
    "team_id": pl.Int64,  # of the sale
    "account_id": pl.Int64,
    "deal_id": pl.Int64,  # her first won deal with that account
    "credit_bp": pl.Int64,
    "segment": pl.String,
    "region": pl.String,
    "signed_on": pl.Date,
    "matures_on": pl.Date,
    "state": pl.String,  # matured | unmatured | unknown
    "start_cents": pl.Int64,  # a month, when it began; null unless matured, as are the next two
    "end_cents": pl.Int64,  # a month, twelve months later
    "early_cents": pl.Int64,  # a month, 90 days after it began
}
MATURED, UNMATURED, UNKNOWN = "matured", "unmatured", "unknown"


def cohorts(credited: pl.DataFrame, lines: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Each account that somebody won, with what it paid a month at first and a year later.

    Start: the monthly revenue of the deal's own lines on the day the first of them runs, where
    that is within 90 days of signature; where the deal has none, of the account's lines that
    name no deal, from the month of signature on. End: twelve months after signature, or after
    the revenue began where that was later (a yearly contract that ends on its day is seen to
    end); of the same lines and of those of later deals of the account whose type says renewal,
    expansion or upgrade. Another sale to the same account neither adds nor hides anything.

    Args:
        credited: CREDITED. lines: LINES.

    Returns:
        COHORT, by rep and account. Unmatured: twelve months have not passed (or 90 days, while
        no revenue has begun). Unknown: none began in time, or its money is not known.

    Source: docs/metrics.md#net-retention
    """
    sold = _first_sales(credited.filter(pl.col("closed_on") <= as_of))
    begun = sold.join(_begins(sold, lines), on=["rep_id", "account_id"], how="left")
    later = pl.max_horizontal("signed_on", "began_on").dt.offset_by("12mo")
    due = begun.with_columns(later.alias("matures_on"))
    waited = pl.col("signed_on").dt.offset_by(f"{WINDOW_DAYS}d") < as_of
    young = pl.col("matures_on") > as_of
    follows = credited.filter(pl.col("deal_type").str.contains(FOLLOWS)).select("deal_id")
    paid = _paid(due.filter(~young & pl.col("began_on").is_not_null()), lines, follows)
    found = due.join(paid, on=["rep_id", "account_id"], how="left", maintain_order="left")
    known = pl.col("start_cents") > 0
    state = (
        pl.when(pl.col("began_on").is_null() & waited)
        .then(pl.lit(UNKNOWN))
        .when(young)
        .then(pl.lit(UNMATURED))
        .when(known & pl.col("end_cents").is_not_null())
        .then(pl.lit(MATURED))
        .otherwise(pl.lit(UNKNOWN))
    )
    return found.with_columns(state.alias("state")).select(
        *list(COHORT)[:-3],
        *(
            pl.when(pl.col("state") == MATURED).then(name).alias(name)
            for name in ("start_cents", "end_cents", "early_cents")
        ),
    )


def _first_sales(credited: pl.DataFrame) -> pl.DataFrame:
    """The first deal that each rep won with each account; of two on a day, the lower id."""
    won = credited.filter((pl.col("state") == "won") & pl.col("account_id").is_not_null())
    return (
        won.sort("closed_on", "deal_id")
        .unique(["rep_id", "account_id"], keep="first", maintain_order=True)
        .rename({"closed_on": "signed_on"})
        .select([name for name in COHORT if name in {*won.columns, "signed_on"}])
        .sort("rep_id", "account_id")
    )


def _begins(sold: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """`rep_id, account_id, began_on, own`: when each sale's revenue began; `own` = by lines that
    name the deal. Without a row none began in time."""
    latest = pl.col("signed_on").dt.offset_by(f"{WINDOW_DAYS}d")
    keys = ("rep_id", "account_id")
    named = (
        sold.select(*keys, "deal_id", "signed_on")
        .join(lines.select("account_id", "deal_id", "from_on"), on=["account_id", "deal_id"])
        .group_by(keys)
        .agg(pl.col("from_on").min().alias("began_on"), latest.first().alias("latest"))
        .filter(pl.col("began_on") <= pl.col("latest"))
    )
    unnamed = (
        sold.select(*keys, "signed_on")
        .join(named, on=keys, how="anti")
        .join(lines.filter(pl.col("deal_id").is_null()), on="account_id")
        .filter(pl.col("from_on").is_between(pl.col("signed_on").dt.month_start(), latest))
        .group_by(keys)
        .agg(pl.col("from_on").min().alias("began_on"))
    )
    return pl.concat(
        [
            named.select(*keys, "began_on", pl.lit(True).alias("own")),
            unnamed.select(*keys, "began_on", pl.lit(False).alias("own")),
        ]
    )


def _paid(due: pl.DataFrame, lines: pl.DataFrame, follows: pl.DataFrame) -> pl.DataFrame:
    """`rep_id, account_id, start_cents, end_cents`; null where an amount in it is not known."""
    known = follows.unique().with_columns(pl.lit(True).alias("follows"))
    each = (
        due.select(
            *("rep_id", "account_id", "began_on", "own", "matures_on"),
            pl.col("deal_id").alias("sold_id"),
        )
        .join(lines, on="account_id")
        .join(known, on="deal_id", how="left")
    )
    later = pl.col("follows").fill_null(False) & (pl.col("from_on") > pl.col("began_on"))
    same = pl.when("own").then(pl.col("deal_id") == pl.col("sold_id"))
    kept = each.filter(same.otherwise(pl.col("deal_id").is_null()).fill_null(False) | later)
    soon = pl.col("began_on").dt.offset_by(f"{WINDOW_DAYS}d")
    return (
        kept.with_columns(soon.alias("soon"))
        .group_by("rep_id", "account_id")
        .agg(
            _on("began_on").alias("start_cents"),
            _on("matures_on").alias("end_cents"),
            _on("soon").alias("early_cents"),
        )
    )


def _on(day: str) -> pl.Expr:
    """What the lines come to in a month on that day; 0 when none runs, null when one is unknown."""
    ends = pl.col("until_on").is_null() | (pl.col("until_on") > pl.col(day))
    running = pl.col("monthly_cents").filter((pl.col("from_on") <= pl.col(day)) & ends)
    return pl.when(~running.is_null().any()).then(running.sum())
