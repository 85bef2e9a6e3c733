"""What an archive unpacks to, counted before anything is built from it: a workbook or one text."""

import gzip
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from data.imports.table import MAX_BYTES
from data.refused import Invalid

MAX_UNPACKED = 1_000_000_000
MAX_RATIO = 200
MAX_CELLS = 30_000_000  # of the rectangle around them: the reader keeps the empty ones too
TEXTS = (".csv", ".tsv", ".txt")
_STEP = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError)
_COLUMN = re.compile(rb"""\sr=["']([A-Z]{2,3})\d""")
_ROW = re.compile(rb"""\sr=["'][A-Z]*(\d{5,})["']""")


def check(content: bytes) -> None:
    """Raises Invalid for an archive that is no workbook, damaged, or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if not any(name.startswith("xl/workbook") for name in names):
            raise Invalid("The file is an archive and not an Excel workbook (.xlsx).")
        if "xl/workbook.bin" in names:
            raise Invalid("The file is a binary workbook (.xlsb); save it as .xlsx.")
        left = MAX_UNPACKED
        for entry in entries:
            left -= _unpacked(content, entry, left)
    except _DAMAGED as error:
        raise Invalid("The workbook is damaged and cannot be read.") from error


def packed_text(content: bytes) -> bytes | None:
    """The one text that a .gz or .zip holds; null for what is no such archive, as a workbook.

    Raises Invalid for one that is damaged, or unpacks to more than can be read.
    """
    if content.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            return _within(iter(lambda: packed.read(_STEP), b""), "compressed file")
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [e for e in archive.infolist() if not _beside(e.filename)]
    except (zipfile.BadZipFile, struct.error, NotImplementedError):
        return None
    if len(entries) != 1 or not entries[0].filename.lower().endswith(TEXTS):
        return None
    return _within(_inflate(content, entries[0]), "archive")


def _beside(name: str) -> bool:
    return name.endswith("/") or name.startswith("__MACOSX/") or "/." in f"/{name}"


def _within(pieces: Iterator[bytes], what: str) -> bytes:
    kept, size = [], 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > MAX_BYTES:
                raise Invalid(
                    f"The {what} unpacks to more than {MAX_BYTES / 1e6:,.0f} MB, the most that can "
                    "be read."
                )
            kept.append(piece)
    except (*_DAMAGED, EOFError, gzip.BadGzipFile) as error:
        raise Invalid(f"The {what} is damaged and cannot be read.") from error
    return b"".join(kept)


def _unpacked(content: bytes, entry: zipfile.ZipInfo, left: int) -> int:
    """Bytes that an entry really unpacks to, whatever the archive says of it."""
    size, cells = 0, _Extent() if "sheet" in entry.filename else None
    allowed = min(left, max(10_000_000, MAX_RATIO * entry.compress_size))
    for piece in _inflate(content, entry):
        size += len(piece)
        if size > allowed:
            raise Invalid(
                f"The workbook unpacks to more than {allowed / 1e6:,.0f} MB, which no ordinary "
                "one does; it is not opened."
            )
        if cells:
            cells.see(piece)
    if cells and cells.area() > MAX_CELLS:
        raise Invalid(
            f"A sheet of the workbook spans more than {MAX_CELLS:,} cells; export it as CSV."
        )
    return size


def _inflate(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    head = content[entry.header_offset : entry.header_offset + 30]
    if head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    name, extra = struct.unpack("<HH", head[26:30])
    start = entry.header_offset + 30 + name + extra
    packed = content[start : start + entry.compress_size]
    if entry.flag_bits & 1:
        raise Invalid("The workbook is protected by a password; save it without one.")
    if entry.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise NotImplementedError
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    piece = unpack.decompress(packed, _STEP)
    while piece:
        yield piece
        piece = unpack.decompress(unpack.unconsumed_tail, _STEP)
    if not unpack.eof:
        raise zlib.error("cut off")


class _Extent:
    """The rectangle around a sheet's cells, from the references written in them."""

    def __init__(self) -> None:
        self.rows, self.columns, self.cells, self.refs = 10_000, 26, 0, 0
        self.tail = b""

    def see(self, piece: bytes) -> None:
        text = self.tail + piece
        self.tail = text[-64:]
        for letters in set(_COLUMN.findall(text)):
            number = 0
            for letter in letters:
                number = number * 26 + letter - 64
            self.columns = max(self.columns, number)
        self.rows = max([self.rows, *map(int, set(_ROW.findall(text)))])
        self.cells += piece.count(b"<c ") + piece.count(b"<c>")
        self.refs += piece.count(b' r="') + piece.count(b" r='")

    def area(self) -> int:
        if self.refs < self.cells:  # cells without a reference follow one another
            return max(self.rows, self.cells) * max(self.columns, min(self.cells, 16_384))
        return self.rows * self.columns
