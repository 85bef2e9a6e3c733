"""A measured campaign as plain values, for a program to read; measures and rounds nothing."""

from typing import Any

import polars as pl

from metrics.nudge_arms import HOLDOUT, MAIL
from metrics.nudge_effect import EFFECTS
from metrics.nudge_verdict import MISMATCH, of_segment
from metrics.nudge_view import NudgeView


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
        customer), …, `srm_p`, `verdict`. `segments`, when `split`: `segment`, its own `arms`, its
        contrast with `srm_p` and `verdict`, and the figures of `nudge_segments.segments`.
    """
    return {
        "campaign": campaign,
        "as_of": view.as_of.isoformat(),
        "assigned_from": None if view.first is None else view.first.isoformat(),
        "assigned_to": None if view.last is None else view.last.isoformat(),
        "window_days": view.window,
        "ended": view.trial.ended,
        "expected": view.trial.expected,
        "currency": currency,
        "answer": view.answer,
        "arms": _arms(view.arms),
        "contrast": _contrast(view),
        "waiting": _plain(view.waiting),
        "fault": _plain(view.fault),
        **({"segments": _segments(view)} if split else {}),
    }


def tables(view: NudgeView, *, split: bool) -> list[list[list[str]]]:
    """What is shown in a terminal: tables as lines of words, the heads first. The arms; what
    changed, if it is known and may be shown; where the arms are not as designed, if they are not;
    the segments, when `split`."""
    found = [_arm_lines(view)] if view.arms.height else []
    changed = changes(view)
    if changed["value"].count():
        found.append(
            [
                ["change", "value", "from", "to", "watched from", "watched to"],
                *(
                    [MINOR.get(row["what"], row["what"]), *(_number(row[end]) for end in ENDS)]
                    for row in changed.iter_rows(named=True)
                ),
            ]
        )
    if view.fault.height:
        names = ("mail", "holdout", "expected", "value", "p")
        found.append(
            [
                ["not as designed", "mail", "holdout", "held out, designed", "part", "p"],
                *(
                    [f"{BY[row['by']]} {row['group']}", *(_number(row[name]) for name in names)]
                    for row in view.fault.head(MOST_FAULTS).iter_rows(named=True)
                ),
            ]
        )
    if split and view.segments.height:
        told = ("mail_n", "holdout_n", "difference", "shrunk", "shrunk_low", "shrunk_high")
        found.append(
            [
                ["segment", "reminded", "held out", "difference", "shrunk", "from", "to"],
                *(
                    [row["segment"] or "not known", *(_number(row[name]) for name in told)]
                    for row in view.segments.iter_rows(named=True)
                ),
            ]
        )
    return found


def _arm_lines(view: NudgeView) -> list[list[str]]:
    if view.verdict.name == MISMATCH:
        counts = view.arms.select("arm", "n").iter_rows()
        return [["arm", "customers"], *([arm, _number(n)] for arm, n in counts)]
    rows = [["arm", "customers", "buyers", "conversion"]]
    for row in view.arms.iter_rows(named=True):
        share = row["conversions"] / row["n"]
        rows.append([row["arm"], f"{row['n']:,}", f"{row['conversions']:,}", f"{share:.2%}"])
    return rows


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.4g}"


BY = {"segment": "segment", "day": "day, or week to"}
MOST_FAULTS = 12  # lines in a terminal; the file and the page have all
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
ENDS = ("value", "low", "high", "sequential_low", "sequential_high")
MINOR = {"revenue_difference": "revenue_difference (minor units)"}
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
    units a customer. A value without any interval is null: it would look sure and is not. Empty
    where no effect may be shown.
    """
    if not view.shows_lift:
        return pl.DataFrame(schema=CHANGES)
    sure = pl.col("low").is_not_null() | pl.col("sequential_low").is_not_null()
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
    found = pl.DataFrame(rows, schema=CHANGES, orient="row")
    return found.with_columns(pl.when(sure).then("value").alias("value"))


_OF_ARM = {
    "n": "n",
    "conversions": "conversions",
    "revenue": "revenue_cents",
    "sum_sq": "sum_sq",
    "orders": "orders",
    "unpriced": "unpriced",
    "refunds": "refunds",
}
"""What an arm is given with, and the column that it is."""


def _arms(found: pl.DataFrame) -> list[dict[str, Any]]:
    return _plain(found.select("arm", **{name: pl.col(of) for name, of in _OF_ARM.items()}))


def _contrast(view: NudgeView) -> dict[str, Any]:
    shown: dict[str, Any] = _plain(view.effect.select("mail_rate", "holdout_rate", *EFFECTS))[0]
    return shown | {
        "assigned_mail": view.ratio.mail,
        "assigned_holdout": view.ratio.holdout,
        "designed_holdout": view.trial.holdout_share,
        "srm_p": view.ratio.p,
        "srm_anytime_p": view.ratio.anytime_p,
        "verdict": view.verdict.name,
    }


def _segments(view: NudgeView) -> list[dict[str, Any]]:
    """A row a segment, its arms as those of the whole; an arm without customers is absent."""
    found = view.segments
    if found.height and not view.arms["refunds"].count():  # nobody told of any, in no segment
        found = found.with_columns(
            pl.lit(None, pl.Int64).alias(f"{arm}_refunds") for arm in (MAIL, HOLDOUT)
        )
    return [
        row
        | {
            "arms": [
                {"arm": arm} | {name: row[f"{arm}_{of}"] for name, of in _OF_ARM.items()}
                for arm in (MAIL, HOLDOUT)
                if row[f"{arm}_n"]
            ],
            "verdict": of_segment(row, view.trial),
        }
        for row in _plain(found)
    ]


def _plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    dates = [name for name, kind in frame.schema.items() if kind == pl.Date]
    return frame.with_columns(pl.col(dates).cast(pl.String)).to_dicts()
