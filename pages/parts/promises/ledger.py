"""The ledger of promises with its risks, judged once per state of the store; and what to show."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import streamlit as st

from data.reads import promises as reads
from data.reads.scope import Scope
from data.store import reading
from metrics.exposure import RISKS, ask_finance, risks
from metrics.strategy_then import on_strategy_when_made
from pages.parts import figures, load

ANY, OVERDUE, NO_DAY = "any day", "overdue", "no day"
SOON = {"next 30 days": 30, "next 90 days": 90}
DUE = (ANY, OVERDUE, *SOON, NO_DAY)
NEWEST, SOONEST, LARGEST, WORST = "newest", "due soonest", "most money", "worst risk"
ORDERS = (NEWEST, SOONEST, LARGEST, WORST)
SEARCHED = ("quote", "account", "deal", "feature", "person", "note")


@dataclass(frozen=True)
class Wanted:
    """Which promises of the ledger, and in which order; nothing chosen leaves nothing out."""

    states: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    due: str = ANY
    text: str = ""
    order: str = NEWEST
    finance: bool = False


def ledger(scope: Scope, *, as_of: date) -> pl.DataFrame:
    """Every promise in scope: `data.reads.promises.LEDGER`, `risk` and `ready_on` (null unless
    open), `ask_finance`, `on_strategy` (when it was made; null = nobody can say)."""
    currency = figures.currency()
    return _ledger(str(load.engine().url), load.version(), scope, as_of, currency).clone()


@st.cache_resource(show_spinner=False, max_entries=8)
def _ledger(url: str, version: int, scope: Scope, as_of: date, currency: str) -> pl.DataFrame:
    with reading(load.engine()) as connection:
        found = reads.promises(connection, scope, currency=currency)
    then = on_strategy_when_made(figures.thread(scope, as_of=as_of).flows)
    key = "promise_id"
    return (
        found.join(
            risks(found, as_of=as_of).select(key, "risk", "ready_on"),
            on=key,
            how="left",
            maintain_order="left",
        )
        .join(ask_finance(found), on=key, how="left", maintain_order="left")
        .join(then.select(key, "on_strategy"), on=key, how="left", maintain_order="left")
    )


def of_whom(found: pl.DataFrame, teams: tuple[str, ...], people: tuple[str, ...]) -> pl.DataFrame:
    """The promises of these teams and people; none named keeps all."""
    for column, names in (("team", teams), ("person", people)):
        if names:
            found = found.filter(pl.col(column).is_in(names))
    return found


def listed(found: pl.DataFrame, wanted: Wanted, *, today: date) -> pl.DataFrame:
    """The promises that are wanted, in the order that is wanted."""
    if wanted.states:
        found = found.filter(pl.col("state").is_in(wanted.states))
    if wanted.risks:
        found = found.filter(pl.col("risk").is_in(wanted.risks))
    if wanted.finance:
        found = found.filter("ask_finance")
    if wanted.text.strip():
        text = wanted.text.strip().lower()
        holds = (
            pl.col(name).str.to_lowercase().str.contains(text, literal=True) for name in SEARCHED
        )
        found = found.filter(pl.any_horizontal(*(held.fill_null(False) for held in holds)))
    return _ordered(found.filter(_due(wanted.due, today)), wanted.order)


def _due(word: str, today: date) -> pl.Expr:
    due, is_open = pl.col("due_on"), pl.col("risk").is_not_null()
    if word == OVERDUE:
        return (due < today).fill_null(False) & is_open
    if word == NO_DAY:
        return due.is_null()
    if word in SOON:
        last = today + timedelta(days=SOON[word])
        return due.is_between(today, last).fill_null(False)
    return pl.lit(True)


def _ordered(found: pl.DataFrame, order: str) -> pl.DataFrame:
    if order == SOONEST:
        return found.sort("due_on", nulls_last=True, maintain_order=True)
    if order == LARGEST:
        return found.sort("amount_cents", descending=True, nulls_last=True, maintain_order=True)
    if order == WORST:
        rank = {risk: at for at, risk in enumerate(RISKS)}
        worst = pl.col("risk").replace_strict(rank, default=len(RISKS), return_dtype=pl.Int64)
        return found.sort(worst, -pl.col("amount_cents").fill_null(0), maintain_order=True)
    return found
