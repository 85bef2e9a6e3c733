"""Records where quotes cannot be trusted, read line by line so that a bad row costs itself alone.

Only lines with quotes in them are looked at one by one; it decides nothing about their cells.
"""

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.imports.table import MAX_RECORD, MAX_ROWS
from data.refused import Invalid

Ints = npt.NDArray[np.int64]
STEP = 1 << 20
NEWLINE, QUOTE = 10, 34
OPEN_QUOTE = -1  # in place of a count of cells


class Records(NamedTuple):
    """One entry a record that is not blank, in the order of the text."""

    start: Ints
    end: Ints  # exclusive, without the line end
    line: Ints  # physical line of the first byte, from 1
    cells: Ints  # how many; OPEN_QUOTE where a quote is opened and not closed
    mended: dict[int, list[bytes]]  # start → cells, for records with quotes out of place


def only(records: Records, keep: npt.NDArray[np.bool_] | slice) -> Records:
    """Some of the records."""
    start, end, line, cells, mended = records
    return Records(start[keep], end[keep], line[keep], cells[keep], mended)


def line_by_line(
    data: bytes,
    separator: bytes,
    width: int | None,
    start: int,
    stop: int,
    line: int,
    mended: dict[int, list[bytes]],
) -> Records:
    """The records of `data[start:stop]`, which begins on physical line `line`.

    A record whose quotes are out of place but that has its cells nevertheless is put in
    `mended`; one whose quote is never closed is its first line alone, with OPEN_QUOTE cells.
    """
    view = np.frombuffer(data, dtype=np.uint8)[start:stop]
    newlines = np.flatnonzero(view == NEWLINE)
    starts = np.concatenate(([0], newlines + 1))
    starts = starts[starts < view.size]
    ends = np.append(newlines, view.size)[: starts.size] + start
    cells = _count(view, separator[0], starts) + 1
    quoted = np.flatnonzero(_count(view, QUOTE, starts))
    starts += start
    keep = np.ones(starts.size, dtype=bool)
    reader, free = _Quoted(data, separator, width), 0
    for i in quoted:
        if i < free:
            continue
        cells[i], end, fixed = reader.read(int(starts[i]), int(ends[i]), stop)
        if fixed is not None:
            mended[int(starts[i])] = fixed
        free = int(np.searchsorted(ends, end)) + 1
        keep[i + 1 : free] = False
        ends[i] = end
    lines = np.arange(starts.size, dtype=np.int64) + line
    keep &= ends > starts
    if keep.sum() > MAX_ROWS:
        raise Invalid(f"The file has more than {MAX_ROWS:,} rows; split it into smaller files.")
    return Records(starts[keep], ends[keep], lines[keep], cells[keep], {})


def _count(view: npt.NDArray[np.uint8], byte: int, starts: Ints) -> Ints:
    """How often a byte stands in each line."""
    counts = np.zeros(starts.size, dtype=np.int64)
    for low in range(0, view.size, STEP):
        at = np.flatnonzero(view[low : low + STEP] == byte) + low
        if at.size:
            line = np.searchsorted(starts, at, side="right") - 1
            hits = np.bincount(line - line[0])
            counts[line[0] : line[0] + hits.size] += hits
    return counts


class _Quoted:
    """Reads one record that has quotes in it, where quotes cannot be trusted."""

    def __init__(self, data: bytes, separator: bytes, width: int | None) -> None:
        self.data, self.separator, self.width = data, separator, width
        s = re.escape(separator)
        cell = rb'(?:"[^"]*+(?:""[^"]*+)*+"|[^' + s + rb'"\n]*+)'
        self.strict = re.compile(
            b"(?:" + cell + s + b"){%d}" % (width - 1) + cell if width else rb"(?!)"
        )
        self.cell = re.compile(
            rb'"([^"]*+(?:""[^"]*+)*+)"(?![^' + s + rb"\n])|([^" + s + rb"\n]*+)"
        )

    def read(self, start: int, line_end: int, stop: int) -> tuple[int, int, list[bytes] | None]:
        """Number of cells, end, and the cells themselves where quotes were out of place."""
        limit = min(stop, start + MAX_RECORD)
        whole = self.strict.match(self.data, start, limit)
        if whole and (whole.end() == stop or self.data[whole.end()] == NEWLINE):
            return self.width or 0, whole.end(), None
        cells: list[bytes] = []
        at = start
        while True:
            found = self.cell.match(self.data, at, limit)
            if found is None or (found[1] is None and found[2].startswith(b'"')):
                return OPEN_QUOTE, line_end, None
            cells.append(found[2] if found[1] is None else found[1].replace(b'""', b'"'))
            at = found.end()
            if at >= limit or self.data[at] == NEWLINE:
                break
            at += 1
        if at > line_end or (at == limit and limit < stop):
            return OPEN_QUOTE, line_end, None
        return len(cells), at, cells
