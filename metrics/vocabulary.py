"""Texts as counts of the words in them, and as weights; knows no language and no meaning."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix, diags

WORD = r"\p{L}[\p{L}\p{M}\p{N}'’-]*"
LETTERS = 2  # at least, for a word


@dataclass(frozen=True)
class Counts:
    """How often each text (row) holds each of `terms` (column); terms are in order."""

    terms: pl.Series
    table: csr_matrix


def counted(texts: pl.Series, *, pairs: bool = False) -> Counts:
    """The words of each text, in lower case, of two letters or more; a null text has none.

    With `pairs` also every two words that stand side by side, as one term.
    """
    found = pl.col("text").str.normalize("NFKC").str.to_lowercase().str.extract_all(WORD)
    words = (
        pl.DataFrame({"text": texts.cast(pl.String)})
        .with_row_index("row")
        .select("row", found.alias("term"))
        .explode("term", keep_nulls=False, empty_as_null=False)
        .filter(pl.col("term").str.len_chars() >= LETTERS)
    )
    if pairs:
        following = pl.col("term") + " " + pl.col("term").shift(-1)
        side_by_side = words.select(
            pl.when(pl.col("row") == pl.col("row").shift(-1)).then("row").alias("row"),
            following.alias("term"),
        )
        words = pl.concat([words, side_by_side.drop_nulls()])
    terms = words["term"].unique().sort()
    codes = pl.DataFrame({"term": terms}).with_row_index("code")
    sums = words.group_by("row", "term").len().join(codes, on="term")
    at = (sums["row"].to_numpy(), sums["code"].to_numpy())
    shape = (len(texts), len(terms))
    return Counts(terms, csr_matrix((sums["len"].to_numpy().astype(np.float64), at), shape=shape))


def weighted(table: csr_matrix) -> csr_matrix:
    """TF-IDF: counts times ln((1 + texts) / (1 + texts with the term)) + 1, each row of length 1
    (or of 0, if it has no terms), so that a product of two rows is their cosine.

    Source: Spärck Jones 1972, Journal of Documentation 28:11; the smoothing is scikit-learn's.
    """
    texts = table.shape[0]
    holding = np.bincount(table.indices, minlength=table.shape[1])
    rows = table @ diags(np.log((1 + texts) / (1 + holding)) + 1)
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.where(length > 0, length, 1)) @ rows)
