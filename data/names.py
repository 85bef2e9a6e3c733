"""How names are compared: without regard to case and to how wide a space is; nothing looser.

`GTXPro` and `GTX Pro` stay two names until a person says otherwise.
"""

import polars as pl


def name_key(text: str) -> str:
    """The text as it is compared: case folded, outer spaces gone, inner ones single."""
    return " ".join(text.split()).casefold()


def name_keys(texts: pl.Series) -> pl.Series:
    """`name_key` of each text, null where the text is null; one look per distinct text."""
    distinct = texts.unique().drop_nulls()
    keys = pl.Series([name_key(text) for text in distinct], dtype=pl.String)
    return texts.replace_strict(distinct, keys, default=None, return_dtype=pl.String)
