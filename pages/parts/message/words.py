"""How the message is put into words; computes nothing."""

import polars as pl

from metrics.message import ENOUGH_NOTES
from pages.parts.message.found import Found
from pages.parts.strategy.words import plural


def answer(found: Found) -> str:
    """The first line: the word that stands out most in anybody's notes."""
    if not found.written:
        return "No deal notes have come in yet, so there is nothing to hold against the strategy."
    if not found.strategy:
        return "No strategy is in force, so the notes have nothing to be held against."
    if found.similarity.is_empty():
        return f"Nobody has written {ENOUGH_NOTES} notes yet; below, nothing is shown of anyone."
    if found.words.is_empty():
        return "No word stands out in anybody's notes against everybody else's."
    row = _whole(found.words).row(0, named=True)
    strategy = row["strategy_uses"]
    said = (
        f"and {plural(strategy, 'time')} in the strategy" if strategy else "never in the strategy"
    )
    return (
        f"“{row['term']}” stands out in {row['person']}'s notes: {plural(row['uses'], 'time')} in"
        f" {row['n']} notes, {said}; z {row['z_others']:.1f} against everybody else's notes."
    )


def few(found: Found) -> str:
    """Who is left out; nothing when nobody is."""
    if not found.few:
        return ""
    people = plural(found.few, "person", "people")
    return f"Nothing is shown of {people} with fewer than {ENOUGH_NOTES} notes."


def _whole(words: pl.DataFrame) -> pl.DataFrame:
    """The most outstanding term first; of a word and a pair that holds it as often, the pair."""
    top = words.sort("z_others", descending=True).row(0, named=True)
    same = (pl.col("person_id") == top["person_id"]) & (pl.col("uses") >= 0.9 * top["uses"])
    same &= pl.col("z_others") >= 0.9 * top["z_others"]
    holds = pl.col("term").str.split(" ").list.contains(top["term"])
    pair = words.filter(same & holds & pl.col("term").str.contains(" ", literal=True))
    return pair if not pair.is_empty() else words.sort("z_others", descending=True)
