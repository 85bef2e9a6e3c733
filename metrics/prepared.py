"""All facts served once for a state of the store, before any reader's choice; filters nothing.

Cache what `prepare` gives under the store's version, the reader's scope and `as_of`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from metrics.columns import ORDER
from metrics.frames import PAYEES, empty
from metrics.periods import around
from metrics.serving import measures_of, serve, stock_on

HISTORY_QUARTERS = 40
RECENT_DAYS = 12  # three years of quarter ends


@dataclass(frozen=True)
class Prepared:
    """Served facts up to `as_of`, and what is needed to serve a stock on one more day.

    `flows` are dated facts; `snapshots` the stocks on each day of `days` (quarter ends of the
    last ten years in which anything moved, and `as_of`). `columns`: those whose kind of fact
    exists at all, in order. `measures`: by column, decided once on everything, so that no
    filter changes a unit. `later`: dated facts after `as_of`, which are left out. `no_rate`:
    currency and how many deals in it have an amount that no exchange rate converts.
    `payees`: PAYEES of the facts of `we_pay`.
    """

    as_of: date
    flows: pl.DataFrame
    snapshots: pl.DataFrame
    days: frozenset[date]
    columns: tuple[str, ...]
    measures: Mapping[str, str]
    later: int
    stocks: pl.DataFrame
    mappings: pl.DataFrame
    versions: pl.DataFrame
    targets: pl.DataFrame
    no_rate: tuple[tuple[str, int], ...] = ()
    payees: pl.DataFrame = field(default_factory=lambda: empty(PAYEES))

    def stocks_on(self, day: date) -> pl.DataFrame:
        """The served stocks of one day, from the snapshots where that day has one."""
        if day in self.days:
            return self.snapshots.filter(pl.col("on") == day)
        there = stock_on(self.stocks, day)
        return serve(there, self.mappings, self.versions, self.targets, measures=self.measures)


def prepare(
    flows: pl.DataFrame,
    stocks: pl.DataFrame,
    mappings: pl.DataFrame,
    versions: pl.DataFrame,
    targets: pl.DataFrame,
    *,
    as_of: date,
    no_rate: tuple[tuple[str, int], ...] = (),
    payees: pl.DataFrame | None = None,
) -> Prepared:
    """Serve every fact by the strategy and mapping of its own date. Frames as in `frames`."""
    past = flows.filter(pl.col("on") <= as_of)
    days = _days(past, stocks, as_of)
    snapshots = pl.concat([stock_on(stocks, day) for day in sorted(days)])
    measures = measures_of(flows) | measures_of(stocks) | _counted(snapshots, sorted(days))
    strategy = (mappings, versions, targets)
    return Prepared(
        as_of=as_of,
        flows=serve(past, *strategy, measures=measures),
        snapshots=serve(snapshots, *strategy, measures=measures),
        days=days,
        columns=tuple(slug for slug in ORDER if slug in measures),
        measures=measures,
        later=flows.height - past.height,
        stocks=stocks,
        mappings=mappings,
        versions=versions,
        targets=targets,
        no_rate=no_rate,
        payees=empty(PAYEES) if payees is None else payees,
    )


def _counted(snapshots: pl.DataFrame, days: list[date]) -> dict[str, str]:
    """The stocks to be counted: those of which, on any of the last `RECENT_DAYS` days, fewer than
    half carried an amount. Taking all days together would hide it: closed deals carry amounts
    that the open ones beside them lack."""
    each = snapshots.filter(pl.col("on").is_in(days[-RECENT_DAYS:])).partition_by("on")
    return {
        slug: measure
        for lying in each
        for slug, measure in measures_of(lying).items()
        if measure == "count"
    }


def _days(flows: pl.DataFrame, stocks: pl.DataFrame, as_of: date) -> frozenset[date]:
    """`as_of` and the quarter ends before it, back from the last day on which anything moved."""
    moved = pl.concat([flows["on"], stocks["from_on"], stocks["until_on"]]).drop_nulls()
    moved = moved.filter(moved <= as_of)
    if stocks.is_empty() or moved.is_empty():
        return frozenset({as_of})
    first, quarter = moved.min(), around(moved.max(), "quarter")  # type: ignore[arg-type]
    days = {as_of}
    for _ in range(HISTORY_QUARTERS):
        if quarter.last < first:  # type: ignore[operator]
            break
        days.add(min(quarter.last, as_of))
        quarter = quarter.previous
    return frozenset(days)
