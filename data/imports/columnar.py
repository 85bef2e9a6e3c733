"""A Parquet file → a table; it reads the wanted columns only."""

import io
import json
from collections.abc import Sequence

import polars as pl

from data.imports.contract import REJECTED
from data.imports.table import MAX_COLUMNS, MAX_RECORD, MAX_ROWS, RAW, Table, Wanted
from data.refused import Invalid


def read(content: bytes, wanted: Wanted) -> Table:
    """The table in a Parquet file; a row's line is its number, the header counting as 1."""
    try:
        lazy = pl.scan_parquet(io.BytesIO(content))
        names = lazy.collect_schema().names()
        height = int(lazy.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Invalid("The file is a damaged Parquet file and cannot be read.") from error
    if len(names) > MAX_COLUMNS or height > MAX_ROWS:
        raise Invalid(
            f"The file has {len(names):,} columns and {height:,} rows; at most {MAX_COLUMNS:,} "
            f"and {MAX_ROWS:,} can be read."
        )
    positions = wanted(names)
    if not height:
        raise Invalid("The file has a header and no rows.")
    try:
        cells = lazy.select(pl.col(names[p]).alias(str(p)) for p in positions).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise Invalid("The file is a damaged Parquet file and cannot be read.") from error
    cells.insert_column(0, pl.int_range(2, height + 2, dtype=pl.Int64, eager=True).alias("line"))
    long = _too_long(cells)

    def raw(rows: Sequence[int]) -> list[str]:
        picked = kept[list(rows)].drop("line")
        named = picked.rename({str(p): names[p] for p in positions})
        return [json.dumps(row, default=str, ensure_ascii=False)[:RAW] for row in named.to_dicts()]

    kept = cells.filter(~long)
    lost = cells.filter(long)
    rejected = lost.select(
        "line",
        column=pl.lit(None, dtype=pl.String),
        reason=pl.lit(f"the row is longer than {MAX_RECORD:,} bytes"),
        raw=pl.lit(""),
    )
    return Table(
        headers=tuple(names),
        cells=kept,
        rejected=rejected.cast(REJECTED),
        raw=raw,
    )


def _too_long(cells: pl.DataFrame) -> pl.Series:
    texts = [pl.col(n).str.len_bytes() for n, t in cells.schema.items() if t == pl.String]
    if not texts:
        return pl.Series([False]).new_from_index(0, cells.height)
    return cells.select(pl.sum_horizontal(texts).fill_null(0) > MAX_RECORD).to_series()
