"""The company's history of sales as plans are run over it, kept per state of the store.

It is everybody's: a page shows of it only the rows that the reader's PayScope lets through, by
`Seen.paid`. What is kept is never handed out itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from data.reads.credited import reps
from data.reads.incentives import incentives
from data.reads.pay_scope import EVERYBODY, EVERYBODYS_PAY, PayScope, pay_scope
from data.reads.people import Me
from data.reads.plans import PlanVersion, plan_versions
from data.reads.scope import EVERYTHING
from data.reads.strategy import strategy_frames
from data.store import Reading, reading
from metrics.periods import Period, around
from metrics.plan import PeriodKind, Plan
from metrics.plan_history import SCORES, History, history, served_won
from metrics.plan_language import content_of, plan_of
from metrics.plan_payouts import Paid, run
from metrics.scorecards import scorecards
from metrics.scorecards_book import prepare
from pages.parts import figures, load

ENDS: dict[PeriodKind, str] = {"month": "1mo", "quarter": "1q", "year": "1y"}


@dataclass(frozen=True)
class Seen:
    """Whose pay the reader may look at, and how these people are called."""

    pay: PayScope
    names: pl.DataFrame  # rep_id, rep, team

    def paid(self, plan: Plan, *, as_of: date) -> Paid:
        """What the plan would have paid those whom the reader may see, when she may."""
        whole = figures.cloned(_paid(*_store(), _key(plan), plan, as_of))
        until = pl.col("period").dt.offset_by(ENDS[plan.period]).alias("until_on")
        keys = whole.payouts.select("rep_id", "period", until)
        return whole.only(
            self.pay.only(keys, person="rep_id", from_on="period", until_on="until_on")
        )


def seen(me: Me) -> Seen:
    """As the store has it at this moment."""
    pay = load.cached(pay_scope)(me)
    names = load.cached(reps)(EVERYTHING, EVERYBODY).select("rep_id", "rep", "team")
    if pay.people is not None:
        names = names.filter(pl.col("rep_id").is_in(list(pay.people)))
    return Seen(pay, names)


def versions(pay: PayScope) -> tuple[PlanVersion, ...]:
    """Every saved version of every plan, for who may read anybody's pay."""
    return load.cached(plan_versions)(pay)


def company(plan: Plan, *, as_of: date) -> History:
    """Everybody's history, with the metrics that the plan looks at."""
    return figures.cloned(_history(*_store(), as_of, plan.period if plan.metrics else None))


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


def _store() -> tuple[str, int]:
    return str(load.engine().url), load.version()


def _key(plan: Plan) -> str:
    return json.dumps(content_of(plan), sort_keys=True)


@st.cache_resource(show_spinner=False, max_entries=6)
def _history(url: str, version: int, as_of: date, scored: PeriodKind | None) -> History:
    with reading(load.engine()) as connection:
        return read_history(connection, as_of=as_of, scored=scored)


@st.cache_resource(show_spinner=False, max_entries=64)
def _paid(url: str, version: int, key: str, _plan: Plan, as_of: date) -> Paid:
    return run(_plan, company(_plan, as_of=as_of))


def plan_in(content: Mapping[str, Any]) -> Plan:
    """The plan of saved tables; what was saved was judged then, so it raises only on a bug."""
    return plan_of(dict(content))
