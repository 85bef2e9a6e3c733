"""A Parquet file → a table; it reads the wanted columns only."""

import io
import json
from collections.abc import Sequence

import polars as pl

from data.imports.table import MAX_COLUMNS, MAX_ROWS, RAW, Table, Wanted, damaged, sifted
from data.refused import Invalid


def read(content: bytes, wanted: Wanted) -> Table:
    """The table in a Parquet file; a row's line is its number, the header counting as 1."""
    with damaged("Parquet file"):
        lazy = pl.scan_parquet(io.BytesIO(content))
        names = lazy.collect_schema().names()
        height = int(lazy.select(pl.len()).collect().item())
    if len(names) > MAX_COLUMNS or height > MAX_ROWS:
        raise Invalid(
            f"The file has {len(names):,} columns and {height:,} rows; at most {MAX_COLUMNS:,} "
            f"and {MAX_ROWS:,} can be read."
        )
    positions = wanted(names)
    if not height:
        raise Invalid("The file has a header and no rows.")
    with damaged("Parquet file"):
        cells = lazy.select(pl.col(names[p]).alias(str(p)) for p in positions).collect()
    cells.insert_column(0, pl.int_range(2, height + 2, dtype=pl.Int64, eager=True).alias("line"))
    kept, rejected = sifted(cells)

    def raw(rows: Sequence[int]) -> list[str]:
        picked = kept[list(rows)].drop("line")
        named = picked.rename({str(p): names[p] for p in positions})
        return [json.dumps(row, default=str, ensure_ascii=False)[:RAW] for row in named.to_dicts()]

    return Table(headers=tuple(names), cells=kept, rejected=rejected, raw=raw)
