"""Time until something ends, with cases still open and ends that compete."""

import numpy as np
import polars as pl

from metrics.survival import by_day, incidence, reached
from tests.coverage.registry import covers, inside

CASES = "20 to 200 cases, a third still open, ends within 90 days on average"
PACE, WON = 90, 0.4


def deals(dice, trials, *, fewest=20):
    n = dice.integers(fewest, 200, trials)
    ends, open_for = dice.exponential(PACE, n.sum()), dice.uniform(60, 365, n.sum())
    kind = np.where(dice.random(n.sum()) < WON, "won", "lost")
    return pl.DataFrame(
        {
            "world": np.repeat(np.arange(trials), n),
            "days": np.minimum(ends, open_for).astype(int),
            "end": pl.Series(kind),
            "ended": ends < open_for,
        }
    ).with_columns(end=pl.when("ended").then("end"))


def by(day, cause, share, dice, trials):
    curve = incidence(deals(dice, trials), cause=cause, by=["world"])
    truth = share * (1 - np.exp(-(day + 1) / PACE))  # a day is over when the next begins
    return inside(by_day(curve, day, by=["world"]).with_columns(truth=pl.lit(truth)))


@covers("Kaplan–Meier, share ended by day 60", domain=CASES, trials=8_000)
def any_end(dice, trials):
    return by(60, None, 1.0, dice, trials)


@covers("Aalen–Johansen, share won by day 60", domain=CASES, trials=8_000)
def one_end(dice, trials):
    return by(60, "won", WON, dice, trials)


@covers("Brookmeyer–Crowley, median days to an end", domain=CASES, trials=8_000)
def median(dice, trials):
    found = reached(incidence(deals(dice, trials), by=["world"]), by=["world"])
    return inside(found.with_columns(truth=pl.lit(int(PACE * np.log(2)))))
