"""How much a customer needs something, as a number; guesses nothing where nobody said."""

import polars as pl

NEED_WEIGHT = {"blocker": 4, "important": 2, "nice to have": 1}
MOST = max(NEED_WEIGHT.values())


def need_weight() -> pl.Expr:
    """4 for a blocker, 2 important, 1 nice to have; null where nobody said."""
    return pl.col("need").replace_strict(NEED_WEIGHT, default=None, return_dtype=pl.Int64)
