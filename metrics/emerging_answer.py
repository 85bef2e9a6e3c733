"""The first line of Emerging demand: what grows outside the strategy, in words, or why it cannot
be said."""

import polars as pl

from metrics.verdicts import EMERGING, ONE_VOICE, TOO_EARLY

NAMED = 3  # themes that the sentence tells; it says how many more there are


def emerging_answer(found: pl.DataFrame) -> str:
    """One or two sentences.

    Args:
        found: as `emerging.emerging` gives it, judged.
    """
    if found.is_empty():
        return "Every feature that is known serves the strategy: there is no theme outside it."
    passing = found.filter(verdict=EMERGING)
    if passing.is_empty():
        return _none(found)
    many = passing.height > 1
    asked = f"{passing.height:,} themes" if many else "One theme"
    asked = f"{asked} outside the strategy {'are' if many else 'is'} being asked for independently"
    said = [_told(row) for row in passing.head(NAMED).iter_rows(named=True)]
    more = f"; and {passing.height - NAMED} more" if passing.height > NAMED else ""
    return f"{asked}: {'; '.join(said)}{more}."


def _none(found: pl.DataFrame) -> str:
    if (found["verdict"] == TOO_EARLY).all():
        days = found["before_days"][0]
        return (
            f"Too early to say: requests reach back only {days} days before the last"
            f" {found['recent_days'][0]}, and growth needs something to grow from."
        )
    nothing = (
        "The only theme outside the strategy is not being asked for"
        if found.height == 1
        else f"None of the {found.height:,} themes outside the strategy is being asked for"
    )
    alone = found.filter(verdict=ONE_VOICE)
    if alone.is_empty():
        return f"{nothing} clearly more than before."
    first = alone.row(0, named=True)
    return (
        f"{nothing} independently. The loudest, “{first['title']}” with"
        f" {first['recent']:,} new accounts in {first['recent_days']} days, is hardly more than"
        " one voice."
    )


def _told(row: dict[str, object]) -> str:
    return (
        f"{row['title']}, {row['recent']:,} new accounts in {row['recent_days']} days against"
        f" {row['before']:,} in the {row['before_days']} before"
    )
