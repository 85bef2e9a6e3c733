"""Where the header of a delimited text stands and what separates its cells."""

import csv
import io
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from data.imports.mending import Records
from data.imports.records import split
from data.imports.table import HEADER_WITHIN, MAX_COLUMNS, MAX_RECORD, Wanted
from data.refused import Invalid, Refused

_SEPARATORS = (b",", b";", b"\t", b"|")
_SAMPLE_LINES = 60


def find_header(
    data: bytes, wanted: Wanted, *, headless: bool = False
) -> tuple[bytes, int, list[str], list[int]]:
    """Separator, records above the header (-1 = there is none), its cells, the wanted positions."""
    complaint: Refused | None = None
    for separator, rows in _guesses(sample(data)):
        if headless and rows:
            headers = [f"column {at}" for at in range(1, len(rows[0]) + 1)]
            return separator, -1, headers, wanted(headers)
        for above, headers in enumerate(rows[:HEADER_WITHIN]):
            if len(headers) > MAX_COLUMNS:
                complaint = Invalid(
                    f"The file has {len(headers):,} columns; at most {MAX_COLUMNS:,} can be read."
                )
                raise complaint
            try:
                return separator, above, headers, wanted(headers)
            except Refused as refusal:
                complaint = complaint or refusal
    raise complaint or Invalid("The file has no header.")


def sample(data: bytes) -> bytes:
    """The first lines, whole, within the size of one record."""
    end = 0
    for _ in range(_SAMPLE_LINES):
        end = data.find(b"\n", end, MAX_RECORD) + 1
        if not end:
            if len(data) <= MAX_RECORD:
                return data
            break
    end = end or data.rfind(b"\n", 0, MAX_RECORD) + 1
    if not end:
        raise Invalid(f"The file's first line is longer than {MAX_RECORD:,} bytes.")
    return data[:end]


def _guesses(first: bytes) -> list[tuple[bytes, list[list[str]]]]:
    """Separators, the likeliest first, each with the sample's rows cut by it."""
    scored = []
    for rank, separator in enumerate(_SEPARATORS):
        records = split(first, separator, None)
        widths = records.cells[records.cells > 1]
        usual = int(np.bincount(widths).argmax()) if widths.size else 1
        agree = float((records.cells == usual).mean()) if records.cells.size else 0.0
        top = np.arange(min(HEADER_WITHIN, records.start.size))
        rows = list(rows_one_by_one(first, separator, records, top))
        scored.append((usual == 1, -agree, -usual, rank, separator, rows))
    return [(s[4], s[5]) for s in sorted(scored, key=lambda s: s[:4])]


def rows_one_by_one(
    data: bytes, separator: bytes, records: Records, which: npt.NDArray[np.int64]
) -> Iterator[list[str]]:
    """Records as lists of cells, one by one in Python: for headers and remnants only."""
    for i in which:
        start = int(records.start[i])
        if start in records.mended:
            yield [cell.decode(errors="replace").strip() for cell in records.mended[start]]
            continue
        piece = data[start : int(records.end[i])].decode(errors="replace").replace("\0", "")
        try:
            row = next(csv.reader(io.StringIO(piece, newline=""), delimiter=separator.decode()), [])
        except csv.Error:  # a cell beyond the csv module's own limit
            row = []
        yield [cell.strip() for cell in row]
