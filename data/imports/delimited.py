"""Delimited text → a table; cells are cut and nothing in them is interpreted."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from data.imports.contract import REJECTED
from data.imports.encodings import decode
from data.imports.header_row import find_header, rows_one_by_one, sample
from data.imports.mending import OPEN_QUOTE, Records, only
from data.imports.records import split
from data.imports.table import (
    MAX_RECORD,
    RAW,
    TOO_LONG,
    ZERO_BYTE,
    Table,
    Wanted,
)
from data.refused import Invalid

_NAMES = {b",": "a comma", b";": "a semicolon", b"\t": "a tab", b"|": "a bar"}


def read(content: bytes, wanted: Wanted, *, headless: bool = False) -> Table:
    """The table in a CSV file of any separator, encoding and line end.

    Records that cannot be cut into as many cells as the header has are in `rejected`.
    Raises Refused when there is no header that `wanted` accepts, or no row below it.
    """
    text = decode(content)
    data = text.data
    if not data or data.isspace():
        raise Invalid("The file is empty.")
    separator, above, headers, positions = find_header(data, wanted, headless=headless)
    headers = _as_wide_as_rows(data, separator, above, headers)
    records = split(data, separator, len(headers))
    body = only(records, slice(above + 1, None))
    if not body.start.size:
        raise Invalid("The file has a header and no rows.")
    reasons = _reasons(data, body, len(headers), text.damaged)
    bad = np.flatnonzero(reasons > 0)
    good = np.flatnonzero(reasons == 0)
    cells = _cells(data, separator, body, good, positions, len(headers))
    notes = list(text.notes)
    if separator != b",":
        notes.append(f"Cells are separated by {_NAMES[separator]}.")
    if above > 0:
        notes.append(f"{above} line{'s' * (above > 1)} above the header left out.")
    return Table(
        headers=tuple(headers),
        cells=cells.insert_column(0, pl.Series("line", body.line[good], dtype=pl.Int64)),
        rejected=_rejected(data, body, bad, reasons, len(headers)),
        raw=lambda rows: _raw(data, body, good[np.asarray(rows, dtype=np.int64)]),
        notes=tuple(notes),
    )


def _as_wide_as_rows(data: bytes, separator: bytes, above: int, headers: list[str]) -> list[str]:
    """The header without, or with, the empty cells at its end that its rows lack, or have.

    Some tools end every line with a separator, and some only the header or only the rows.
    """
    first = only(split(sample(data), separator, None), slice(above + 1, None))
    if not first.start.size:
        return headers
    width, named = int(np.bincount(np.maximum(first.cells, 0)).argmax()), len(headers)
    more = width - named
    if 0 < -more < named and not any(headers[width:]):
        return headers[:width]
    usual = [first.end[i] for i in np.flatnonzero(first.cells == width)]
    if more > 0 and all(data[: int(end)].endswith(separator * more) for end in usual):
        return headers + [""] * more
    return headers


_NUL, _DAMAGED, _LONG, _QUOTE, _WIDTH = 1, 2, 3, 4, 5


def _reasons(data: bytes, records: Records, width: int, damaged: bool) -> npt.NDArray[np.int8]:
    """0 for a record that is as it should be, else why it is not."""
    reasons = np.zeros(records.start.size, dtype=np.int8)
    reasons[records.cells != width] = _WIDTH
    reasons[records.cells == OPEN_QUOTE] = _QUOTE
    reasons[records.end - records.start > MAX_RECORD] = _LONG
    for code, sign in ((_DAMAGED, "\ufffd".encode()), (_NUL, b"\0")):
        if (code == _NUL or damaged) and sign in data:
            view = np.frombuffer(data, dtype=np.uint8)
            at = np.flatnonzero(view == sign[0])
            if len(sign) > 1:
                at = at[[data.startswith(sign, int(i)) for i in at]]
            hit = np.searchsorted(records.start, at, side="right") - 1
            reasons[hit[(hit >= 0) & (at < records.end[hit])]] = code
    return reasons


def _cells(
    data: bytes,
    separator: bytes,
    records: Records,
    good: npt.NDArray[np.int64],
    positions: Sequence[int],
    width: int,
) -> pl.DataFrame:
    names = [str(p) for p in positions]
    if not good.size:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    clean = _clean(data, separator, records, good)
    frame = pl.read_csv(
        clean,
        has_header=False,
        infer_schema=False,
        separator=separator.decode(),
        columns=list(positions),
    ).rechunk()
    if frame.height != good.size:  # polars and this module must see the same records
        rows = rows_one_by_one(data, separator, records, good)
        picked = [[row[p] if p < len(row) else None for p in positions] for row in rows]
        return pl.DataFrame(picked, schema=dict.fromkeys(names, pl.String), orient="row")
    return frame.rename(dict(zip(frame.columns, sorted(names, key=int), strict=True))).select(names)


def _clean(data: bytes, separator: bytes, records: Records, good: npt.NDArray[np.int64]) -> bytes:
    """The good records alone, one after the other, with their quotes in place."""
    starts, ends = records.start[good], records.end[good]
    mended = np.isin(starts, np.fromiter(records.mended, dtype=np.int64))
    breaks = np.flatnonzero((starts[1:] != ends[:-1] + 1) | mended[1:] | mended[:-1]) + 1
    first = np.concatenate(([0], breaks))
    last = np.append(breaks, starts.size) - 1
    pieces = []
    for i, j in zip(first.tolist(), last.tolist(), strict=True):
        if mended[i]:
            cells = records.mended[int(starts[i])]
            quoted = (b'"' + cell.replace(b'"', b'""') + b'"' for cell in cells)
            pieces.append(separator.join(quoted))
        else:
            pieces.append(data[starts[i] : ends[j]])
    return b"\n".join(pieces) + b"\n"


def _raw(data: bytes, records: Records, which: npt.NDArray[np.int64]) -> list[str]:
    starts, ends = records.start[which], records.end[which]
    stops = np.minimum(ends, starts + 4 * RAW)
    return [
        data[i:j].decode(errors="replace")[:RAW]
        for i, j in zip(starts.tolist(), stops.tolist(), strict=True)
    ]


def _rejected(
    data: bytes,
    records: Records,
    bad: npt.NDArray[np.int64],
    reasons: npt.NDArray[np.int8],
    width: int,
) -> pl.DataFrame:
    words = {
        _NUL: ZERO_BYTE,
        _DAMAGED: "bytes that are no text in the file's encoding",
        _LONG: TOO_LONG,
        _QUOTE: "a quote is opened and not closed",
    }
    told = [
        words.get(int(reasons[i])) or f"{records.cells[i]} cells where the header has {width}"
        for i in bad
    ]
    columns = {
        "line": pl.Series(records.line[bad], dtype=pl.Int64),
        "column": pl.Series([None] * bad.size, dtype=pl.String),
        "reason": pl.Series(told, dtype=pl.String),
        "raw": pl.Series(_raw(data, records, bad), dtype=pl.String),
    }
    return pl.DataFrame(columns, schema=REJECTED)
