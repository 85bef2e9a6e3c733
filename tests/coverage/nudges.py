"""What the page of a reminder shows of its effect, through the functions of that page."""

from datetime import date

import numpy as np
import polars as pl

from metrics.nudge_arms import CELLS
from metrics.nudge_effect import Trial, effect, looks
from metrics.nudge_segments import segments
from tests.coverage.registry import CAREFUL, between, covers, inside

TRIAL = Trial(holdout_share=0.1, expected=None)
LATER = date(2027, 1, 1)


def arms(kept, units, **keys):
    """Both arms of each row: counts, and revenue that is not looked at."""
    sides = [
        pl.DataFrame({**keys, "n": n, "conversions": k}).with_columns(
            pl.col("n", "conversions").cast(pl.Int64), arm=pl.lit(arm)
        )
        for arm, k, n in zip(("mail", "holdout"), kept, units, strict=True)
    ]
    nothing = ("revenue_cents", "sum_sq", "orders", "unpriced", "refunds")
    return pl.concat(sides).with_columns(pl.lit(0, pl.Int64).alias(name) for name in nothing)


@covers(
    "A reminder's extra orders per 1,000",
    domain="500 to 50,000 customers, a tenth to a half held out, 0.5 to 20% buy",
    trials=30_000,
)
def extra(dice, trials):
    all_units, held = between(dice, 500, 50_000, trials), dice.uniform(0.1, 0.5, trials)
    units = np.stack([all_units * (1 - held), all_units * held]).astype(int)
    base = between(dice, 0.005, 0.2, trials)
    rates = np.stack([base * dice.uniform(0.9, 1.5, trials), base])
    found = effect(
        arms(dice.binomial(units, rates), units, world=np.arange(trials)),
        trial=TRIAL,
        by=("world",),
    )
    truth = pl.Series(rates[0] - rates[1]).gather(found["world"])
    return inside(found.with_columns(truth=truth))


@covers(
    "A reminder's effect as of one day, over time",
    domain="500 to 50,000 customers, a tenth to a half held out, 0.5 to 20% buy, 150 customers and "
    "10 buyers in both arms",
    trials=1_000,
)
def one_look(dice, trials):
    """Of ten days of one world only the last is asked: the others hang on it."""
    hits = []
    for _ in range(trials):
        size, held = between(dice, 500, 50_000, 1)[0] / 10, dice.uniform(0.1, 0.5)
        units = np.broadcast_to([[size * (1 - held)], [size * held]], (2, 10)).astype(int)
        base = between(dice, 0.005, 0.2, 1)[0]
        rates = np.array([[base * dice.uniform(0.9, 1.5)], [base]])
        found = looks(daily(dice.binomial(units, rates), units), window=1, as_of=LATER, trial=TRIAL)
        hits.append(inside(found.tail(1).with_columns(truth=pl.lit(rates[0, 0] - rates[1, 0]))))
    return np.concatenate(hits)


def daily(kept, units):
    """Cells of both arms, a day a column."""
    sides = []
    for arm, k, n in zip(("mail", "holdout"), kept, units, strict=True):
        for lag, columns in ((-1, {"n": n}), (0, {"dconv": k})):
            days = pl.date_range(date(2026, 1, 1), date(2026, 1, n.size), eager=True)
            side = pl.DataFrame({"day": days, **columns}).with_columns(
                arm=pl.lit(arm), segment=pl.lit(""), lag=pl.lit(lag)
            )
            missing = [name for name in CELLS if name not in side.columns]
            side = side.with_columns(pl.lit(0).alias(name) for name in missing)
            sides.append(side.select(CELLS.names()).cast(dict(CELLS)))
    return pl.concat(sides)


@covers(
    "A reminder's effect by segment, shrunk",
    domain="12 segments of 150 to 10,000 customers, a tenth to a fifth held out, 3 to 10% buy",
    trials=500,
    aim=CAREFUL,
    note="wider than needed where segments are alike: it cannot know that they are",
)
def by_segment(dice, trials):
    hits = []
    for _ in range(trials):
        size, held = between(dice, 150, 10_000, 12), dice.uniform(0.1, 0.2)
        units = np.stack([size * (1 - held), size * held]).astype(int)
        base = dice.uniform(0.03, 0.1, 12)
        more = dice.normal(0.01, dice.choice([0.005, 0.02]), 12).clip(-base + 0.001, 0.3)
        rates = np.stack([base + more, base])
        names = np.arange(12).astype(str)
        split = arms(dice.binomial(units, rates), units, segment=names)
        found = segments(effect(split, trial=TRIAL, by=("segment",)))
        known = found.with_columns(truth=pl.Series(more).gather(found["segment"].cast(pl.Int64)))
        hits.append(inside(known, "shrunk_low", "shrunk_high"))
    return np.concatenate(hits)
