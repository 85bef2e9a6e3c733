"""The patterns at quarter ends team by team, with false discoveries kept in check; it names a team
only as consistent with a pattern, beside what else would look the same."""

from datetime import date

import numpy as np
import polars as pl

from metrics.discovery import RATE, q_values
from metrics.patterns import discounting, hockey_stick
from metrics.scorecards_book import Book

TEAMS = {
    "team": pl.String,
    "which": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
    "p": pl.Float64,
    "q": pl.Float64,
    "consistent": pl.Boolean,
}


def by_team(book: Book, *, as_of: date, seed: int) -> pl.DataFrame:
    """Each team's bunching, large discounts and early leavers at quarter ends.

    A deal counts for the team that its seller was in then.

    Returns:
        TEAMS, by team and pattern: `which` (H | discount | gone), `value, low, high` (95%) and `n`
        (deals or customers) as in `patterns`, `q` (Benjamini and Hochberg, over all rows with a
        p), `consistent` (q at most 0.05, in the direction of the pattern). Null where a team has
        too few accounts, or none on one side. Empty with fewer than two teams: they are the whole.

    Source: docs/metrics.md#patterns-by-team
    """
    named = book.teams.filter(pl.col("team_id").is_in(book.decided["team_id"].unique().implode()))
    if named.height < 2:
        return pl.DataFrame(schema=TEAMS)
    rows = []
    for team_id, team in named.sort("team", "team_id").rows():
        decided, cohort = (s.filter(team_id=team_id) for s in (book.decided, book.cohort))
        stick = hockey_stick(decided, as_of=as_of, seed=seed).row(0, named=True)
        rows.append((team, "H", *(stick[name] for name in ("value", "low", "high", "n", "p"))))
        for row in discounting(decided, cohort, as_of=as_of).iter_rows(named=True):
            n = row["late_n"] + row["rest_n"]
            rows.append((team, row["what"], row["value"], row["low"], row["high"], n, row["p"]))
    schema = {name: kind for name, kind in TEAMS.items() if name not in ("q", "consistent")}
    found = pl.DataFrame(rows, schema=schema, orient="row")
    q = q_values(found["p"].fill_null(np.nan).to_numpy())
    even = pl.when(pl.col("which") == "H").then(1.0).otherwise(0.0)
    passes = (pl.col("q") <= RATE) & (pl.col("value") > even)
    return found.with_columns(pl.Series("q", q).fill_nan(None)).with_columns(
        passes.fill_null(False).alias("consistent")
    )
