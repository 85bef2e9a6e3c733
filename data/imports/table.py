"""The table that every file format becomes; it knows nothing of dialects or fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

MAX_BYTES = 300_000_000
MAX_COLUMNS = 2_000
MAX_ROWS = 5_000_000
MAX_LINES = 20_000_000
MAX_RECORD = 1_000_000  # bytes of one row
RAW = 2_000  # characters of a rejected row that are kept
HEADER_WITHIN = 10  # a title or two may stand above the header

Wanted = Callable[[Sequence[str]], list[int]]
"""Headers → positions of the columns to read; raises Refused when they are not a header."""


@dataclass(frozen=True)
class Table:
    headers: tuple[str, ...]
    cells: pl.DataFrame
    """`line` Int64 (physical line or sheet row) and the wanted columns, named by position,
    typed as the file has them."""
    rejected: pl.DataFrame
    """Rows that could not be cut into cells; schema REJECTED."""
    raw: Callable[[Sequence[int]], list[str]]
    """Row numbers of `cells` → the text they were read from, at most RAW characters each."""
    notes: tuple[str, ...] = ()
    serial_dates: bool = False
    """A bare number in a date column is a spreadsheet's day count."""
