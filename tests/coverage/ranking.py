"""Correlations of ranks, and places."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from metrics.compare import compared
from metrics.composite import Weights
from metrics.places import place_limits, places, settled
from metrics.predicts import kept_by
from metrics.ranks import kendall, spearman
from metrics.scorecards import scorecards
from tests.coverage.registry import CAREFUL, between, covers
from tests.metrics.sold import Y2025, book, deal


def correlated(method, truth_of, reps, strength, dice, trials):
    hits = []
    for at in range(trials):
        n, rho = int(dice.integers(*reps)), dice.uniform(*strength)
        x, noise = dice.normal(size=(2, n))
        found = method(x, rho * x + (1 - rho**2) ** 0.5 * noise, seed=at, draws=1_000)
        hits.append(found.low <= truth_of(rho) <= found.high)
    return np.array(hits)


def spearmans(rho):
    return 6 / np.pi * np.arcsin(rho / 2)


def kendalls(rho):
    return 2 / np.pi * np.arcsin(rho)


FEW, MANY = (6, 25), (25, 100)


@covers("Spearman, 6 to 24 reps", domain="true correlations of −.9 to .9", trials=3_000)
def few(dice, trials):
    return correlated(spearman, spearmans, FEW, (-0.9, 0.9), dice, trials)


@covers("Spearman, 25 to 99 reps", domain="true correlations of −.9 to .9", trials=10_000)
def many(dice, trials):
    return correlated(spearman, spearmans, MANY, (-0.9, 0.9), dice, trials)


@covers("Spearman, near one", domain="25 to 99 reps, true correlations of .93 to .99", trials=2_000)
def near(dice, trials):
    return correlated(spearman, spearmans, MANY, (0.93, 0.99), dice, trials)


@covers("Kendall, 6 to 24 reps", domain="true correlations of −.9 to .9", trials=3_000)
def few_pairs(dice, trials):
    return correlated(kendall, kendalls, FEW, (-0.9, 0.9), dice, trials)


@covers("Kendall, 25 to 99 reps", domain="true correlations of −.9 to .9", trials=10_000)
def many_pairs(dice, trials):
    return correlated(kendall, kendalls, MANY, (-0.9, 0.9), dice, trials)


@covers(
    "A rep's place",
    domain="8 to 40 reps, whose truths spread 0.3 to 4 times a usual standard error",
    trials=500,
    aim=CAREFUL,
    note="places are whole numbers, so it covers more",
)
def standing(dice, trials):
    hits = []
    for _ in range(trials):
        n, spread = int(dice.integers(8, 41)), dice.uniform(0.3, 4)
        errors = np.exp(dice.normal(0, 0.4, n))
        truth = spread * dice.normal(size=n)
        values = truth + errors * dice.normal(size=n)
        drawn = values[:, None] + errors[:, None] * dice.normal(size=(n, 1_000))
        low, high = place_limits(settled(values, drawn))
        hits.append((low <= places(truth)) & (places(truth) <= high))
    return np.concatenate(hits)


def partial_of(xy, xz, yz):
    return (xy - xz * yz) / ((1 - xz**2) * (1 - yz**2)) ** 0.5


@covers(
    "Partial correlation with revenue kept",
    domain="10 to 60 people, true correlations of −.9 to .9, a mix that goes with both by up to .7",
    trials=1_500,
)
def held(dice, trials):
    hits = []
    for at in range(trials):
        n, rho = int(between(dice, 10, 61, 1)[0]), dice.uniform(-0.9, 0.9)
        a, b = dice.uniform(-0.7, 0.7, 2)
        mix, one, other = dice.normal(size=(3, n))
        x = a * mix + (1 - a * a) ** 0.5 * one
        y = b * mix + (1 - b * b) ** 0.5 * (rho * one + (1 - rho**2) ** 0.5 * other)
        xy = a * b + rho * ((1 - a * a) * (1 - b * b)) ** 0.5
        truth = partial_of(*(spearmans(true) for true in (xy, a, b)))
        pairs = pl.DataFrame({"rep_id": np.arange(n), "value": x, "kept": y, "expected": mix})
        found = kept_by(pairs.with_columns(w=pl.lit(1.0)), at)
        hits.append(found["partial_low"] <= truth <= found["partial_high"])
    return np.array(hits)


def company(dice, reps):
    """A year of deals of each rep, with what each of them would sell and close in the long run."""
    many, close = between(dice, 15, 80, reps), dice.uniform(0.2, 0.6, reps)
    size = between(dice, 50, 200, reps)
    deals = []
    for rep in range(reps):
        for _ in range(dice.poisson(many[rep])):
            deals.append(
                deal(
                    len(deals),
                    rep + 1,
                    state="won" if dice.random() < close[rep] else "lost",
                    closed=date(2025, 1, 1) + timedelta(int(dice.integers(365))),
                    amount=int(size[rep] * dice.lognormal(0, 0.8) * 100),
                )
            )
    return book(*deals), many * close * size, close


@covers(
    "Ranks compared, by revenue and by close rate",
    domain="8 to 30 reps of 15 to 80 uneven deals a year",
    trials=60,
    aim=CAREFUL,
    note="places are whole numbers, so it covers more",
)
def ranked(dice, trials):
    hits = []
    for _ in range(trials):
        made, revenue, close = company(dice, int(dice.integers(8, 31)))
        cards = scorecards(made, by=("rep_id",), periods=(Y2025,))
        weights = Weights((("close-rate", 1.0),))
        found = compared(made, cards, weights, period=Y2025, seed=1)
        at = found["rep_id"].to_numpy() - 1
        for low, high, truth in (("revenue_low", "revenue_high", revenue), ("low", "high", close)):
            # among those compared: whoever won nothing has no place and takes none
            true = places(truth[at])
            hits.append((found[low].to_numpy() <= true) & (true <= found[high].to_numpy()))
    return np.concatenate(hits)
