"""A measured campaign as plain values, for a program to read; measures and rounds nothing."""

from typing import Any

import polars as pl

from metrics.nudge_view import EFFECTS, NudgeView


def nudge(view: NudgeView, *, campaign: str, currency: str, split: bool) -> dict[str, Any]:
    """The figures of `view` as JSON-able values; null where a figure is not known or must not be
    shown: without a holdout, and when the arms are not as designed, no effect is.

    Args:
        split: by segment too.

    Returns:
        `arms`: `arm, n, conversions, revenue, sum_sq` (minor units of `currency`). `contrast`:
        `difference, low, high, lift, lift_low, lift_high, sequential_low, sequential_high` (the
        lift's, delta method), `revenue_difference, revenue_low, revenue_high` (minor units a
        customer), …, `srm_p`, `verdict`. `segments`: the same by segment, when `split`.
    """
    return {
        "campaign": campaign,
        "as_of": view.as_of.isoformat(),
        "window_days": view.window,
        "currency": currency,
        "answer": view.answer,
        "arms": _arms(view.arms),
        "contrast": _contrast(view),
        "waiting": _plain(view.waiting),
        **({"segments": _segments(view)} if split else {}),
    }


def table(view: NudgeView) -> list[list[str]]:
    """The arms as lines of words, the heads first."""
    rows = [["arm", "customers", "buyers", "conversion"]]
    for row in view.arms.iter_rows(named=True):
        share = row["conversions"] / row["n"]
        rows.append([row["arm"], f"{row['n']:,}", f"{row['conversions']:,}", f"{share:.2%}"])
    return rows


def _arms(found: pl.DataFrame) -> list[dict[str, Any]]:
    return _plain(
        found.select(
            "arm",
            "n",
            "conversions",
            pl.col("revenue_cents").alias("revenue"),
            "sum_sq",
            "orders",
            "unpriced",
            "refunds",
        )
    )


def _contrast(view: NudgeView) -> dict[str, Any]:
    shown: dict[str, Any] = _plain(view.effect.select("mail_rate", "holdout_rate", *EFFECTS))[0]
    return shown | {
        "srm_p": view.ratio.p,
        "srm_anytime_p": view.ratio.anytime_p,
        "verdict": view.verdict.name,
    }


def _segments(view: NudgeView) -> list[dict[str, Any]]:
    if view.segments.is_empty():
        return []
    return _plain(view.segments)


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    dates = [name for name, kind in frame.schema.items() if kind == pl.Date]
    return frame.with_columns(pl.col(dates).cast(pl.String)).to_dicts()
