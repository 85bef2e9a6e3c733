"""Scorecards as plain values, for a program to read; names nobody whom the reader may not."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from metrics.periods import Period
from metrics.scorecards_measures import BY_SLUG

OTHERS = 4  # with fewer a distribution would say whose figure is whose


def report(
    cards: pl.DataFrame,
    teams: pl.DataFrame,
    quota: pl.DataFrame,
    *,
    names: Mapping[int, str | None],
    team_names: Mapping[int, str],
    own: int | None,
    period: Period,
    currency: str,
    minor_units: int,
) -> dict[str, Any]:
    """The figures as JSON-able values; null where one is not known.

    Args:
        cards, teams: `scorecards` of the period by rep and by team. quota: from
            `scorecards_quota.attainment`, as far as the reader may see pay.
        names: by rep; who is not named is left out.
        own: the one person whose card a reader without others' names gets; then `others` holds
            the values of her team without saying whose, from four others on. Null = all named.
        minor_units: how many make one unit of `currency`.

    Returns:
        `period, currency, people` (a row per measure), `teams`, `others`, `quota`. Money in units
        of the currency, shares 0 to 1.
    """
    named = cards.filter(pl.col("rep_id").is_in([rep for rep, name in names.items() if name]))
    mine = named if own is None else named.filter(pl.col("rep_id") == own)
    others = [] if own is None else _others(cards, own, minor_units)
    money = [name for name in quota.columns if name.endswith("_cents")]
    paid = quota.with_columns(pl.col(money) / minor_units).rename(
        {name: name.removesuffix("_cents") for name in money}
    )
    return {
        "period": {"from": period.first.isoformat(), "to": period.last.isoformat()},
        "currency": currency,
        "people": _rows(mine, "rep_id", "person", names, minor_units),
        "teams": []
        if own is not None
        else _rows(teams, "team_id", "team", team_names, minor_units),
        "others": others,
        "quota": [
            {"person": names.get(row["rep_id"])} | {k: v for k, v in row.items() if k != "rep_id"}
            for row in paid.to_dicts()
        ],
    }


def lines(figures: dict[str, Any]) -> list[list[str]]:
    """The people's figures as lines of cells: for a person at a terminal."""
    head = ["", "Measure", "Value", "95%", "n", "Not yet matured", "Unknown"]
    return [head, *(_cells(row, "person") for row in figures["people"])]


def _cells(row: dict[str, Any], who: str) -> list[str]:
    share = BY_SLUG[row["metric"]].kind not in ("total", "count")
    said = [
        "–" if row[name] is None else f"{row[name]:.0%}" if share else f"{row[name]:,.0f}"
        for name in ("value", "low", "high")
    ]
    spread = "" if row["low"] is None else f"{said[1]}–{said[2]}"
    rest = (str(row[name]) for name in ("n", "unmatured", "unknown"))
    return [row[who] or "", row["metric"], said[0], spread, *rest]


def _rows(
    cards: pl.DataFrame, key: str, called: str, names: Mapping[int, str | None], minor_units: int
) -> list[dict[str, Any]]:
    scaled = _in_units(cards, minor_units).with_columns(
        pl.col(key).replace_strict(dict(names), default=None, return_dtype=pl.String).alias(called)
    )
    columns = ("value", "low", "high", "n", "shrunk", "unmatured", "unknown", "median_days")
    return (
        scaled.sort(called, nulls_last=True, maintain_order=True)
        .select(called, "metric", *columns)
        .to_dicts()
    )


def _others(cards: pl.DataFrame, own: int, minor_units: int) -> list[dict[str, Any]]:
    rest = _in_units(cards, minor_units).filter(
        (pl.col("rep_id") != own) & pl.col("value").is_not_null()
    )
    found = rest.group_by("metric", maintain_order=True).agg(pl.col("value").sort().alias("values"))
    return found.filter(pl.col("values").list.len() >= OTHERS).to_dicts()


def _in_units(cards: pl.DataFrame, minor_units: int) -> pl.DataFrame:
    totals = [slug for slug, measure in BY_SLUG.items() if measure.kind == "total"]
    scale = pl.when(pl.col("metric").is_in(totals)).then(minor_units).otherwise(1)
    return cards.with_columns(pl.col("value", "low", "high", "shrunk") / scale)
