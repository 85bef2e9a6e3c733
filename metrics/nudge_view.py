"""Everything the Nudges page and `report nudge` show of one campaign, in one call; draws nothing.

It reads the cube's cells and counts, whose size does not grow with the number of baskets.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from metrics.nudge_arms import HOLDOUT, MAIL, arms, matured, together, waiting
from metrics.nudge_counts import funnel_of, guardrails_of, skips_of
from metrics.nudge_effect import EFFECTS, Ratio, Trial, effect, looks, ratio
from metrics.nudge_fault import FAULT, fault, with_ratio
from metrics.nudge_plan import missing
from metrics.nudge_segments import segments
from metrics.nudge_time import by_day
from metrics.nudge_verdict import MISMATCH, NOT_SHOWN, SHOWS_LIFT, Verdict, answer, verdict
from metrics.sample_ratio import BLOCKS_BELOW


@dataclass(frozen=True)
class NudgeView:
    """One campaign within one window.

    `arms`: see `arms`. `effect`: see `effect`, one row; what compares is null unless
    `shows_lift`. `segments`: see `segments`, with `srm_p`; where that blocks a segment only its
    customers are known and it stands last; empty unless `shows_lift`. `looks`: see `looks`, the
    same. `time`: see `by_day`. `waiting`: see `waiting`. `funnel`, `guardrails`, `skips`:
    see `nudge_counts`. `first`, `last`: days on which customers were
    assigned, null without any.

    While the arms are not as designed only what helps to find the fault is known: `n` of the arms,
    `waiting`, `skips`, and `fault` (see `fault`), which is empty otherwise.
    """

    window: int
    as_of: date
    trial: Trial
    arms: pl.DataFrame
    effect: pl.DataFrame
    ratio: Ratio
    verdict: Verdict
    answer: str
    segments: pl.DataFrame
    looks: pl.DataFrame
    time: pl.DataFrame
    waiting: pl.DataFrame
    funnel: pl.DataFrame
    guardrails: pl.DataFrame
    skips: pl.DataFrame
    fault: pl.DataFrame
    first: date | None
    last: date | None

    @property
    def shows_lift(self) -> bool:
        """Whether an effect may be shown at all, anywhere."""
        return self.verdict.name in SHOWS_LIFT

    @property
    def daily(self) -> float:
        """Customers assigned on a usual day, from the first to the last; 0 without any."""
        return _daily(self.ratio, self.first, self.last)


def nudge_view(
    cells: pl.DataFrame,
    lags: pl.DataFrame,
    counts: pl.DataFrame,
    *,
    trial: Trial,
    window: int,
    as_of: date,
    elsewhere: bool = False,
    ends: pl.DataFrame | None = None,
    assigned: tuple[date, date] | None = None,
) -> NudgeView:
    """Measure a campaign.

    Args:
        cells: CELLS; the lags below `window` may stand summed at lag -1, and days that are
            followed for 30 days on the last of them. lags: `day, arm, lag, n, dconv` of CELLS, the
            same.
        counts: `nudge_counts.COUNTS`, how often something was done or came back.
        as_of: customers whose window is over by this day are counted.
        elsewhere: another mailer sent it, so what is not among the counts is not known; of what
            is sent from here it is 0.
        ends: `day, arm, lag, expired, late`: whose event passed, see `nudge_time.by_day`.
        assigned: the first day and the last on which customers were assigned; null = those of the
            cells.
    """
    split = arms(cells, window=window, as_of=as_of, by=("segment",))
    found = together(split)
    every = found.with_columns(pl.lit(None, pl.String).alias("segment"))
    both = _priced(
        effect(pl.concat([every.select(split.columns), split]), trial=trial, by=("segment",))
    )
    whole = both.filter(pl.col("segment").is_null()).drop("segment")
    if whole.is_empty():
        whole = effect(found, trial=trial)
    checked = ratio(cells, trial=trial)
    row = whole.row(0, named=True)
    judged = verdict(row, checked, trial)
    shows, blocked = judged.name in SHOWS_LIFT, judged.name == MISMATCH
    each = _segments(both.drop_nulls("segment"), trial) if shows else pl.DataFrame()
    still = _day(cells.filter(~matured(window, as_of))["day"].min())
    first, last = assigned or (_day(cells["day"].min()), _day(cells["day"].max()))
    funnel = funnel_of(cells, counts, window, elsewhere)
    told = _told(found, elsewhere)
    guardrails = guardrails_of(counts, told, elsewhere)
    return NudgeView(
        window=window,
        as_of=as_of,
        trial=trial,
        arms=_unseen(told, ("arm", "n")) if blocked else told,
        effect=whole if shows else _without(whole, blocked=blocked),
        ratio=checked,
        verdict=judged,
        answer=answer(
            row,
            judged,
            checked,
            window=window,
            trial=trial,
            first_over=None if still is None else still + timedelta(days=window + 1),
            lacks=missing(
                row,
                assigned=checked.mail + checked.holdout,
                daily=_daily(checked, first, last),
                window=window,
                trial=trial,
            )
            if judged.name == NOT_SHOWN
            else None,
        ),
        segments=each,
        looks=looks(cells if shows else cells.clear(), window=window, as_of=as_of, trial=trial),
        time=pl.DataFrame() if blocked else by_day(lags, as_of=as_of, ends=ends),
        waiting=waiting(cells, window=window, as_of=as_of),
        funnel=funnel.clear() if blocked else funnel,
        guardrails=guardrails.clear() if blocked else guardrails,
        skips=skips_of(counts),
        fault=fault(cells, trial=trial) if blocked else pl.DataFrame(schema=FAULT),
        first=first,
        last=last,
    )


def _segments(both: pl.DataFrame, trial: Trial) -> pl.DataFrame:
    """The segments whose arms are as designed, measured; then the others, of whom only the
    customers are known."""
    checked = with_ratio(both, trial=trial)
    blocked = checked["srm_p"].fill_null(1.0) < BLOCKS_BELOW
    if not blocked.any():
        return segments(checked)
    found, rest = segments(checked.filter(~blocked)), checked.filter(blocked)
    kept = ("segment", "mail_n", "holdout_n", "srm_p")
    return pl.concat([found, _unseen(rest, kept)], how="diagonal")


def _without(whole: pl.DataFrame, *, blocked: bool) -> pl.DataFrame:
    """Nothing that compares; while blocked, nothing of either arm that could be compared by eye."""
    nothing = whole.with_columns(pl.lit(None, pl.Float64).alias(name) for name in EFFECTS)
    return _unseen(nothing, ("mail_n", "holdout_n")) if blocked else nothing


def _unseen(frame: pl.DataFrame, kept: tuple[str, ...]) -> pl.DataFrame:
    """Every column null but those kept."""
    return frame.with_columns(
        pl.lit(None, kind).alias(name) for name, kind in frame.schema.items() if name not in kept
    )


def _day(found: object) -> date | None:
    return found if isinstance(found, date) else None


def _daily(checked: Ratio, first: date | None, last: date | None) -> float:
    if first is None or last is None:
        return 0.0
    return (checked.mail + checked.holdout) / ((last - first).days + 1)


def _told(found: pl.DataFrame, elsewhere: bool) -> pl.DataFrame:
    """The arms, their revenue null where of no order the amount is known, their refunds null where
    another mailer told of none: it may not tell of any."""
    priced = found.with_columns(
        pl.when(~_blind("")).then(name).alias(name) for name in ("revenue_cents", "sum_sq")
    )
    if not elsewhere or found["refunds"].sum():
        return priced
    return priced.with_columns(pl.lit(None, pl.Int64).alias("refunds"))


def _priced(both: pl.DataFrame) -> pl.DataFrame:
    """The effects, what they say of revenue null where an arm bought and of none of its orders the
    amount is known: that is not 0."""
    blind = {f"{arm}_": _blind(f"{arm}_") for arm in (MAIL, HOLDOUT)}
    sums = [
        pl.when(~unknown).then(f"{side}{name}").alias(f"{side}{name}")
        for side, unknown in blind.items()
        for name in ("revenue_cents", "sum_sq")
    ]
    either = pl.any_horizontal(blind.values())
    changed = [name for name in EFFECTS if name.startswith("revenue")]
    return both.with_columns(*sums, *(pl.when(~either).then(name).alias(name) for name in changed))


def _blind(side: str) -> pl.Expr:
    """Whether an arm bought, and of none of its orders the amount is known."""
    return (pl.col(f"{side}orders") > 0) & (pl.col(f"{side}unpriced") == pl.col(f"{side}orders"))
