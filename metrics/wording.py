"""The words that somebody uses more than the strategy and more than everybody else; counts words,
and says nothing about why they are used."""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from scipy.special import ndtr

from metrics.bootstrap import Floats
from metrics.discovery import RATE, q_values
from metrics.message import PERSON, heard
from metrics.vocabulary import counted

PRIOR_WORDS = 500.0  # how many words the prior is worth
STANDS_OUT = 1.96
LEAST_NOTES = 3  # in so many notes a term has to stand: one long note is no habit

Kind = pl.DataType | type[pl.DataType]
TERMS: dict[str, Kind] = {
    "term": pl.String,
    "uses": pl.Int64,
    "notes": pl.Int64,
    "strategy_uses": pl.Int64,
    "z": pl.Float64,
    "z_others": pl.Float64,
    "q": pl.Float64,
    "share": pl.Float64,
    "n": pl.Int64,
}


def log_odds(here: Floats, there: Floats, prior: Floats) -> tuple[Floats, Floats]:
    """Log-odds ratio of every word between two texts under a Dirichlet prior, and its z-score.

    delta = ln((y_i + a) / (n_i + a_0 - y_i - a)) - ln((y_j + a) / (n_j + a_0 - y_j - a)),
    variance = 1 / (y_i + a) + 1 / (y_j + a), z = delta / sqrt(variance).

    Args:
        here, there: counts y_i, y_j of each word. prior: a for each word, above 0; a_0 its sum.

    Source: Monroe, Colaresi and Quinn 2008, "Fightin' Words", Political Analysis 16:372-403.
    """
    whole = prior.sum()
    first, second = here + prior, there + prior
    delta = np.log(first / (here.sum() + whole - first)) - np.log(
        second / (there.sum() + whole - second)
    )
    return delta, delta / np.sqrt(1 / first + 1 / second)


def overused(
    notes: pl.DataFrame,
    texts: pl.DataFrame,
    *,
    by: Sequence[str] = PERSON,
    most: int = 20,
) -> pl.DataFrame:
    """Words and pairs of words that stand out in the notes of each person or team.

    A term stands out when it is used more than the strategy's own texts use it (z above 0) and
    clearly more than everybody else's notes do (z_others above 1.96, and q at most 0.05: of two
    thousand words fifty exceed 1.96 by chance). Against the strategy alone
    every ordinary word of the trade would be listed; and a strategy is so short that a word's
    absence from it is weak evidence, which its z says. The prior of both is how often the term is
    used in all notes and texts together, worth 500 words.

    Args:
        notes: NOTES, filtered as wished; people with fewer than 20 are left out.
        texts: STRATEGY_TEXTS. by: person, or `("team",)`, `("office",)`. most: per group.

    Returns:
        `*by, term, uses` (here), `notes` (that hold it, at least 3), `strategy_uses`, `z`
        (against the strategy), `z_others`, `q` (its false discovery rate, over all terms that 3
        notes of the group hold), `share` (of the terms written here), `n` (notes).
        In the order of `by`, the largest `z_others` first. Nothing of a group that stands alone.

    Source: Monroe, Colaresi and Quinn 2008, Political Analysis 16:372; Benjamini and Hochberg
    1995, JRSS B 57:289.
    """
    shown = heard(notes)
    counts = counted(pl.concat([shown["words"], texts["words"]]), pairs=True)
    written = counts.table[: shown.height]
    strategy = _summed(counts.table[shown.height :])
    everybody = _summed(written)
    everything = everybody + strategy
    prior = everything * (PRIOR_WORDS / max(everything.sum(), 1.0))
    groups = shown.with_row_index("row").group_by(by).agg("row").sort(by, nulls_last=True)
    keys: dict[str, Kind] = {name: shown.schema[name] for name in by}
    found = [pl.DataFrame(schema=keys | TERMS)]
    for group in groups.iter_rows(named=True):
        rows = written[group.pop("row")]
        uses, n = _summed(rows), rows.shape[0]
        if n == shown.height:
            break  # nobody else to compare with
        held = np.bincount(rows.indices, minlength=len(uses))
        z_others = log_odds(uses, everybody - uses, prior)[1]
        listed = pl.DataFrame(
            {
                "term": counts.terms,
                "uses": uses.astype(np.int64),
                "notes": held,
                "strategy_uses": strategy.astype(np.int64),
                "z": log_odds(uses, strategy, prior)[1],
                "z_others": z_others,
                "q": q_values(np.where(held >= LEAST_NOTES, ndtr(-z_others), np.nan)),
                "share": uses / uses.sum(),
                "n": np.full(len(uses), n),
            }
        )
        clearly = (pl.col("z_others") > STANDS_OUT) & (pl.col("q") <= RATE)
        often = pl.col("notes") >= LEAST_NOTES
        listed = (
            listed.filter((pl.col("z") > 0) & clearly & often)
            .sort("z_others", "term", descending=[True, False])
            .head(most)
        )
        found.append(listed.select(*(_same(name, group, shown) for name in by), pl.all()))
    return pl.concat(found)


def _summed(table: csr_matrix) -> Floats:
    sums: Floats = np.asarray(table.sum(axis=0), dtype=np.float64).ravel()
    return sums


def _same(name: str, group: dict[str, object], shown: pl.DataFrame) -> pl.Expr:
    return pl.lit(group[name], shown.schema[name]).alias(name)
