"""How far a ranking hangs on weights and guesses: who is on top when they are drawn anew."""

from functools import lru_cache

import numpy as np
import polars as pl

from metrics.bootstrap import Floats
from metrics.scores import Score, scored

WEIGHTS, EFFORT = 0.2, 0.3  # how far each may be off, to either side
TOP = 5
NOTHING = -1e30  # the logarithm of 0, finite because a matrix product of infinities is undefined


def stability(
    of: pl.DataFrame, score: Score, *, seed: int = 0, draws: int = 1_000, top: int = TOP
) -> pl.DataFrame:
    """In what share of draws each feature is among the `top` by that score.

    In every draw each term gets a weight, the same for all features, uniform in 0.8 to 1.2: the
    exponent of a term that is multiplied (a factor would change no rank), the coefficient of one
    that is added. Apart from that every feature's guessed term (effort, job size, ease) is
    multiplied by its own factor, uniform in 0.7 to 1.3. Ties count for all who tie; a score of 0
    is never on top.

    Args:
        of: from `scores.terms`.

    Returns:
        `feature_id, top_share` (0 to 1; null where the feature has no score), `draws`, in the
        order of `of`. With a row more, the draws of the features with lower ids stay the same.

    Source: docs/metrics.md#stability
    """
    known = scored(of, score).drop_nulls("score").sort("feature_id")
    shares = known.select(
        "feature_id", pl.Series("top_share", _top_shares(known, score, seed, draws, top))
    )
    return (
        of.select("feature_id")
        .join(shares, on="feature_id", how="left", maintain_order="left")
        .with_columns(draws=pl.lit(draws))
    )


def _top_shares(known: pl.DataFrame, score: Score, seed: int, draws: int, top: int) -> Floats:
    shares = np.zeros(known.height)
    if known.is_empty():
        return shares
    low, high = _limits(known, score)
    surely = np.partition(low, -top)[-top] if known.height > top else -np.inf
    chosen = np.flatnonzero(high >= surely - 1e-4 * (1 + abs(surely)))  # 1e-4: single precision
    weight, factor = weights(seed, draws, len(score.terms)), factors(seed, draws, known.height)
    values = _drawn(known[chosen], score, weight, factor[chosen].T)
    at = max(len(chosen) - top, 0)
    least = np.partition(values, at, axis=1)[:, [at]]
    on_top = (values >= least) & (values > (NOTHING / 2 if score.how == "product" else 0.0))
    shares[chosen] = on_top.mean(axis=0, dtype=np.float64)
    return shares


def _base(known: pl.DataFrame, score: Score) -> tuple[Floats, Floats]:
    """The terms, features x terms, and the divisor (1 without one); logarithms for a product."""
    numbers = known.select(score.terms).to_numpy()
    divisor = known[score.divisor].to_numpy() if score.divisor else np.ones(known.height)
    if score.how != "product":
        return numbers, divisor
    with np.errstate(divide="ignore"):
        return np.log(numbers).clip(NOTHING), np.log(divisor)


def _drawn(known: pl.DataFrame, score: Score, weight: Floats, factor: Floats) -> Floats:
    """Scores anew, draws x features; of products the logarithm, which ranks alike."""
    base, divisor = (numbers.astype(np.float32) for numbers in _base(known, score))
    values: Floats = weight @ base.T
    if score.how == "product":
        by = -1 if score.divisor else weight[:, [score.terms.index(score.guessed)]]
        return values + by * np.log(factor) - divisor
    if score.divisor:
        return values / (factor * divisor)
    own = score.terms.index(score.guessed)
    return values + weight[:, [own]] * base[:, own] * (factor - 1)


def _limits(known: pl.DataFrame, score: Score) -> tuple[Floats, Floats]:
    """Between what the drawn score of each feature lies, or more widely: those that can never be
    on top need not be drawn."""
    base, divisor = _base(known, score)
    ends = np.stack([base * (1 - WEIGHTS), base * (1 + WEIGHTS)])
    low, high = ends.min(axis=0).sum(axis=1), ends.max(axis=0).sum(axis=1)
    least, most = 1 - EFFORT, 1 + EFFORT
    if score.how == "product":
        by = 1.0 if score.divisor else 1 + WEIGHTS
        off = -by * np.log(least)  # farther than the logarithm of `most`
        return low - off - divisor, high + off - divisor
    if score.divisor:
        ends = np.stack([end / (divisor * by) for end in (low, high) for by in (least, most)])
        return ends.min(axis=0), ends.max(axis=0)
    off = (1 + WEIGHTS) * EFFORT * np.abs(base[:, score.terms.index(score.guessed)])
    return low - off, high + off


@lru_cache(maxsize=8)
def weights(seed: int, draws: int, terms: int) -> Floats:
    """The weights of each draw: draws x terms, read-only."""
    return _uniform(np.random.default_rng([seed, 0]), WEIGHTS, (draws, terms))


@lru_cache(maxsize=2)
def factors(seed: int, draws: int, features: int) -> Floats:
    """By how much each feature was misjudged in each draw: features x draws, read-only; drawn row
    by row, so that a further feature leaves the others as they are."""
    return _uniform(np.random.default_rng([seed, 1]), EFFORT, (features, draws))


def _uniform(dice: np.random.Generator, off: float, shape: tuple[int, int]) -> Floats:
    drawn = 1 - off + 2 * off * dice.random(shape, dtype=np.float32)
    drawn.setflags(write=False)
    return drawn
