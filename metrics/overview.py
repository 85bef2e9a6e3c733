"""Everything the Overview shows, in one call for the page and the command line; draws nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from metrics import notes
from metrics.alignment import difference, index, trend
from metrics.columns import COMPANY_WIDE, in_order
from metrics.drifts import drifts
from metrics.matrix import matrix
from metrics.mixes import READS
from metrics.pay_withheld import PAY, enough_people, without_amounts
from metrics.periods import Period, around
from metrics.prepared import Prepared

By = Literal["team", "quarter", "region"]
TREND_QUARTERS = 12


@dataclass(frozen=True)
class Filters:
    """Whose facts: names to keep; an empty collection keeps all, also those of unknown name."""

    teams: Collection[str] = ()
    segments: Collection[str] = ()
    regions: Collection[str] = ()

    def any(self) -> bool:
        return bool(self.teams or self.segments or self.regions)

    def keep(self, served: pl.DataFrame) -> pl.DataFrame:
        """The rows that pass; company-wide columns pass always."""
        if not self.any():
            return served
        wanted = pl.lit(True)
        for column, names in (
            ("team", self.teams),
            ("segment", self.segments),
            ("region", self.regions),
        ):
            if names:
                wanted &= pl.col(column).is_in(sorted(names))
        return served.filter(wanted | pl.col("column").is_in(sorted(COMPANY_WIDE)))


@dataclass(frozen=True)
class Previous:
    """Won in the previous period of equal kind: its index, and the change since then in index
    points (0.04 = 4 points) with its 95% interval; null where either side cannot say."""

    period: Period
    value: float | None
    n: int
    change: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Overview:
    """What the Overview page, `report alignment` and the answer line say.

    `rows`: see `matrix`. `index`: see `index`; a column without facts in the filter has n 0 and
    nulls. `whole` is the index without the split. `trend`: see `trend`, up to 12 quarters that
    end with the period, longer if the period is. `drifts`: see `drifts`. `versions`: VERSIONS
    in force on a day of the period. `facts`: the served facts the matrix was made of, for
    `behind`; `payees`: PAYEES of those of `we_pay`, of which `rows` have shares and no money, and
    nothing where fewer than 5 people were paid. `notes`: sentences.
    """

    period: Period
    as_of: date
    by: By | None
    filters: Filters
    rows: pl.DataFrame
    index: pl.DataFrame
    whole: pl.DataFrame
    trend: pl.DataFrame
    drifts: pl.DataFrame
    versions: pl.DataFrame
    facts: pl.DataFrame
    payees: pl.DataFrame
    previous: Previous
    published: bool
    notes: tuple[str, ...]


def overview(
    prepared: Prepared,
    *,
    period: tuple[date, date],
    filters: Filters | None = None,
    by: By | None = None,
    seed: int = 0,
    draws: int = 1_000,
) -> Overview:
    """Measure a period: `period` is its first and last day, both included.

    Dated facts count when they fall in the period, stocks as they lay on its last day (or on
    `prepared.as_of`, if that is earlier; by quarter: on each quarter's last day).

    Raises:
        ValueError: the period ends before it begins.
    """
    span, chosen = Period(*period), filters or Filters()
    if span.last < span.first:
        raise ValueError(f"The period ends ({span.last}) before it begins ({span.first}).")
    flows = chosen.keep(prepared.flows)
    dated = flows.filter(pl.col("on").is_between(*span))
    last_day = min(span.last, prepared.as_of)
    at_end = pl.concat([dated, chosen.keep(prepared.stocks_on(last_day))])
    at_end = enough_people(at_end, prepared.payees)
    facts = at_end
    if by == "quarter":
        ends = [chosen.keep(prepared.stocks_on(day)) for day in _quarter_ends(span.first, last_day)]
        facts = pl.concat([dated, *ends])
    facts = enough_people(facts, prepared.payees, by=(by,)) if by else facts
    versions = _in_force(prepared.versions, span)
    split = (by,) if by else ()
    whole = _with_absent(index(at_end, seed=seed, draws=draws), prepared)
    measured = index(facts, by=split, seed=seed, draws=draws) if by else whole
    return Overview(
        period=span,
        as_of=prepared.as_of,
        by=by,
        filters=chosen,
        rows=without_amounts(matrix(facts, _targets_of(versions, prepared.targets), by=split)),
        index=_with_absent(measured, prepared),
        whole=whole,
        trend=trend(_window(prepared, chosen, flows, span), seed=seed, draws=draws),
        drifts=drifts(at_end.filter(pl.col("column") != PAY)),
        versions=versions,
        facts=facts,
        payees=prepared.payees,
        previous=_previous(flows, span, seed=seed, draws=draws),
        published=prepared.versions.height > 0,
        notes=notes.of(prepared, at_end, versions, filtered=chosen.any()),
    )


def _quarter_ends(first: date, last: date) -> list[date]:
    """The last day of each calendar quarter from `first` on, the last one cut at `last`."""
    ends, quarter = [], around(first, "quarter")
    while quarter.first <= last:
        ends.append(min(quarter.last, last))
        quarter = around(quarter.last + timedelta(days=1), "quarter")
    return ends


def _in_force(versions: pl.DataFrame, span: Period) -> pl.DataFrame:
    ends = pl.col("until_on")
    runs = ends.is_null() | ((ends > span.first) & (ends > pl.col("in_force_from")))
    within = (pl.col("in_force_from") <= span.last) & runs
    return versions.filter(within).sort("in_force_from", "number")


def _targets_of(versions: pl.DataFrame, targets: pl.DataFrame) -> pl.DataFrame:
    """The targets of these versions, the last version last."""
    return versions.select("version_id").join(
        targets.sort("position", "pillar_id"), on="version_id", maintain_order="left_right"
    )


def _with_absent(measured: pl.DataFrame, prepared: Prepared) -> pl.DataFrame:
    """Add the columns that have facts, but none here: n 0 and nothing known."""
    absent = [slug for slug in prepared.columns if slug not in set(measured["column"])]
    rows = pl.DataFrame(
        {
            "column": absent,
            "n": [0] * len(absent),
            "units": [0] * len(absent),
            "measure": [prepared.measures[slug] for slug in absent],
        },
        schema={name: measured.schema[name] for name in ("column", "n", "units", "measure")},
    )
    both = pl.concat([measured, rows], how="diagonal")
    return both.sort(in_order(), maintain_order=True)


def _window(
    prepared: Prepared, filters: Filters, flows: pl.DataFrame, span: Period
) -> pl.DataFrame:
    """The facts of the quarters that the trend shows."""
    end = around(span.last, "quarter")
    start = end
    for _ in range(TREND_QUARTERS - 1):
        start = start.previous
    first = min(start.first, around(span.first, "quarter").first)
    shown = pl.col("quarter").is_between(first, end.first)
    within = pl.concat([flows.filter(shown), filters.keep(prepared.snapshots.filter(shown))])
    return enough_people(within, prepared.payees, by=("quarter",))


def _previous(flows: pl.DataFrame, span: Period, *, seed: int, draws: int) -> Previous:
    before = span.previous
    won = flows.select("on", *READS).filter(
        pl.col("on").is_between(before.first, span.last), column="won"
    )
    changed = difference(
        won.filter(pl.col("on").is_between(*span)),
        won.filter(pl.col("on").is_between(*before)),
        seed=seed,
        draws=draws,
    )
    if changed.is_empty():
        return Previous(before, None, 0, None, None, None)
    found = changed.row(0, named=True)
    return Previous(
        before, found["before"], found["n_before"], found["change"], found["low"], found["high"]
    )
