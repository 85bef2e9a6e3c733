"""How long scorecards take to compute, beside plain pandas.

1,000 reps, 1,000,000 deals opened over three years, 12 quarters, twelve measures. The sheets (what
lay on strategy, what was kept, what was used) are made once for a state of the store and measured
apart; *scorecards* is every value with its interval, shrunk, the competing ends included. Pandas
takes the same sums and rates from the same sheets by the shortest way, with neither intervals nor
shrinkage nor censoring. *Ranks* is 35 reps against a composite, drawn anew 1,000 times.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from metrics.compare import compared
from metrics.composite import Weights
from metrics.frames import MAPPINGS, TARGETS, VERSIONS, Schema
from metrics.periods import Period, around
from metrics.scorecards import scorecards
from metrics.scorecards_book import prepare
from metrics.scorecards_frames import CREDITED, KEPT, LINES, REPS, USES, VOICES
from tests.bench.measure import Line, milliseconds

PEOPLE, DEALS, TODAY = 1_000, 1_000_000, date(2026, 10, 1)
SINCE, DAYS = np.datetime64("2023-10-02"), 1_095
AT_MOST_MS = 1_000.0
LONG_AGO = date(2000, 1, 1)
KEPT_TOO = Weights.said({"net-retention": 1, "promise-keeping": 1}, "geometric")


def measure(_folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on scorecards; with `quick` a tenth of the deals."""
    n, runs = DEALS // (10 if quick else 1), 3 if quick else 5
    frames = company(PEOPLE, n)
    size = f"{n:,} deals of {PEOPLE:,} reps in 12 quarters"
    book, quarters = prepare(**frames, as_of=TODAY), _quarters()
    made = milliseconds(lambda: prepare(**frames, as_of=TODAY), runs=3)
    yield Line(f"{size}: the sheets, once", "ms", made)
    ours = milliseconds(lambda: scorecards(book, periods=quarters), runs=runs)
    yield Line(f"{size}: scorecards", "ms", ours, target=AT_MOST_MS)
    by_team = milliseconds(lambda: scorecards(book, by=("team_id",), periods=quarters), runs=runs)
    yield Line(f"{size}: by team", "ms", by_team)
    sheets = {name: getattr(book, name).to_pandas() for name in ("decided", "cohort", "opened")}
    yield Line(f"{size}: pandas, rates alone", "ms", milliseconds(lambda: plain(sheets), runs=3))
    yield from _ranks(runs)


def _ranks(runs: int) -> Iterator[Line]:
    book, span = prepare(**company(35, 6_000), as_of=TODAY), Period(date(2023, 10, 2), TODAY)
    cards = scorecards(book, periods=[span])

    def ranks() -> pl.DataFrame:
        return compared(book, cards, KEPT_TOO, period=span, seed=1)

    yield Line("6,000 deals of 35 reps: ranks", "ms", milliseconds(ranks, runs=runs))


def _quarters() -> list[Period]:
    spans = [around(date(2026, 9, 30), "quarter")]
    for _ in range(11):
        spans.append(spans[-1].previous)
    return spans


def plain(sheets: dict[str, Any]) -> list[Any]:
    """The same sums and rates as somebody would write them in pandas."""
    found = []
    for name, sums, means in (
        (
            "decided",
            ["revenue_y", "value_y", "value_x", "price_y", "price_x"],
            ["close_y", "wins_y", "beyond_y", "material_y"],
        ),
        ("cohort", ["net_y", "net_x", "gross_y"], []),
        ("opened", [], ["won"]),
    ):
        frame = sheets[name]
        if name == "opened":
            frame = frame[frame["days"] >= 0].assign(won=frame["won"] * (frame["days"] <= 90))
        quarter = pd.to_datetime(frame["on"]).dt.to_period("Q")
        groups = frame.groupby(["rep_id", quarter])
        counted = groups.agg({**dict.fromkeys(sums, "sum"), **dict.fromkeys(means, "mean")})
        found.append(counted)
    found[0]["value"] = found[0]["value_y"] / found[0]["value_x"]
    found[0]["price"] = found[0]["price_y"] / found[0]["price_x"]
    found[1]["net"] = found[1]["net_y"] / found[1]["net_x"]
    found[1]["gross"] = found[1]["gross_y"] / found[1]["net_x"]
    return found


