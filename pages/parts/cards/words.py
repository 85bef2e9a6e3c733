"""What scorecards say in words, and how each figure is written; measures nothing."""

from typing import Any

import polars as pl

from metrics.catalog import BY_SLUG as CATALOG
from metrics.scorecards_measures import BY_SLUG, KEPT, NET, REVENUE, WINS
from pages.charts import style
from pages.charts.minor import minor
from pages.parts.cards.shown import LEAST
from pages.parts.strategy.words import plural

SAID = (NET, KEPT, WINS)


def title(slug: str) -> str:
    """As the catalog calls it."""
    return CATALOG[slug].title


def figure(slug: str, value: float | None, currency: str) -> str:
    """A value in its own unit; an en dash for what is not known."""
    kind = BY_SLUG[slug].kind
    if kind == "total":
        return style.money(value, currency)
    if kind == "count":
        return "–" if value is None else f"{value:,.0f}"
    return style.percent(value)


def drawn(slug: str, value: float | None, currency: str) -> str:
    """A value as a figure has it, where money stands in whole units."""
    if BY_SLUG[slug].kind == "total" and value is not None:
        value = round(value * minor(currency))
    return figure(slug, value, currency)


def interval(slug: str, low: float | None, high: float | None) -> str:
    """`54–67%`; nothing where there is none."""
    return style.interval(low, high)


def answer(whole: pl.DataFrame, people: int, when: str, currency: str) -> str:
    """The page's sentence, from the figures of all together."""
    cards = {row["metric"]: row for row in whole.iter_rows(named=True)}
    revenue = cards.get(REVENUE.slug)
    if revenue is None or not revenue["n"]:
        return f"Nothing was won {when}, so there is little to say of how it was sold."
    who = "1 person" if people == 1 else f"{people} people"
    money = style.money(revenue["value"], currency)
    parts = [_part(measure.slug, cards.get(measure.slug)) for measure in SAID]
    known = [part for part in parts if part]
    lead = f"{who} won {money} {when} with {plural(revenue['n'], 'deal')}"
    return (
        f"{lead}. {' '.join(known)}"
        if known
        else f"{lead}; of what became of it too little is known."
    )


def _part(slug: str, row: dict[str, Any] | None) -> str:
    if row is None or row["value"] is None or row["n"] < LEAST:
        if row is not None and row["unmatured"]:
            young = plural(row["unmatured"], "account")
            return f"None of what {young} bought is a year old yet."
        return ""
    spread = interval(slug, row["low"], row["high"])
    said = f"{style.percent(row['value'])} ({spread})" if spread else style.percent(row["value"])
    if slug == NET.slug:
        young = f", {row['unmatured']:,} not yet a year old" if row["unmatured"] else ""
        return f"A year later {said} of the revenue is still paid{young}."
    if slug == KEPT.slug:
        return f"{said} of {row['n']:,} promises due were kept on time."
    return f"{said} of the deals won, by number, served the strategy."


def caveat(row: dict[str, Any]) -> str:
    """What is not in a figure, in words: too young, unknown, too few."""
    said = []
    if row["unmatured"]:
        said.append(f"{row['unmatured']:,} not yet matured")
    if row["unknown"]:
        said.append(f"{row['unknown']:,} unknown")
    if (
        row["value"] is not None
        and row["n"] < LEAST
        and BY_SLUG[row["metric"]].kind not in ("total", "count")
    ):
        said.append("too few to say")
    if row["median_days"] is not None:
        said.append(f"half won by day {row['median_days']:.0f}")
    return ", ".join(said)
