"""The company's history as plans are run over it, read from the store; keeps and shows nothing."""

from datetime import date

import polars as pl

from data.reads.incentives import incentives
from data.reads.pay_scope import EVERYBODY, EVERYBODYS_PAY, PayScope, pay_scope
from data.reads.people import Me
from data.reads.plans import plan_versions
from data.reads.scope import EVERYTHING
from data.reads.settings import approved_discount
from data.reads.strategy import strategy_frames
from data.refused import NotAllowed
from data.store import Reading
from metrics.periods import Period, around
from metrics.plan import PeriodKind
from metrics.plan_history import SCORES, History, history, served_won
from metrics.plan_language import plan_of
from metrics.plan_payouts import Paid, run
from metrics.plan_periods import EVERY
from metrics.realisation import in_force
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
            as_of=as_of, approved=in_force(approved_discount(connection)),
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


def paid_plans(connection: Reading, me: Me, *, as_of: date) -> dict[str, Paid]:
    """Every saved version of a plan by its name, run over the history: of it what `me` may see.

    Raises:
        Refused: she may see nobody's pay.
    """
    pay = pay_scope(connection, me)
    if pay.people == ():
        raise NotAllowed(f"{me.name} may see nobody's pay.")
    found = {}
    for version in plan_versions(connection, pay):
        plan = plan_of(version.content)
        scored = plan.period if plan.metrics else None
        paid = run(plan, read_history(connection, as_of=as_of, scored=scored))
        found[version.called] = paid.only(visible(paid.payouts, pay, plan.period))
    return found


def visible(payouts: pl.DataFrame, pay: PayScope, kind: PeriodKind) -> pl.DataFrame:
    """The rows (`rep_id, period`) of which the pay may be read, by every day of the period."""
    until = pl.col("period").dt.offset_by(EVERY[kind]).alias("until_on")
    keys = payouts.select("rep_id", "period", until)
    return pay.only(keys, person="rep_id", from_on="period", until_on="until_on")
