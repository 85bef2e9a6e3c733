"""Correlations of ranks, and places."""

import numpy as np

from metrics.places import place_limits, places, settled
from metrics.ranks import kendall, spearman
from tests.coverage.registry import CAREFUL, covers


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


FEW, MANY = (10, 25), (25, 100)


@covers("Spearman, 10 to 24 reps", domain="true correlations of −.9 to .9", trials=3_000)
def few(dice, trials):
    return correlated(spearman, spearmans, FEW, (-0.9, 0.9), dice, trials)


@covers("Spearman, 25 to 99 reps", domain="true correlations of −.9 to .9", trials=10_000)
def many(dice, trials):
    return correlated(spearman, spearmans, MANY, (-0.9, 0.9), dice, trials)


@covers("Spearman, near one", domain="25 to 99 reps, true correlations of .93 to .99", trials=2_000)
def near(dice, trials):
    return correlated(spearman, spearmans, MANY, (0.93, 0.99), dice, trials)


@covers("Kendall, 10 to 24 reps", domain="true correlations of −.9 to .9", trials=3_000)
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
