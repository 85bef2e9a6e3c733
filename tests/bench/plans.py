"""How long four compensation plans take over the same history, beside plain pandas.

1,000 reps, 1,000,000 won deals, 12 quarters, a quota each. The history (credit to the cent, what
lay on strategy, who left) is made once for all plans and measured apart; *four plans* is every
payout of each to the cent, with a cap, a draw, a clawback, a SPIF, a multiplier by discount and a
slab among them. Pandas does the same sums by the shortest way, in floats, without the clawback,
the draw, unknowns or lines that add up.
"""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from metrics.plan_history import History, history
from metrics.plan_language import plan_of
from metrics.plan_lines import lines
from metrics.plan_payouts import run
from metrics.plan_places import we_pay
from metrics.scorecards_frames import CREDITED, LINES, QUOTAS
from tests.bench.measure import Line, milliseconds

REPS, DEALS, FIRST, DAYS = 1_000, 1_000_000, date(2023, 1, 1), 1_095
AT_MOST_MS = 2_000.0
QUOTA = 400_000_000
TIERS = [{"from": "0%", "rate": "5%"}, {"from": "100%", "rate": "8%"}]
BANDS = [{"from": "0%", "factor": "100%"}, {"from": "20%", "factor": "50%"}]
PLANS = [
    plan_of({"period": "quarter", **content})
    for content in (
        {"components": [{"name": "R", "credit": "booked", "shape": "marginal", "tiers": TIERS}]},
        {
            "components": [
                {"name": "R", "credit": "booked", "shape": "slab", "tiers": TIERS,
                 "threshold": "50%"}
            ],
            "cap_cents": 30_000_000, "draw_cents": 1_000_000, "clawback_days": 180,
        },
        {
            "components": [
                {"name": "On", "credit": "booked", "strategy": "on", "shape": "marginal",
                 "tiers": TIERS},
                {"name": "Off", "credit": "booked", "strategy": "outside", "shape": "marginal",
                 "tiers": [{"from": "0%", "rate": "1%"}]},
            ],
            "spifs": [{"name": "S", "per_deal_cents": 1_000, "products": ["P1"]}],
        },
        {
            "on_target_cents": 12_000_000, "base": "60%",
            "components": [
                {"name": "R", "credit": "booked", "rate": "of base rate", "shape": "marginal",
                 "tiers": [{"from": "0%", "rate": "100%"}, {"from": "100%", "rate": "150%"}],
                 "multipliers": [{"by": "discount", "bands": BANDS}]}
            ],
        },
    )
]  # fmt: skip


