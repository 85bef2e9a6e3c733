"""The index of alignment, what emerges, and patterns at a quarter's end."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from metrics.alignment import difference, index
from metrics.bootstrap import pool_of
from metrics.emerging import emerging
from metrics.patterns import hockey_stick
from tests.coverage.registry import CAREFUL, between, covers, inside

TARGET = np.array([0.5, 0.3, 0.2])
FARTHER = "the farther percentile counts on both sides: near 1 a plain one covers a quarter"


def won(dice, worlds, accounts, mixes, habit=None):
    """Served facts of won deals: each world's accounts buy one to three times on one pillar
    or off them all (the last of a mix). `habit`: a number each that half its deals follow."""
    facts = dice.integers(1, 4, worlds * accounts)
    unit = np.repeat(np.arange(facts.size), facts)
    world = unit // accounts
    rolled = dice.random(unit.size)
    if habit is not None:
        rolled = np.where(dice.random(unit.size) < 0.5, habit[unit], rolled)
    chosen = (mixes.cumsum(axis=1)[world] < rolled[:, None]).sum(axis=1)
    target = np.append(TARGET, np.nan)[chosen]
    return pl.DataFrame(
        {
            "column": "won",
            "measure": "money",
            "version_id": 1,
            "place": np.where(chosen < 3, "pillar", "outside"),
            "target_share": target,
            "slot": chosen,
            "pool": pool_of(unit),
            "weight": dice.lognormal(0, 0.8, unit.size),
            "world": world,
            "unit": unit,
            "part_count": np.ones(unit.size),
            "fact_id": np.arange(unit.size),
        }
    ).with_columns(pl.col("target_share").fill_nan(None))


ACCOUNTS = (10, 20, 40, 80)


def mixed(dice, worlds, spread):
    """Mixes about the target, a tenth of them outside, and their true index."""
    mixes = dice.dirichlet(np.append(TARGET * 0.9, 0.1) * spread, worlds)
    return mixes, np.minimum(mixes[:, :3], TARGET).sum(axis=1)


def indexed(dice, trials, spread):
    hits = []
    for accounts in ACCOUNTS:
        mixes, truth = mixed(dice, trials // len(ACCOUNTS), spread)
        found = index(won(dice, len(mixes), accounts, mixes), by=("world",), seed=1)
        truths = pl.Series(truth).gather(found["world"])
        hits.append(inside(found.with_columns(truth=truths)))
    return np.concatenate(hits)


@covers(
    "Index of alignment",
    domain="10 to 80 uneven accounts, mixes as far from the target as random ones",
    trials=4_000,
    aim=CAREFUL,
    note=FARTHER,
)
def far(dice, trials):
    return indexed(dice, trials, 4)


@covers(
    "Index of alignment, near 1",
    domain="10 to 80 uneven accounts, mixes within a few points of the target",
    trials=4_000,
    aim=CAREFUL,
    note=FARTHER,
)
def near(dice, trials):
    return indexed(dice, trials, 400)


@covers(
    "Change of the index of alignment",
    domain="10 to 80 uneven accounts that buy in both periods, half of it by habit, mixes as far "
    "from the target as random ones",
    trials=800,
    aim=CAREFUL,
    note="the farther percentile counts on both sides",
)
def changed(dice, trials):
    hits = []
    for accounts in ACCOUNTS:
        for _ in range(max(1, trials // len(ACCOUNTS))):
            habit = dice.random(accounts)
            (before, was), (now, is_now) = (mixed(dice, 1, 4) for _ in range(2))
            sides = (won(dice, 1, accounts, mix, habit) for mix in (now, before))
            found = difference(*sides, seed=1)
            hits.append(inside(found.with_columns(truth=pl.lit(float(is_now[0] - was[0])))))
    return np.concatenate(hits)


@covers(
    "Growth of a theme",
    domain="3 to 40 new accounts before, rates that change by half to fourfold",
    trials=4_000,
    aim=CAREFUL,
    note="exact limits of whole numbers (Clopper–Pearson), so it covers more",
)
def growth(dice, trials):
    today = date(2026, 6, 30)
    before, ratio = (
        dice.uniform(3, 40, trials),
        np.exp(dice.uniform(np.log(0.5), np.log(4), trials)),
    )
    counts = np.stack([dice.poisson(before), dice.poisson(before / 3 * ratio)])
    feature = np.concatenate([np.repeat(np.arange(trials), side) for side in counts])
    recent = np.repeat([False, True], counts.sum(axis=1))
    ago = np.where(recent, dice.integers(0, 90, recent.size), dice.integers(90, 360, recent.size))
    asks = pl.DataFrame(
        {
            "request_id": np.arange(ago.size),
            "feature_id": feature,
            "account_id": np.arange(ago.size),
            "person_id": np.arange(ago.size) % 9,
            "ago": ago,
        }
    ).with_columns(asked_on=pl.lit(today) - pl.duration(days="ago"))
    themes = pl.DataFrame({"feature_id": np.arange(trials)}).with_columns(title=pl.lit("theme"))
    oldest = asks.head(1).with_columns(
        feature_id=pl.lit(-1, pl.Int64), asked_on=pl.lit(today - timedelta(days=800))
    )
    found = emerging(pl.concat([asks, oldest]), themes, as_of=today)
    return inside(found.with_columns(truth=pl.Series(ratio).gather(found["feature_id"])))


@covers(
    "Hockey stick (H)",
    domain="10 to 200 accounts over 8 quarters, log-normal deals, a quarter's end up to four times"
    " as busy",
    trials=4_000,
    aim=CAREFUL,
    note="the farther percentile counts on both sides",
)
def stick(dice, trials):
    days = np.arange(np.datetime64("2024-01-01"), np.datetime64("2026-01-01"))
    days = days[np.is_busday(days)]
    month = days.astype("datetime64[M]").astype(int)
    after = ((month // 3 + 1) * 3).astype("datetime64[M]").astype("datetime64[D]")
    late = np.busday_count(days, after) <= 10
    even = 10 / np.busday_count((after.astype("datetime64[M]") - 3).astype("datetime64[D]"), after)
    hits = []
    for _ in range(trials):
        weight = np.where(late, dice.uniform(1, 4), 1.0)
        weight /= weight.sum()
        accounts = int(between(dice, 10, 201, 1)[0])
        chosen = dice.choice(days.size, size=2 * accounts, p=weight)
        decided = pl.DataFrame(
            {
                "on": days[chosen],
                "revenue_y": dice.lognormal(0, 1, chosen.size),
                "account_id": np.arange(chosen.size) // 2,
                "deal_id": np.arange(chosen.size),
            }
        )
        truth = (weight * late).sum() / (weight * even).sum()
        found = hockey_stick(decided, as_of=date(2026, 1, 1), seed=1).row(0, named=True)
        if found["low"] is not None:
            hits.append(found["low"] <= truth <= found["high"])
    return np.array(hits)
