"""How the message is put into words; computes nothing."""

from typing import Any

import polars as pl

from metrics.message import ENOUGH_NOTES
from pages.parts.message.found import Found
from pages.parts.strategy.words import plural


def answer(found: Found) -> str:
    """The first line: the words that take most room in anybody's notes beside the strategy's."""
    if not found.written:
        return "No deal notes have come in yet, so there is nothing to hold against the strategy."
    if not found.strategy:
        return "No strategy is in force, so the notes have nothing to be held against."
    if found.similarity.is_empty():
        return f"Nobody has written {ENOUGH_NOTES} notes yet; below, nothing is shown of anyone."
    if found.words.is_empty():
        return "No word stands out in anybody's notes against everybody else's."
    row = _most(found.words)
    strategy = row["strategy_uses"]
    said = (
        f"and {plural(strategy, 'time')} in the strategy" if strategy else "never in the strategy"
    )
    return (
        f"“{row['term']}” stands out in {row['person']}'s notes: in {row['notes']} of {row['n']},"
        f" {plural(row['uses'], 'time')}, {said}; clearly more than in everybody else's notes."
    )


def few(found: Found) -> str:
    """Who is left out; nothing when nobody is."""
    if not found.few:
        return ""
    people = plural(found.few, "person", "people")
    return f"Nothing is shown of {people} with fewer than {ENOUGH_NOTES} notes."


def _most(words: pl.DataFrame) -> dict[str, Any]:
    """What takes most room in anybody's notes, among the terms that stand out at least half as
    clearly as the clearest; of a word and a pair of words that do so alike, the pair."""
    clear = words.filter(pl.col("z_others") >= pl.col("z_others").max() / 2)
    room = pl.col("notes") / pl.col("n")
    pair = pl.col("term").str.contains(" ", literal=True)
    order = [room, pl.col("z_others").round(6), pair.cast(pl.Int8), "term"]
    return clear.sort(order, descending=[True, True, True, False]).row(0, named=True)


def once(table: pl.DataFrame, by: str) -> pl.DataFrame:
    """The table without a word whose every use is within a pair that stands there too.

    Args:
        table: one row per group (column `by`) and `Term`, with `Times`.
    """
    pairs = table.filter(pl.col("Term").str.contains(" ", literal=True)).select(
        by, pl.col("Term").str.split(" "), "Times"
    )
    within = pairs.explode("Term").unique()
    return table.join(within, on=[by, "Term", "Times"], how="anti", maintain_order="left")
