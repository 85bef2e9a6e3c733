"""Which known name an unknown text resembles. It suggests, and decides nothing."""

import polars as pl
from rapidfuzz import fuzz, process
from sqlalchemy import Connection, select

from data.names import name_key
from data.reads.frame import frame
from data.reads.meaning import NOUNS, emptied

LIKE_ENOUGH = 80.0  # of 100, letters and digits alone compared
MOST = 200  # texts that are compared; those with most rows come first
NAMES = {"id": pl.Int64, "name": pl.String}
SUGGESTED = {"suggestion_id": pl.Int64, "suggestion": pl.String, "score": pl.Float64}


def names(connection: Connection, kind: str) -> pl.DataFrame:
    """`id, name` of every product, person or account, by name; a name's bearers by id. Those
    that were said to be another one, and are empty since, are left out."""
    noun = NOUNS[kind]
    query = select(noun.id, noun.name).where(~emptied(kind))
    return frame(connection, query.order_by(noun.name, noun.id), NAMES)


def suggested(connection: Connection, unknown: pl.DataFrame) -> pl.DataFrame:
    """`unknown` with `suggestion_id, suggestion, score` (0 to 1); null where nothing resembles it.

    Compared by edit distance over letters and digits alone (`GTXPro` is `GTX Pro` there).
    """
    found: list[tuple[int | None, str | None, float | None]]
    found = [(None, None, None)] * unknown.height
    for kind in unknown["kind"].unique():
        known = names(connection, kind)
        bare = [_bare(name) for name in known["name"]]
        rows = unknown.with_row_index().filter(pl.col("kind") == kind, pl.col("candidates") == 0)
        for row, text in rows.select("index", "text").head(MOST).iter_rows():
            best = process.extractOne(
                _bare(text), bare, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH
            )
            if best and _bare(text):
                _, score, at = best
                found[row] = (known["id"][at], known["name"][at], score / 100)
    return unknown.hstack(pl.DataFrame(found, schema=SUGGESTED, orient="row"))


def _bare(text: str) -> str:
    return "".join(character for character in name_key(text) if character.isalnum())
