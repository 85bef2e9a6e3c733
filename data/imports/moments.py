"""Texts and typed columns → whole milliseconds since 1970 in UTC; a time without zone is UTC.

Whether 3/4/2026 is in March or April is the column's decision, as for days.
"""

import polars as pl

from data.imports.contract import DateOrder
from data.imports.dates import DateOrderUnknown, empty_date, read_dates
from data.imports.rows import Rows

DAY_MS = 86_400_000
FIRST_MS, LAST_MS = -2_208_988_800_000, 4_133_980_800_000  # the years 1900 to 2100
_ISO = r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}|$)"
_SPLIT = r"^(.*?)[T ,]+(?:at )?(\d{1,2}:\d{2}.*)$"
_CLOCK = (
    r"^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([AaPp])?\.?(?:[Mm]\.?)?"
    r"\s*(?:Z|\(?UTC\)?|\(?GMT\)?)?(?:([+-])(\d{2}):?(\d{2})?(?:\s*\([^)]*\))?)?$"
)
_COUNT = r"^(\d{1,3})(?:[.,]0+)?$"
_PLAIN_CLOCK = r"^\d{2}:\d{2}:\d{2}(?:\.\d{3})?(?:Z|\+00:00| UTC)?$"


def read_moments(
    rows: Rows, fields: tuple[str, ...], order: DateOrder | None
) -> dict[str, pl.Series]:
    """Moments by field; texts that are none are rejected.

    Raises DateOrderUnknown, naming all columns that fit day-first and month-first alike.
    """
    found, unclear = {}, []
    for field in fields:
        if field not in rows.layout.fields:
            found[field] = rows.nothing(field, pl.Int64)
            continue
        cells = rows.cells(field)
        if cells.dtype.is_temporal():
            found[field] = _typed(cells)
            continue
        text = rows.text(field)
        text = text.to_frame().select(pl.when(~empty_date(text)).then(field)).to_series()
        found[field], example = _read(text, order, rows.table.serial_dates)
        if example:
            unclear.append((rows.label(field) or field, example))
        wrong = text.is_not_null() & found[field].is_null()
        rows.reject(wrong, field, "is not a moment", quote=text)
    if unclear:
        raise DateOrderUnknown(unclear)
    return found


def said_whether(rows: Rows, fields: tuple[str, ...]) -> dict[str, pl.Series]:
    """The fields whose columns say only yes or no, or how often: whether, and not when."""
    found = {}
    for field in fields:
        text = rows.text(field)
        often = text.str.extract(_COUNT).cast(pl.Int64) > 0
        flags, empty = rows.flag(field).fill_null(often), text.null_count()
        if flags.null_count() == empty < rows.height:
            found[field] = flags
    return found


def _typed(cells: pl.Series) -> pl.Series:
    if cells.dtype == pl.Date:
        return cells.cast(pl.Int64) * DAY_MS
    return cells.dt.epoch("ms")


def _read(texts: pl.Series, order: DateOrder | None, serials: bool) -> tuple[pl.Series, str | None]:
    if texts.null_count() == len(texts):
        return pl.Series(texts.name, [None] * len(texts), dtype=pl.Int64), None
    unclear = None
    iso = texts.str.contains(_ISO).all()
    if iso:
        day = texts.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
        clock = texts.str.slice(11)
    else:
        frame = texts.to_frame("text")
        frame = frame.with_columns(cut=pl.col("text").str.extract_groups(_SPLIT))
        parts = frame.select(
            day=pl.coalesce(pl.col("cut").struct.field("1"), "text"),
            clock=pl.col("cut").struct.field("2").fill_null(""),
        )
        day, unclear = read_dates(parts["day"], order=order, serials=serials)
        clock = parts["clock"]
    moment = pl.DataFrame({"day": day, "clock": clock}).select(
        (pl.col("day").cast(pl.Int64) * DAY_MS + _clock_ms(clock)).alias("ms")
    )
    both = pl.coalesce(None if iso else _stamp(texts), moment["ms"]).alias(texts.name)
    return pl.select(pl.when(both.is_between(FIRST_MS, LAST_MS)).then(both)).to_series(), unclear


def _stamp(texts: pl.Series) -> pl.Series:
    """Milliseconds where a text is seconds or milliseconds since 1970."""
    number = pl.col("t").cast(pl.Int64, strict=False)
    said = (
        pl.when(pl.col("t").str.contains(r"^\d{13}$"))
        .then(number)
        .when(pl.col("t").str.contains(r"^\d{10}$"))
        .then(number * 1000)
    )
    return texts.to_frame("t").select(said).to_series()


def _clock_ms(clock: pl.Series) -> pl.Series:
    """Milliseconds since midnight in UTC of a time of day, 0 where there is none, null where it
    is no time."""
    clock = clock.str.strip_chars()
    if clock.str.contains(_PLAIN_CLOCK).all():
        return _plain_clock_ms(clock)
    cut = clock.to_frame("c").with_columns(g=pl.col("c").str.extract_groups(_CLOCK))
    part = pl.col("g").struct
    hour, minute, second = (part.field(str(i)).cast(pl.Int64).fill_null(0) for i in (1, 2, 3))
    fraction = part.field("4").fill_null("").str.pad_end(3, "0").str.slice(0, 3).cast(pl.Int64)
    half = part.field("5").str.to_lowercase()
    hour = pl.when(half.is_null()).then(hour).otherwise(hour % 12 + 12 * (half == "p"))
    away = part.field("7").cast(pl.Int64) * 60 + part.field("8").cast(pl.Int64).fill_null(0)
    away = pl.when(part.field("6") == "-").then(-away).otherwise(away).fill_null(0)
    real = part.field("1").is_not_null() & (hour < 24) & (minute < 60) & (second <= 60)
    milliseconds = ((hour * 60 + minute - away) * 60 + second) * 1000 + fraction
    said = pl.when(pl.col("c").fill_null("") == "").then(0).when(real).then(milliseconds)
    return cut.select(said.alias("ms")).to_series()


def _plain_clock_ms(clock: pl.Series) -> pl.Series:
    """The same of a column as machines write it, in UTC, cut by place: it is read in a third of
    the time."""
    hour, minute, second = (pl.col("c").str.slice(at, 2).cast(pl.Int64) for at in (0, 3, 6))
    fraction = pl.col("c").str.slice(9, 3).cast(pl.Int64, strict=False).fill_null(0)
    real = (hour < 24) & (minute < 60) & (second <= 60)
    milliseconds = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    said = pl.when(pl.col("c").is_null()).then(0).when(real).then(milliseconds)
    return clock.to_frame("c").select(said.alias("ms")).to_series()
