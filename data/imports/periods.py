"""From which day to which: two days, a length, or the name of a month, a quarter or a year."""

from collections.abc import Sequence

import polars as pl

from data.imports.contract import Choices
from data.imports.dates import DateOrderUnknown, read_dates
from data.imports.rows import Rows

_LONGEST = 1_200
_YEAR_FIRST = r"(?i)^(\d{4})[\s/_-]*(?:q|quarter\s*)([1-4])$"
_YEAR_LAST = r"(?i)^(?:q|quarter\s*)([1-4])[\s/_'-]*(\d{4})$"
_ALONE = r"(?i)^(?:q|quarter\s*)?([1-4])$"


def days(rows: Rows, choices: Choices) -> pl.DataFrame:
    """`from_on` and `until_on` (the first day after) as the file says them, else null.

    A named day that ends a period (`last_on`) is its last one; `until_on` is the first without it.
    """
    read = rows.dates(["from_on", "until_on", "last_on"], choices.date_order)
    return pl.DataFrame(read).select(
        "from_on", pl.coalesce("until_on", pl.col("last_on").dt.offset_by("1d")).alias("until_on")
    )


def of_month(rows: Rows, choices: Choices) -> pl.DataFrame:
    """`from_on` and `until_on` of the calendar month that each row names."""
    text, year = rows.text("month"), rows.text("year")
    month = pl.col("month")
    spelled = (
        pl.when(month.str.contains(r"^\d{1,2}$"))
        .then(pl.format("{}-{}-01", "year", month))
        .when(month.str.contains(r"^\d{4}[-/.]?\d{2}$"))
        .then(pl.format("{}-{}-01", month.str.slice(0, 4), month.str.slice(-2)))
        .when(month.str.contains(r"^\d{1,2}[-/.]\d{4}$"))
        .then(pl.format("{}-{}-01", month.str.slice(-4), month.str.extract(r"^(\d{1,2})")))
        .when(month.str.contains(r"^\p{L}+\.?[\s-]\d{4}$"))
        .then(pl.format("1 {}", month))
        .otherwise(month)
    )
    plain = pl.DataFrame([text, year]).select(spelled.alias("month"))["month"]
    found, unclear = read_dates(plain, order=choices.date_order, serials=rows.table.serial_dates)
    if unclear:
        raise DateOrderUnknown([(rows.label("month") or "month", unclear)])
    rows.reject(text.is_not_null() & found.is_null(), "month", "is not a month", quote=text)
    return _from(found.dt.month_start(), "1mo")


def of_quarter(rows: Rows) -> pl.DataFrame:
    """`from_on` and `until_on` of the calendar quarter that each row names."""
    text, year = rows.text("quarter"), rows.text("year")
    quarter = pl.col("quarter")
    which = pl.coalesce(
        quarter.str.extract(_YEAR_FIRST, 2),
        quarter.str.extract(_YEAR_LAST, 1),
        quarter.str.extract(_ALONE, 1),
    )
    of = pl.coalesce(
        quarter.str.extract(_YEAR_FIRST, 1), quarter.str.extract(_YEAR_LAST, 2), pl.col("year")
    )
    first = pl.date(of.cast(pl.Int32, strict=False), which.cast(pl.Int32) * 3 - 2, 1)
    found = pl.DataFrame([text, year]).select(first.alias("from_on"))["from_on"]
    why = "is not a calendar quarter, such as 2026-Q1"
    rows.reject(text.is_not_null() & found.is_null(), "quarter", why, quote=text)
    return _from(found, "3mo")


def of_year(rows: Rows) -> pl.DataFrame:
    """`from_on` and `until_on` of the calendar year that each row names."""
    text = rows.text("year")
    number = text.str.extract(r"^((?:19|20)\d\d)$").cast(pl.Int32)
    found = number.to_frame("y").select(pl.date("y", 1, 1).alias("from_on"))["from_on"]
    rows.reject(text.is_not_null() & found.is_null(), "year", "is not a year", quote=text)
    return _from(found, "12mo")


def months(rows: Rows) -> pl.Series:
    """How many months each row lasts; a thousand years are none, and rejected."""
    number = rows.whole_numbers("months")
    odd = number > _LONGEST
    rows.reject(odd, "months", "is no number of months", quote=rows.text("months"))
    return number.to_frame("m").select(pl.when(pl.col("m") <= _LONGEST).then("m")).to_series()


def lasting(starts: pl.Series, months: pl.Series) -> pl.Series:
    """The first day after so many months."""
    frame = pl.DataFrame({"from_on": starts, "months": months})
    ends = pl.col("from_on").dt.offset_by(pl.format("{}mo", "months"))
    return frame.select(ends.alias("until_on"))["until_on"]


def first_of(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """For each row the first of `parts` that names both of its days, else what is known."""
    whole = [
        pl.all_horizontal(pl.col(f"from_on_{i}", f"until_on_{i}").is_not_null())
        for i in range(len(parts))
    ]
    side = pl.concat(
        [part.select(pl.all().name.suffix(f"_{i}")) for i, part in enumerate(parts)],
        how="horizontal",
    )
    return side.select(
        pl.coalesce(
            *(pl.when(known).then(f"{name}_{i}") for i, known in enumerate(whole)),
            f"{name}_0",
        ).alias(name)
        for name in ("from_on", "until_on")
    )


def _from(starts: pl.Series, length: str) -> pl.DataFrame:
    starts = starts.alias("from_on")
    return starts.to_frame().with_columns(until_on=pl.col("from_on").dt.offset_by(length))
