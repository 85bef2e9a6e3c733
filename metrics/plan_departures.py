"""When the customer of a won deal left, by its recurring revenue; pays nobody."""

from datetime import date

import polars as pl

NEVER = date(9000, 1, 1)
GRACE_DAYS = 31  # a month without an invoice is a gap in the books, not a customer gone


def departed(deals: pl.DataFrame, lines: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`deal_id, left_on`: the first day without recurring revenue after the deal was won.

    Its own lines where the deal has any, else its account's. A gap of up to 31 days is none, nor
    is the end of the books: nothing is said of days from which on no line of anybody is known,
    or after `as_of`. Deals that nobody has left are not in it.

    Args:
        deals: `deal_id, account_id, closed_on`. lines: LINES.
    """
    empty = pl.DataFrame(schema={"deal_id": pl.Int64, "left_on": pl.Date})
    if lines.is_empty():
        return empty
    known_until = pl.col("until_on").fill_null(as_of).max()
    horizon = min(lines.select(known_until).item(), as_of)
    by_deal, by_account = pl.col("deal_id").is_not_null(), pl.col("account_id").is_not_null()
    own = _ends(lines.filter(by_deal), "deal_id", horizon)
    theirs = _ends(lines.filter(by_account), "account_id", horizon)
    each = deals.unique("deal_id", keep="first").sort("closed_on")
    named = lines.filter(by_deal)
    without = each.join(named, on="deal_id", how="anti").filter(by_account)
    found = [
        _after(each.join(named, on="deal_id", how="semi"), own, "deal_id"),
        _after(without, theirs, "account_id"),
    ]
    return pl.concat(found).drop_nulls("left_on").sort("deal_id")


def _ends(lines: pl.DataFrame, key: str, horizon: date) -> pl.DataFrame:
    """The days on which a run of revenue ended: `key, left_on`."""
    until = pl.col("until_on").fill_null(NEVER)
    runs = lines.sort(key, "from_on").with_columns(
        until.cum_max().over(key).alias("covered"),
        pl.col("from_on").shift(-1).over(key).alias("next_on"),
    )
    gone = pl.col("next_on").is_null() | (
        pl.col("next_on") > pl.col("covered").dt.offset_by(f"{GRACE_DAYS}d")
    )
    ended = (pl.col("covered") < horizon) & gone
    return runs.filter(ended).select(key, pl.col("covered").alias("left_on")).sort("left_on")


def _after(deals: pl.DataFrame, ends: pl.DataFrame, key: str) -> pl.DataFrame:
    return deals.join_asof(
        ends,
        left_on="closed_on",
        right_on="left_on",
        by=key,
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,
    ).select("deal_id", "left_on")
