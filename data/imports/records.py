"""Where each record of a delimited text begins and ends, by physical line; it reads no cell.

Regular text is cut by counting quotes in numpy. Where quotes are irregular (a stray one, one
never closed) only the rest of the text is read again line by line, so that one damaged row
costs itself and no other.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.imports.mending import (
    NEWLINE,
    QUOTE,
    STEP,
    Ints,
    Records,
    line_by_line,
    only,
)
from data.imports.table import MAX_LINES, MAX_ROWS
from data.refused import Invalid

_LONGEST_BLANK = 1_000
_DISBELIEVED = 10_000  # records of many lines and the wrong width that are read again


def split(data: bytes, separator: bytes, width: int | None) -> Records:
    """Cut `data` (UTF-8, LF) into records; `width` is the number of cells that is right.

    A quoted record that spans lines and has another width is not believed: its first line
    alone is a record with an open quote, and reading goes on at the next line.
    Raises Invalid beyond MAX_LINES lines or MAX_ROWS records.
    """
    if data.count(b"\n") > MAX_LINES:
        raise Invalid(f"The file has more than {MAX_LINES:,} lines; split it into smaller files.")
    found, trouble, line = _regular(data, separator[0])
    parts = [found]
    mended: dict[int, list[bytes]] = {}
    if width is not None and found.start.size:
        wrong = np.flatnonzero(found.cells != width)[:_DISBELIEVED]
        spans = [i for i in wrong if data.find(b"\n", found.start[i], found.end[i]) >= 0]
        keep = np.ones(found.start.size, dtype=bool)
        keep[spans] = False
        parts = [only(found, keep)]
        for i in spans:
            region = (int(found.start[i]), int(found.end[i]), int(found.line[i]))
            parts.append(line_by_line(data, separator, width, *region, mended))
    if trouble is not None:
        parts.append(line_by_line(data, separator, width, trouble, len(data), line, mended))
    joined = parts[0] if len(parts) == 1 else _joined(parts)
    return _without_blank(data, joined._replace(mended=mended))


def _joined(parts: list[Records]) -> Records:
    start, end, line, cells = (np.concatenate([part[i] for part in parts]) for i in range(4))
    order = np.argsort(start, kind="stable")
    return Records(start[order], end[order], line[order], cells[order], {})


def _regular(data: bytes, separator: int) -> tuple[Records, int | None, int]:
    """Records up to the first irregular quote, the start of that record, and its line."""
    size = len(data)
    seen, here, line = 0, 0, 1  # records so far; where the next begins, on which line
    starts, ends, lines, counts = [], [], [], []
    for piece in _pieces(data, separator):
        stops = piece.ends
        if stops.size:
            begin = np.concatenate(([here], stops[:-1] + 1))
            first = np.concatenate(([line], piece.lines[:-1] + 1))
            full = stops > begin
            starts.append(begin[full])
            ends.append(stops[full])
            lines.append(first[full])
            counts.append(piece.cells[full])
            seen += int(full.sum())
            here, line = int(stops[-1]) + 1, int(piece.lines[-1]) + 1
        if seen > MAX_ROWS:
            raise Invalid(f"The file has more than {MAX_ROWS:,} rows; split it into smaller files.")
        if piece.irregular:
            break
    found = Records(_array(starts), _array(ends), _array(lines), _array(counts), {})
    return found, (here if here < size else None), line


def _array(pieces: list[Ints]) -> Ints:
    return np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)


class _Piece(NamedTuple):
    ends: Ints  # positions that end a record
    lines: Ints  # the physical line each of them ends
    cells: Ints  # cells of the record each of them ends
    irregular: bool


def _pieces(data: bytes, separator: int) -> Iterator[_Piece]:
    view = np.frombuffer(data, dtype=np.uint8)
    size = view.size
    inside, line, carried = 0, 1, 0  # in quotes?; current line; separators of the open record
    for low in range(0, size, STEP):
        chunk = view[low : low + STEP]
        newlines = np.flatnonzero(chunk == NEWLINE) + low
        marks = np.flatnonzero(chunk == separator) + low
        quotes = np.flatnonzero(chunk == QUOTE) + low
        last = low + STEP >= size
        irregular = False
        ends = newlines
        if quotes.size or inside:
            bad = _first_irregular(view, quotes, inside, separator)
            irregular = bad is not None
            outside = (np.searchsorted(quotes, newlines) + inside) & 1 == 0
            ends = newlines[outside]
            marks = marks[(np.searchsorted(quotes, marks) + inside) & 1 == 0]
            if bad is not None:
                ends = ends[ends < bad]
            inside = (inside + quotes.size) & 1
        if last and not irregular and not inside and (not ends.size or ends[-1] != size - 1):
            ends = np.append(ends, size)  # the last line has no end of its own
        before = np.searchsorted(marks, ends)
        cells = np.diff(before, prepend=0) + 1
        if ends.size:
            cells[0] += carried
            carried = int(marks.size - before[-1])
        else:
            carried += int(marks.size)
        yield _Piece(ends, np.searchsorted(newlines, ends) + line, cells, irregular)
        line += int(newlines.size)


def _first_irregular(
    view: npt.NDArray[np.uint8], quotes: Ints, inside: int, separator: int
) -> int | None:
    """A quote opens after a separator or line end and closes before one; `""` is neither."""
    if not quotes.size:
        return None
    fine = np.zeros(256, dtype=bool)
    fine[[separator, NEWLINE, QUOTE]] = True
    opens = (np.arange(quotes.size) + inside) & 1 == 0
    before = fine[view[np.maximum(quotes - 1, 0)]] | (quotes == 0)
    after = fine[view[np.minimum(quotes + 1, view.size - 1)]] | (quotes == view.size - 1)
    bad = np.flatnonzero(np.where(opens, ~before, ~after))
    return int(quotes[bad[0]]) if bad.size else None


def _without_blank(data: bytes, records: Records) -> Records:
    """Lines of nothing but spaces are not rows."""
    view = np.frombuffer(data, dtype=np.uint8)
    alive = np.flatnonzero(records.cells == 1)
    blank, at = [], 0
    while alive.size and at < _LONGEST_BLANK:
        done = records.start[alive] + at >= records.end[alive]
        blank.append(alive[done])
        alive = alive[~done]
        alive = alive[view[records.start[alive] + at] <= 32]
        at += 1
    if not sum(b.size for b in blank):
        return records
    keep = np.ones(records.start.size, dtype=bool)
    keep[_array(blank)] = False
    return only(records, keep)
