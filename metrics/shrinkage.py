"""Estimates of many groups, each pulled towards their common mean as far as chance explains it.

A group's own figure with few units is mostly chance; the best and the worst of many are the
luckiest and the unluckiest. With fewer than four groups there is no telling how much groups
differ, and nothing is pulled. Column names in, columns added; `by` shrinks within, as reps
within a period. What is unknown (null) neither counts nor is shrunk.
"""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from scipy.special import betaincinv, chdtrc, ndtr

from metrics.bootstrap import Floats
from metrics.intervals import Z95, wilson

LEAST_GROUPS = 4
ALIKE = 1e9  # the weight of the common rate, in units, when nothing suggests that groups differ

Total = Callable[[Floats], Floats]  # a group's sum of what is known, beside each of its rows


def shrunk(
    frame: pl.DataFrame, value: str, se: str, *, by: Sequence[str] = (), z: float = Z95
) -> pl.DataFrame:
    """Estimates with standard errors, shrunk as if true values followed a normal law.

    w = 1/s^2, Q = sum w (d - mean)^2, tau^2 = max(0, (Q - (k-1)) / (sum w - sum w^2 / sum w)),
    mu the mean with weights 1 / (s^2 + tau^2), B = s^2 / (s^2 + tau^2): d* = B mu + (1-B) d. Its
    limits use Morris's variance, which counts what estimating mu and tau takes.

    Args:
        frame: a row a group; `value` in any unit (of lifts the logarithm), `se` > 0.

    Returns:
        the frame with `shrunk, shrunk_low, shrunk_high` (with fewer than four groups the value
        and its own limits), `groups` (k), `mean` (mu), `tau` (standard deviation of true values;
        0 reads "no evidence that groups differ"), `q, q_p` (null with one group).

    Source: DerSimonian and Laird 1986, Control Clin Trials 7:177 (Q, tau); Morris 1983, JASA
    78:47 (limits).
    """
    total = _within(frame, by)
    d, v = _floats(frame, value), _floats(frame, se) ** 2
    d, v = (np.where(np.isnan(d) | ~(v > 0), np.nan, column) for column in (d, v))
    k, w = total(np.isfinite(d).astype(float)), 1 / v
    with np.errstate(divide="ignore", invalid="ignore"):
        q = total(w * (d - total(w * d) / total(w)) ** 2)
        room = total(w) - total(w**2) / total(w)
        tau2 = np.where(k > 1, np.maximum(0.0, (q - (k - 1)) / room), 0.0)
        w = 1 / (v + tau2)
        mean = total(w * d) / total(w)
        few, pull = k < LEAST_GROUPS, v * w
        centre = np.where(few, d, pull * mean + (1 - pull) * d)
        arm = z * np.sqrt(np.where(few, v, _morris(d - mean, v, pull, w, k, total)))
    one = k < 2
    return _with(
        frame,
        shrunk=centre,
        shrunk_low=centre - arm,
        shrunk_high=centre + arm,
        mean=mean,
        tau=np.where(one, np.nan, np.sqrt(tau2)),
        q=np.where(one, np.nan, q),
        q_p=np.where(one, np.nan, chdtrc(np.maximum(k - 1, 1), q)),
    ).with_columns(groups=pl.Series(k).cast(pl.Int64))


