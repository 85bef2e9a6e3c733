"""Exchange rates with a column for each currency → a row for each rate, as the reader of rates has
them. Which way round they are is the European Central Bank's, or said by headers such as EUR/USD;
of any other such table it does not guess it."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from decimal import Context, Decimal, InvalidOperation

import polars as pl

from data.imports.contract import REJECTED
from data.imports.currencies import precisions
from data.imports.table import Table
from data.refused import Invalid

_BASE = "EUR"
_AT_LEAST = 5  # currencies of a bank's table
_PAIR = re.compile(r"^([A-Z]{3})\s*[/\-_>→]?\s*([A-Z]{3})$")
_DATES = ("date", "day", "timeperiod", "datum", "fecha", "data")
_OF_ONE_EURO = {"USD": (0.8, 1.7), "JPY": (80, 300), "GBP": (0.5, 1.2), "DKK": (7.4, 7.5)}
"""What the bank's table always has, and between what one euro was since there is one; the Danish
crown is held at 7.46 to it, which sets it apart from every other base."""
_GROUPED = r"^[1-9]\d{0,2}(?:%s\d{3})+%s$"
_COMMA_GROUPED = re.compile(_GROUPED % (",", r"(?:\.\d*)?"))
_POINT_GROUPED = re.compile(_GROUPED % (r"\.", r"(?:,\d*)?"))
_POINT = re.compile(r"^(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+$")
_COMMA = re.compile(r"^(?:\d+|\d{1,3}(?:\.\d{3})+),\d+$")
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
    if pairs and len(pairs) + 1 == sum(1 for h in headers if h.strip()):
        return (day, *pairs)
    return (day, *codes) if len(codes) >= _AT_LEAST else None


def long(table: Table, positions: Sequence[int], into: str) -> Table:
    """A table of HEADERS, a row for each rate. A bank's, of one euro, become rates into `into`.

    A day without a rate of `into` is rejected. Raises Invalid when such a table has no rate of
    `into`, or is not the bank's.
    """
    day, *columns = positions
    names = {i: table.headers[i].strip().upper() for i in columns}
    bank = not all(_pair(name) for name in names.values())
    texts = list(_texts(table, day, names))
    if bank and not _of_one_euro(names, texts):
        raise Invalid(
            "The file has a column for each currency and does not say which way round its rates"
            " are. Name the columns by pairs, such as USD/EUR for what one USD is in EUR, or bring"
            f" a row for each rate with the columns {', '.join(HEADERS)}."
        )
    if bank and into != _BASE and into not in names.values():
        raise Invalid(f"The file has no rates of {into}, which the company counts in.")
    found = list(_crossed(texts, names, into) if bank else _paired(texts, names))
    cells = pl.DataFrame(
        found, schema=dict.fromkeys(["row", "0", "1", "2", "3"], pl.String), orient="row"
    ).with_columns(pl.col("row").cast(pl.Int64))
    of = cells["row"].to_list()
    told = f"what one {_BASE} is in each currency, as rates into {into}" if bank else "pairs"
    none = "no rate" if not bank or into == _BASE else f"no rate of {into}, the company's currency"
    return replace(
        table,
        headers=HEADERS,
        cells=cells.drop("row").insert_column(0, table.cells["line"].gather(of)),
        rejected=pl.concat(
            [table.rejected, _without(table, set(range(len(texts))) - set(of), none)]
        ),
        raw=lambda rows: table.raw([of[row] for row in rows]),
        notes=(*table.notes, f"A column for each currency: read as {told}."),
    )


def _without(table: Table, rows: set[int], reason: str) -> pl.DataFrame:
    """Rows that gave no rate, as REJECTED."""
    at = sorted(rows)
    lines = table.cells["line"].gather(at)
    told = {"line": lines, "column": None, "reason": reason, "raw": table.raw(at)}
    return pl.DataFrame(told, schema=REJECTED) if at else pl.DataFrame(schema=REJECTED)


def _of_one_euro(names: dict[int, str], texts: Sequence[tuple[str, list[str]]]) -> bool:
    """Whether the middle value of each currency that tells a base is that of one euro."""
    columns = dict(zip(names.values(), zip(*(v for _, v in texts), strict=True), strict=False))
    for code, (least, most) in _OF_ONE_EURO.items():
        numbers = sorted(Decimal(v) for v in columns.get(code, ()) if not _broken(v))
        if not numbers or not least < numbers[len(numbers) // 2] < most:
            return False
    return _BASE not in columns


def _pair(header: str) -> tuple[str, str] | None:
    found = _PAIR.match(header.strip().upper())
    if not found or found[1] not in precisions() or found[2] not in precisions():
        return None
    return found[1], found[2]


Rate = tuple[str, str | None, str, str, str]


def _texts(table: Table, day: int, names: dict[int, str]) -> Iterator[tuple[str, list[str]]]:
    """Each row's day and its values, with a decimal point and nothing between the thousands."""
    days = table.cells[str(day)].cast(pl.String)
    columns = [table.cells[str(i)] for i in names]
    cells = [c.cast(pl.String).fill_null("").str.strip_chars() for c in columns]
    written = {v for c, t in zip(columns, cells, strict=True) if c.dtype == pl.String for v in t}
    plain = decimal_points(written)
    for on, *values in zip(days, *cells, strict=True):
        yield on, ["" if value.lower() in _NONE else plain.get(value, value) for value in values]


def decimal_points(written: Collection[str]) -> dict[str, str]:
    """Each text with a decimal point and nothing between its thousands.

    A comma before exactly three digits is one between thousands, unless another text shows that it
    is the decimal sign; then a point there is. Where both are shown such a text becomes no number.
    """
    comma = any(_COMMA.match(text) and not _COMMA_GROUPED.match(text) for text in written)
    point = any(_POINT.match(text) and not _POINT_GROUPED.match(text) for text in written)
    if comma and point:
        unclear = [t for t in written if "." not in t and _COMMA_GROUPED.match(t)]
        return {t: t.replace(",", ".") for t in written} | {t: f"{t}, or not" for t in unclear}
    thousands, decimal = (".", ",") if comma else (",", ".")
    grouped = _POINT_GROUPED if comma else _COMMA_GROUPED
    return {
        t: (t.replace(thousands, "") if grouped.match(t) else t).replace(decimal, ".")
        for t in written
    }


def _paired(texts: Sequence[tuple[str, list[str]]], names: dict[int, str]) -> Iterator[Rate]:
    pairs = [_pair(name) or ("", "") for name in names.values()]
    for row, (on, values) in enumerate(texts):
        for (of, into), value in zip(pairs, values, strict=True):
            if value:
                yield str(row), on, of, into, value


def _crossed(
    texts: Sequence[tuple[str, list[str]]], names: dict[int, str], into: str
) -> Iterator[Rate]:
    """Of one euro in each currency: into `into` by the quotient of the two, as the bank has it."""
    for row, (on, values) in enumerate(texts):
        worth = {_BASE: "1"} | dict(zip(names.values(), values, strict=True))
        for of, value in worth.items():
            if value and of != into and worth[into]:
                yield str(row), on, of, into, _quotient(worth[into], value)


def _quotient(into: str, of: str) -> str:
    """As text; what is no number comes back as it is, to be rejected with its line."""
    try:
        return format(_EXACT.divide(Decimal(into), Decimal(of)), "f")
    except (InvalidOperation, ZeroDivisionError):
        return of if _broken(of) else into


def _broken(text: str) -> bool:
    try:
        return not Decimal(text) or not Decimal(text).is_finite()
    except InvalidOperation:
        return True
