"""The table that every file format becomes; it knows nothing of dialects or fields."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl

from data.imports.contract import REJECTED
from data.refused import Invalid, Refused

MAX_BYTES = 300_000_000
MAX_COLUMNS = 2_000
MAX_ROWS = 5_000_000
MAX_LINES = 20_000_000
MAX_RECORD = 1_000_000  # bytes of one row
RAW = 2_000  # characters of a rejected row that are kept
TOO_LONG = f"the row is longer than {MAX_RECORD:,} bytes"
ZERO_BYTE = "a zero byte stands in the row"
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


def sifted(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed cells without the rows that no store should be given, and those, as REJECTED."""
    texts = pl.selectors.string()
    if not cells.select(texts).width:
        return cells, pl.DataFrame(schema=REJECTED)
    reason = (
        pl.when(pl.sum_horizontal(texts.str.len_bytes()) > MAX_RECORD)
        .then(pl.lit(TOO_LONG))
        .when(pl.any_horizontal(texts.str.contains("\0", literal=True)))
        .then(pl.lit(ZERO_BYTE))
    )
    marked = cells.with_columns(reason.alias("reason"))
    bad = marked.filter(pl.col("reason").is_not_null())
    told = bad.select("line", pl.lit(None).alias("column"), "reason", pl.lit("").alias("raw"))
    return marked.filter(pl.col("reason").is_null()).drop("reason"), told.cast(REJECTED)


@contextmanager
def damaged(what: str) -> Iterator[None]:
    """Whatever a reader of foreign formats raises is a damaged file, its panics too."""
    try:
        yield
    except Refused:
        raise
    except BaseException as error:  # a panic of compiled code derives from nothing less
        if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)):
            raise
        raise Invalid(f"The {what} is damaged and cannot be read.") from error