def measure(_folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on plans; with `quick` a tenth of the deals."""
    dice, n = np.random.default_rng(7), DEALS // (10 if quick else 1)
    credited, quotas = _credited(dice, n), _quotas()
    served, recurring = _served(credited), _lines(n)
    found = history(credited, quotas, recurring, served, as_of=date(2025, 12, 31))
    frame = _plain_frame(credited)
    size, runs = f"{n:,} deals of {REPS:,} reps in 12 quarters", 3 if quick else 5

    def make() -> History:
        return history(credited, quotas, recurring, served, as_of=date(2025, 12, 31))

    def four() -> list[Any]:
        return [run(plan, found) for plan in PLANS]

    paid = four()
    per = [int(each.payouts["variable_cents"].sum()) for each in paid]
    theirs = plainly(frame)
    assert abs(per[0] - theirs[0]) < 10_000, (per, theirs)  # cents, of a company of floats
    assert abs(per[2] - theirs[2]) < 10_000, (per, theirs)
    yield Line(f"{size}: four plans", "ms", milliseconds(four, runs=runs), target=AT_MOST_MS)
    yield Line(f"{size}: four plans in plain pandas, less exact", "ms",
               milliseconds(lambda: plainly(frame), runs=runs))  # fmt: skip
    yield Line(f"{size}: the history that plans are run over", "ms", milliseconds(make, runs=runs))
    span = (FIRST, date(2025, 12, 31))
    yield Line(f"{size}: what a plan pays for, by pillar", "ms",
               milliseconds(lambda: we_pay(paid[2], found, span=span), runs=3))  # fmt: skip
    one = {"rep_id": 1, "period": date(2024, 4, 1)}
    yield Line(f"{size}: the lines of one payout", "ms",
               milliseconds(lambda: lines(paid[1], found, **one), runs=runs))  # fmt: skip


def plainly(frame: pd.DataFrame) -> list[float]:
    """The four plans' cost the way a notebook would have it."""
    keys = ["rep_id", frame["closed_on"].dt.to_period("Q").rename("quarter")]
    on = frame["product_id"] < 6
    discount = 1 - frame["amount_cents"] / frame["list_cents"]
    parts = frame.assign(
        on_cents=frame["amount_cents"].where(on, 0),
        off_cents=frame["amount_cents"].where(~on, 0),
        spif=(frame["product"] == "P1") * 1_000,
        weight=frame["amount_cents"] * np.where(discount >= 0.2, 0.5, 1.0),
    )
    sums = parts.groupby(keys)[["amount_cents", "on_cents", "off_cents", "spif", "weight"]].sum()
    whole = sums["amount_cents"]
    slab = np.where(whole >= QUOTA, 0.08, 0.05) * whole * (whole >= QUOTA / 2)
    target = 12_000_000 * 0.4 / 4 / QUOTA
    factor = sums["weight"] / whole
    return [
        float(_marginal(whole, 0.05, 0.08).sum()),
        float(np.minimum(slab, 30_000_000).sum()),
        float((_marginal(sums["on_cents"], 0.05, 0.08) + 0.01 * sums["off_cents"]).sum()
              + sums["spif"].sum()),
        float((_marginal(whole, target, 1.5 * target) * factor).sum()),
    ]  # fmt: skip


def _marginal(credit: pd.Series, low: float, high: float) -> pd.Series:
    return low * credit.clip(upper=QUOTA) + high * (credit - QUOTA).clip(lower=0)


def _plain_frame(credited: pl.DataFrame) -> pd.DataFrame:
    names = ["rep_id", "closed_on", "amount_cents", "list_cents", "product_id", "product"]
    found = pd.DataFrame({name: credited[name].to_numpy() for name in names})
    return found.astype({"closed_on": "datetime64[s]"})


def _credited(dice: np.random.Generator, n: int) -> pl.DataFrame:
    days = np.datetime64(FIRST) + dice.integers(0, DAYS, n).astype("timedelta64[D]")
    return (
        pl.DataFrame(
            {
                "deal_id": np.arange(1, n + 1),
                "rep_id": dice.integers(1, REPS + 1, n),
                "account_id": dice.integers(1, n // 10, n),
                "product_id": dice.integers(1, 9, n),
                "closed_on": pl.Series(days).cast(pl.Date),
                "amount_cents": dice.integers(1_000, 10**7, n),
                "off": dice.integers(0, 400, n),
            }
        )
        .select(_column(name) for name in CREDITED)
        .cast(dict(CREDITED))
    )  # type: ignore[arg-type]


def _column(name: str) -> pl.Expr:
    made = {
        "credit_bp": pl.lit(10_000),
        "state": pl.lit("won"),
        "product": pl.format("P{}", pl.col("product_id")),
        "list_cents": pl.col("amount_cents") * 1_000 // (1_000 - pl.col("off")),
    }
    known = {"deal_id", "rep_id", "account_id", "product_id", "closed_on", "amount_cents"}
    return (pl.col(name) if name in known else made.get(name, pl.lit(None))).alias(name)


def _quotas() -> pl.DataFrame:
    days = [date(y, m, 1) for y in (2023, 2024, 2025) for m in (1, 4, 7, 10)] + [date(2026, 1, 1)]
    rows = [(rep, begin, end, QUOTA) for rep in range(1, REPS + 1) for begin, end in pairwise(days)]
    return pl.DataFrame(rows, schema=dict(QUOTAS), orient="row")


def _lines(n: int) -> pl.DataFrame:
    """A fiftieth of the deals, gone on the first day of 2024; one account that stays."""
    some = pl.DataFrame({"deal_id": np.arange(1, n // 50)}).select(
        pl.col("deal_id").alias("account_id"), "deal_id", pl.lit(FIRST).alias("from_on"),
        pl.lit(date(2024, 1, 1)).alias("until_on"), pl.lit(1_000, pl.Int64).alias("monthly_cents"),
    )  # fmt: skip
    stays = pl.DataFrame([(0, None, FIRST, None, 1)], schema=dict(LINES), orient="row")
    return pl.concat([some.cast(dict(LINES)), stays])  # type: ignore[arg-type]


def _served(credited: pl.DataFrame) -> pl.DataFrame:
    on = pl.col("product_id") < 6
    return credited.select(
        pl.lit("won").alias("column"),
        pl.col("deal_id").alias("fact_id"),
        pl.when(on).then(pl.lit("pillar")).otherwise(pl.lit("outside")).alias("place"),
        pl.when(on).then("product_id").alias("pillar_id"),
        pl.col("amount_cents").alias("part_cents"),
        pl.col("amount_cents").alias("whole_cents"),
    )
