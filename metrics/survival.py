"""How long until something ends, when some have not ended yet and ends compete; drops nobody.

Open cases are censored, never left out. Where ends compete (won or lost; bought or sold out) the
chance of one of them by day t is its cumulative incidence: 1 - Kaplan-Meier, which takes the other
ends for censoring, overstates it. With one end both are the same, and so are their limits.

Curves are computed for all groups at once: one sort of packed integers, then running sums.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.bootstrap import Floats
from metrics.intervals import Z95
from metrics.running import Runs

HAIR = 1e-9  # a curve that reaches 0.5 reaches it, whatever the last bit says

Ints = NDArray[np.int64]


def incidence(
    frame: pl.DataFrame,
    *,
    cause: str | None = None,
    days: str = "days",
    end: str = "end",
    units: str | None = None,
    by: Sequence[str] = (),
    z: float = Z95,
) -> pl.DataFrame:
    """The chance of having ended by `cause` by each day: Aalen and Johansen's estimate.

    F(t) = sum over days <= t of S(before) d_cause / n, S the share that has not ended at all.
    Limits: 1 - (1 - F)^exp(+-z se / ((1 - F) ln(1 - F))), which stay within 0 to 1.

    Args:
        frame: a row a case, or `units` of them: `days` (integer, 0 or more, under observation),
            `end` (how it ended; null: it had not). `cause`: of which end; null: of any.

    Returns:
        `*by, days` (those on which any case ended or left), `at_risk` (cases under observation
        that day), `ended` (by the cause that day), `open` (share not ended at all), `incidence`,
        `se, low, high`: null before the first such end and once everything has ended. Sorted by
        group, days. Rows without days are left out.

    Raises:
        ValueError: of negative days.

    Source: Aalen and Johansen 1978, Scand J Stat 5:141; variance by the delta method: Marubini
    and Valsecchi 1995, Analysing Survival Data, ch. 10 (Greenwood's with one cause).
    """
    known = frame.drop_nulls(days)
    groups, code = _coded(known, by)
    at, left, caused, other = _ends(known, code, cause, days, end, units)
    runs = Runs(at // _span(known, days))
    at_risk = runs.backward(left)
    ended = caused + other
    stays = np.where(ended < at_risk, 1 - ended / at_risk, 1.0)  # 0 only on a group's last day
    after = np.exp(runs.forward(np.log(stays)))
    before = after / stays
    share = runs.forward(before * caused / at_risk)
    se = np.sqrt(np.maximum(_variance(runs, share, before, at_risk, caused, ended), 0.0))
    low, high = _limits(share, se, z)
    found = pl.DataFrame(
        {
            "days": at % _span(known, days),
            "at_risk": at_risk,
            "ended": caused,
            "open": np.where(ended < at_risk, after, 0.0),
            "incidence": share,
            "se": np.where(np.isnan(low), np.nan, se),
            "low": low,
            "high": high,
        }
    ).with_columns(pl.col("se", "low", "high").fill_nan(None))
    return found if not by else groups[runs.group].hstack(found)


def kaplan_meier(
    frame: pl.DataFrame,
    *,
    days: str = "days",
    end: str = "end",
    units: str | None = None,
    by: Sequence[str] = (),
    z: float = Z95,
) -> pl.DataFrame:
    """The share that has not ended at all after each day, with Greenwood's variance.

    S(t) = product over days <= t of (1 - d / n); limits S^exp(+-z se / (S ln S)).

    Args: as `incidence`.

    Returns:
        `*by, days, at_risk, ended, survival, se, low, high`.

    Source: Kaplan and Meier 1958, JASA 53:457; Greenwood 1926; limits: Kalbfleisch and Prentice
    1980, The Statistical Analysis of Failure Time Data.
    """
    found = incidence(frame, days=days, end=end, units=units, by=by, z=z)
    return found.select(
        *by,
        *("days", "at_risk", "ended"),
        (1 - pl.col("incidence")).alias("survival"),
        "se",
        (1 - pl.col("high")).alias("low"),
        (1 - pl.col("low")).alias("high"),
    )


def by_day(curve: pl.DataFrame, day: int, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """What each group of an `incidence` curve had reached on one day.

    Returns:
        `*by, n` (cases), `incidence, low, high`; null where nobody was watched that long though
        some had not ended; 0 without limits where nobody had ended by then. Sorted by group.
    """
    keys = list(by)
    upto = pl.col("days") <= day
    watched = (pl.col("days") >= day).any() | (pl.col("open") <= HAIR).any()
    value = [pl.col(name).filter(upto).last().alias(name) for name in ("incidence", "low", "high")]
    row = [
        watched.alias("watched"),
        pl.col("at_risk").first().alias("n"),
        *value,
    ]
    found = curve.group_by(keys, maintain_order=True).agg(row) if keys else curve.select(row)
    reached = pl.col("incidence").fill_null(0.0)
    return found.select(
        *keys,
        "n",
        *(
            pl.when("watched").then(column)
            for column in (reached.alias("incidence"), pl.col("low"), pl.col("high"))
        ),
    )


def reached(curve: pl.DataFrame, share: float = 0.5, *, by: Sequence[str] = ()) -> pl.DataFrame:
    """The first day on which an `incidence` curve reaches `share`; of any end, 0.5: the median.

    The median among those that ended is biased short, since what takes long has not ended.

    Returns:
        `*by, n` (cases), `day, low, high` (days; null: not reached yet). Sorted by group.

    Source: Brookmeyer and Crowley 1982, Biometrics 38:29.
    """
    keys = list(by)
    row = [
        pl.col("at_risk").first().alias("n"),
        *(
            pl.col("days").filter(pl.col(limit) >= share - HAIR).first().alias(name)
            for name, limit in (("day", "incidence"), ("low", "high"), ("high", "low"))
        ),
    ]
    return curve.group_by(keys, maintain_order=True).agg(row) if keys else curve.select(row)


def _coded(frame: pl.DataFrame, by: Sequence[str]) -> tuple[pl.DataFrame, Ints]:
    """The distinct groups, sorted, and each row's place among them."""
    if not by:
        return pl.DataFrame(), np.zeros(frame.height, dtype=np.int64)
    groups = frame.select(by).unique().sort(by)
    places = groups.with_row_index("__at")
    code = frame.select(by).join(
        places, on=list(by), how="left", nulls_equal=True, maintain_order="left"
    )
    return groups, code["__at"].to_numpy().astype(np.int64)


def _span(frame: pl.DataFrame, days: str) -> int:
    longest = frame[days].max()
    return int(longest) + 1 if isinstance(longest, int) else 1


def _ends(
    frame: pl.DataFrame, code: Ints, cause: str | None, days: str, end: str, units: str | None
) -> tuple[Ints, Ints, Ints, Ints]:
    """Per group and day in order: its packed place, who left, by the cause, by another end."""
    how = pl.col(end)
    ours = how.is_not_null() if cause is None else (how == cause).fill_null(False)
    kind = frame.select(pl.when(ours).then(0).when(how.is_not_null()).then(1).otherwise(2))
    day = frame[days].to_numpy().astype(np.int64)
    if day.size and day.min() < 0:
        raise ValueError("days under observation are 0 or more")
    packed = (code * _span(frame, days) + day) * 3 + kind.to_series().to_numpy()
    if units is None:
        cells, counts = np.unique(packed, return_counts=True)
    else:
        cells, place = np.unique(packed, return_inverse=True)
        counts = np.bincount(place, weights=frame[units].to_numpy()).astype(np.int64)
    spot, kinds = cells // 3, cells % 3
    first = np.flatnonzero(np.diff(spot, prepend=-1))
    if not first.size:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing, nothing
    left, caused, other = (
        np.add.reduceat(which, first)
        for which in (counts, counts * (kinds == 0), counts * (kinds == 1))
    )
    return spot[first], left, caused, other


def _variance(
    runs: Runs, share: Floats, before: Floats, at_risk: Ints, caused: Ints, ended: Ints
) -> Floats:
    """Of the incidence: sum of (F(t) - F)^2 d/(n(n-d)) + S^2 c(n-c)/n^3 - 2 (F(t) - F) S c/n^2,
    S from before the day, multiplied out into running sums."""
    n, c, d = (column.astype(np.float64) for column in (at_risk, caused, ended))
    a = np.where(n > d, d / (n * np.maximum(n - d, 1)), 0.0)  # the last day: F(t) - F is 0
    b = before * c / n**2
    own = runs.forward(before**2 * c * (n - c) / n**3 + share**2 * a + 2 * share * b)
    found: Floats = own + share**2 * runs.forward(a) - 2 * share * runs.forward(share * a + b)
    return found


def _limits(share: Floats, se: Floats, z: float) -> tuple[Floats, Floats]:
    """log(-log) limits of a share that has been reached; NaN at 0 and at 1."""
    stays = np.where((share > HAIR) & (share < 1 - HAIR), 1 - share, np.nan)
    off = np.exp(z * se / (stays * np.log(stays)))
    return 1 - stays**off, 1 - stays ** (1 / off)