def shrunk_rates(
    frame: pl.DataFrame,
    kept: str,
    n: str,
    *,
    by: Sequence[str] = (),
    z: float = Z95,
    limits: bool = True,
) -> pl.DataFrame:
    """Rates shrunk as if true rates followed a Beta law with mean mu and weight M, in units.

    (x + M mu) / (n + M), mu = sum x / sum n; 1 / (M + 1) = max(0, (S / (mu (1 - mu)) - (k-1)) /
    (N - sum n^2 / N - (k-1))), S = sum n (x/n - mu)^2: the method of moments. Limits are of the
    Beta law with that mean and Morris's variance: those of the plain posterior forget that mu and
    M are estimated (simulated: 40 to 90% were covered with up to twelve groups).

    Args:
        frame: a row a group; `kept` of `n`, counts. A group of nobody is unknown.
        limits: false leaves the limits null; they take most of the time.

    Returns:
        the frame with `shrunk, shrunk_low, shrunk_high` (0 to 1; with fewer than four groups, when
        all were kept or none, or where nothing is pulled to within 0 and 1, the rate and its
        Wilson limits), `groups` (k), `mean` (mu),
        `prior_n` (M; null where nothing suggests that groups differ).

    Source: Kleinman 1973, JASA 68:46 (moments); Morris 1983, JASA 78:47 (variance).
    """
    total = _within(frame, by)
    x, size = _floats(frame, kept), _floats(frame, n)
    x, size = (np.where(np.isnan(x) | ~(size > 0), np.nan, column) for column in (x, size))
    k, units = total(np.isfinite(x).astype(float)), total(size)
    with np.errstate(divide="ignore", invalid="ignore"):
        p, mu = x / size, total(x) / units
        spread = total(size * (p - mu) ** 2) / (mu * (1 - mu)) - (k - 1)
        alike = np.nan_to_num(spread / (units - total(size**2) / units - (k - 1)), nan=0.0)
        prior = 1 / np.clip(alike, 1 / (ALIKE + 1), 1.0) - 1
        centre = (x + prior * mu) / (size + prior)
        v = centre * (1 - centre) / size
        w = 1 / (v + centre * (1 - centre) / (prior + 1))
        variance = _morris(p - mu, v, prior / (prior + size), w, k, total)
        weight = np.maximum(centre * (1 - centre) / variance - 1, 0.01)
        ends = [
            betaincinv(weight * centre, weight * (1 - centre), t) if limits else centre * np.nan
            for t in _tails(z)
        ]
    plain = (k < LEAST_GROUPS) | ~((mu > 0) & (mu < 1))
    # where groups are as unlike as can be, nothing is pulled, and all or none is a law of no width
    own_limits = plain | ~((centre > 0) & (centre < 1))
    own = frame.select(limit.alias(str(at)) for at, limit in enumerate(wilson(kept, n, z=z)))
    plain_ends = [_floats(own, str(at)) if limits else ends[at] for at in (0, 1)]
    return _with(
        frame,
        shrunk=np.where(plain, p, centre),
        shrunk_low=np.where(own_limits, plain_ends[0], ends[0]),
        shrunk_high=np.where(own_limits, plain_ends[1], ends[1]),
        mean=mu,
        prior_n=np.where(plain | (alike <= 0), np.nan, prior),
    ).with_columns(groups=pl.Series(k).cast(pl.Int64))


def _morris(off: Floats, v: Floats, pull: Floats, w: Floats, k: Floats, total: Total) -> Floats:
    """The variance of a shrunk estimate, with what estimating the common law adds.

    V (1 - (1 - w/W) B) + 2/(k-3) B^2 (Vbar + tau^2)/(V + tau^2) (d - mu)^2, where
    B = (k-3)/(k-1) V/(V + tau^2), w = 1/(V + tau^2), and Vbar the mean of V by w.

    Args:
        off: d - mu. pull: V/(V + tau^2). Wherever k < 4 the result means nothing.

    Source: Morris 1983, JASA 78:47, section 5.
    """
    b = (k - 3) / (k - 1) * pull
    whole = total(w)
    usual = 1 + w * (total(w * v) / whole - v)  # (Vbar + tau^2) / (V + tau^2)
    found: Floats = v * (1 - (1 - w / whole) * b) + 2 / (k - 3) * b**2 * usual * off**2
    return np.maximum(found, 0.0)


def _within(frame: pl.DataFrame, by: Sequence[str]) -> Total:
    """Sums by group; a null key is a group of its own."""
    codes = np.zeros(frame.height, dtype=np.int64)
    if by and frame.height:
        codes = frame.select(pl.struct(by).rank("dense")).to_series().to_numpy().astype(np.int64)

    def total(column: Floats) -> Floats:
        sums: Floats = np.bincount(codes, weights=np.nan_to_num(column)).astype(np.float64)
        return sums[codes]

    return total


def _floats(frame: pl.DataFrame, name: str) -> Floats:
    return frame[name].cast(pl.Float64).to_numpy()


def _tails(z: float) -> tuple[float, float]:
    return float(ndtr(-z)), float(ndtr(z))


def _with(frame: pl.DataFrame, **columns: Floats) -> pl.DataFrame:
    """The frame with more columns, NaN as null."""
    more = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Float64)).fill_nan(None)
    return frame.hstack(more)
