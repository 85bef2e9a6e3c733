"""Which format a file has, by its first bytes and size; it refuses what is none of them."""

from pathlib import Path

from data.imports import columnar, delimited, workbook
from data.imports.archive import packed_text
from data.imports.table import MAX_BYTES, Table, Wanted
from data.refused import Invalid, Refused

_NOT_TABLES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old (.xls) or password-protected workbook; save it as .xlsx"),
)


def read_table(content: bytes | Path, wanted: Wanted, *, headless: bool = False) -> Table:
    """The table in a CSV, Excel or Parquet file; the size is looked at before the content.

    A .gz, or a .zip of one text, is unpacked first.

    `headless`: the first line is a row already, and columns are called "column 1" and so on.
    Raises Refused, in a sentence, for what is none of them, too large, or without rows.
    """
    size = content.stat().st_size if isinstance(content, Path) else len(content)
    if size > MAX_BYTES:
        raise Invalid(
            f"The file has {size / 1e6:,.0f} MB; at most {MAX_BYTES / 1e6:,.0f} MB can be read."
        )
    data = content.read_bytes() if isinstance(content, Path) else content
    if (text := packed_text(data)) is not None:
        data = text
    if not data:
        raise Invalid("The file is empty.")
    for magic, what in _NOT_TABLES:
        if data.startswith(magic):
            raise Invalid(f"The file is {what}: export it as CSV, Excel or Parquet.")
    if headless and data.startswith((b"PK\x03\x04", b"PAR1")):
        raise Invalid("Only a text file can be read without a header line: save it as CSV.")
    if data.startswith(b"PK\x03\x04"):
        return workbook.read(data, wanted)
    if data.startswith(b"PAR1"):
        return columnar.read(data, wanted)
    try:
        return delimited.read(data, wanted, headless=headless)
    except Refused:
        if other := _other_text(data):
            raise Invalid(f"The file is {other}: export it as CSV, Excel or Parquet.") from None
        raise


def _other_text(data: bytes) -> str | None:
    """What a text is whose first sign no header has."""
    start = data[:2_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] in (b"{", b"["):
        return "JSON"
    if start[:1] != b"<":
        return None
    page = b"<table" in data[:200_000].lower() or b"<html" in start.lower()
    return "a web page, which some tools call .xls" if page else "XML"
