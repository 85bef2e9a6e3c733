"""The sentence that Compare answers with; it says no more than the intervals bear."""

from collections.abc import Mapping

import polars as pl

from metrics.composite import Weights
from metrics.scorecards_measures import BY_SLUG


def answer(found: pl.DataFrame, weights: Weights, names: Mapping[int, str | None]) -> str:
    """Where the top closer stands by `weights`, with its interval, or that it cannot be said.

    Args:
        found: from `compare.compared`. names: by rep; null or absent is not named.
    """
    what = spoken(weights)
    if found.is_empty():
        return (
            f"Nothing can be compared yet: closed revenue and {what} are known for fewer than three"
            " people."
        )
    top = found.row(0, named=True)
    who = names.get(top["rep_id"]) or "The top closer"
    first = f"{who}, first by closed revenue," if names.get(top["rep_id"]) else f"{who}"
    place = f"{ordinal(round(top['rank']))} of {top['n']}"
    between = f"{top['low']:.0f}–{top['high']:.0f}"
    if top["moved"] is None:
        return (
            f"Whether {who[0].lower() + who[1:] if who.startswith('The ') else who}"
            f"{', first by closed revenue,' if names.get(top['rep_id']) else ''} stands elsewhere"
            f" when {what} count{_s(weights)} cannot be said: the rank there lies between"
            f" {top['low']:.0f} and {top['high']:.0f} of {top['n']}, by revenue between"
            f" {top['revenue_low']:.0f} and {top['revenue_high']:.0f}."
        )
    moved = found.filter(pl.col("moved").is_not_null()).height
    others = f" {moved} of {top['n']} people stand{'s' * (moved == 1)} clearly elsewhere."
    return f"{first} is {place} ({between}) when {what} count{_s(weights)}.{others}"


def spoken(weights: Weights) -> str:
    """`kept revenue, kept promises and wins on strategy`."""
    words = [BY_SLUG[slug].words for slug in weights.slugs]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def ordinal(place: int) -> str:
    """`1st`, `2nd`, `13th`."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{'th' if 10 <= place % 100 <= 20 else ending}"


def _s(weights: Weights) -> str:
    """“kept promises count”, “close rate counts”."""
    plural = len(weights.slugs) > 1 or BY_SLUG[weights.slugs[0]].words.endswith(("s", "discounts"))
    return "" if plural else "s"
