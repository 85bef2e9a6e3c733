"""Bytes in any usual encoding → UTF-8 with LF line ends; it refuses what is not text."""

import codecs
from dataclasses import dataclass

from data.refused import Invalid

_STEP = 1 << 24
_BOMS = (  # the longer first: UTF-32's begins like UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\f\v\x1a")


@dataclass(frozen=True)
class Text:
    data: bytes
    """UTF-8, LF line ends, no byte-order mark."""
    damaged: bool
    """Bytes that fit no encoding stand in it as U+FFFD; their rows are to be rejected."""
    notes: tuple[str, ...] = ()


def decode(content: bytes) -> Text:
    """The text of a file: UTF-8, UTF-16 or UTF-32 by their marks, UTF-16 by its zero bytes,
    else UTF-8 where it fits, else Windows-1252 (said in a note). Raises Invalid for binaries."""
    for bom, name in _BOMS:
        if content.startswith(bom):
            return _text(content.decode(name, errors="replace").encode(errors="replace"), True)
    wide = _utf16_without_mark(content[:4096])
    if wide:
        return _text(content.decode(wide, errors="replace").encode(errors="replace"), True)
    body = content.removeprefix(codecs.BOM_UTF8)
    if body.isascii() or _fits_utf8(body):
        return _text(body, False)
    known = body.decode("utf-8", errors="replace")
    broken = known.count("\ufffd")
    if sum(1 for c in known if c > "\x7f") > 2 * broken:
        return _text(known.encode(), True)
    note = "The file is not UTF-8; it was read as Windows-1252: look at the accents."
    return _text(_windows_1252(body).encode(), False, note)


def _text(data: bytes, damaged: bool, *notes: str) -> Text:
    if _binary(data[:65536]):
        raise Invalid("This file is not text, Excel or Parquet, so it cannot be imported.")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return Text(data, damaged and "\ufffd".encode() in data, notes)


def _binary(head: bytes) -> bool:
    """Many control characters, or some of many kinds; a few zero bytes only cost their rows."""
    controls = [c for c in head if c in _CONTROLS]
    share = len(controls) / max(len(head), 1)
    return share > 0.3 or (share > 0.02 and len(set(controls)) >= 4)


def _utf16_without_mark(head: bytes) -> str | None:
    half = len(head) // 2
    if half < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 10 > half * 4 and even * 10 < half:
        return "utf-16-le"
    if even * 10 > half * 4 and odd * 10 < half:
        return "utf-16-be"
    return None


def _fits_utf8(body: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), _STEP):
            decoder.decode(body[at : at + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _windows_1252(body: bytes) -> str:
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:  # five bytes have no meaning there; Latin-1 has one for all
        return body.decode("latin-1")
