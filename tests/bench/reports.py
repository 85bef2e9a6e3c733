"""How long the figures take to compute: cold from the store, and again for another choice."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from data.reads.scope import EVERYTHING
from data.store import Store, reading
from metrics.answer import answer
from metrics.overview import Filters, overview
from metrics.periods import default_period
from metrics.prepared import Prepared
from pages.parts.facts import SEED, read_thread
from tests.bench import stores
from tests.bench.measure import Line, milliseconds

SIZES = (10_000, 100_000, 1_000_000)
AT_MOST_MS, OF_DEALS = 50.0, 100_000


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on computing time; with `quick` up to 100,000 deals."""
    for deals in SIZES[:2] if quick else SIZES:
        path = folder / f"report-{deals}.db"
        store = stores.found(folder, deals=deals, today=today).filled(path)
        yield from _of(store, deals, today, runs=5 if quick else 15)
        store.dispose()
        path.unlink()


def _of(store: Store, deals: int, today: date, *, runs: int) -> Iterator[Line]:
    size = f"{deals:,} deals"
    few = max(3, runs // 3)

    def cold() -> Prepared:
        with reading(store) as connection:
            return read_thread(connection, EVERYTHING, as_of=today)

    yield Line(f"{size}: read and serve every fact", "ms", milliseconds(cold, runs=few))
    found = cold()
    quarter = default_period(found.flows, today)
    always = (found.flows["on"].min(), today)
    choices = {
        "Overview of a quarter": {"period": quarter},
        "Overview of a quarter, one team": {"period": quarter, "filters": Filters(("North",))},
        "Overview of all three years": {"period": always},
    }
    aim = AT_MOST_MS if deals == OF_DEALS else None
    for name, choice in choices.items():
        took = milliseconds(
            lambda: answer(overview(found, **choice, seed=SEED)),  # noqa: B023
            runs=runs,
        )
        yield Line(f"{size}: {name}", "ms", took, target=aim)
    for by in ("team", "quarter", "region"):
        took = milliseconds(
            lambda: overview(found, period=always, by=by, seed=SEED),  # noqa: B023
            runs=few,
        )
        yield Line(f"{size}: report of all three years by {by}", "ms", took)
