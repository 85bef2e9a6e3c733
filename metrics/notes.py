"""Plain sentences on what a reader of the figures must know beside them; changes no figure."""

from collections.abc import Iterator

import polars as pl

from metrics.columns import BY_SLUG, COMPANY_WIDE, in_order
from metrics.prepared import Prepared


def of(
    prepared: Prepared, facts: pl.DataFrame, versions: pl.DataFrame, *, filtered: bool
) -> tuple[str, ...]:
    """The notes on one period's facts, most general first.

    Args:
        facts: the served facts of the period. versions: those in force in it, in order.
        filtered: whether a team, segment or region filter is on.
    """
    return tuple(
        note
        for source in (
            _strategy(facts, versions),
            _company_wide(prepared) if filtered else iter(()),
            _measures(prepared),
            _unknown(facts),
            _no_rate(prepared),
            _later(prepared),
        )
        for note in source
    )


def _strategy(facts: pl.DataFrame, versions: pl.DataFrame) -> Iterator[str]:
    for begins, number in versions.select("in_force_from", "number").rows()[1:]:
        yield (
            f"The strategy changed to version {number} on {begins.day} {begins:%b %Y}; each fact "
            "is judged by the version in force on its own date."
        )
    early = facts["version_id"].null_count()  # one row a fact: nothing to split it by
    if early and versions.height:
        yield _many(
            early,
            "fact is older than the first strategy; it counts as not yet mapped.",
            "facts are older than the first strategy; they count as not yet mapped.",
        )


def _company_wide(prepared: Prepared) -> Iterator[str]:
    titles = [BY_SLUG[slug].title for slug in prepared.columns if slug in COMPANY_WIDE]
    if titles:
        yield (
            f"{' and '.join(titles)} {'is' if len(titles) == 1 else 'are'} company-wide: "
            "the filters on team, segment and region do not apply there."
        )


def _measures(prepared: Prepared) -> Iterator[str]:
    for slug in prepared.columns:
        column = BY_SLUG[slug]
        if prepared.measures[slug] != column.measure:
            yield (
                f"{column.title} is counted, because fewer than half of its entries carry "
                f"{'an amount' if column.measure == 'money' else 'an estimate of effort'}."
            )


def _unknown(facts: pl.DataFrame) -> Iterator[str]:
    count = pl.col("part_count")  # the parts of a fact add up to one
    counts = facts.group_by("column").agg(
        count.filter(pl.col("weight").is_null()).sum().round().cast(pl.Int64).alias("unknown"),
        count.sum().round().cast(pl.Int64),
        pl.col("measure").first(),
    )
    for slug, unknown, n, measure in counts.sort(in_order()).iter_rows():
        if unknown:
            what = "amount" if measure == "money" else "estimate of effort"
            yield (
                f"{BY_SLUG[slug].title}: {_many(unknown, f'of {n:,} carries', f'of {n:,} carry')}"
                f" no {what} and {'is' if unknown == 1 else 'are'} left out of its shares."
            )


def _no_rate(prepared: Prepared) -> Iterator[str]:
    for currency, n in prepared.no_rate:
        deals = _many(
            n,
            f"deal in {currency} counts without its amount: no exchange rate of its",
            f"deals in {currency} count without their amount: no exchange rate of their",
        )
        yield f"{deals} day is known. Bring one on the Import page."


def _later(prepared: Prepared) -> Iterator[str]:
    if prepared.later:
        day = prepared.as_of
        after = f"dated after {day.day} {day:%b %Y}"
        yield _many(prepared.later, f"fact {after} is left out.", f"facts {after} are left out.")


def _many(n: int, one: str, more: str) -> str:
    return f"{n:,} {one if n == 1 else more}"
