"""Which demand outside the strategy grows, tested theme by theme; it proposes nothing by itself."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.stats import beta, binom

from metrics.bootstrap import Floats
from metrics.discovery import q_values
from metrics.independence import n_eff
from metrics.verdicts import DECLARED, Thresholds, judged

RECENT_DAYS, BEFORE_DAYS = 90, 270
LEAST_BEFORE_DAYS = 90  # of history before the recent window; with less, everything looks new


def outside(features: pl.DataFrame) -> pl.DataFrame:
    """The themes among FEATURES: outside the strategy (a mission fit of 0) or not yet mapped,
    as `feature_id, title`."""
    fit = pl.col("mission_fit")
    return features.filter(fit.is_null() | (fit == 0)).select("feature_id", "title")


def emerging(
    asks: pl.DataFrame,
    themes: pl.DataFrame,
    *,
    as_of: date,
    thresholds: Thresholds = DECLARED,
) -> pl.DataFrame:
    """Which themes win new asking accounts faster than before, and through independent voices.

    An account is new to a theme on the day it first asks for it, and never again. The null
    hypothesis of a theme: its new accounts arrive at one constant rate over both windows. Given
    their number, those of the last 90 days are then binomial with p0 = 90 / (90 + days before);
    `p` is the exact chance of at least as many (one-sided), `q` its Benjamini-Hochberg adjustment
    over all `themes`, also those nobody asked for. The days before are 270, or fewer when the
    first request of all is younger; with fewer than 90 nothing is tested.

    Args:
        asks: ASKS of all themes over all time, up to today: filtering by period would make old
            accounts new. themes: `feature_id, title`, everything that is looked at.

    Returns:
        `feature_id, title, recent, before` (new accounts), `accounts` (ever), `recent_days,
        before_days, ratio` (of the rates; null when `before` is 0) with its exact 95% `low, high`
        (null: no limit), `p, q, n_eff` (of the recent accounts, by the reps who logged them
        since; null when unknown), `passes_accounts, passes_q, passes_n_eff, verdict, reasons`
        (sentences); p, q and their verdict are null or `too early` without enough history.
        Smallest q first.

    Source: conditional test of two Poisson rates, Przyborowski and Wilenski 1940, Biometrika
    31:313; Benjamini and Hochberg 1995, JRSS B 57:289; limits: Clopper and Pearson 1934.
    """
    past = asks.filter(pl.col("asked_on") <= as_of)
    since = as_of - timedelta(days=RECENT_DAYS)  # the recent window begins the day after
    before_days = _history(past, since)
    until = since - timedelta(days=before_days)
    day = pl.col("new_on")
    firsts = _firsts(past)
    counted = firsts.group_by("feature_id").agg(
        (day > since).sum().cast(pl.Int64).alias("recent"),
        day.is_between(until, since, closed="right").sum().cast(pl.Int64).alias("before"),
        pl.len().cast(pl.Int64).alias("accounts"),
    )
    found = (
        themes.select("feature_id", "title")
        .join(counted, on="feature_id", how="left", maintain_order="left")
        .with_columns(pl.col("recent", "before", "accounts").fill_null(0))
        .join(_recent_voices(past, firsts, since), on="feature_id", how="left")
        .with_columns(
            recent_days=pl.lit(RECENT_DAYS, pl.Int64), before_days=pl.lit(before_days, pl.Int64)
        )
    )
    return judged(_tested(found, before_days), at=thresholds).sort(
        "q", "recent", "feature_id", descending=[False, True, False], nulls_last=True
    )


def _history(past: pl.DataFrame, since: date) -> int:
    """How many days of the window before, up to and with `since`, there are requests to know of."""
    oldest = past["asked_on"].min()
    if not isinstance(oldest, date):
        return 0
    return min(max((since - oldest).days + 1, 0), BEFORE_DAYS)


def trajectory(asks: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """How each feature's asking accounts grew, month by month.

    Returns:
        `feature_id, month` (its first day), `new_accounts` (first asked in it; 0 is known),
        `accounts` (so far); from the feature's first request to the month of `as_of`, which is
        not over yet. Requests without a feature or an account are left out.
    """
    month = pl.col("new_on").dt.truncate("1mo").alias("month")
    new = (
        _firsts(asks.filter(pl.col("asked_on") <= as_of))
        .group_by("feature_id", month)
        .agg(pl.len().cast(pl.Int64).alias("new_accounts"))
    )
    months = new.group_by("feature_id").agg(
        pl.date_range(pl.col("month").min(), pl.lit(as_of), "1mo").alias("month")
    )
    return (
        months.explode("month")
        .join(new, on=["feature_id", "month"], how="left")
        .sort("feature_id", "month")
        .with_columns(pl.col("new_accounts").fill_null(0))
        .with_columns(pl.col("new_accounts").cum_sum().over("feature_id").alias("accounts"))
    )


def _firsts(asks: pl.DataFrame) -> pl.DataFrame:
    """The day on which each account first asked for each feature."""
    return (
        asks.drop_nulls(["feature_id", "account_id"])
        .group_by("feature_id", "account_id")
        .agg(pl.col("asked_on").min().alias("new_on"))
    )


def _recent_voices(past: pl.DataFrame, firsts: pl.DataFrame, since: date) -> pl.DataFrame:
    """Independence of the accounts that are new in the recent window: an old, broad demand does
    not lend its voices to a rep who is alone in raising it now."""
    new = firsts.filter(pl.col("new_on") > since).select("feature_id", "account_id")
    recent = past.join(new, on=["feature_id", "account_id"], how="semi")
    return n_eff(recent).select("feature_id", "n_eff")


def _tested(found: pl.DataFrame, before_days: int) -> pl.DataFrame:
    """With `p, q, ratio, low, high`; all null without enough history."""
    nothing = [pl.lit(None, pl.Float64).alias(name) for name in ("p", "q", "ratio", "low", "high")]
    if found.is_empty() or before_days < LEAST_BEFORE_DAYS:
        return found.with_columns(nothing)
    recent, before = found["recent"].to_numpy(), found["before"].to_numpy()
    p = binom.sf(recent - 1, recent + before, RECENT_DAYS / (RECENT_DAYS + before_days))
    low = beta.ppf(0.025, recent, before + 1)
    low = np.where((recent == 0) & (before > 0), 0.0, low)
    high = beta.ppf(0.975, recent + 1, before)
    scale = before_days / RECENT_DAYS
    limits = {"low": _odds(low) * scale, "high": _odds(high) * scale}
    return found.with_columns(
        p=p,
        q=q_values(p),
        ratio=pl.when(pl.col("before") > 0).then(pl.col("recent") / pl.col("before") * scale),
        **{
            name: pl.Series(limit, dtype=pl.Float64).fill_nan(None)
            for name, limit in limits.items()
        },
    )


def _odds(share: Floats) -> Floats:
    """p / (1 - p); NaN where there is no limit."""
    with np.errstate(invalid="ignore", divide="ignore"):
        odds = share / (1 - share)
    return np.where(np.isfinite(odds), odds, np.nan)
