"""How alike what people write about deals is to the strategy's words and to each other's notes;
reads no meaning, and shows nothing of whoever has written fewer than 20 notes."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from scipy.special import stdtrit

from metrics.bootstrap import Floats
from metrics.vocabulary import counted, weighted

ENOUGH_NOTES = 20
ALL_ALIKE = 1e-12  # a standard error below it is none: there is no telling how sure one is
ENOUGH_PEOPLE = 3  # for limits of what several people write
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
        `*by, pillar_id` (null = mission), `text` (its name), `value` (0 to 1), `low, high` (95%),
        `n` (notes of people with at least 20), `notes` (all). Null, with `notes` beside it, where
        nobody wrote 20. In the order of `by`, then of `texts`. Limits are Student's: of one person
        over notes; of several over people, whose notes hang together, null with fewer than three
        of them; null where nothing differs.

    Source: Salton and Buckley 1988, Information Processing and Management 24:513; several people:
    Cochran 1977, Sampling Techniques, ch. 6 (a ratio of clusters' totals), and Kish 1965; the
    log-odds: Newcombe 2001, American Statistician 55:200.
    """
    shown, keys = heard(notes), [*by, "at"]
    table = weighted(counted(pl.concat([shown["words"], texts["words"]])).table)
    cosines = (table[: shown.height] @ table[shown.height :].T).toarray()
    named = texts.select(pl.int_range(pl.len()).alias("at"), "pillar_id", text="name")
    # A row per note and text; `at` is the text's place.
    alone = "person_id" in by
    unit = pl.int_range(pl.len()) if alone else pl.col("person_id")
    each = shown.select(*by, unit.alias("unit")).join(named.select("at"), how="cross")
    each = each.with_columns(pl.Series("value", cosines.ravel(), dtype=pl.Float64))
    n = pl.len().cast(pl.Int64).alias("n")
    measured = _limited(each, keys, fewest=2 if alone else ENOUGH_PEOPLE)
    written = notes.join(named.select("at"), how="cross").group_by(keys).agg(n.alias("notes"))
    return (
        written.join(named, on="at")
        .join(measured, on=keys, how="left", nulls_equal=True)
        .sort(keys, nulls_last=True)
        .select(*by, "pillar_id", "text", "value", "low", "high", pl.col("n").fill_null(0), "notes")
    )


def _limited(each: pl.DataFrame, keys: Sequence[str], *, fewest: int) -> pl.DataFrame:
    """`*keys, value, low, high, n`: the mean over rows, whose errors are those of `unit`s.

    Uneven units are worth fewer equal ones (Kish 1965), as in `scorecards_limits`. Limits lie on
    the log-odds: cosines are skewed, and plain ones miss above twice as often as below.
    """
    units = each.group_by(*keys, "unit").agg(pl.col("value").sum(), pl.len().alias("n"))
    size = pl.col("n")
    mean, worth = pl.col("value").sum() / size.sum(), size.sum() ** 2 / (size * size).sum()
    off = pl.col("value") - mean * size
    found = units.group_by(keys).agg(
        mean.alias("value"),
        ((off * off).sum() * (worth + 1) / (worth - 1)).sqrt().alias("off"),
        size.sum().cast(pl.Int64),
        worth.alias("worth"),
        pl.len().alias("units"),
    )
    spread = pl.col("off") / pl.col("n")
    told = (pl.col("units") >= fewest) & (pl.col("worth") > 1) & (spread > ALL_ALIKE)
    value = pl.col("value")
    odds = value * (1 - value)
    told &= odds > ALL_ALIKE
    arm = spread / odds * pl.Series(_student(found["worth"].to_numpy()))
    ends = [1 / (1 + (1 / value - 1) * (-sign * arm).exp()) for sign in (-1, 1)]
    low, high = (
        pl.when(told).then(end).alias(name) for end, name in zip(ends, ("low", "high"), strict=True)
    )
    return found.select(*keys, "value", low, high, "n")


def _student(units: Floats) -> Floats:
    found: Floats = stdtrit(np.maximum(units - 1.0, 1.0), 0.975)
    return found


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
        `low, high` 95% (Student's) by leaving out one person at a time (null with fewer than three
        people, or when nothing differs); `n` people.

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
    if n < ENOUGH_PEOPLE or not np.isfinite(without).all():
        return float(value), None, None
    error = float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))
    if error < ALL_ALIKE:
        return float(value), None, None
    arm = float(_student(np.array([n]))[0]) * error
    return float(value), float(value) - arm, float(value) + arm
