"""Scorecards as tables: of one measure a line per person or team, of one person one per measure."""

from typing import Any

import polars as pl
import streamlit as st

from metrics.scorecards_measures import BY_SLUG, MEASURES
from pages.charts.minor import minor
from pages.parts.cards import words
from pages.parts.cards.shown import ALL, REP, By, Shown

AXIS = {"total": "~s", "count": "~s"}
CHOSEN = "measure"
LINE = "Last 12 quarters"


def measure() -> str:
    """Which measure is looked at; it lives in the address."""
    slugs = [each.slug for each in MEASURES]
    asked = st.query_params.get(CHOSEN, "")
    if CHOSEN not in st.session_state:
        st.session_state[CHOSEN] = asked if asked in slugs else slugs[1]
    chosen: str = st.selectbox("Measure", slugs, key=CHOSEN, format_func=words.title, width=280)
    st.query_params[CHOSEN] = chosen
    return chosen


def axis(slug: str) -> str:
    """How the axis of a measure's figures is written."""
    return AXIS.get(BY_SLUG[slug].kind, ".0%")


def of_measure(shown: Shown, slug: str, by: By) -> pl.DataFrame:
    """A row per person or team: `who, team`, the card's columns, `quarters` (values, the oldest
    first; null where unknown). Best first; the unknown last."""
    found = shown.cards(by).filter(pl.col("metric") == slug)
    trend = shown.quarters(by).filter(pl.col("metric") == slug)
    order = trend["period"].unique().sort()
    grid = trend.select(*by).unique().join(pl.DataFrame({"period": order}), how="cross")
    lines = (
        grid.join(trend.select(*by, "period", "value"), on=[*by, "period"], how="left")
        .sort("period")
        .group_by(by, maintain_order=True)
        .agg(pl.col("value").alias("quarters"))
    )
    named = _named(shown, found, by)
    return named.join(lines, on=by, how="left", maintain_order="left").sort(
        "value", "who", descending=[BY_SLUG[slug].better == "higher", False], nulls_last=True
    )


def _named(shown: Shown, found: pl.DataFrame, by: By) -> pl.DataFrame:
    book = shown.selling().book
    if by == REP:
        who = book.reps.select("rep_id", pl.col("rep").alias("who"), "team")
        return found.join(who, on="rep_id", how="left", maintain_order="left")
    teams = book.teams.select("team_id", pl.col("team").alias("who"))
    return found.join(teams, on="team_id", how="left", maintain_order="left").with_columns(
        pl.col("who").fill_null("No team"), pl.lit(None, pl.String).alias("team")
    )


def draw(rows: pl.DataFrame, slug: str, by: By, currency: str) -> None:
    """The table of `of_measure`, with the last twelve quarters as a small line."""
    kind = BY_SLUG[slug].kind
    number = st.column_config.NumberColumn
    shape = {"total": "%,.0f", "count": "%.0f"}.get(kind, "%.0f%%")
    value = _value(slug, currency)
    table = readable(rows, slug, by, currency)
    if shape.endswith("%%"):
        table = table.with_columns(pl.col(value, "From", "To", "Drawn to the mean") * 100)
    st.dataframe(
        table.to_arrow(),
        hide_index=True,
        placeholder="",
        height=min(35 * (table.height + 1) + 3, 423),
        column_config={
            "Who": st.column_config.TextColumn(width="medium"),
            value: number(format=shape, help="Empty: not known"),
            "n": number(help="How many deals, accounts or promises it rests on"),
            "From": number(format=shape, help="95% interval"),
            "To": number(format=shape, help="95% interval"),
            "Drawn to the mean": number(
                format=shape,
                help="What to expect of this person: the fewer deals lie behind the value, the"
                " nearer to everybody's mean",
            ),
            "Not yet matured": number(help="Too young to say: not counted, and not 0"),
            "Unknown": number(help="Not counted, since something is missing"),
            LINE: st.column_config.LineChartColumn(
                width="medium", help="Quarters in which it is known, the oldest first"
            ),
        },
    )


def readable(rows: pl.DataFrame, slug: str, by: By, currency: str) -> pl.DataFrame:
    """The same as people read it, money in whole units; also the file."""
    scale = minor(currency) if BY_SLUG[slug].kind == "total" else 1
    columns = [
        pl.col("who").alias("Who"),
        *([pl.col("team").alias("Team")] if by == REP else []),
        (pl.col("value") / scale).alias(_value(slug, currency)),
        pl.col("n"),
    ]
    if BY_SLUG[slug].kind not in ("total", "count"):
        columns += [
            pl.col("low").alias("From"),
            pl.col("high").alias("To"),
            pl.col("shrunk").alias("Drawn to the mean"),
        ]
    return rows.select(
        *columns,
        pl.col("unmatured").alias("Not yet matured"),
        pl.col("unknown").alias("Unknown"),
        pl.col("quarters").list.drop_nulls().list.eval(pl.element() / scale).alias(LINE),
    )


def _value(slug: str, currency: str) -> str:
    return f"Value ({currency})" if BY_SLUG[slug].kind == "total" else "Value"


def card(shown: Shown, rep_id: int) -> pl.DataFrame:
    """Everything on one person's card, in words, a row per measure."""
    mine = shown.cards(REP).filter(pl.col("rep_id") == rep_id)
    every = {row["metric"]: row for row in shown.cards(ALL).iter_rows(named=True)}
    rows: list[dict[str, Any]] = []
    for each in MEASURES:
        row = next((r for r in mine.iter_rows(named=True) if r["metric"] == each.slug), None)
        if row is None:
            rows.append({"Measure": words.title(each.slug), "Value": "–", "n": 0})
            continue
        total = each.kind in ("total", "count")
        usual = every.get(each.slug)
        rows.append(
            {
                "Measure": words.title(each.slug),
                "Value": words.figure(each.slug, row["value"], shown.currency),
                "95% interval": words.interval(each.slug, row["low"], row["high"]),
                "n": row["n"],
                "All": ""
                if total or usual is None
                else words.figure(each.slug, usual["value"], shown.currency),
                "Note": words.caveat(row),
            }
        )
    names = {"Measure": pl.String, "Value": pl.String, "95% interval": pl.String, "n": pl.Int64}
    return pl.DataFrame(rows, schema=names | {"All": pl.String, "Note": pl.String})


def drawn(found: pl.DataFrame, slug: str, currency: str) -> pl.DataFrame:
    """The measured frame for a figure: money in whole units, as its axis has them."""
    if BY_SLUG[slug].kind != "total":
        return found
    known = [name for name in ("value", "low", "high", "shrunk") if name in found.columns]
    return found.with_columns(pl.col(known) / minor(currency))


def others(shown: Shown, rep_id: int, slug: str) -> list[float]:
    """The values of everybody else in sight as a figure has them, lowest first, without saying
    whose."""
    found = shown.cards(REP).filter(
        (pl.col("metric") == slug) & (pl.col("rep_id") != rep_id) & pl.col("value").is_not_null()
    )
    return sorted(drawn(found, slug, shown.currency)["value"].to_list())
