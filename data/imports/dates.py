"""Texts → days, day-first or month-first decided from the whole column and never per row."""

from functools import cache

import polars as pl
from babel.dates import get_month_names

from data.imports.contract import DateOrder
from data.refused import Refused

FIRST_YEAR, LAST_YEAR = 1900, 2100
_PIVOT = 69  # two-digit years 69–99 are 1969–1999, as POSIX has it
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_SEP = r"\s*[-/.\s]\s*"
_ISO = rf"^(\d{{4}}){_SEP}(\d{{1,2}}){_SEP}(\d{{1,2}})((?:[T ,].*)?)$"
_COMPACT = r"^(\d{4})(\d{2})(\d{2})((?:T.*)?)$"
_NUMERIC = rf"^(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}(\d{{4}}|\d{{2}})((?:[T ,].*)?)$"
_WEEKDAY = r"(?:\p{L}{2,10}\.?,?\s+)?"
_DAY_MONTH = (
    rf"^{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|\.)?[-/.\s]*(?:de\s+)?(\p{{L}}{{3,10}})\.?"
    r"[-/.,\s]*(?:de\s+)?(\d{4}|\d{2})((?:[T ,].*)?)$"
)
_MONTH_DAY = (
    rf"^{_WEEKDAY}(\p{{L}}{{3,10}})\.?[-/\s]*(\d{{1,2}})(?:st|nd|rd|th)?[-/,\s]+"
    r"(\d{4}|\d{2})((?:[T ,].*)?)$"
)
_TIME = (
    r"^[T ,]*(?:at )?(\d{1,2})(?::?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?\s*([AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|GMT)?(?:([+-])(\d{1,2}):?(\d{2})?)?(?:\s*\([^)]*\))?$"
)
_EMPTY = ("-", "--", "—", "n/a", "na", "null", "none", "nil", "\\n", "nan", "nat", "#n/a", "0")


class DateOrderUnknown(Refused):
    """Every value of a column fits day-first and month-first alike: the person must say."""

    def __init__(self, columns: list[tuple[str, str]]) -> None:
        self.columns = tuple(name for name, _ in columns)
        named = " and ".join(f"'{name}' (for example {value})" for name, value in columns)
        super().__init__(
            f"The dates in {named} can be read day-first or month-first: choose day-first or "
            "month-first."
        )


def read_dates(
    texts: pl.Series, *, order: DateOrder | None, epochs: bool = False, serials: bool = False
) -> tuple[pl.Series, str | None]:
    """Dates of a String column, null where empty or where the text is no day.

    Args:
        texts: trimmed, null = empty.
        order: what the person said; None = decide from the column.
        epochs: bare numbers of 12 or 13 digits are milliseconds since 1970.
        serials: bare numbers are a spreadsheet's day count.

    Returns:
        The dates (UTC where the text has a zone), and a value that fits both orders when
        nothing in the column tells them apart or when it tells both ways.
    """
    distinct = texts.drop_nulls().unique(maintain_order=True)
    if distinct.is_empty():
        return pl.Series(texts.name, [None] * len(texts), dtype=pl.Date), None
    plain = distinct.str.contains(r"^\d{4}-\d{2}-\d{2}$").all()
    unclear = None
    if plain:
        days = distinct.str.to_date("%Y-%m-%d", strict=False)
    else:
        days, unclear = _parse(distinct, order, epochs, serials)
    inside = days.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    days = days.to_frame("day").select(pl.when(inside).then("day"))["day"]
    table = pl.DataFrame({"text": distinct, "day": days})
    joined = texts.to_frame("text").join(table, on="text", how="left", maintain_order="left")
    return joined["day"].alias(texts.name), unclear


def empty_date(texts: pl.Series) -> pl.Series:
    """True where a text says that there is no date."""
    return texts.str.to_lowercase().is_in(_EMPTY)


