"""Rates, their differences and their lifts."""

import polars as pl

from metrics import lift
from metrics.intervals import wilson
from metrics.proportions import miettinen_nurminen, newcombe, wald
from tests.coverage.registry import COMPARED, between, covers, inside

CELLS = ("k1", "n1", "k0", "n0")


@covers("Wilson, a rate", domain="1 to 500 units, rates of 2 to 98%", trials=200_000)
def one_rate(dice, trials):
    n, p = between(dice, 1, 501, trials).astype(int), dice.uniform(0.02, 0.98, trials)
    low, high = wilson("k", "n")
    frame = pl.DataFrame({"k": dice.binomial(n, p), "n": n, "truth": p})
    return inside(frame.with_columns(low=low, high=high))


def arms(dice, trials, units, rates):
    n1, n0 = (between(dice, *units, trials).astype(int) for _ in range(2))
    p1, p0 = (dice.uniform(*rates, trials) for _ in range(2))
    return pl.DataFrame(
        {"k1": dice.binomial(n1, p1), "n1": n1, "k0": dice.binomial(n0, p0), "n0": n0}
    ).with_columns(truth=p1 - p0)


def differing(method, dice, trials, units, rates):
    low, high = method(*CELLS)
    return inside(arms(dice, trials, units, rates).with_columns(low=low, high=high))


@covers(
    "Newcombe, a difference of rates",
    domain="1 to 2,000 an arm, rates of 2 to 98%",
    trials=200_000,
)
def difference(dice, trials):
    return differing(newcombe, dice, trials, (1, 2_001), (0.02, 0.98))


@covers(
    "Miettinen–Nurminen, in small cells", domain="8 to 60 an arm, rates of 5 to 95%", trials=60_000
)
def small_cells(dice, trials):
    return differing(miettinen_nurminen, dice, trials, (8, 60), (0.05, 0.95))


@covers(
    "Wald, a difference of rates",
    domain="20 to 200 an arm, rates of 2 to 20%",
    trials=200_000,
    aim=COMPARED,
    note="no page shows it of so few",
)
def plain(dice, trials):
    return differing(wald, dice, trials, (20, 200), (0.02, 0.2))


LIFTS = "150 to 50,000 an arm, base rates of 1 to 30%, lifts of −30 to 50%, 10 conversions an arm"


def lifted(method, dice, trials):
    n1, n0 = (between(dice, 150, 50_000, trials).astype(int) for _ in range(2))
    p0, more = between(dice, 0.01, 0.3, trials), dice.uniform(-0.3, 0.5, trials)
    frame = pl.DataFrame(
        {"k1": dice.binomial(n1, p0 * (1 + more)), "n1": n1, "k0": dice.binomial(n0, p0), "n0": n0}
    ).with_columns(truth=more)
    found = method(lift.of_counts("k1", "n1"), lift.of_counts("k0", "n0"))
    shown = frame.filter(pl.all_horizontal(pl.col("k1", "k0") >= 10))
    return inside(shown.with_columns(low=found.low, high=found.high))


@covers("Log ratio, a lift of conversion", domain=LIFTS, trials=200_000)
def log_ratio(dice, trials):
    return lifted(lambda one, other: lift.log_ratio(one, other).as_lift(), dice, trials)


@covers("Fieller, a lift of conversion", domain=LIFTS, trials=200_000)
def fieller(dice, trials):
    return lifted(lift.fieller, dice, trials)


@covers(
    "Delta method, a lift of conversion",
    domain=LIFTS,
    trials=200_000,
    aim=COMPARED,
    note="symmetric: it misses mostly on one side; the log ratio is shown",
)
def delta(dice, trials):
    return lifted(lift.relative, dice, trials)
