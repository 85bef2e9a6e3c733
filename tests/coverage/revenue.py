"""Amounts per customer, most of them zero and a few large."""

import numpy as np
import polars as pl
from scipy.stats import norm

from metrics import heavy, lift
from metrics.adjusted import Pair, cuped, ratio
from metrics.heavy import Arm
from tests.coverage.registry import COMPARED, between, covers, inside

AMOUNTS = "3,000 to 30,000 customers an arm, 3 to 10% buy, log-normal amounts (σ = 0.8)"
SPREAD = 0.8
SMALL = 0.25  # the arms of the loops are smaller, which is harder


def worlds(dice, trials, scale=1.0):
    """n, share that buys and factor on amounts, of the two arms of each world."""
    n = (between(dice, 3_000, 30_000, 2 * trials) * scale).astype(int).reshape(2, trials)
    base = dice.uniform(0.03, 0.1, trials)
    share = np.stack([base * dice.uniform(0.9, 1.4, trials), base])
    factor = np.stack([dice.uniform(0.9, 1.2, trials), np.ones(trials)])
    return n, share, factor


def sums(dice, n, share, factor):
    """Sum and sum of squares of each arm, drawn customer by customer who buys."""
    bought = dice.binomial(n, share)
    amounts = np.repeat(factor, bought) * dice.lognormal(0, SPREAD, bought.sum())
    owner = np.repeat(np.arange(n.size), bought)
    return (np.bincount(owner, weights=w, minlength=n.size) for w in (amounts, amounts**2))


def welch(method, truth_of, dice, trials):
    n, share, factor = worlds(dice, trials)
    mean = share * factor * np.exp(SPREAD**2 / 2)
    columns = {"truth": truth_of(*mean)}
    for arm in (0, 1):
        columns[f"n{arm}"] = n[arm]
        columns[f"s{arm}"], columns[f"q{arm}"] = sums(dice, n[arm], share[arm], factor[arm])
    found = method(lift.of_sums("n0", "s0", "q0"), lift.of_sums("n1", "s1", "q1"))
    return inside(pl.DataFrame(columns).with_columns(low=found.low, high=found.high))


@covers("Welch, revenue per customer", domain=AMOUNTS, trials=8_000)
def raw(dice, trials):
    return welch(lift.difference, lambda one, other: one - other, dice, trials)


@covers("Fieller, a lift of revenue", domain=AMOUNTS, trials=8_000)
def lifted(dice, trials):
    return welch(lift.fieller, lambda one, other: one / other - 1, dice, trials)


HEAVY = "30 to 200 buyers an arm of 1,000, log-normal amounts (σ = 1.2)"
TAIL = 1.2


def heavy_tailed(method, dice, trials):
    """A treatment that pays half as much again on every order, measured as its lift."""
    share = between(dice, 0.03, 0.2, trials)
    columns = {"truth": np.full(trials, 0.5), "mean": share * np.exp(TAIL**2 / 2)}
    for arm, factor in ((0, 1.5), (1, 1.0)):
        bought = dice.binomial(1_000, share)
        amounts = factor * dice.lognormal(0, TAIL, bought.sum())
        owner = np.repeat(np.arange(trials), bought)
        columns[f"n{arm}"] = np.full(trials, 1_000)
        for name, weight in (("s", amounts), ("q", amounts**2)):
            columns[f"{name}{arm}"] = np.bincount(owner, weights=weight, minlength=trials)
    found = method(lift.of_sums("n0", "s0", "q0"), lift.of_sums("n1", "s1", "q1"))
    return pl.DataFrame(columns).with_columns(low=found.low, high=found.high)


@covers("Welch, revenue per customer, few buyers", domain=HEAVY, trials=20_000)
def few_raw(dice, trials):
    found = heavy_tailed(lift.difference, dice, trials)
    return inside(found.with_columns(truth=pl.col("truth") * pl.col("mean")))


@covers("Fieller, a lift of revenue, few buyers", domain=HEAVY, trials=20_000)
def few_lifted(dice, trials):
    return inside(heavy_tailed(lift.fieller, dice, trials))


