"""Requests and promises weighed for the thread once per state of the store; it draws nothing."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from data.reads import thread_links
from data.reads.scope import Scope
from metrics.overview import Filters
from metrics.thread_flow import MEASURES, Measure, weighed
from pages.parts import figures, load

PLACES = ("outside", "unmapped")  # beside pillars, which are meant by their id

_deals = load.cached(thread_links.deals)
_saying = load.cached(thread_links.saying)


@dataclass(frozen=True)
class Start:
    """Where to pick up the thread; null leaves nothing out, and all that is given holds."""

    words: str = ""
    account: int | None = None
    deal: int | None = None
    feature: int | None = None
    pillar: int | str | None = None  # a pillar's id, or one of PLACES


def every(scope: Scope, *, as_of: date, measure: Measure, currency: str) -> pl.DataFrame:
    """All parts in scope, as `metrics.thread_flow.weighed` gives them."""

    def weigh() -> pl.DataFrame:
        served = figures.thread(scope, as_of=as_of).flows
        return weighed(served, _deals(scope, currency=currency), measure)

    found: pl.DataFrame = figures.drawn(weigh, "weighed", scope, as_of, measure, currency)
    return found.clone()


def kept(
    parts: pl.DataFrame,
    start: Start,
    *,
    scope: Scope,
    measure: Measure,
    period: tuple[date, date],
    filters: Filters,
) -> pl.DataFrame:
    """The parts within the period, the filters and the start; of a pillar, its own parts alone."""
    wanted = pl.col("on").is_between(*period)
    for column, value in (
        ("account_id", start.account),
        ("deal_id", start.deal),
        ("feature_id", start.feature),
    ):
        if value is not None:
            wanted &= pl.col(column) == value
    if start.pillar is not None:
        column = "place" if start.pillar in PLACES else "pillar_id"
        wanted &= pl.col(column) == start.pillar
    found = filters.keep(parts.filter(wanted))
    if not start.words:
        return found
    kind = MEASURES[measure]
    said = _saying(scope, kind=kind, text=start.words)  # type: ignore[arg-type]
    return found.join(said, on="fact_id", how="semi", maintain_order="left")
