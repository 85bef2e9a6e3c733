"""A rep's figures that weigh by money, whose deals are as uneven as deals are."""

import numpy as np
import polars as pl

from metrics.cycle import HORIZON_DAYS, won_by
from metrics.scorecards_limits import limits
from tests.coverage.registry import covers, inside

DEALS = "10 to 60 deals of log-normal size (σ = 1)"


def weighed(slug, dice, trials, draw):
    """Limits of sum y / sum x for each world; `draw` gives each deal's y / x and the truth."""
    n = dice.integers(10, 61, trials)
    x = dice.lognormal(0, 1, n.sum())
    part, truth = draw(np.repeat(np.arange(trials), n))
    deals = pl.DataFrame({"world": np.repeat(np.arange(trials), n), "x": x, "y": x * part})
    x, y = pl.col("x"), pl.col("y")
    summed = deals.group_by("world", maintain_order=True).agg(
        y.sum().alias("y"),
        x.sum().alias("x"),
        (y * y).sum().alias("yy"),
        (x * y).sum().alias("xy"),
        (x * x).sum().alias("xx"),
        pl.len().cast(pl.Int64).alias("n"),
        pl.lit(None, pl.Float64).alias("n_eff"),
        pl.lit(slug).alias("metric"),
    )
    return inside(limits(summed).with_columns(truth=truth))


@covers("On-strategy value of a rep", domain=f"{DEALS}, 15 to 85% on strategy", trials=20_000)
def part(dice, trials):
    p = dice.uniform(0.15, 0.85, trials)
    return weighed("on-strategy-value", dice, trials, lambda w: (dice.random(w.size) < p[w], p))


@covers(
    "Revenue held by a rep's customers",
    domain=f"{DEALS}, 60 to 95% stay, a fifth of those with less",
    trials=20_000,
)
def held(dice, trials):
    stay = dice.uniform(0.6, 0.95, trials)

    def draw(w):
        less = np.where(dice.random(w.size) < 0.2, dice.uniform(0.5, 1, w.size), 1.0)
        return (dice.random(w.size) < stay[w]) * less, stay * 0.95

    return weighed("gross-retention", dice, trials, draw)


@covers(
    "Kept revenue of a rep's customers",
    domain=f"{DEALS}, 60 to 95% stay, a third of those with up to twice as much",
    trials=20_000,
)
def kept(dice, trials):
    stay = dice.uniform(0.6, 0.95, trials)

    def draw(w):
        more = np.where(dice.random(w.size) < 1 / 3, dice.uniform(1, 2, w.size), 1.0)
        return (dice.random(w.size) < stay[w]) * more, stay * (1 + 0.5 / 3)

    return weighed("net-retention", dice, trials, draw)


@covers(
    "Price realisation of a rep", domain=f"{DEALS}, discounts of 3 to 25% on average", trials=20_000
)
def price(dice, trials):
    off = dice.uniform(0.03, 0.25, trials)
    return weighed(
        "price-realisation",
        dice,
        trials,
        lambda w: (1 - dice.beta(1.5, 1.5 / off[w] - 1.5), 1 - off),
    )


@covers(
    "Won within 90 days, of a rep",
    domain="10 to 100 deals, 20 to 70% won in the end after 60 days on average, a third still open",
    trials=8_000,
)
def timed(dice, trials):
    n, won = dice.integers(10, 101, trials), dice.uniform(0.2, 0.7, trials)
    world = np.repeat(np.arange(trials), n)
    ends, watched = dice.exponential(60, world.size), dice.uniform(30, 400, world.size)
    over, wins = ends < watched, dice.random(world.size) < won[world]
    deals = pl.DataFrame(
        {
            "world": world,
            "days": np.minimum(ends, watched).astype(int),
            "won": (over & wins).astype(int),
            "lost": (over & ~wins).astype(int),
        }
    )
    found = won_by(deals, by=["world"])
    truth = won * (1 - np.exp(-(HORIZON_DAYS + 1) / 60))  # a day is over when the next begins
    sums = found.select(
        pl.lit("won-by-90-days").alias("metric"),
        "n",
        (pl.col("value") * pl.col("n_eff")).alias("y"),
        "n_eff",
        *(pl.lit(None, pl.Float64).alias(name) for name in ("x", "yy", "xy", "xx")),
    )
    return inside(limits(sums).with_columns(truth=truth))
