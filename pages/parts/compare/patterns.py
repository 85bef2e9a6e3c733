"""Patterns around quarter ends, over all and by team, each beside what else would look the same;
accuses nobody."""

import html

import polars as pl
import streamlit as st

from metrics.catalog import BY_SLUG as CATALOG
from metrics.pattern_teams import by_team
from metrics.patterns import DAYS, INNOCENT, LEAST, discounting, heaping, hockey_stick
from pages.charts import style
from pages.parts import evidence, figures, plain
from pages.parts.cards.shown import Shown
from pages.parts.compare import approved
from pages.parts.facts import SEED

LOOKS = {"H": "bunching", "discount": "large discounts", "gone": "early leavers"}


def patterns(shown: Shown) -> None:
    """All of them; quotas only for who may see everybody's pay."""
    book, selling = shown.book(), shown.selling()
    sticks = hockey_stick(book.decided, as_of=shown.today, seed=SEED)
    ends = discounting(book.decided, book.cohort, as_of=shown.today)
    table = pl.concat([sticks, ends.rename({"what": "which"})], how="diagonal")
    evidence.header(
        "Patterns at quarter ends",
        " ".join(CATALOG[slug].definition for slug in INNOCENT),
        table,
        name="patterns",
    )
    _both(_stick(sticks), "hockey-stick")
    _both(_discount(ends), "discount-at-quarter-end")
    evidence.aside(approved.said(book.approved))
    approved.change(shown.me)
    quotas = selling.quotas.filter(pl.col("rep_id").is_in(shown.reps().implode()))
    if selling.pays and not quotas.is_empty():
        # a quota is for all that somebody sells, whatever segment or region is looked at
        near = heaping(selling.book.decided, quotas, as_of=shown.today).row(0, named=True)
        _both(_heap(near), "heaping")
    _teams(shown)


def _teams(shown: Shown) -> None:
    """Each team's figures, and which teams pass all looks at once."""
    key = ("measured", "patterns-by-team", shown.me, shown.today, shown.filters)
    found: pl.DataFrame = figures.drawn(
        lambda: by_team(shown.book(), as_of=shown.today, seed=SEED), *key
    ).clone()
    if not found["p"].count():
        return
    evidence.header(
        "Patterns by team", CATALOG["patterns-by-team"].definition, found, name="patterns-by-team"
    )
    evidence.aside(of_teams(found))
    number = st.column_config.NumberColumn
    st.dataframe(
        plain.table(
            found.sort("q", nulls_last=True, maintain_order=True).select(
                pl.col("team").alias("Team"),
                pl.col("which").replace_strict(LOOKS).alias("At quarter end"),
                *("q", "value", "low", "high", "n"),
            )
        ),
        hide_index=True,
        placeholder="–",
        column_config={
            "value": number(
                "Value", format="%.2f", help="Bunching: 1 is even. Others: a difference, 0 is none."
            ),
            "low": number("From", format="%.2f", help="95% interval, of this one look"),
            "high": number("To", format="%.2f"),
            "n": number("n", format="localized", help="Deals, or customers"),
            "q": number(evidence.FALSE_ALARMS, format="%.2g", help=evidence.PASSING),
        },
    )


def of_teams(found: pl.DataFrame) -> str:
    """Which teams are consistent with a pattern, among how many looks."""
    looks = found["p"].count()
    named = found.filter("consistent")
    if named.is_empty():
        return (
            f"No team stands out: of {looks} looks at teams none passes at a false discovery rate"
            " of 5%."
        )
    parts = [
        f"{row['team']} ({LOOKS[row['which']]}, q {_small(row['q'])})"
        for row in named.iter_rows(named=True)
    ]
    return (
        f"Of {looks} looks at teams these pass at a false discovery rate of 5% and are consistent"
        f" with the pattern at quarter ends: {', '.join(parts)}. It may be innocent, as above."
    )


def _small(q: float) -> str:
    return "below 0.001" if q < 0.001 else f"= {q:.2g}"


def _both(found: str, slug: str) -> None:
    """What was found and the innocent explanation, in the same size of type."""
    st.html(
        f'<p style="margin:0 0 .5rem 0;max-width:60rem"><b>{html.escape(CATALOG[slug].title)}.</b>'
        f" {html.escape(found)} <i>It may be innocent:</i> {html.escape(INNOCENT[slug])}</p>"
    )


def _stick(found: pl.DataFrame) -> str:
    rows = {row["which"]: row for row in found.iter_rows(named=True)}
    late, early = rows["H"], rows["D"]
    if late["value"] is None:
        return "No whole quarter has passed yet."
    if late["low"] is None:
        return f"Fewer than {LEAST} accounts, or one that outweighs the others: too few to say."
    said = (
        f"The last {DAYS} business days of a quarter bring {late['value']:.2f} times their share of"
        f" the money won ({late['low']:.2f}–{late['high']:.2f}, n = {late['n']:,} deals of"
        f" {late['quarters']} quarters), the first {DAYS} of the next "
    )
    said += (
        "cannot be told yet."
        if early["low"] is None
        else f"{early['value']:.2f} times ({early['low']:.2f}–{early['high']:.2f})."
    )
    if early["low"] is not None and late["low"] > 1 and early["high"] < 1:
        return f"{said} That is consistent with deals pulled forward."
    if late["low"] > 1:
        return f"{said} Deals bunch at the end, but nothing is missing afterwards."
    return f"{said} That is not shown to differ from an even quarter."


def _discount(found: pl.DataFrame) -> str:
    names = {"discount": "have a large discount", "gone": "stopped paying within 90 days"}
    said = []
    for row in found.iter_rows(named=True):
        if row["value"] is None:
            said.append(f"Whether more {names[row['what']]} cannot be said yet.")
            continue
        differs = row["low"] > 0 or row["high"] < 0
        said.append(
            f"{style.percent(row['late'])} of deals closed in the last {DAYS} business days"
            f" (n = {row['late_n']:,}) {names[row['what']]}, {style.percent(row['rest'])} of the"
            f" others (n = {row['rest_n']:,}): a difference of {row['low'] * 100:+.1f} to"
            f" {row['high'] * 100:+.1f} points"
            + (", consistent with buying deals into the quarter." if row["low"] > 0 else ".")
            + ("" if differs else " None is shown.")
        )
    return " ".join(said)


def _heap(row: dict[str, object]) -> str:
    if row["p"] is None:
        return f"None of {row['n']} quotas was met or missed by less than 5%."
    p = float(row["p"])  # type: ignore[arg-type]
    said = (
        f"Of {row['n']} quotas {row['over']} were met by less than 5% and {row['under']} missed by"
        f" as little; chance alone gives that many or more in {style.percent(p)} of cases."
    )
    return f"{said} That is consistent with deals timed to reach a quota." if p < 0.05 else said
