"""An Excel workbook (.xlsx) → a table; it looks into the archive before anything unpacks it."""

from collections.abc import Sequence

import fastexcel
import polars as pl

from data.imports.archive import check
from data.imports.contract import REJECTED
from data.imports.table import HEADER_WITHIN, MAX_COLUMNS, MAX_RECORD, RAW, Table, Wanted
from data.refused import Invalid, Refused


def read(content: bytes, wanted: Wanted) -> Table:
    """The first sheet whose header `wanted` accepts; a row's line is its row in the sheet."""
    check(content)
    try:
        return _first_sheet(fastexcel.read_excel(content), wanted)
    except Refused:
        raise
    except BaseException as error:
        # The reader's own panics derive from BaseException; a stop asked for is not one.
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError, GeneratorExit)):
            raise
        raise Invalid("The workbook is damaged and cannot be read.") from error


def _first_sheet(book: fastexcel.ExcelReader, wanted: Wanted) -> Table:
    complaint: Refused | None = None
    for name in book.sheet_names[:20]:
        top = book.load_sheet(
            name, header_row=None, skip_rows=0, n_rows=3 * HEADER_WITHIN, dtypes="string"
        ).to_polars()
        if top.width > MAX_COLUMNS:
            complaint = complaint or Invalid(
                f"The sheet has {top.width:,} columns; at most {MAX_COLUMNS:,} can be read."
            )
            continue
        for at, row in enumerate(top.iter_rows()):
            headers = [str(cell or "").strip() for cell in row]
            if not any(headers):
                continue
            try:
                return _sheet(book, name, at, headers, wanted(headers))
            except Refused as refusal:
                complaint = complaint or refusal
    raise complaint or Invalid("The workbook is empty.")


def _sheet(
    book: fastexcel.ExcelReader, name: str, at: int, headers: list[str], positions: list[int]
) -> Table:
    cells = book.load_sheet(
        name, header_row=None, skip_rows=at + 1, schema_sample_rows=None
    ).to_polars()
    cells.columns = [str(i) for i in range(cells.width)]
    cells = cells.insert_column(
        0, pl.int_range(at + 2, cells.height + at + 2, dtype=pl.Int64, eager=True).alias("line")
    )
    texts = [pl.col(n).str.len_bytes() for n, t in cells.schema.items() if t == pl.String]
    size = pl.sum_horizontal(texts).fill_null(0) if texts else pl.lit(0)
    full = pl.any_horizontal(pl.exclude("line").is_not_null())
    cells = cells.filter(full)
    if cells.is_empty():
        raise Invalid("The sheet has a header and no rows.")
    long = (
        cells.select(size > MAX_RECORD).to_series().new_from_index(0, cells.height)
        if not texts
        else cells.select(size > MAX_RECORD).to_series()
    )
    kept = cells.filter(~long)
    rejected = cells.filter(long).select(
        "line",
        column=pl.lit(None, dtype=pl.String),
        reason=pl.lit(f"the row is longer than {MAX_RECORD:,} bytes"),
        raw=pl.lit(""),
    )

    def raw(rows: Sequence[int]) -> list[str]:
        picked = kept[list(rows)].drop("line").iter_rows()
        return ["\t".join("" if c is None else str(c) for c in row)[:RAW] for row in picked]

    return Table(
        headers=tuple(headers),
        cells=kept.select("line", *(str(p) for p in positions)),
        rejected=rejected.cast(REJECTED),
        raw=raw,
        notes=(f"Read from the sheet '{name}'.",) if len(book.sheet_names) > 1 else (),
        serial_dates=True,
    )
