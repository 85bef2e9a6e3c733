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
    if known.is_empty():
        return np.zeros(0)
    values = _drawn(known, score, seed, draws)
    at = max(known.height - top, 0)
    least = np.partition(values, at, axis=1)[:, at]
    nothing = NOTHING / 2 if score.how == "product" else 0.0
    on_top = (values >= least[:, None]) & (values > nothing)
    shares: Floats = on_top.mean(axis=0, dtype=np.float64)
    return shares


def _drawn(known: pl.DataFrame, score: Score, seed: int, draws: int) -> Floats:
    """Scores anew, draws x features; of products the logarithm, which ranks alike."""
    weight = weights(seed, draws, len(score.terms))
    factor = factors(seed, draws, known.height)
    numbers = known.select(score.terms).to_numpy()
    product = score.how == "product"
    with np.errstate(divide="ignore"):
        base = np.log(numbers).clip(NOTHING) if product else numbers
    base, guess = base.astype(np.float32), np.log(factor) if product else factor
    values: Floats = weight @ base.T
    if score.divisor:
        divisor = known[score.divisor].to_numpy().astype(np.float32)
        values = values - guess - np.log(divisor) if product else values / (guess * divisor)
    else:
        own = score.terms.index(score.guessed)
        misjudged = guess if product else base[:, own] * (guess - 1)
        values = values + weight[:, [own]] * misjudged
    return values


@lru_cache(maxsize=8)
def weights(seed: int, draws: int, terms: int) -> Floats:
    """The weights of each draw: draws x terms, read-only."""
    return _uniform(np.random.default_rng([seed, 0]), WEIGHTS, (terms, draws))


@lru_cache(maxsize=2)
def factors(seed: int, draws: int, features: int) -> Floats:
    """By how much each feature was misjudged in each draw: draws x features, read-only."""
    return _uniform(np.random.default_rng([seed, 1]), EFFORT, (features, draws))


def _uniform(dice: np.random.Generator, off: float, shape: tuple[int, int]) -> Floats:
    """Drawn row by row, so that a further row leaves the others as they are; then turned."""
    drawn = 1 - off + 2 * off * dice.random(shape, dtype=np.float32)
    turned = np.ascontiguousarray(drawn.T)
    turned.setflags(write=False)
    return turned
