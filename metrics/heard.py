"""Whether the strategy is read, and how alike people's own sentences are to it; a sentence of
other words with the same meaning counts as unlike."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import diags

from metrics.vocabulary import counted

ENOUGH_SENTENCES = 5  # below, a distribution would point at people
BANDS = 5


def read_share(readers: pl.DataFrame, *, by: Sequence[str] = ("team",)) -> pl.DataFrame:
    """Share of people who have read the version.

    Args:
        readers: `person_id, team, office, read`. by: `("team",)`, `("office",)` or `()`.

    Returns:
        `*by, value` (0 to 1, null without people), `read`, `n` (people), in the order of `by`.
    """
    keys = list(by)
    parts = (
        pl.col("read").mean().alias("value"),
        pl.col("read").sum().cast(pl.Int64),
        pl.len().cast(pl.Int64).alias("n"),
    )
    if not keys:
        return readers.select(parts)
    return readers.group_by(keys).agg(parts).sort(keys, nulls_last=True)


def closeness(sentences: pl.Series, texts: pl.DataFrame) -> pl.DataFrame:
    """TF-IDF cosine of each sentence with the mission.

    Words weigh by how rare they are in the strategy's own texts only, so that a sentence's value
    depends on nobody else's.

    Args:
        sentences: strings. texts: STRATEGY_TEXTS of one version, the mission first.

    Returns:
        `sentence, value` (0 to 1), in the order given.

    Source: Salton and Buckley 1988, Information Processing and Management 24:513.
    """
    table = counted(pl.concat([sentences.cast(pl.String), texts["words"]])).table
    holding = np.bincount(table[len(sentences) :].indices, minlength=table.shape[1])
    rows = table @ diags(np.log((1 + texts.height) / (1 + holding)) + 1)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    rows = diags(1 / np.where(length > 0, length, 1)) @ rows
    values = (rows[: len(sentences)] @ rows[len(sentences)].T).toarray().ravel()
    return pl.DataFrame({"sentence": sentences, "value": values.clip(0.0, 1.0)})


def bands(values: pl.Series) -> pl.DataFrame:
    """How many sentences fall into each fifth of 0 to 1, without anything that names one.

    Returns:
        `low, high, people`: five rows, the last including 1; none with fewer than 5 sentences.
    """
    schema = {"low": pl.Float64, "high": pl.Float64, "people": pl.Int64}
    if len(values) < ENOUGH_SENTENCES:
        return pl.DataFrame(schema=schema)
    at = np.minimum((values.to_numpy() * BANDS).astype(int), BANDS - 1)
    people = np.bincount(at, minlength=BANDS)
    rows = [(n / BANDS, (n + 1) / BANDS, int(people[n])) for n in range(BANDS)]
    return pl.DataFrame(rows, schema=schema, orient="row")
