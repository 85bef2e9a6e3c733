"""What a page on selling looks at, and its figures, measured once per choice; draws nothing."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from data.reads.people import Me
from data.reads.plans import plan_changes
from data.store import reading
from metrics.overview import Filters
from metrics.periods import Period, around
from metrics.scorecards import scorecards
from metrics.scorecards_book import Book
from metrics.scorecards_measures import BY_SLUG
from pages.charts.style import CONFIG
from pages.parts import figures, load
from pages.parts.facts import Selling, read_selling

QUARTERS = 12
LEAST = 5  # facts: with fewer a figure is noise, and is withheld
By = tuple[str, ...]
REP, TEAM, ALL = ("rep_id",), ("team_id",), ()


@dataclass(frozen=True)
class Shown:
    """What is looked at, and all that its figures depend on."""

    me: Me
    today: date
    period: tuple[date, date]
    filters: Filters
    currency: str
    theme: str | None

    @property
    def span(self) -> Period:
        return Period(*self.period)

    def selling(self) -> Selling:
        return selling(self.me, as_of=self.today)

    def book(self) -> Book:
        """The facts within the filters."""
        chosen = self.filters
        return self.selling().book.only(
            teams=chosen.teams, segments=chosen.segments, regions=chosen.regions
        )

    def reps(self) -> pl.Series:
        """The ids of the people within the filter on teams."""
        book, teams = self.selling().book, list(self.filters.teams)
        reps = book.reps.filter(pl.col("team").is_in(teams)) if teams else book.reps
        return reps["rep_id"]

    def cards(self, by: By = REP) -> pl.DataFrame:
        """Every measure of the period."""
        return self._measured(by, (self.period,))

    def quarters(self, by: By = REP) -> pl.DataFrame:
        """Every measure of each of the last twelve quarters up to the period's end."""
        return self._measured(by, self._spans())

    def by_quarter(self, slug: str, by: By = ALL, rep_id: int | None = None) -> pl.DataFrame:
        """One measure in each of those quarters; unknown where there are too few facts."""
        own = self.quarters(by).filter(pl.col("metric") == slug)
        if rep_id is not None:
            own = own.filter(pl.col("rep_id") == rep_id)
        spans = pl.DataFrame({"period": [first for first, _ in self._spans()]})
        few = (pl.col("n") < LEAST) & pl.lit(BY_SLUG[slug].kind not in ("total", "count"))
        said = own.with_columns(
            pl.when(~few).then(name).alias(name) for name in ("value", "low", "high")
        )
        return spans.join(said, on="period", how="left").with_columns(
            pl.col("n", "unmatured", "unknown").fill_null(0)
        )

    def _spans(self) -> tuple[tuple[date, date], ...]:
        last = around(min(self.span.last, self.today), "quarter")
        spans = [last]
        for _ in range(QUARTERS - 1):
            spans.append(spans[-1].previous)
        return tuple((span.first, span.last) for span in reversed(spans))

    def _measured(self, by: By, periods: tuple[tuple[date, date], ...]) -> pl.DataFrame:
        url, version = str(load.engine().url), load.version()
        return _cards(url, version, self.me, self.today, self.filters, periods, by).clone()

    def names(self) -> dict[int, str | None]:
        """The people by id; null = not seen by name."""
        return dict(self.selling().book.reps.select("rep_id", "rep").iter_rows())

    def changes(self) -> pl.DataFrame:
        """`on, what`: the days on which a strategy version or a published plan began."""
        plans = load.cached(plan_changes)(self.me.scope)
        versions = figures.thread(self.me.scope, as_of=self.today).versions
        return pl.concat(
            [
                plans.select(
                    pl.col("in_force_from").alias("on"),
                    pl.format("{} v{}", "name", "number").alias("what"),
                ),
                versions.select(
                    pl.col("in_force_from").alias("on"),
                    pl.format("strategy v{}", "number").alias("what"),
                ),
            ]
        ).sort("on")

    def chart(self, name: str, draw: Any, *more: object) -> None:
        """Place a figure, drawn once for what is looked at and `more`."""
        config = CONFIG | {"toImageButtonOptions": {"format": "png", "scale": 2, "filename": name}}
        figure = figures.drawn(draw, name, self, *more)
        st.plotly_chart(figure, key=name, config=config, theme=None)


def selling(me: Me, *, as_of: date) -> Selling:
    """All that `me` may see of what was sold, up to `as_of`."""
    found = _selling(str(load.engine().url), load.version(), me, as_of)
    return replace(figures.cloned(found), book=figures.cloned(found.book))


@st.cache_resource(show_spinner=False, max_entries=8)
def _selling(url: str, version: int, me: Me, as_of: date) -> Selling:
    with reading(load.engine()) as connection:
        return read_selling(connection, me, as_of=as_of)


@st.cache_resource(show_spinner=False, max_entries=64)
def _cards(
    url: str,
    version: int,
    me: Me,
    as_of: date,
    filters: Filters,
    periods: tuple[tuple[date, date], ...],
    by: By,
) -> pl.DataFrame:
    book = selling(me, as_of=as_of).book.only(
        teams=filters.teams, segments=filters.segments, regions=filters.regions
    )
    return scorecards(book, by=by, periods=[Period(*span) for span in periods])
