"""The company's history as plans are run over it, read from the store; keeps and shows nothing."""

from datetime import date

import polars as pl

from data.reads.incentives import incentives
from data.reads.pay_scope import EVERYBODY, EVERYBODYS_PAY
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.store import Reading
from metrics.periods import Period, around
from metrics.plan import PeriodKind
from metrics.plan_history import SCORES, History, history, served_won
from metrics.scorecards import scorecards
from metrics.scorecards_book import prepare


def read_history(connection: Reading, *, as_of: date, scored: PeriodKind | None = None) -> History:
    """The whole company's history up to `as_of`; with scorecards by period where `scored`."""
    found = incentives(connection, EVERYTHING, EVERYBODYS_PAY, EVERYBODY, as_of=as_of)
    strategy = strategy_frames(connection, EVERYTHING)
    frames = (strategy.mappings, strategy.versions, strategy.targets)
    scores = None
    if scored is not None:
        book = prepare(
            found.credited, found.reps, found.lines, found.kept, found.voices, found.uses, *frames,
            as_of=as_of,
        )  # fmt: skip
        spans = _periods(found.credited, scored, as_of)
        scores = scorecards(book, periods=spans).select(list(SCORES)) if spans else None
    served = served_won(found.credited, *frames)
    return history(found.credited, found.quotas, found.lines, served, scores, as_of=as_of)


def _periods(credited: pl.DataFrame, kind: PeriodKind, as_of: date) -> list[Period]:
    first, spans = credited["closed_on"].min(), [around(as_of, kind)]
    if not isinstance(first, date):
        return []
    while spans[-1].first > first:
        spans.append(spans[-1].previous)
    return spans[::-1]
