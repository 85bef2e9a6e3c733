"""Real bug reports with the duplicates that people found among them, beside the project."""

import os
from pathlib import Path

import polars as pl
import pytest

BESIDE = Path(__file__).resolve().parents[3] / "shared"
FOLDER = Path(os.environ.get("THROUGHLINE_SHARED", BESIDE)) / "data" / "gitbugs"
ABSENT = f"the bug reports of GitBugs are not beside the project, at ../shared/data/{FOLDER.name}"
needed = pytest.mark.skipif(not FOLDER.exists(), reason=ABSENT)


def reports(name: str = "SeaMonkey") -> dict[int, tuple[str, str]]:
    """Title and description by id."""
    table = pl.read_csv(FOLDER / f"{name}_bugs.csv", infer_schema=False)
    rows = table.select(pl.col("Issue id", "Summary", "Description").fill_null("")).rows()
    return {int(id): (title, description) for id, title, description in rows}


def duplicates(held: dict[int, object], name: str = "SeaMonkey") -> dict[int, set[int]]:
    """For each report with a duplicate among those held: which."""
    table = pl.read_csv(FOLDER / f"{name}_bugs-combined.csv", infer_schema=False)
    pairs = {int(id): {int(one) for one in others.split(",")} for id, others in table.rows()}
    found = {id: others & held.keys() for id, others in pairs.items() if id in held}
    return {id: others for id, others in found.items() if others}


def halves(pairs: dict[int, set[int]]) -> tuple[set[int], set[int]]:
    """The queries in two halves, reports of the same bug in the same half: for choosing on one
    and reporting on the other."""
    first: dict[int, int] = {}
    for id in sorted(pairs):
        group = {id, *pairs[id]}
        least = min([*group, *(first[one] for one in group if one in first)])
        joined = {first[one] for one in group if one in first}
        first |= dict.fromkeys(group, least)
        first |= {one: least for one, lead in first.items() if lead in joined}
    groups = sorted({first[id] for id in pairs})
    even = {id for id in pairs if groups.index(first[id]) % 2 == 0}
    return even, pairs.keys() - even


def recall(ranked: dict[int, list[int]], pairs: dict[int, set[int]], *, at: int) -> float:
    """Share of queries with a duplicate among the first `at`."""
    return sum(bool(pairs[id] & {*found[:at]}) for id, found in ranked.items()) / len(ranked)