@covers(
    "Log ratio, a lift of revenue, few buyers",
    domain=HEAVY,
    trials=20_000,
    aim=COMPARED,
    note="no page shows it: Fieller's limits are taken instead",
)
def few_logged(dice, trials):
    return inside(heavy_tailed(lambda a, b: lift.log_ratio(a, b).as_lift(), dice, trials))


def drawn_arms(dice, trials, scale):
    """Two arms of each world as amounts, with what their worlds are."""
    for n, share, factor in zip(*(column.T for column in worlds(dice, trials, scale)), strict=True):
        bought = dice.binomial(n, share)
        pair = [
            Arm.of(size * dice.lognormal(0, SPREAD, k), int(units))
            for size, k, units in zip(factor, bought, n, strict=True)
        ]
        yield pair, n, share, factor


def limited_mean(share, factor, cap):
    """The mean of what a customer pays, no payment counting for more than `cap`."""
    z = np.log(cap / factor) / SPREAD
    part = factor * np.exp(SPREAD**2 / 2) * norm.cdf(z - SPREAD) + cap * norm.sf(z)
    return share * part


def population_cap(n, share, factor):
    """The 99.9th percentile of both arms' customers together, by halving."""
    low, high = 1e-3, 1e4
    for _ in range(60):
        cap = (low * high) ** 0.5
        above = (n * share * norm.sf(np.log(cap / factor) / SPREAD)).sum() / n.sum()
        low, high = (cap, high) if above > 1 - heavy.CAPPED_AT else (low, cap)
    return cap


@covers("Welch, capped revenue per customer", domain=AMOUNTS, trials=3_000)
def capped(dice, trials):
    rows = []
    for pair, n, share, factor in drawn_arms(dice, trials, 1.0):
        at = heavy.cap(*pair)
        one, other = limited_mean(share, factor, population_cap(n, share, factor))
        rows.append(
            (one - other, *(x for arm in pair for x in (arm.n, *heavy.capped_sums(arm, at))))
        )
    frame = pl.DataFrame(rows, ["truth", "n0", "s0", "q0", "n1", "s1", "q1"], orient="row")
    found = lift.difference(lift.of_sums("n0", "s0", "q0"), lift.of_sums("n1", "s1", "q1"))
    return inside(frame.with_columns(low=found.low, high=found.high))


@covers(
    "Bootstrap, revenue per customer",
    domain=AMOUNTS.replace("3,000 to 30", "750 to 7"),
    trials=6_000,
)
def bootstrapped(dice, trials):
    hits = []
    for pair, _, share, factor in drawn_arms(dice, trials, SMALL):
        one, other = share * factor * np.exp(SPREAD**2 / 2)
        found = heavy.bootstrap(*pair, seed=1)
        hits.append(found.low <= one - other <= found.high)
    return np.array(hits)


def paired(dice, trials, n=400):
    """Sums of y, x and their products of `trials` arms of n units, y leaning on x."""
    x = dice.gamma(2, 1, (trials, n))
    y = 0.8 * x + dice.gamma(1, 1, (trials, n))
    names = ("n", "y", "yy", "x", "xx", "xy")
    values = (
        np.full(trials, n),
        y.sum(1),
        (y * y).sum(1),
        x.sum(1),
        (x * x).sum(1),
        (x * y).sum(1),
    )
    return dict(zip(names, values, strict=True))


def two_pairs(dice, trials):
    one, other = paired(dice, trials), paired(dice, trials)
    columns = {f"{name}1": v for name, v in one.items()} | {
        f"{name}0": v for name, v in other.items()
    }
    names = ("n", "y", "yy", "x", "xx", "xy")
    pairs = [Pair(*(f"{name}{arm}" for name in names)) for arm in (1, 0)]
    return pl.DataFrame(columns).with_columns(truth=0.0), pairs


@covers("CUPED, revenue per customer", domain="400 an arm, correlation .75", trials=8_000)
def adjusted(dice, trials):
    frame, pairs = two_pairs(dice, trials)
    found = lift.difference(*cuped(*pairs))
    return inside(frame.with_columns(low=found.low, high=found.high))


@covers("Delta method, a ratio of two sums", domain="400 an arm", trials=8_000)
def ratios(dice, trials):
    frame, pairs = two_pairs(dice, trials)
    found = lift.difference(*(ratio(pair) for pair in pairs))
    return inside(frame.with_columns(low=found.low, high=found.high))
