"""The thread in a sentence, and what its flows mean; it draws nothing."""

import polars as pl

from metrics.matrix import OUTSIDE, UNMAPPED
from metrics.thread_flow import Measure
from pages.charts import style
from pages.parts.money import units
from pages.parts.strategy.words import plural

MEASURED: dict[Measure, str] = {
    "requests": "Requests",
    "won": "Won money",
    "promises": "Promises",
}
ROWS: dict[Measure, str] = {
    "requests": "The requests",
    "won": "The requests of won deals",
    "promises": "The promises",
}
DEFINITION = (
    "Each request or promise runs from who asked, through the feature it is about, to what that"
    " feature served on the day it was asked or made: pillars by their shares, outside the"
    " strategy, or not yet mapped. Won money is the amount of won deals that asked, each deal once:"
    " split evenly over the requests that name it, then by the feature's shares. What flows into a"
    " feature flows out of it. The largest keep their names; the rest is summed as other."
)


def amount(value: float, measure: Measure, currency: str) -> str:
    """`12 requests`, `0.5 promises`, `$1.2M`; a part that is no whole number to one digit."""
    if measure == "won":
        return style.money(value, currency)
    number = f"{value:,.1f}".removesuffix(".0")
    return f"{number} {measure[:-1] if number == '1' else measure}"


def answer(parts: pl.DataFrame, pillars: dict[int, str], measure: Measure, currency: str) -> str:
    """What was asked, by how many accounts, for how much, and what share of it serves what."""
    total = float(parts["amount"].sum())
    if not total:
        nothing = {
            "requests": "Nothing was asked within these choices.",
            "won": "No deal that asked was won within these choices.",
            "promises": "Nothing was promised within these choices.",
        }
        return nothing[measure]
    accounts = plural(parts["account_id"].drop_nulls().n_unique(), "account")
    features = plural(parts["feature_id"].drop_nulls().n_unique(), "feature")
    whole = amount(total, measure, currency)
    link = "to" if measure == "promises" else "from"
    shares = _shares(parts, pillars, total, one=measure == "won")
    return f"{whole} {link} {accounts}, about {features}: {shares}."


def _shares(parts: pl.DataFrame, pillars: dict[int, str], total: float, *, one: bool) -> str:
    by_place = dict(parts.group_by("place").agg(pl.col("amount").sum()).iter_rows())
    verbs = ("serves", "lies", "is") if one else ("serve", "lie", "are")
    said = []
    if served := by_place.get("pillar"):
        most = (
            parts.filter(place="pillar")
            .group_by("pillar_id")
            .agg(pl.col("amount").sum())
            .sort("amount", "pillar_id", descending=[True, False])
            .row(0)
        )
        name = pillars.get(most[0], "a pillar")
        said.append(
            f"{style.percent(served / total)} {verbs[0]} the strategy, most “{name}”"
            f" ({style.percent(most[1] / total)})"
        )
    for place, spoken in (
        ("outside", f"{verbs[1]} {OUTSIDE}"),
        ("unmapped", f"{verbs[2]} {UNMAPPED}"),
    ):
        if some := by_place.get(place):
            said.append(f"{style.percent(some / total)} {spoken}")
    return "; ".join(said)


def flows(
    found: pl.DataFrame, pillars: dict[int, str], measure: Measure, by: str, currency: str
) -> pl.DataFrame:
    """The flows (from `metrics.thread_flow.added`) as people read them, money in whole units."""
    money = measure == "won"
    amount, unit = (
        (units("amount", currency), f" ({currency})") if money else (pl.col("amount"), "")
    )
    names = pl.col("pillar_id").replace_strict(pillars, default=None, return_dtype=pl.String)
    places = {"outside": OUTSIDE, "unmapped": UNMAPPED}
    off = pl.col("place").replace_strict(places, default="a pillar", return_dtype=pl.String)
    return found.select(
        pl.col("group").alias(by.capitalize()),
        pl.col("feature").alias("Feature"),
        pl.coalesce(names, off).alias("Serves"),
        amount.alias(f"{MEASURED[measure]}{unit}"),
        pl.col("facts").alias("Rows"),
    )
