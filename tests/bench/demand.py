"""How long demand, scores, stability, emerging themes, the thread and messages take to compute.

Frames only, no store: 100,000 requests of 20,000 accounts for 2,000 features in three years, a
few features asked for by many; 20,000 notes by 300 people. The page's table and its stability
share are one number.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from metrics import frames
from metrics.demand import demand
from metrics.emerging import emerging, trajectory
from metrics.message import dispersion, similarity
from metrics.priorities import priorities
from metrics.scores import HOUSE, SCORES, terms
from metrics.stability import factors, stability, weights
from metrics.thread_flow import added, flow, weighed
from metrics.wording import overused
from tests.bench.measure import Line, milliseconds

FEATURES, ASKS, DEALS, NOTES = 2_000, 100_000, 30_000, 20_000
AT_MOST_MS = 150.0


def measure(_folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on demand; with `quick` a tenth of the requests and notes."""
    dice = np.random.default_rng(7)
    share = 10 if quick else 1
    asks, deals, features = _asks(dice, ASKS // share, today), _deals(dice), _features(dice)
    size, runs = f"{len(asks):,} requests, {FEATURES:,} features", 7 if quick else 15
    of = terms(features, demand(asks, deals))

    def cold() -> None:
        weights.cache_clear()
        factors.cache_clear()
        stability(of, HOUSE)

    themes = features.select("feature_id", "title")
    served, won = _served(asks), _won(asks, deals)
    parts = weighed(served, won, "requests")
    works = {
        "Priorities with stability": lambda: priorities(asks, deals, features, accounts=20_000),
        "demand alone": lambda: demand(asks, deals),
        "emerging themes": lambda: emerging(asks, themes, as_of=today),
        "trajectories": lambda: trajectory(asks, as_of=today),
        "Throughline, from a change of filter to a figure": lambda: flow(
            added(parts.filter(pl.col("team") != "Team 3"), by="segment")
        ),
        "Throughline, weighed by won money (once per state of the store)": lambda: weighed(
            served, won, "won"
        ),
    }
    for name, work in works.items():
        aim = AT_MOST_MS if name.startswith(("Priorities", "Throughline, from")) else None
        yield Line(f"{size}: {name}", "ms", milliseconds(work, runs=runs), target=aim)
    yield Line(
        f"{FEATURES:,} features: 1,000 draws of weights and efforts", "ms",
        milliseconds(cold, runs=runs),
    )  # fmt: skip
    for score in SCORES:
        took = milliseconds(lambda: stability(of, score), runs=runs)  # noqa: B023
        yield Line(f"{FEATURES:,} features: stability of {score.title}, drawn before", "ms", took)
    yield from _messages(dice, NOTES // share, today, runs=3)


def _messages(dice: np.random.Generator, n: int, today: date, *, runs: int) -> Iterator[Line]:
    notes, texts = _notes(dice, n, today), _texts(dice)
    works = {
        "similarity by person": lambda: similarity(notes, texts),
        "dispersion": lambda: dispersion(notes),
        "words that stand out by team": lambda: overused(notes, texts, by=("team",)),
    }
    for name, work in works.items():
        yield Line(f"{n:,} notes: {name}", "ms", milliseconds(work, runs=runs))


def _asks(dice: np.random.Generator, n: int, today: date) -> pl.DataFrame:
    days = pl.Series(dice.integers(0, 1_095, n))
    return pl.DataFrame(
        {
            "request_id": np.arange(n),
            "feature_id": dice.zipf(1.3, n) % FEATURES + 1,
            "account_id": dice.integers(1, 20_001, n),
            "person_id": dice.integers(1, 301, n),
            "team": [f"Team {at}" for at in dice.integers(0, 12, n)],
            "segment": [f"Segment {at}" for at in dice.integers(0, 8, n)],
            "asked_on": pl.select(pl.lit(today) - pl.duration(days=days)).to_series(),
            "need": pl.Series(["blocker", "important", "nice to have", None])[_any(dice, n, 4)],
            "intent": pl.Series(["new business", "expansion", "retention"])[_any(dice, n, 3)],
            "deal_id": dice.integers(1, DEALS + 1, n),
            "words": ["please"] * n,
        },
        schema=dict(frames.ASKS),
    )


def _deals(dice: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "deal_id": np.arange(1, DEALS + 1),
            "account_id": dice.integers(1, 20_001, DEALS),
            "amount_cents": dice.integers(1, 10**7, DEALS),
            "state": pl.Series(["open", "won", "lost"])[_any(dice, DEALS, 3)],
        },
        schema=dict(frames.DEALS_ASKING),
    )


def _features(dice: np.random.Generator) -> pl.DataFrame:
    estimates = [name for name, kind in frames.FEATURES.items() if kind == pl.Float64]
    return pl.DataFrame(
        {
            "feature_id": np.arange(1, FEATURES + 1),
            "title": [f"Feature {at}" for at in range(FEATURES)],
            "status": ["idea"] * FEATURES,
            **{name: dice.uniform(0.5, 10, FEATURES) for name in estimates[:-1]},
            "mission_fit": dice.uniform(0, 1, FEATURES),
        },
        schema=dict(frames.FEATURES),
    )


def _served(asks: pl.DataFrame) -> pl.DataFrame:
    """The requests as `serving.serve` gives them: of five features one serves two pillars by
    halves, one is outside the strategy, one not mapped, the rest serve one pillar."""
    kind = pl.col("feature_id") % 5
    place = pl.when(kind == 1).then(pl.lit("outside")).when(kind == 2).then(pl.lit("unmapped"))
    whole = asks.select(
        pl.lit("customers_ask").alias("column"),
        pl.col("request_id").alias("fact_id"),
        pl.col("asked_on").alias("on"),
        *("account_id", "team", "segment"),
        pl.lit("Europe").alias("region"),
        "feature_id",
        pl.format("Feature {}", "feature_id").alias("product"),
        place.otherwise(pl.lit("pillar")).alias("place"),
        pl.when(~kind.is_in([1, 2])).then(pl.col("feature_id") % 4).alias("pillar_id"),
        pl.when(kind == 0).then(0.5).otherwise(1.0).alias("part_count"),
    )
    other = whole.filter(kind == 0).with_columns((pl.col("pillar_id") + 1) % 4)
    return pl.concat([whole, other]).sort("fact_id", "pillar_id")


def _won(asks: pl.DataFrame, deals: pl.DataFrame) -> pl.DataFrame:
    named = asks.select(
        pl.lit("customers_ask").alias("column"), pl.col("request_id").alias("fact_id"), "deal_id"
    )
    won = pl.when(pl.col("state") == "won").then("amount_cents").alias("won_cents")
    return named.join(deals.select("deal_id", won), on="deal_id", how="left")


def _notes(dice: np.random.Generator, n: int, today: date) -> pl.DataFrame:
    people = dice.integers(0, 300, n)
    return pl.DataFrame(
        {
            "note_id": np.arange(n),
            "person_id": people,
            "person": [f"Person {at}" for at in people],
            "team": [f"Team {at % 12}" for at in people],
            "office": ["Paris"] * n,
            "noted_on": [today - timedelta(days=int(at)) for at in dice.integers(0, 365, n)],
            "words": _words(dice, n, 40),
        },
        schema=dict(frames.NOTES),
    )


def _texts(dice: np.random.Generator) -> pl.DataFrame:
    return pl.DataFrame(
        {"pillar_id": [None, 1, 2, 3], "name": ["mission", "A", "B", "C"],
         "words": _words(dice, 4, 30)},
        schema=dict(frames.STRATEGY_TEXTS),
    )  # fmt: skip


def _words(dice: np.random.Generator, texts: int, length: int) -> list[str]:
    """Texts of words as frequent as Zipf has them, out of 5,000."""
    stock = np.array(["".join(letters) for letters in dice.choice(list("aeioulmnrst"), (5_000, 6))])
    return [" ".join(row) for row in stock[dice.zipf(1.4, (texts, length)) % 5_000]]


def _any(dice: np.random.Generator, n: int, kinds: int) -> pl.Series:
    return pl.Series(dice.integers(0, kinds, n))
