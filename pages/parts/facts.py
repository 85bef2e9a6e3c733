"""Facts from the store, ready to be measured: one way for the pages and the command line."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.reads.incentives import incentives
from data.reads.pay_scope import named, pay_scope
from data.reads.people import Me
from data.reads.rates import deals_without_rate
from data.reads.scope import Scope
from data.reads.settings import approved_discount, reporting_currency
from data.reads.strategy import strategy_frames
from data.reads.thread import flows, payees, stocks
from data.refused import Invalid
from data.store import Reading
from metrics.periods import Period, from_word
from metrics.prepared import Prepared, prepare
from metrics.realisation import in_force
from metrics.scorecards_book import Book
from metrics.scorecards_book import prepare as prepare_book
from pages.parts.planned_pay import with_planned_pay

SEED = 20_240_229
"""Of every resampling, so that the page and the command line print the same interval."""


def read_thread(connection: Reading, scope: Scope, *, as_of: date) -> Prepared:
    """Every fact in scope up to `as_of`, served by the strategy of its own day."""
    currency = reporting_currency(connection)
    strategy = strategy_frames(connection, scope)
    lacking = deals_without_rate(connection, scope, currency=currency)
    facts, paid = flows(connection, scope, currency=currency), payees(connection, scope)
    if paid.is_empty():
        facts, paid = with_planned_pay(connection, facts, as_of=as_of)
    return prepare(
        facts,
        stocks(connection, scope, currency=currency),
        strategy.mappings,
        strategy.versions,
        strategy.targets,
        as_of=as_of,
        no_rate=tuple(lacking.select("currency", "n").iter_rows()),
        payees=paid,
    )


@dataclass(frozen=True)
class Selling:
    """What scorecards and comparison are measured from, as far as one person may see it.

    `quotas` and `paid` hold what her pay scope allows; `pays` says whether it allows any.
    """

    book: Book
    quotas: pl.DataFrame
    paid: pl.DataFrame
    pays: bool
    no_rate: pl.DataFrame
    currency: str

    @property
    def since(self) -> date | None:
        """The first day on which a deal was opened or decided; null while there is none."""
        return _first(self.book)


def read_selling(connection: Reading, me: Me, *, as_of: date) -> Selling:
    """Everything in the sight of `me` up to `as_of`; names and pay by her role, in the reads."""
    pay = pay_scope(connection, me)
    found = incentives(connection, me.scope, pay, named(me), as_of=as_of)
    strategy = strategy_frames(connection, me.scope)
    book = prepare_book(
        found.credited,
        found.reps,
        found.lines,
        found.kept,
        found.voices,
        found.uses,
        strategy.mappings,
        strategy.versions,
        strategy.targets,
        as_of=as_of,
        approved=in_force(approved_discount(connection)),
    )
    return Selling(book, found.quotas, found.paid, pay.people != (), found.no_rate, found.currency)


def period_said(book: Book, word: str, *, today: date) -> Period:
    """The period that a person names: `all`, or as in `periods.from_word`.

    Raises:
        Invalid: it is neither.
    """
    if word == "all":
        return Period(_first(book) or today, today)
    found = from_word(word)
    if found is None:
        raise Invalid(
            f"“{word}” is no period. Write all, 2026, 2026-Q1 or two days with .. between."
        )
    return found


def _first(book: Book) -> date | None:
    days = pl.concat([book.decided["on"], book.opened["on"]]).drop_nulls().sort()
    return days[0] if len(days) else None
