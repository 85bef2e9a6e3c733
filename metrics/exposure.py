"""What rests on promises that are still open, by the risk that they are not kept, and which of
them finance should see; decides nothing there."""

from datetime import date

import polars as pl

from metrics.promises import OPEN

NO_FEATURE, DECLINED, LATE = "no feature", "declined", "later than promised"
UNKNOWN, ON_TRACK = "cannot tell", "on track"
RISKS = (NO_FEATURE, DECLINED, LATE, UNKNOWN, ON_TRACK)  # worst first
DAYS_A_WEEK = 7


def risks(promises: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """The open promises (proposed or approved) with `ready_on` and `risk`, one row each.

    `ready_on` is the earliest day on which the feature can be there: the day it shipped; else the
    day it was started, or `as_of`, plus its effort as if one person worked on it without pause,
    and never before `as_of`. Null when there is no estimate or nobody has decided to build it.

    `risk`: no feature (none stands behind it), declined, later than promised (`ready_on` or
    `as_of` is past the due day and it has not shipped by then), cannot tell (no due day, or no
    `ready_on`), on track. A shipped feature is on track also without a due day.
    """
    status, due, today = pl.col("feature_status"), pl.col("due_on"), pl.lit(as_of)
    begun = pl.when(status == "building").then(pl.coalesce("started_on", today)).otherwise(today)
    effort = pl.duration(days=(pl.col("effort_weeks") * DAYS_A_WEEK).ceil().cast(pl.Int64))
    done = begun + effort
    ready = (
        pl.when(status == "shipped")
        .then("shipped_on")
        .when(status.is_in(["planned", "building"]))
        .then(pl.when(done < today).then(today).otherwise(done))
    )
    shipped, ready_on = status == "shipped", pl.col("ready_on")
    late = (ready_on > due) | (~shipped & (due < today))
    risk = (
        pl.when(pl.col("feature_id").is_null())
        .then(pl.lit(NO_FEATURE))
        .when(status == "declined")
        .then(pl.lit(DECLINED))
        .when(late.fill_null(False))
        .then(pl.lit(LATE))
        .when(shipped | (ready_on <= due).fill_null(False))
        .then(pl.lit(ON_TRACK))
        .otherwise(pl.lit(UNKNOWN))
    )
    return (
        promises.filter(pl.col("state").is_in(OPEN))
        .with_columns(ready.alias("ready_on"))
        .with_columns(risk.alias("risk"))
    )


def exposure(promises: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """The contract value that rests on open promises, by risk.

    A deal counts once, in full, under the worst risk of its open promises, so that the rows add
    up to the deals. A lost deal exposes nothing.

    Returns:
        All five risks, worst first: `risk, promises` (open ones, also without a deal), `deals`
        (not lost), `deals_unknown` (of them, of unknown amount), `signed_cents` (won deals),
        `open_cents` (deals still open), `exposed_cents` (both). Money is null when the risk's
        deals all have unknown amounts; 0 when it has no deals.
    """
    rank = {risk: at for at, risk in enumerate(RISKS)}
    of = risks(promises, as_of=as_of).with_columns(
        pl.col("risk").replace_strict(rank, return_dtype=pl.Int64).alias("rank")
    )
    counted = of.group_by("rank").agg(pl.len().cast(pl.Int64).alias("promises"))
    live = of.filter(pl.col("deal_id").is_not_null() & (pl.col("deal_state") != "lost"))
    deals = live.group_by("deal_id").agg(
        pl.col("rank").min(), pl.col("amount_cents", "deal_state").first()
    )
    amount, known = pl.col("amount_cents"), pl.col("amount_cents").is_not_null().any()
    signed = amount.filter(pl.col("deal_state") == "won").sum()
    money = deals.group_by("rank").agg(
        pl.len().cast(pl.Int64).alias("deals"),
        amount.null_count().cast(pl.Int64).alias("deals_unknown"),
        pl.when(known).then(signed).alias("signed_cents"),
        pl.when(known).then(amount.sum() - signed).alias("open_cents"),
        pl.when(known).then(amount.sum()).alias("exposed_cents"),
    )
    cents = ("signed_cents", "open_cents", "exposed_cents")
    none = pl.col("deals").is_null()
    return (
        pl.DataFrame(
            {"risk": RISKS, "rank": range(len(RISKS))}, schema_overrides={"rank": pl.Int64}
        )
        .join(counted, on="rank", how="left", maintain_order="left")
        .join(money, on="rank", how="left", maintain_order="left")
        .with_columns(
            pl.col("promises", "deals_unknown").fill_null(0),
            *(pl.when(none).then(0).otherwise(name).alias(name) for name in cents),
        )
        .with_columns(pl.col("deals").fill_null(0))
        .select("risk", "promises", "deals", "deals_unknown", *cents)
    )


def ask_finance(promises: pl.DataFrame) -> pl.DataFrame:
    """`promise_id, ask_finance`: whether a signed deal rests on a named feature that was not
    there yet; it may be a separate deliverable, which is for finance to say.

    True when the deal is won, the promise was made by the day it closed and names a feature that
    had not shipped by then, and the promise was neither refused nor released. Null when the day
    the deal closed is unknown.
    """
    closed = pl.col("deal_closed_on")
    future = pl.col("shipped_on").is_null() | (pl.col("shipped_on") > closed)
    stands = ~pl.col("state").is_in(["refused", "released"])
    signed = (pl.col("deal_state") == "won").fill_null(False)
    named = pl.col("feature_id").is_not_null() & stands & signed
    return promises.select(
        "promise_id",
        (named & (pl.col("made_on") <= closed) & future).alias("ask_finance"),
    )