def _parse(
    distinct: pl.Series, order: DateOrder | None, epochs: bool, serials: bool
) -> tuple[pl.Series, str | None]:
    text = pl.col("text")
    groups = {"iso": _ISO, "compact": _COMPACT, "ab": _NUMERIC, "dm": _DAY_MONTH, "md": _MONTH_DAY}
    cut = distinct.to_frame("text").with_columns(
        text.str.extract_groups(pattern).alias(name) for name, pattern in groups.items()
    )
    first, second = (_group("ab", i).cast(pl.Int64, strict=False) for i in (1, 2))
    year = _year(_group("ab", 3))
    cut = cut.with_columns(
        day_first=_date(year, second, first), month_first=_date(year, first, second)
    )
    order, unclear = _order(cut, order)
    numeric = pl.col("month_first") if order == "month-first" else pl.col("day_first")
    day = pl.coalesce(
        _date(*(_group("iso", i) for i in (1, 2, 3))),
        _date(*(_group("compact", i) for i in (1, 2, 3))),
        numeric,
        _date(_year(_group("dm", 3)), _month(_group("dm", 2)), _group("dm", 1)),
        _date(_year(_group("md", 3)), _month(_group("md", 1)), _group("md", 2)),
    )
    tail = pl.coalesce(_group(name, 4) for name in groups).fill_null("").str.strip_chars()
    cut = cut.with_columns(day=day, tail=tail)
    if cut["tail"].str.len_bytes().max():
        cut = cut.with_columns(day=_shifted(pl.col("day"), pl.col("tail")))
    if epochs:
        stamp = text.str.extract(r"^(\d{12,13})(?:\.0*)?$").cast(pl.Int64)
        cut = cut.with_columns(day=pl.coalesce("day", stamp.cast(pl.Datetime("ms")).dt.date()))
    if serials:
        count = text.str.extract(r"^(\d{1,7})(?:\.\d*)?$").cast(pl.Int64)
        from_1900 = pl.lit("1899-12-30").str.to_date() + pl.duration(days=count)
        cut = cut.with_columns(day=pl.coalesce("day", pl.when(count < 100_000).then(from_1900)))
    return cut["day"], unclear


def _order(cut: pl.DataFrame, order: DateOrder | None) -> tuple[DateOrder, str | None]:
    """The column's order, and a value to ask about when the column does not settle it."""
    if order is not None:
        return order, None
    only_day = cut["day_first"].is_not_null() & cut["month_first"].is_null()
    only_month = cut["day_first"].is_null() & cut["month_first"].is_not_null()
    if only_day.any() != only_month.any():
        return ("day-first" if only_day.any() else "month-first"), None
    differ = (cut["day_first"] != cut["month_first"]).fill_null(False) | only_day | only_month
    unclear = cut["text"].filter(differ)
    return "day-first", (str(unclear[0])[:40] if len(unclear) else None)


def _group(name: str, number: int) -> pl.Expr:
    return pl.col(name).struct.field(str(number))


def _year(text: pl.Expr) -> pl.Expr:
    number = text.cast(pl.Int64, strict=False)
    short = number + pl.when(number >= _PIVOT).then(1900).otherwise(2000)
    return pl.when(text.str.len_bytes() <= 2).then(short).otherwise(number)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Null where there is no such day."""
    return pl.concat_str(year, month, day, separator="-").str.to_date("%Y-%m-%d", strict=False)


@cache
def _months() -> dict[str, int]:
    """Full and short names and what they begin with, in the languages exports come in."""
    names = {"sept": 9}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=language).items():
                names.setdefault(name.casefold().rstrip("."), int(number))
    begins: dict[str, set[int]] = {}  # three letters, where they mean one month in all languages
    for name, number in list(names.items()):
        begins.setdefault(name[:3], set()).add(number)
    for start, months in begins.items():
        if len(months) == 1:
            names.setdefault(start, *months)
    return names


def _month(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().replace_strict(_months(), default=None, return_dtype=pl.Int64)


def _shifted(day: pl.Expr, tail: pl.Expr) -> pl.Expr:
    """The UTC day; null where what follows the day is no time of day."""
    time = tail.str.extract_groups(_TIME).struct
    hour, minute, second = (time.field(str(i)).cast(pl.Int64) for i in (1, 2, 3))
    half = time.field("4").str.slice(0, 1).str.to_lowercase()
    minute, second = minute.fill_null(0), second.fill_null(0)
    clock = pl.when(half.is_null()).then(hour).otherwise(hour % 12 + 12 * (half == "p"))
    real = (
        (minute < 60)
        & (second <= 60)
        & pl.when(half.is_null()).then(hour < 24).otherwise(hour.is_between(1, 12))
    )
    away = time.field("6").cast(pl.Int64) * 60 + time.field("7").cast(pl.Int64).fill_null(0)
    away = pl.when(time.field("5") == "-").then(-away).otherwise(away).fill_null(0)
    days = (clock * 60 + minute - away).floordiv(24 * 60)
    return (
        pl.when(tail == "")
        .then(day)
        .when(real & away.abs().le(15 * 60))
        .then(day + pl.duration(days=days))
    )
