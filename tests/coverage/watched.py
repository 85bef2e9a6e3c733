"""What is looked at again and again: always-valid intervals and the sample-ratio check."""

from dataclasses import replace

import numpy as np
import polars as pl

from metrics import lift
from metrics.sample_ratio import BLOCKS_BELOW, mismatch, mismatch_over_time
from metrics.sequential import always_valid, enough
from tests.coverage.registry import ALARM, WATCHED, covers

LOOKS, EXPECTED = 100, 20_000
DOMAIN = (
    "looks at 1% to 100% of twice the expected units, base rates of 3 to 20%, lifts of 0 to 20%, a "
    "tenth or a half held out"
)


def watching(estimate_of, dice, trials, *, valid=True):
    """Whether the truth was ever outside the limits that were shown."""
    step, held = 2 * EXPECTED // LOOKS, dice.choice([0.1, 0.5], trials)
    base, more = dice.uniform(0.03, 0.2, trials), dice.choice([0, 0.1, 0.2], trials)
    each = np.stack([step * (1 - held), step * held]).round().astype(int)
    rates = np.stack([base * (1 + more), base])
    shape = (2, trials, LOOKS)
    kept = dice.binomial(each[:, :, None], rates[:, :, None], shape).cumsum(axis=2)
    units = np.broadcast_to(each[:, :, None], shape).cumsum(axis=2)
    frame = pl.DataFrame(
        {
            "world": np.repeat(np.arange(trials), LOOKS),
            "n1": units[0].ravel(),
            "n0": units[1].ravel(),
            "k1": kept[0].ravel(),
            "k0": kept[1].ravel(),
            "difference": np.repeat(rates[0] - rates[1], LOOKS),
            "lift": np.repeat(more, LOOKS),
            "delta": np.repeat(more, LOOKS),
        }
    )
    estimate, truth = estimate_of(lift.of_counts("k1", "n1"), lift.of_counts("k0", "n0"))
    if valid:
        estimate = always_valid(estimate, pl.col("n1") + pl.col("n0"), expected=EXPECTED)
    if truth == "lift":
        estimate = estimate.as_lift()
    outside = (pl.col(truth) < pl.col("low")) | (pl.col(truth) > pl.col("high"))
    return (
        frame.filter(enough("n1", "k1") & enough("n0", "k0"))
        .with_columns(low=estimate.low, high=estimate.high)
        .group_by("world")
        .agg(outside.any().alias("missed"))["missed"]
        .to_numpy()
    )


@covers("Always valid, a difference of rates", domain=DOMAIN, trials=6_000, aim=WATCHED)
def differences(dice, trials):
    return watching(lambda a, b: (lift.difference(a, b), "difference"), dice, trials)


@covers("Always valid, a lift by the log ratio", domain=DOMAIN, trials=6_000, aim=WATCHED)
def lifts(dice, trials):
    return watching(lambda a, b: (lift.log_ratio(a, b), "lift"), dice, trials)


@covers("Always valid, a lift by the delta method", domain=DOMAIN, trials=6_000, aim=WATCHED)
def deltas(dice, trials):
    return watching(lambda a, b: (lift.relative(a, b), "delta"), dice, trials)


@covers(
    "Fixed, a lift looked at 100 times",
    domain=DOMAIN,
    trials=6_000,
    aim=replace(WATCHED, most=None),
    note="what watching the fixed interval costs",
)
def peeked(dice, trials):
    return watching(lambda a, b: (lift.log_ratio(a, b), "lift"), dice, trials, valid=False)


@covers(
    "Sample ratio, one look",
    domain="500 to 50,000 units, designs of 50/50, 90/10 and 95/5",
    trials=400_000,
    aim=ALARM,
)
def once(dice, trials):
    n, share = dice.integers(500, 50_000, trials), dice.choice([0.5, 0.1, 0.05], trials)
    held = dice.binomial(n, share)
    frame = pl.DataFrame(
        {
            "world": np.tile(np.arange(trials), 2),
            "n": np.concatenate([held, n - held]),
            "share": np.concatenate([share, 1 - share]),
        }
    )
    return (mismatch(frame, by=["world"])["p"] < BLOCKS_BELOW).to_numpy()


@covers(
    "Sample ratio, after every day",
    domain="60 days of 50 to 500 units, designs of 50/50, 90/10 and 95/5",
    trials=3_000,
    aim=ALARM,
)
def daily(dice, trials):
    days = 60
    share = np.repeat(dice.choice([0.5, 0.1, 0.05], trials), days)
    n = dice.integers(50, 500, trials * days)
    held = dice.binomial(n, share)
    frame = pl.DataFrame(
        {
            "world": np.tile(np.repeat(np.arange(trials), days), 2),
            "day": np.tile(np.arange(days), 2 * trials),
            "arm": np.repeat(["held", "sent"], trials * days),
            "n": np.concatenate([held, n - held]),
            "share": np.concatenate([share, 1 - share]),
        }
    )
    found = mismatch_over_time(frame, over="day", by=["world"])
    return found.group_by("world").agg(pl.col("p").min() < BLOCKS_BELOW)["p"].to_numpy()
