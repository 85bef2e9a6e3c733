"""What goes with revenue kept a year later: a planted answer is found, and none is made up."""

from datetime import date

import numpy as np
import polars as pl

from metrics.discovery import RATE
from metrics.predicts import PREDICTS, answer, predicts
from metrics.scorecards import SCORED
from metrics.scorecards_measures import BY_SLUG

REPS, QUARTERS = 30, 6
FIRSTS = [date(2023 + at // 4, at % 4 * 3 + 1, 1) for at in range(QUARTERS)]
LOOKED_AT = [slug for slug in BY_SLUG if slug not in ("net-retention", "gross-retention")]
NO_MIX = pl.DataFrame(
    schema={
        "rep_id": pl.Int64,
        "on": pl.Date,
        "segment": pl.String,
        "net_y": pl.Float64,
        "net_x": pl.Float64,
    }
)


def company(seed, *, goes_with=None, strength=0.0):
    """Quarters of reps with habits that last; kept revenue hangs on one of these, or on none."""
    dice = np.random.default_rng(seed)
    rep = np.repeat(np.arange(1, REPS + 1), QUARTERS)
    habits = {
        slug: dice.normal(size=REPS)[rep - 1] + dice.normal(size=rep.size) for slug in LOOKED_AT
    }
    n = dice.integers(1, 12, rep.size)
    care = dice.normal(0, 0.05, REPS)[rep - 1]
    kept = 0.9 + care + dice.gamma(2, 0.15, rep.size) / np.sqrt(n)  # skewed, noisier where few
    if goes_with:
        kept = kept + strength * habits[goes_with]
    rows = {"rep_id": rep, "period": FIRSTS * REPS, "n": n}
    cards = [
        pl.DataFrame(rows | {"metric": slug, "value": value})
        for slug, value in (habits | {"net-retention": kept}).items()
    ]
    return pl.concat(cards).cast({"n": pl.Int64, "period": pl.Date})


def test_a_planted_answer_is_found_and_stands_first():
    found = predicts(company(3, goes_with="promise-keeping", strength=0.1), NO_MIX, seed=1)
    top = found.row(0, named=True)
    assert (top["metric"], top["goes_with"], top["n"]) == ("promise-keeping", True, REPS)
    assert top["r2"] > 0.1
    assert top["low"] < top["value"] < top["high"]
    assert "kept promises (more kept with more of it" in answer(found)
    assert "cause" not in answer(found)


def test_over_200_companies_with_nothing_planted_no_more_is_claimed_than_declared():
    claims = sum(predicts(company(seed), NO_MIX, seed=1)["goes_with"].any() for seed in range(200))
    assert claims <= 200 * RATE


def test_where_nothing_passes_nothing_is_shown_to():
    found = predicts(company(5), NO_MIX, seed=1)
    assert answer(found).startswith("Nothing is shown to go with revenue kept a year later: 10")


def test_what_only_the_mix_of_segments_brings_is_not_laid_at_the_persons_door():
    """Some sell to clubs, which leave, and clubs are also slow: closing goes with keeping, but
    not when the mix is held."""
    dice = np.random.default_rng(2)
    share = dice.random(REPS)  # of clubs, by rep
    rows, mix = [], []
    for rep in range(REPS):
        for first in FIRSTS:
            clubs = share[rep]
            rows += [
                (rep, first, "net-retention", 1.0 - 0.5 * clubs + dice.normal(0, 0.02), 20),
                (rep, first, "close-rate", 0.6 - 0.4 * clubs + dice.normal(0, 0.02), 20),
            ]
            mix += [
                (rep, first, "Club", 50.0 * clubs, 100.0 * clubs),
                (rep, first, "Hall", 100.0 * (1 - clubs), 100.0 * (1 - clubs)),
            ]
    names = ["rep_id", "period", "metric", "value", "n"]
    cards = pl.DataFrame(
        rows, schema={name: SCORED.get(name, pl.Int64) for name in names}, orient="row"
    )
    cohort = pl.DataFrame(mix, schema=NO_MIX.schema, orient="row")
    held = predicts(cards, cohort, seed=1).filter(metric="close-rate").row(0, named=True)
    free = predicts(cards, NO_MIX, seed=1).filter(metric="close-rate").row(0, named=True)
    assert free["goes_with"]
    assert held["value"] > 0.8
    assert abs(held["partial"]) < abs(free["partial"]) - 0.3


def test_too_few_people_and_nobody_at_all_say_so():
    few = company(1).filter(pl.col("rep_id") < 8)
    found = predicts(few, NO_MIX, seed=1)
    assert found["p"].null_count() == found.height == len(LOOKED_AT)
    assert "it takes ten people" in answer(found)
    nobody = predicts(few.clear(), NO_MIX, seed=1)
    assert nobody.columns == list(PREDICTS)
    assert "there are 0" in answer(nobody)
