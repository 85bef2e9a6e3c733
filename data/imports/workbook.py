"""An Excel workbook (.xlsx) → a table; it looks into the archive before anything unpacks it."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import fastexcel
import polars as pl

from data.imports.archive import check
from data.imports.table import HEADER_WITHIN, MAX_COLUMNS, RAW, Table, Wanted, damaged, sifted
from data.refused import Invalid, Refused

_1904 = re.compile(rb"""date1904\s*=\s*["'](?:1|true)""")


def read(content: bytes, wanted: Wanted) -> Table:
    """The first sheet whose header `wanted` accepts; a row's line is its row in the sheet."""
    check(content)
    with damaged("workbook"):
        table = _first_sheet(fastexcel.read_excel(content), wanted)
    return replace(table, serial_dates=not _from_1904(content))


def _from_1904(content: bytes) -> bool:
    """Whether bare numbers count days from 1904: typed days are read right, these are no days."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        return _1904.search(archive.read("xl/workbook.xml")) is not None


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
    cells = cells.filter(pl.any_horizontal(pl.exclude("line").is_not_null()))
    if cells.is_empty():
        raise Invalid("The sheet has a header and no rows.")
    kept, rejected = sifted(cells)

    def raw(rows: Sequence[int]) -> list[str]:
        picked = kept[list(rows)].drop("line").iter_rows()
        return ["\t".join("" if c is None else str(c) for c in row)[:RAW] for row in picked]

    return Table(
        headers=tuple(headers),
        cells=kept.select("line", *(str(p) for p in positions)),
        rejected=rejected,
        raw=raw,
        notes=(f"Read from the sheet '{name}'.",) if len(book.sheet_names) > 1 else (),
        serial_dates=True,
    )