def company(reps: int, deals: int, *, seed: int = 7) -> dict[str, pl.DataFrame]:
    """What `prepare` takes: deals of a third won, promises, requests and uses of material."""
    dice = np.random.default_rng(seed)
    credited = _credited(dice, reps, deals)
    won = credited.filter(pl.col("state") == "won")
    ends = pl.Series(dice.random(won.height) < 0.15)
    lines = won.select(
        "account_id",
        "deal_id",
        pl.col("closed_on").alias("from_on"),
        pl.when(ends).then(pl.col("closed_on") + pl.duration(days=200)).alias("until_on"),
        (pl.col("amount_cents") // 12).alias("monthly_cents"),
    )
    people = np.arange(1, reps + 1)
    names = {"rep_id": people, "rep": [f"Rep {at}" for at in people], "team_id": people // 12}
    return {
        "credited": credited,
        "reps": _as(REPS, names | {"team": [None] * reps, "active": [True] * reps}),
        "lines": lines.select(pl.col(name).cast(kind) for name, kind in LINES.items()),
        **_beside(dice, reps, deals),
        "mappings": _as(
            MAPPINGS,
            {
                "product_id": [1, 2, 3, 4],
                "feature_id": [None] * 4,
                "from_on": [LONG_AGO] * 4,
                "until_on": [None] * 4,
                "pillar_id": [1, 2, 1, None],
                "share_bp": [10_000] * 4,
            },
        ),
        "versions": _as(
            VERSIONS,
            {"version_id": [1], "number": [1], "in_force_from": [LONG_AGO], "until_on": [None]},
        ),
        "targets": _as(
            TARGETS,
            {
                "version_id": [1, 1],
                "pillar_id": [1, 2],
                "pillar": ["A", "B"],
                "target_bp": [5_000, 5_000],
                "position": [1, 2],
            },
        ),
    }


def _credited(dice: np.random.Generator, reps: int, n: int) -> pl.DataFrame:
    opened = SINCE + dice.integers(0, DAYS, n)
    closed = opened + dice.exponential(55, n).astype(int) + 1
    still = closed > np.datetime64(TODAY)
    rep = dice.integers(1, reps + 1, n)
    listed = np.exp(dice.normal(13, 0.7, n)).astype(np.int64)
    off = np.where(dice.random(n) < 0.4, 0.0, dice.uniform(0.02, 0.35, n))
    state = np.where(still, "open", np.where(dice.random(n) < 0.35, "won", "lost"))
    columns = {
        "deal_id": np.arange(1, n + 1),
        "rep_id": rep,
        "credit_bp": np.full(n, 10_000),
        "team_id": rep // 12,
        "account_id": dice.integers(1, n // 4 + 2, n),
        "product_id": dice.integers(1, 6, n),
        "state": state,
        "opened_on": opened.astype("datetime64[D]"),
        "closed_on": closed.astype("datetime64[D]"),
        "amount_cents": (listed * (1 - off)).astype(np.int64),
        "list_cents": listed,
    }
    rest = {name: [None] * n for name in CREDITED if name not in columns}
    made = _as(CREDITED, columns | rest)
    return made.with_columns(
        pl.when(pl.col("state") != "open").then("closed_on").alias("closed_on")
    )


def _beside(dice: np.random.Generator, reps: int, deals: int) -> dict[str, pl.DataFrame]:
    def some_day(n: int) -> Any:
        return (SINCE + dice.integers(0, DAYS, n)).astype("datetime64[D]")

    vows, asks, uses = reps * 20, reps * 60, deals // 3
    due, vower, asker = some_day(vows), _who(dice, reps, vows), _who(dice, reps, asks)
    kept = {
        "promise_id": np.arange(vows),
        "rep_id": vower,
        "team_id": vower // 12,
        "state": ["delivered"] * vows,
        "made_on": due - 60,
        "due_on": due,
        "ended_on": due + dice.integers(-20, 8, vows),
    }
    voices = {
        "request_id": np.arange(asks),
        "rep_id": asker,
        "team_id": asker // 12,
        "account_id": dice.integers(1, deals // 4 + 2, asks),
        "feature_id": dice.integers(1, 200, asks),
        "asked_on": some_day(asks),
        "accepted": dice.random(asks) < 0.6,
    }
    used = {
        "rep_id": _who(dice, reps, uses),
        "deal_id": dice.integers(1, deals + 1, uses),
        "material_id": dice.integers(1, 10, uses),
        "used_on": some_day(uses),
    }
    return {"kept": _as(KEPT, kept), "voices": _as(VOICES, voices), "uses": _as(USES, used)}


def _who(dice: np.random.Generator, reps: int, n: int) -> Any:
    return dice.integers(1, reps + 1, n)


def _as(schema: Schema, columns: dict[str, Any]) -> pl.DataFrame:
    made = pl.DataFrame({name: columns[name] for name in schema})
    return made.select(pl.col(name).cast(kind) for name, kind in schema.items())
