"""Made-up companies with nothing planted: every seller has her habits, and none goes with another.

Frames in memory, a hundredth of a second each, so that hundreds can be asked how often something is
found where nothing is. What an account keeps depends on its segment, on its seller's luck (drawn
apart from all she does) and on chance; on no metric.
"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from data.reads.beside_revenue import KEPT, USES, VOICES
from data.reads.credited import CREDITED, REPS
from data.reads.quotas import QUOTAS
from data.reads.retention import LINES
from data.reads.strategy import MAPPINGS, TARGETS, VERSIONS

AS_OF = date(2026, 6, 30)
FIRST = date(2024, 1, 1)
SEGMENTS = ("Club", "Museum", "Theatre")
TEAMS = 5
DAY = timedelta(days=1)


class NullCompany(NamedTuple):
    """All that scorecards take; money in cents of one currency."""

    as_of: date
    credited: pl.DataFrame
    reps: pl.DataFrame
    lines: pl.DataFrame
    kept: pl.DataFrame
    voices: pl.DataFrame
    uses: pl.DataFrame
    quotas: pl.DataFrame
    mappings: pl.DataFrame
    versions: pl.DataFrame
    targets: pl.DataFrame


def null_company(seed: int, *, reps: int = 35, deals: int = 60) -> NullCompany:
    """A company of `reps` sellers with `deals` each, over two and a half years."""
    dice = np.random.default_rng(seed)
    people = np.arange(1, reps + 1)
    sold = _deals(dice, people, deals)
    facts = [
        _credited(sold),
        _reps(people),
        _lines(dice, sold, people),
        _kept(dice, people),
        _voices(dice, people),
        _uses(dice, sold, people),
        _quotas(people),
    ]
    return NullCompany(AS_OF, *facts, *_strategy())


def _deals(dice, people, deals) -> pl.DataFrame:
    """A row per deal, with all habits of its seller in it."""
    n = len(people) * deals
    rep = np.repeat(people, deals)
    habit = {
        "off": dice.uniform(0.02, 0.2, len(people)),
        "closing": dice.uniform(0.35, 0.65, len(people)),
        "outside": dice.uniform(0.05, 0.4, len(people)),
        "pace": dice.uniform(0.7, 1.4, len(people)),
        "size": dice.lognormal(0, 0.3, len(people)),
    }
    of = {name: np.repeat(values, deals) for name, values in habit.items()}
    opened = dice.integers(0, (AS_OF - FIRST).days - 20, n)
    length = np.maximum(3, dice.lognormal(3.4, 0.5, n) * of["pace"]).astype(int)
    won = dice.random(n) < of["closing"]
    amount = (dice.lognormal(13, 0.5, n) * of["size"]).astype(int)
    off = np.clip(of["off"] + dice.normal(0, 0.04, n), 0, 0.6)
    closed = opened + length
    over = closed <= (AS_OF - FIRST).days
    start = np.datetime64(FIRST)
    return pl.DataFrame(
        {
            "deal_id": np.arange(1, n + 1),
            "rep_id": rep,
            "team_id": (rep - 1) % TEAMS + 1,
            "account_id": np.arange(1, n + 1),
            "segment": dice.choice(SEGMENTS, n),
            "product_id": np.where(dice.random(n) < of["outside"], 4, dice.integers(1, 4, n)),
            "state": np.where(~over, "open", np.where(won, "won", "lost")),
            "opened_on": start + opened,
            "closed_on": start + closed,
            "amount_cents": amount,
            "list_cents": (amount / (1 - off)).astype(int),
        }
    ).with_columns(pl.col("opened_on", "closed_on").cast(pl.Date))


def _credited(sold: pl.DataFrame) -> pl.DataFrame:
    return sold.with_columns(
        pl.lit(10_000).alias("credit_bp"),
        pl.format("Team {}", "team_id").alias("team"),
        pl.lit("Everywhere").alias("region"),
        pl.format("Product {}", "product_id").alias("product"),
        pl.lit("New Business").alias("deal_type"),
        pl.when(pl.col("state") != "open").then("closed_on").alias("closed_on"),
    ).select(pl.col(name).cast(kind) for name, kind in CREDITED.items())


def _reps(people) -> pl.DataFrame:
    teams = (people - 1) % TEAMS + 1
    rows = [
        (int(p), f"Seller {p}", int(t), f"Team {t}", True)
        for p, t in zip(people, teams, strict=True)
    ]
    return pl.DataFrame(rows, schema=REPS, orient="row")


def _lines(dice, sold: pl.DataFrame, people) -> pl.DataFrame:
    """What every won account pays a month: a year, and another if it stays, smaller or larger."""
    won = sold.filter(pl.col("state") == "won")
    luck = dice.normal(0, 0.06, len(people))[won["rep_id"].to_numpy() - 1]
    usual = np.select([(won["segment"] == s).to_numpy() for s in SEGMENTS], [0.7, 0.8, 0.75])
    stays = dice.random(won.height) < np.clip(usual + luck, 0.05, 0.98)
    grows = np.clip(dice.lognormal(0, 0.15, won.height), 0.4, 2)
    first = won.select(
        "account_id",
        "deal_id",
        pl.col("closed_on").alias("from_on"),
        pl.col("closed_on").dt.offset_by("12mo").alias("until_on"),
        (pl.col("amount_cents") // 12).alias("monthly_cents"),
    )
    second = first.with_columns(
        pl.col("until_on").alias("from_on"),
        pl.lit(None, pl.Date).alias("until_on"),
        (pl.col("monthly_cents") * pl.Series(grows)).cast(pl.Int64).alias("monthly_cents"),
    ).filter(pl.Series(stays))
    return pl.concat([first, second]).select(pl.col(n).cast(k) for n, k in LINES.items())


def _kept(dice, people) -> pl.DataFrame:
    each = 12
    n = len(people) * each
    keeps = np.repeat(dice.uniform(0.3, 0.95, len(people)), each)
    made = dice.integers(0, 780, n)
    state = np.where(dice.random(n) < keeps, "delivered", "broken")
    start = np.datetime64(FIRST)
    rep = np.repeat(people, each)
    return pl.DataFrame(
        {
            "promise_id": np.arange(1, n + 1),
            "rep_id": rep,
            "team_id": (rep - 1) % TEAMS + 1,
            "state": state,
            "made_on": start + made,
            "due_on": start + made + 60,
            "ended_on": start + made + np.where(state == "delivered", 55, 75),
        }
    ).select(pl.col(name).cast(kind) for name, kind in KEPT.items())


def _voices(dice, people) -> pl.DataFrame:
    many = dice.integers(5, 40, len(people))
    rep = np.repeat(people, many)
    n = len(rep)
    start = np.datetime64(FIRST)
    return pl.DataFrame(
        {
            "request_id": np.arange(1, n + 1),
            "rep_id": rep,
            "team_id": (rep - 1) % TEAMS + 1,
            "account_id": dice.integers(1, 2_000, n),
            "feature_id": dice.integers(1, 40, n),
            "asked_on": start + dice.integers(0, 900, n),
            "accepted": dice.random(n) < 0.6,
        }
    ).select(pl.col(name).cast(kind) for name, kind in VOICES.items())


def _uses(dice, sold: pl.DataFrame, people) -> pl.DataFrame:
    habit = dice.uniform(0.1, 0.8, len(people))[sold["rep_id"].to_numpy() - 1]
    used = sold.filter(pl.Series(dice.random(sold.height) < habit))
    return used.select(
        "rep_id", "deal_id", pl.lit(1).alias("material_id"), pl.col("opened_on").alias("used_on")
    ).select(pl.col(name).cast(kind) for name, kind in USES.items())


def _quotas(people) -> pl.DataFrame:
    starts = pl.date_range(FIRST, AS_OF, "3mo", eager=True).alias("from_on")
    ends = starts.dt.offset_by("3mo").alias("until_on")
    spans = pl.DataFrame([starts, ends])
    every = pl.DataFrame({"rep_id": people}).join(spans, how="cross")
    every = every.with_columns(pl.lit(1_500_000).alias("amount_cents"))
    return every.select(pl.col(name).cast(kind) for name, kind in QUOTAS.items())


def _strategy() -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Three products on the strategy, the fourth outside."""
    mapped = [(p, None, FIRST, None, p if p < 4 else None, 10_000) for p in (1, 2, 3, 4)]
    targets = [(1, p, f"Pillar {p}", 3_400 if p == 1 else 3_300, p) for p in (1, 2, 3)]
    return (
        pl.DataFrame(mapped, schema=MAPPINGS, orient="row"),
        pl.DataFrame([(1, 1, FIRST, None)], schema=VERSIONS, orient="row"),
        pl.DataFrame(targets, schema=TARGETS, orient="row"),
    )
