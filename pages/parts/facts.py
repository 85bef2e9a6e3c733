"""The thread from the store, ready to be measured: one way for the pages and the command line."""

from datetime import date

from data.reads.scope import Scope
from data.reads.settings import reporting_currency
from data.reads.strategy import strategy_frames
from data.reads.thread import flows, stocks
from data.store import Reading
from metrics.prepared import Prepared, prepare

SEED = 20_240_229
"""Of every resampling, so that the page and the command line print the same interval."""


def read_thread(connection: Reading, scope: Scope, *, as_of: date) -> Prepared:
    """Every fact in scope up to `as_of`, served by the strategy of its own day."""
    currency = reporting_currency(connection)
    strategy = strategy_frames(connection, scope)
    return prepare(
        flows(connection, scope, currency=currency),
        stocks(connection, scope, currency=currency),
        strategy.mappings,
        strategy.versions,
        strategy.targets,
        as_of=as_of,
    )
