"""What the Priorities page says in sentences; ranks and measures nothing."""

import polars as pl

from metrics.scores import Score
from metrics.stability import TOP
from pages.charts import style
from pages.parts.plain import cut
from pages.parts.priorities.ranked import Ranked
from pages.parts.strategy.words import plural

SURE = 0.9  # of the draws: such a place in the top is called sure
STATUSES = ("idea", "planned", "building", "shipped", "declined")
OPEN = STATUSES[:3]
VERBS = {
    "idea": "Keep as an idea",
    "planned": "Plan",
    "building": "Build",
    "shipped": "Ship",
    "declined": "Decline",
}


def answer(found: Ranked, score: Score, currency: str) -> str:
    """Which feature comes first, how sure the top is, and what cannot be ranked."""
    table = found.table
    if table.is_empty():
        return "No feature of these statuses is here to be ranked."
    known = table.filter(pl.col("score").is_not_null())
    if known.is_empty():
        return (
            f"None of {plural(table.height, 'feature')} can be ranked by {spoken(score)} yet:"
            f" {_missing(table)}."
        )
    first = known.row(0, named=True)
    top = known.head(TOP).filter(pl.col("top_share") >= SURE).height
    place = (
        f"in the top {TOP} in {style.percent(first['top_share'])} of"
        f" {first['draws']:,} tries with other weights and efforts"
    )
    sure = (
        "every place among them is sure"
        if top == min(TOP, known.height)
        else f"{top or 'none'} of the first {min(TOP, known.height)} would nearly always be there"
    )
    unranked = table.height - known.height
    rest = (
        f" {plural(unranked, 'feature')} of {table.height} cannot be ranked: {_missing(table)}."
        if unranked
        else ""
    )
    return (
        f"“{cut(first['title'], 80)}” comes first by {spoken(score)}, {place}; {sure}."
        f" {_money(found, currency)}{rest}"
    )


def spoken(score: Score) -> str:
    """The score within a sentence."""
    return f"the {score.title.lower()}" if score.slug == "house" else score.title


def adds_up(found: Ranked, currency: str) -> str:
    """That the allocated column adds up to its deals, with the numbers."""
    known = found.parts.filter(pl.col("cents").is_not_null())
    total = int(known["cents"].sum())
    listed = found.table["feature_id"].implode()
    here = int(known.filter(pl.col("feature_id").is_in(listed))["cents"].sum())
    nowhere = int(known.filter(pl.col("feature_id").is_null())["cents"].sum())
    parts = [f"{style.money(here, currency)} to the features listed"]
    if total - here - nowhere:
        parts.append(f"{style.money(total - here - nowhere, currency)} to others")
    if nowhere:
        parts.append(f"{style.money(nowhere, currency)} to requests without a feature")
    deals = found.deals.join(known, on="deal_id", how="semi")
    unknown = found.parts.filter(pl.col("cents").is_null())["deal_id"].n_unique()
    beside = f" {plural(unknown, 'asking deal')} of unknown worth not counted." if unknown else ""
    return (
        f"“Deals split” adds up: {' + '.join(parts)} = {style.money(total, currency)}, the"
        f" sum of the {plural(deals.height, 'deal')} that ask"
        f" ({style.money(int(deals['amount_cents'].sum()), currency)})."
        f" “Deals in full” does not: a deal stands in full at every feature it asks for."
        f"{beside}"
    )


def _money(found: Ranked, currency: str) -> str:
    asked = found.parts.drop_nulls("cents")
    if asked.is_empty():
        return "No money is known to ask for any of them."
    listed = found.table["feature_id"].implode()
    cents = int(asked.filter(pl.col("feature_id").is_in(listed))["cents"].sum())
    return f"{style.money(cents, currency)} of deals ask for these features."


def _missing(table: pl.DataFrame) -> str:
    """`effort is missing for 7, mission fit for 3`: the terms that nobody knows, most first."""
    terms = (
        table["missing"].drop_nulls().str.split(", ").explode().value_counts(sort=True, name="n")
        if table["missing"].drop_nulls().len()
        else None
    )
    if terms is None:
        return "terms are missing"
    said = [f"{term} for {n:,}" for term, n in terms.sort("n", descending=True).iter_rows()]
    return f"nobody knows {', '.join(said[:3])}"
