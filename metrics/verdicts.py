"""Whether a theme emerges, by thresholds declared beforehand, and why in words; decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

EMERGING, ONE_VOICE, NOT_YET, TOO_EARLY = "emerging", "one voice", "not emerging", "too early"


@dataclass(frozen=True)
class Thresholds:
    """What a theme must reach."""

    accounts: int = 10
    """New asking accounts in the recent window, at least."""
    n_eff: float = 4.0
    """Independent voices behind those, at least."""
    q: float = 0.05
    """Of the themes that pass the test, at most this share is expected to be chance."""


DECLARED = Thresholds()


def judged(tested: pl.DataFrame, *, at: Thresholds) -> pl.DataFrame:
    """The tested themes with `passes_accounts, passes_q` (null when untested), `passes_n_eff`
    (false when unknown), `verdict` and `reasons`.

    Emerging passes all three; one voice passes the test and the count, but too few independent
    voices stand behind it, or nobody knows how many; too early could not be tested.
    """
    loud = pl.col("passes_accounts") & pl.col("passes_q")
    verdict = (
        pl.when(pl.col("q").is_null())
        .then(pl.lit(TOO_EARLY))
        .when(loud & pl.col("passes_n_eff"))
        .then(pl.lit(EMERGING))
        .when(loud)
        .then(pl.lit(ONE_VOICE))
        .otherwise(pl.lit(NOT_YET))
    )
    found = tested.with_columns(
        (pl.col("recent") >= at.accounts).alias("passes_accounts"),
        (pl.col("q") <= at.q).alias("passes_q"),
        (pl.col("n_eff") >= at.n_eff).fill_null(False).alias("passes_n_eff"),
    ).with_columns(verdict.alias("verdict"))
    said = [" ".join(_reasons(row, at)) for row in found.iter_rows(named=True)]
    return found.with_columns(pl.Series("reasons", said, dtype=pl.String))


def _reasons(row: dict[str, Any], at: Thresholds) -> Iterator[str]:
    recent, days = row["recent"], row["recent_days"]
    asked = f"{_accounts(recent)} asked for it for the first time in the last {days} days"
    yield f"{asked} ({_against(recent >= at.accounts, str(at.accounts))})."
    yield _rate(row)
    if row["q"] is not None:
        shown = f"{row['q']:.3f}" if row["q"] >= 0.001 else "under 0.001"
        held = "within" if row["q"] <= at.q else "above"
        yield f"False discovery rate at which it would pass: {shown}, {held} the {at.q:g} declared."
    if not recent:
        return
    if row["n_eff"] is None:
        yield "Nobody knows who logged them, so their independence is unknown."
    else:
        voices = f"They amount to {row['n_eff']:.1f} independent voice{_s(row['n_eff'])}"
        yield f"{voices} ({_against(row['n_eff'] >= at.n_eff, f'{at.n_eff:g}')})."


def _rate(row: dict[str, Any]) -> str:
    before, days = row["before"], row["before_days"]
    if row["q"] is None:
        back = f"Requests reach back only {days} days before that"
        return f"{back}: too few to tell growth from a beginning."
    if not before:
        return f"None did in the {days} days before."
    limits = "" if row["high"] is None else f" (95%: {row['low']:.1f} to {row['high']:.1f})"
    return (
        f"{before} did in the {days} days before: {row['ratio']:.1f} times that rate now{limits}."
    )


def _accounts(n: int) -> str:
    return f"{n or 'No'} account{_s(n)}"


def _s(n: float) -> str:
    return "" if n == 1 else "s"


def _against(passes: bool, least: str) -> str:
    return f"at least {least} are needed" if passes else f"fewer than the {least} needed"
