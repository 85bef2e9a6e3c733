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
from data.reads.pay_scope import EVERYBODY, PayScope, pay_scope
from data.reads.people import Me
from data.reads.plans import PlanVersion, plan_versions
from data.reads.scope import EVERYTHING
from data.store import reading
from metrics.plan import PeriodKind, Plan
from metrics.plan_history import History
from metrics.plan_language import content_of, plan_of
from metrics.plan_payouts import Paid, run
from pages.parts import figures, load
from pages.parts.pay_history import read_history, visible


@dataclass(frozen=True)
class Seen:
    """Whose pay the reader may look at, and how these people are called."""

    pay: PayScope
    names: pl.DataFrame  # rep_id, rep, team

    def paid(self, plan: Plan, *, as_of: date) -> Paid:
        """What the plan would have paid those whom the reader may see, when she may."""
        whole = figures.cloned(_paid(*_store(), _key(plan), plan, as_of))
        return whole.only(visible(whole.payouts, self.pay, plan.period))


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
