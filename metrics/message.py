"""How alike what people write about deals is to the strategy's words and to each other's notes;
reads no meaning, and shows nothing of whoever has written fewer than 20 notes."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from metrics.bootstrap import Floats
from metrics.intervals import Z95
from metrics.vocabulary import counted, weighted

ENOUGH_NOTES = 20
PERSON = ("person_id", "person")

DISPERSION = {
    "between": pl.String,
    "team": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "n": pl.Int64,
}


def heard(notes: pl.DataFrame) -> pl.DataFrame:
    """The notes of known people who wrote at least 20."""
    enough = pl.len().over("person_id") >= ENOUGH_NOTES
    return notes.filter(pl.col("person_id").is_not_null()).filter(enough)


def similarity(
    notes: pl.DataFrame, texts: pl.DataFrame, *, by: Sequence[str] = PERSON
) -> pl.DataFrame:
    """Mean TF-IDF cosine between each note and each of the strategy's texts.

    The mean over notes, not the cosine of all notes taken together, so that it does not rise with
    how much somebody writes. Words weigh by how rare they are in all these notes and texts.

    Args:
        notes: NOTES, filtered as wished. texts: STRATEGY_TEXTS of one version.
        by: person, or `("team",)`, `("office",)`, `()`.

    Returns:
        `*by, pillar_id` (null = mission), `text` (its name), `value` (0 to 1), `low, high` (95%,
        normal over notes), `n` (notes of people with at least 20), `notes` (all). Null, with
        `notes` beside it, where nobody wrote 20. In the order of `by`, then of `texts`.

    Source: Salton and Buckley 1988, Information Processing and Management 24:513.
    """
    shown, keys = heard(notes), [*by, "at"]
    table = weighted(counted(pl.concat([shown["words"], texts["words"]])).table)
    cosines = (table[: shown.height] @ table[shown.height :].T).toarray()
    named = texts.select(pl.int_range(pl.len()).alias("at"), "pillar_id", text="name")
    # A row per note and text; `at` is the text's place.
    each = shown.select(*by, note=pl.int_range(pl.len())).join(named.select("at"), how="cross")
    each = each.with_columns(pl.Series("value", cosines.ravel(), dtype=pl.Float64))
    value, n = pl.col("value"), pl.len().cast(pl.Int64).alias("n")
    arm = Z95 * value.std() / pl.len().sqrt()
    measured = each.group_by(keys).agg(
        value.mean(),
        (value.mean() - arm).clip(0.0, 1.0).alias("low"),
        (value.mean() + arm).clip(0.0, 1.0).alias("high"),
        n,
    )
    written = notes.join(named.select("at"), how="cross").group_by(keys).agg(n.alias("notes"))
    return (
        written.join(named, on="at")
        .join(measured, on=keys, how="left", nulls_equal=True)
        .sort(keys, nulls_last=True)
        .select(*by, "pillar_id", "text", "value", "low", "high", pl.col("n").fill_null(0), "notes")
    )


def dispersion(notes: pl.DataFrame) -> pl.DataFrame:
    """How unlike two notes are: of one person, of two in a team, of two in different teams.

    1 minus the mean TF-IDF cosine of two different notes, every person, or pair of people,
    weighing the same. It does not change with how many notes somebody wrote. Notes of one person
    are the yardstick: two deals differ whoever writes them down.

    Args:
        notes: NOTES, filtered as wished; people with fewer than 20 are left out. A person counts
            in the team of her latest note.

    Returns:
        Columns of DISPERSION: `between` is `notes of a person`, `people of a team` (a row per
        team with two people or more) or `teams`; `team` null but for those; `value` 0 to 1;
        `low, high` 95% by leaving out one person at a time (null with fewer than three people);
        `n` people.

    Source: jackknife of a U-statistic, Arvesen 1969, Annals of Mathematical Statistics 40:2076.
    """
    shown = heard(notes)
    people = (
        shown.sort("noted_on", "note_id")
        .group_by("person_id")
        .agg(pl.col("team").last())
        .sort("person_id")
    )
    if people.is_empty():
        return pl.DataFrame(schema=DISPERSION)
    alike, own = _alike(shown, people["person_id"])
    team = people["team"].fill_null("").to_numpy()
    same, other = team[:, None] == team[None, :], ~np.eye(len(team), dtype=bool)
    known = people["team"].is_not_null().to_numpy()
    known = known[:, None] & known[None, :]
    rows = [("notes of a person", None, *_mean(own), len(own))]
    for name in people["team"].drop_nulls().unique().sort():
        here = np.flatnonzero(team == name)
        if len(here) > 1:
            within = _pairs(alike[np.ix_(here, here)], other[np.ix_(here, here)])
            rows.append(("people of a team", name, *within, len(here)))
    if (across := ~same & known).any():
        rows.append(("teams", None, *_pairs(alike, across), int(across.any(axis=1).sum())))
    return pl.DataFrame(rows, schema=DISPERSION, orient="row").with_columns(
        pl.col("low", "high").clip(0.0, 1.0)
    )


def _alike(shown: pl.DataFrame, people: pl.Series) -> tuple[Floats, Floats]:
    """Mean cosine between the notes of any two people, and between two of the same person's."""
    table = weighted(counted(shown["words"]).table)
    codes = np.searchsorted(people.to_numpy(), shown["person_id"].to_numpy())
    n = np.bincount(codes, minlength=len(people)).astype(np.float64)
    member = csr_matrix(
        (1 / n[codes], (codes, np.arange(len(codes)))), shape=(len(people), len(codes))
    )
    middle = member @ table
    alike: Floats = (middle @ middle.T).toarray()
    itself = np.bincount(codes, weights=np.diff(table.indptr) > 0, minlength=len(people))
    own = (np.diag(alike) * n**2 - itself) / (n * (n - 1))
    return alike, own


def _mean(own: Floats) -> tuple[float, float | None, float | None]:
    return _interval(1 - own.mean(), 1 - (own.sum() - own) / np.maximum(len(own) - 1, 1))


def _pairs(alike: Floats, chosen: Floats) -> tuple[float, float | None, float | None]:
    """1 minus the mean over the chosen pairs, and without each person in turn."""
    sums, counts = (alike * chosen).sum(axis=1), chosen.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        without = 1 - (sums.sum() - 2 * sums) / (counts.sum() - 2 * counts)
    return _interval(1 - sums.sum() / counts.sum(), without)


def _interval(value: float, without: Floats) -> tuple[float, float | None, float | None]:
    n = len(without)
    if n < 3 or not np.isfinite(without).all():
        return float(value), None, None
    error = float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))
    return float(value), float(value) - Z95 * error, float(value) + Z95 * error
