"""Every fact a scorecard counts, worked out once before any reader's choice; filters nothing.

Cache what `prepare` gives under the store's version, the reader's scope and `as_of`. A sheet has
a row per fact and rep: `rep_id`, `team_id`, `deal_id` (null = no deal), `on` (the day that puts it
into a period), `segment`, `region`, and for each measure M columns `M_y` and, unless each fact
weighs 1, `M_x`; null where the fact does not speak to the measure. `M_unknown` is 1 where it
should and cannot, `M_young` where it is too early.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from metrics.frames import FLOWS, empty
from metrics.realisation import APPROVED, priced
from metrics.retention import MATURED, UNKNOWN, UNMATURED, cohorts
from metrics.scorecards_frames import WHOLE_BP
from metrics.serving import serve
from metrics.voice_of import customer_voice

KEYS = ("rep_id", "team_id", "deal_id", "on", "segment", "region")


@dataclass(frozen=True)
class Book:
    """The sheets, up to `as_of`.

    `decided`: deals by the day they closed. `opened`: deals by the day they were opened, with
    `days`, `won`, `lost`. `cohort`: accounts won, by the day of signature. `due`: promises by
    the day they were due. `voiced`: requests by quarter. `reps`: REPS. `teams`: `team_id, team`.
    `approved`: the largest discount that needs nobody's approval, 0 to 1.
    """

    as_of: date
    decided: pl.DataFrame
    opened: pl.DataFrame
    cohort: pl.DataFrame
    due: pl.DataFrame
    voiced: pl.DataFrame
    reps: pl.DataFrame
    teams: pl.DataFrame
    approved: float = APPROVED

    def only(
        self,
        *,
        teams: Collection[str] = (),
        segments: Collection[str] = (),
        regions: Collection[str] = (),
    ) -> "Book":
        """The facts of these teams, segments and regions, by name; none named keeps all.

        Promises and requests are split by team alone: within a segment or a region they are
        unknown.
        """
        kept = pl.lit(True)
        if teams:
            ids = self.teams.filter(pl.col("team").is_in(list(teams)))["team_id"]
            kept &= pl.col("team_id").is_in(ids.implode())
        within = kept
        for column, names in (("segment", segments), ("region", regions)):
            if names:
                within &= pl.col(column).is_in(list(names))
        apart = bool(segments or regions)
        return replace(
            self,
            **{
                name: getattr(self, name).filter(within) for name in ("decided", "opened", "cohort")
            },
            **{
                name: getattr(self, name).clear() if apart else getattr(self, name).filter(kept)
                for name in ("due", "voiced")
            },
        )


def prepare(
    credited: pl.DataFrame,
    reps: pl.DataFrame,
    lines: pl.DataFrame,
    kept: pl.DataFrame,
    voices: pl.DataFrame,
    uses: pl.DataFrame,
    mappings: pl.DataFrame,
    versions: pl.DataFrame,
    targets: pl.DataFrame,
    *,
    as_of: date,
    approved: float = APPROVED,
) -> Book:
    """The sheets of all facts up to `as_of`; frames as in `scorecards_frames` and `frames`.

    Args:
        approved: the largest discount that needs nobody's approval, 0 to 1.
    """
    return Book(
        as_of,
        _decided(credited, uses, mappings, versions, targets, as_of=as_of, approved=approved),
        _opened(credited, as_of),
        _cohort(cohorts(credited, lines, as_of=as_of)),
        _due(kept, as_of),
        _voiced(voices.filter(pl.col("asked_on") <= as_of)),
        reps,
        pl.concat([frame.select("team_id", "team") for frame in (credited, reps)])
        .drop_nulls()
        .unique()
        .sort("team"),
        approved,
    )


def _decided(
    credited: pl.DataFrame,
    uses: pl.DataFrame,
    mappings: pl.DataFrame,
    versions: pl.DataFrame,
    targets: pl.DataFrame,
    *,
    as_of: date,
    approved: float,
) -> pl.DataFrame:
    closed = credited.filter(
        pl.col("state").is_in(["won", "lost"]) & (pl.col("closed_on") <= as_of)
    )
    won = pl.col("state") == "won"
    part = pl.col("credit_bp") / WHOLE_BP
    served = _on_strategy(closed.filter(won), mappings, versions, targets)
    used = (
        closed.select("deal_id", "closed_on")
        .join(uses.select("deal_id", "used_on"), on="deal_id")
        .filter(pl.col("used_on") <= pl.col("closed_on"))
        .select("deal_id", pl.lit(1, pl.Int64).alias("used"))
        .unique("deal_id")
    )
    first_use = uses["used_on"].min()
    prices = priced(closed, approved=approved).select(
        "deal_id", "rep_id", "paid", "listed", "beyond"
    )
    joined = (
        closed.join(served, on="deal_id", how="left", maintain_order="left")
        .join(used, on="deal_id", how="left", maintain_order="left")
        .join(prices, on=["deal_id", "rep_id"], how="left", maintain_order="left")
    )
    known = won & pl.col("on_share").is_not_null()
    eligible = pl.col("closed_on") >= pl.lit(first_use, pl.Date)
    money = pl.col("amount_cents") * part
    return joined.with_columns(pl.col("closed_on").alias("on")).select(
        *KEYS,
        "credit_bp",
        "account_id",
        pl.when(won).then(money).alias("revenue_y"),
        _one(won & pl.col("amount_cents").is_null()).alias("revenue_unknown"),
        won.cast(pl.Int64).alias("close_y"),
        pl.when(known).then("on_share").alias("wins_y"),
        _one(won & ~known).alias("wins_unknown"),
        pl.when(known).then(pl.col("on_share") * money).alias("value_y"),
        pl.when(known).then(money).alias("value_x"),
        _one(won & (~known | pl.col("amount_cents").is_null())).alias("value_unknown"),
        pl.col("paid").alias("price_y"),
        pl.col("listed").alias("price_x"),
        _one(won & pl.col("listed").is_null()).alias("price_unknown"),
        pl.col("beyond").alias("beyond_y"),
        _one(won & pl.col("listed").is_null()).alias("beyond_unknown"),
        pl.when(eligible).then(pl.col("used").fill_null(0)).alias("material_y"),
        _one(~eligible.fill_null(False)).alias("material_unknown"),
    )


def _on_strategy(
    won: pl.DataFrame, mappings: pl.DataFrame, versions: pl.DataFrame, targets: pl.DataFrame
) -> pl.DataFrame:
    """`deal_id, on_share`: what part of each won deal lay on pillars of the strategy in force on
    the day it closed; null when it was not mapped then, or no strategy was in force."""
    each = won.unique("deal_id", keep="first", maintain_order=True)
    facts = each.select(
        pl.lit("won").alias("column"),
        pl.col("deal_id").alias("fact_id"),
        pl.col("closed_on").alias("on"),
        "product_id",
        "amount_cents",
        "account_id",
    )
    flows = pl.concat([empty(FLOWS), facts], how="diagonal").select(list(FLOWS))
    served = serve(flows, mappings, versions, targets, measures={"won": "count"})
    unknown = (pl.col("place") == "unmapped").any()
    on = pl.col("part_count").filter(pl.col("place") == "pillar").sum()
    return served.group_by(pl.col("fact_id").alias("deal_id")).agg(
        pl.when(~unknown).then(on).alias("on_share")
    )


def _opened(credited: pl.DataFrame, as_of: date) -> pl.DataFrame:
    ended = pl.col("closed_on").is_not_null() & (pl.col("closed_on") <= as_of)
    until = pl.when(ended).then("closed_on").otherwise(pl.lit(as_of, pl.Date))
    days = (until - pl.col("opened_on")).dt.total_days()
    return (
        credited.filter(pl.col("opened_on") <= as_of)
        .with_columns(pl.col("opened_on").alias("on"))
        .select(
            *KEYS,
            "credit_bp",
            pl.when(days >= 0).then(days).alias("days"),
            (ended & (pl.col("state") == "won")).cast(pl.Int64).alias("won"),
            (ended & (pl.col("state") == "lost")).cast(pl.Int64).alias("lost"),
        )
    )


def _cohort(found: pl.DataFrame) -> pl.DataFrame:
    part = pl.col("credit_bp") / WHOLE_BP
    matured, young = pl.col("state") == MATURED, _one(pl.col("state") == UNMATURED)
    start, end = pl.col("start_cents"), pl.col("end_cents")
    held = pl.min_horizontal(start, end)
    lost = _one(pl.col("state") == UNKNOWN)
    return found.with_columns(pl.col("signed_on").alias("on")).select(
        *KEYS,
        "credit_bp",
        "account_id",
        pl.when(matured).then(end * part).alias("net_y"),
        pl.when(matured).then(start * part).alias("net_x"),
        pl.when(matured).then(held * part).alias("gross_y"),
        pl.when(matured).then(start * part).alias("gross_x"),
        pl.when(matured).then(_one(pl.col("early_cents") == 0)).alias("stopped"),
        young.alias("net_young"),
        young.alias("gross_young"),
        lost.alias("net_unknown"),
        lost.alias("gross_unknown"),
    )


def _due(kept: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """As `promises.keeping` counts: refused and released promises are never due."""
    delivered, due = pl.col("state") == "delivered", pl.col("due_on")
    owed = pl.col("state").is_in(["proposed", "approved", "delivered", "broken"])
    lost = delivered & pl.col("ended_on").is_null()
    kept_it = (delivered & (pl.col("ended_on") <= due)).fill_null(False)
    return kept.filter(owed & (due < as_of)).select(
        "rep_id",
        "team_id",
        pl.lit(None, pl.Int64).alias("deal_id"),
        due.alias("on"),
        pl.lit(None, pl.String).alias("segment"),
        pl.lit(None, pl.String).alias("region"),
        pl.lit(WHOLE_BP, pl.Int64).alias("credit_bp"),
        pl.when(~lost).then(kept_it.cast(pl.Int64)).alias("kept_y"),
        _one(lost).alias("kept_unknown"),
    )


def _voiced(voices: pl.DataFrame) -> pl.DataFrame:
    return customer_voice(voices).select(
        "rep_id",
        "team_id",
        pl.lit(None, pl.Int64).alias("deal_id"),
        pl.col("quarter").alias("on"),
        pl.lit(None, pl.String).alias("segment"),
        pl.lit(None, pl.String).alias("region"),
        pl.lit(WHOLE_BP, pl.Int64).alias("credit_bp"),
        pl.col("value").cast(pl.Float64).alias("voice_y"),
        pl.col("n").alias("voice_n"),
    )


def _one(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(False).cast(pl.Int64)
