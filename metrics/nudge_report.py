"""A measured campaign as plain values, for a program to read; measures and rounds nothing."""

from typing import Any

import polars as pl

from metrics.nudge_verdict import MISMATCH
from metrics.nudge_view import EFFECTS, NudgeView


def nudge(view: NudgeView, *, campaign: str, currency: str, split: bool) -> dict[str, Any]:
    """The figures of `view` as JSON-able values; null where a figure is not known or must not be
    shown: without a holdout no effect is, and while the arms are not as designed neither an effect
    nor anything of the arms but their `n`, since both could be compared by eye.

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
        "fault": _plain(view.fault),
        **({"segments": _segments(view)} if split else {}),
    }


def table(view: NudgeView) -> list[list[str]]:
    """The arms as lines of words, the heads first."""
    if view.verdict.name == MISMATCH:
        counts = view.arms.select("arm", pl.col("n").map_elements("{:,}".format, pl.String))
        return [["arm", "customers"], *([arm, n] for arm, n in counts.iter_rows())]
    rows = [["arm", "customers", "buyers", "conversion"]]
    for row in view.arms.iter_rows(named=True):
        share = row["conversions"] / row["n"]
        rows.append([row["arm"], f"{row['n']:,}", f"{row['conversions']:,}", f"{share:.2%}"])
    return rows


CHANGES = pl.Schema(
    {
        "what": pl.String,
        "value": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "sequential_low": pl.Float64,
        "sequential_high": pl.Float64,
        "p": pl.Float64,
    }
)
_CHANGES = {
    "difference": ("", "difference_sequential_", None),
    "lift": ("lift_", "sequential_", "lift_p"),
    "revenue_difference": ("revenue_", None, "revenue_p"),
    "revenue_lift": ("revenue_lift_", None, "revenue_lift_p"),
}


def changes(view: NudgeView) -> pl.DataFrame:
    """What the reminder changed, a row each: `what`, `value`, `low, high` (fixed, for one look),
    `sequential_low, sequential_high` (valid at every look), `p`; columns as CHANGES.

    `difference`: share of customers; `lift, revenue_lift`: relative; `revenue_difference`: minor
    units a customer. Empty where no effect may be shown.
    """
    if not view.shows_lift:
        return pl.DataFrame(schema=CHANGES)
    row = view.effect.row(0, named=True)
    rows = [
        (
            what,
            row[what],
            *(row[f"{fixed}{end}"] for end in ("low", "high")),
            *(None if watched is None else row[f"{watched}{end}"] for end in ("low", "high")),
            None if p is None else row[p],
        )
        for what, (fixed, watched, p) in _CHANGES.items()
    ]
    return pl.DataFrame(rows, schema=CHANGES, orient="row")


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
