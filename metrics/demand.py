"""What customers ask of each feature: how many, how badly, for how much money, through whom."""

import polars as pl

from metrics.allocation import Split, allocated
from metrics.independence import n_eff
from metrics.needs import MOST, need_weight

NEEDS = {"blocker": "blockers", "important": "importants", "nice to have": "nice_to_haves"}
INTENTS = {"new business": "new_business", "expansion": "expansion", "retention": "retention"}
STATES = ("open", "won", "lost")


def demand(
    asks: pl.DataFrame,
    deals: pl.DataFrame,
    *,
    accounts: int | None = None,
    split: Split = "evenly",
) -> pl.DataFrame:
    """One row per feature that anybody asked for, and one of null for requests without a feature.

    Args:
        asks: ASKS, filtered as wished. deals: DEALS_ASKING.
        accounts: how many accounts there are within the same filter, for `reach_share`.
        split: how `allocated_cents` divides a deal, see `allocation.allocated`.

    Returns:
        `feature_id`; `requests`; `no_account` (requests that name none: they reach nobody);
        `reach` (distinct accounts); `reach_share` (0 to 1; null without `accounts`);
        `deals, deals_unknown` (of them, of unknown amount); `money_cents` (the union: every
        distinct deal once, in full) = `open_cents + won_cents + lost_cents`; `allocated_cents`
        (adds up to the deals over all rows); money is null when deals ask but no amount is known,
        and 0 when no deal asks; the row of null holds the deals that ask for no feature at all.
        Accounts by their strongest stated need: `blockers, importants, nice_to_haves,
        need_unknown` (add up to reach); `need` (mean of 1, 0.5, 0.25 over the accounts that
        stated one; null when none did). Accounts by intent: `new_business, expansion, retention`
        (an account may have several), `intent_unknown`. Independence:
        `n_eff` (null when nobody knows who logged), `voiced`, `reps, teams, segments, months`;
        `first_on, last_on`. Ordered by feature id.
    """
    every = ["reps", "teams", "segments", "months"]
    counted = asks.group_by("feature_id").agg(
        pl.len().cast(pl.Int64).alias("requests"),
        pl.col("account_id").null_count().cast(pl.Int64).alias("no_account"),
        _distinct("person_id", "reps"),
        _distinct("team", "teams"),
        _distinct("segment", "segments"),
        pl.col("asked_on").dt.truncate("1mo").n_unique().cast(pl.Int64).alias("months"),
        pl.col("asked_on").min().alias("first_on"),
        pl.col("asked_on").max().alias("last_on"),
    )
    found, money_of = counted, _money(allocated(asks, deals, split=split))
    for part in (_by_account(asks), money_of, n_eff(asks)):
        found = found.join(part, on="feature_id", how="left", nulls_equal=True)
    filled = ["reach", *NEEDS.values(), "need_unknown", *INTENTS.values(), "intent_unknown"]
    no_deal = pl.col("deals").is_null()
    money = ["money_cents", *(f"{state}_cents" for state in STATES), "allocated_cents"]
    return (
        found.with_columns(
            pl.col(*filled, "voiced").fill_null(0),
            *(pl.when(no_deal).then(0).otherwise(name).alias(name) for name in money),
            pl.col("deals", "deals_unknown").fill_null(0),
        )
        .with_columns((pl.col("reach") / pl.lit(accounts or None)).alias("reach_share"))
        .sort("feature_id")
        .select(
            *("feature_id", "requests", "no_account", "reach", "reach_share"),
            *("deals", "deals_unknown", *money),
            *(*filled[1:4], "need_unknown", "need", *filled[5:]),
            *("n_eff", "voiced", *every, "first_on", "last_on"),
        )
    )


def _distinct(column: str, name: str) -> pl.Expr:
    return pl.col(column).drop_nulls().n_unique().cast(pl.Int64).alias(name)


def _by_account(asks: pl.DataFrame) -> pl.DataFrame:
    """Reach, need and intent: every account once."""
    accounts = (
        asks.filter(pl.col("account_id").is_not_null())
        .group_by("feature_id", "account_id")
        .agg(
            need_weight().max().alias("weight"),
            *((pl.col("intent") == intent).any().alias(name) for intent, name in INTENTS.items()),
            pl.col("intent").is_null().all().alias("intent_unknown"),
        )
    )
    weight = pl.col("weight")
    each = zip(NEEDS.values(), (4, 2, 1), strict=True)
    return accounts.group_by("feature_id").agg(
        pl.len().cast(pl.Int64).alias("reach"),
        *((weight == value).sum().cast(pl.Int64).alias(name) for name, value in each),
        weight.is_null().sum().cast(pl.Int64).alias("need_unknown"),
        (weight.mean() / MOST).alias("need"),
        pl.col(*INTENTS.values(), "intent_unknown").sum().cast(pl.Int64),
    )


def _money(parts: pl.DataFrame) -> pl.DataFrame:
    """Both moneys: every deal that asks for a feature in full, and the part allocated to it."""
    amount, known = pl.col("amount_cents"), pl.col("amount_cents").is_not_null().any()
    sums = {
        "money_cents": amount.sum(),
        **{f"{state}_cents": amount.filter(pl.col("state") == state).sum() for state in STATES},
        "allocated_cents": pl.col("cents").sum(),
    }
    return parts.group_by("feature_id").agg(
        pl.len().cast(pl.Int64).alias("deals"),
        amount.null_count().cast(pl.Int64).alias("deals_unknown"),
        *(pl.when(known).then(total).alias(name) for name, total in sums.items()),
    )
