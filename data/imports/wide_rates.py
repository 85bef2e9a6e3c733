"""Exchange rates with a column for each currency → a row for each rate, as the reader of rates has
them. Which way round they are is the European Central Bank's, or said by headers such as EUR/USD;
of any other such table it does not guess it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Context, Decimal, InvalidOperation

import polars as pl

from data.imports.currencies import precisions
from data.imports.table import Table
from data.refused import Invalid

_BASE = "EUR"
_AT_LEAST = 5  # currencies of a bank's table
_PAIR = re.compile(r"^([A-Z]{3})\s*[/\-_>→]?\s*([A-Z]{3})$")
_DATES = ("date", "day", "timeperiod", "datum", "fecha", "data")
_NONE = ("", "n/a", "na", "-", "null", "nan")
_EXACT = Context(prec=40)
HEADERS = ("Date", "From currency", "Into currency", "Rate")


def wide(headers: Sequence[str]) -> tuple[int, ...] | None:
    """The positions of the date and of each currency; null for what is no such table."""
    day = next((i for i, h in enumerate(headers) if h.strip().lower() in _DATES), None)
    if day is None:
        return None
    pairs = [i for i, h in enumerate(headers) if _pair(h)]
    codes = [i for i, h in enumerate(headers) if h.strip().upper() in precisions()]
    named = {headers[i].strip().upper() for i in codes}
    if pairs and len(pairs) + 1 == sum(1 for h in headers if h.strip()):
        return (day, *pairs)
    if len(codes) >= _AT_LEAST and "USD" in named and _BASE not in named:
        return (day, *codes)
    return None


def long(table: Table, positions: Sequence[int], into: str) -> Table:
    """A table of HEADERS, a row for each rate. A bank's, of one euro, become rates into `into`.

    Raises Invalid when such a table has no rate of `into`.
    """
    day, *columns = positions
    names = {i: table.headers[i].strip().upper() for i in columns}
    bank = not all(_pair(name) for name in names.values())
    if bank and into != _BASE and into not in names.values():
        raise Invalid(f"The file has no rates of {into}, which the company counts in.")
    found = list(_crossed(table, day, names, into) if bank else _paired(table, day, names))
    cells = pl.DataFrame(
        found, schema=dict.fromkeys(["row", "0", "1", "2", "3"], pl.String), orient="row"
    ).with_columns(pl.col("row").cast(pl.Int64))
    of = cells["row"].to_list()
    told = f"what one {_BASE} is in each currency, as rates into {into}" if bank else "pairs"
    return replace(
        table,
        headers=HEADERS,
        cells=cells.drop("row").insert_column(0, table.cells["line"].gather(of)),
        raw=lambda rows: table.raw([of[row] for row in rows]),
        notes=(*table.notes, f"A column for each currency: read as {told}."),
    )


def _pair(header: str) -> tuple[str, str] | None:
    found = _PAIR.match(header.strip().upper())
    if not found or found[1] not in precisions() or found[2] not in precisions():
        return None
    return found[1], found[2]


Rate = tuple[str, str | None, str, str, str]


def _texts(table: Table, day: int, names: dict[int, str]) -> Iterator[tuple[str, list[str]]]:
    days = table.cells[str(day)].cast(pl.String)
    cells = [table.cells[str(i)].cast(pl.String).fill_null("").str.strip_chars() for i in names]
    for on, *values in zip(days, *cells, strict=True):
        yield on, ["" if value.lower() in _NONE else value for value in values]


def _paired(table: Table, day: int, names: dict[int, str]) -> Iterator[Rate]:
    pairs = [_pair(name) or ("", "") for name in names.values()]
    for row, (on, values) in enumerate(_texts(table, day, names)):
        for (of, into), value in zip(pairs, values, strict=True):
            if value:
                yield str(row), on, of, into, value


def _crossed(table: Table, day: int, names: dict[int, str], into: str) -> Iterator[Rate]:
    """Of one euro in each currency: into `into` by the quotient of the two, as the bank has it."""
    for row, (on, values) in enumerate(_texts(table, day, names)):
        worth = {_BASE: "1"} | dict(zip(names.values(), values, strict=True))
        for of, value in worth.items():
            if value and of != into and worth[into]:
                yield str(row), on, of, into, _quotient(worth[into], value)


def _quotient(into: str, of: str) -> str:
    """As text; what is no number comes back as it is, to be rejected with its line."""
    try:
        return format(_EXACT.divide(_number(into), _number(of)), "f")
    except (InvalidOperation, ZeroDivisionError):
        return of if _broken(of) else into


def _number(text: str) -> Decimal:
    return Decimal(text if "." in text else text.replace(",", "."))


def _broken(text: str) -> bool:
    try:
        return not _number(text)
    except InvalidOperation:
        return True
