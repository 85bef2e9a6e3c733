"""The cells of a file by field, and what is wrong with its rows; it decides nothing itself."""

from collections.abc import Callable, Sequence

import polars as pl

from data.imports.contract import REJECTED, DateOrder
from data.imports.dates import DateOrderUnknown, empty_date, read_dates
from data.imports.headers import Layout
from data.imports.table import Table

YES = ("true", "t", "yes", "y", "1", "x", "wahr", "ja", "oui")
_WHOLE = r"^\d{1,3}([\s\u{a0}\u{202f},.'’]\d{3})*$|^\d{1,18}$"
_MARKED = r"^'[^\p{L}]*\d[^\p{L}]*$"  # a number, day or moment; a word is the customer's own
NO = ("false", "f", "no", "n", "0", "falsch", "nein", "non")


class Rows:
    """Series of a table's fields, all of one height, and the first reason against each row."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self.table, self.layout = table, layout
        self.height = table.cells.height
        self.notes: list[str] = []
        self._texts: dict[str, pl.Series] = {}
        self._against: list[pl.DataFrame] = []

    def label(self, field: str) -> str | None:
        """The file's header that feeds a field, None when nothing does."""
        fields = self.layout.fields
        return self.layout.labels[fields.index(field)] if field in fields else None

    def cells(self, field: str) -> pl.Series:
        """The column as the file has it; nulls where nothing feeds the field."""
        if field not in self.layout.fields:
            return self.nothing(field, pl.String)
        return self.table.cells[str(self.layout.fields.index(field))].alias(field)

    def text(self, field: str) -> pl.Series:
        """Trimmed texts, null where empty; whole numbers without a decimal point."""
        if field not in self.layout.fields:
            return self.nothing(field, pl.String)
        if field not in self._texts:
            self._texts[field] = _unmarked(as_text(self.cells(field))).alias(field)
        return self._texts[field]

    def texts(self, field: str) -> pl.Series:
        """All columns that feed a field, joined by commas."""
        at = [str(i) for i, f in enumerate(self.layout.fields) if f == field]
        if len(at) < 2:
            return self.text(field)
        parts = pl.DataFrame({i: as_text(self.table.cells[i]) for i in at})
        joined = parts.select(pl.concat_str(pl.all(), separator=", ", ignore_nulls=True))
        text = joined.to_series().alias(field)
        return text.to_frame().select(pl.when(text != "").then(pl.col(field))).to_series()

    def nothing(self, field: str, dtype: type[pl.DataType]) -> pl.Series:
        """A column of nulls."""
        return pl.Series(field, [None], dtype=dtype).new_from_index(0, self.height)

    def flag(self, field: str) -> pl.Series:
        """True, False, or null where the file says neither."""
        if field not in self.layout.fields:
            return self.nothing(field, pl.Boolean)
        text = self.text(field).str.to_lowercase()
        frame = text.to_frame("t").select(
            pl.when(pl.col("t").is_in(YES)).then(True).when(pl.col("t").is_in(NO)).then(False)
        )
        return frame.to_series().alias(field)

    def dates(self, fields: Sequence[str], order: DateOrder | None) -> dict[str, pl.Series]:
        """Days by field; texts that are no day are rejected.

        Raises DateOrderUnknown, naming all columns that fit day-first and month-first alike.
        """
        days, unclear = {}, []
        for field in fields:
            if field not in self.layout.fields:
                days[field] = self.nothing(field, pl.Date)
                continue
            text = self.text(field)
            text = text.to_frame().select(pl.when(~empty_date(text)).then(field)).to_series()
            days[field], example = read_dates(
                text,
                order=order,
                epochs=_all_epochs(text),
                serials=self.table.serial_dates,
            )
            label = self.label(field) or field
            if example:
                unclear.append((label, example))
            said = f"is not a day, read {order}" if order else "is not a day"
            self.reject(text.is_not_null() & days[field].is_null(), field, said, quote=text)
        if unclear:
            raise DateOrderUnknown(unclear)
        return days

    def whole_numbers(self, field: str) -> pl.Series:
        """Int64; what is no whole number is left unknown, and a note counts it."""
        text = self.text(field)
        fine = pl.col(field).str.contains(_WHOLE)
        bare = pl.col(field).str.replace_all(r"\D", "")
        whole = pl.when(fine).then(bare.cast(pl.Int64, strict=False))
        number = text.to_frame().select(whole.alias(field)).to_series()
        lost = int((text.is_not_null() & number.is_null()).sum())
        if lost:
            self.notes.append(f"'{self.label(field)}' is no whole number, left unknown: {lost:,}.")
        return number

    def reject(
        self,
        mask: pl.Series,
        field: str | None,
        reason: str | pl.Series,
        *,
        quote: pl.Series | None = None,
    ) -> None:
        """Reject the rows of `mask` (null = not); `quote` puts the cell before the reason."""
        if not mask.any():
            return
        at = mask.fill_null(False).arg_true()
        found = pl.DataFrame({"row": at.cast(pl.Int64)})
        why = reason[at] if isinstance(reason, pl.Series) else pl.lit(reason)
        found = found.with_columns(
            column=pl.lit(self.label(field) if field else None, dtype=pl.String), reason=why
        )
        if quote is not None:
            cell = quote[at].str.slice(0, 60)
            found = found.with_columns(reason=pl.format("'{}' {}", cell, "reason"))
        self._against.append(found)

    def standing(self) -> pl.Series:
        """True for the rows nothing has been said against so far."""
        gone = [found["row"] for found in self._against]
        rows = pl.Series(range(0), dtype=pl.Int64) if not gone else pl.concat(gone)
        fine = pl.Series([True]).new_from_index(0, self.height)
        return fine.scatter(rows.unique(), False) if len(rows) else fine

    def rejected(self) -> pl.DataFrame:
        """Schema REJECTED: the rows without cells, and the first reason against the others."""
        if not self._against:
            return self.table.rejected
        found = pl.concat(self._against).unique("row", keep="first", maintain_order=True)
        found = found.sort("row")
        rows = found["row"].to_list()
        told = found.select(
            line=self.table.cells["line"].gather(found["row"]),
            column="column",
            reason="reason",
            raw=pl.Series(self.table.raw(rows), dtype=pl.String),
        )
        return pl.concat([self.table.rejected, told.cast(REJECTED)]).sort(
            "line", maintain_order=True
        )


def each_text(
    texts: pl.Series, means: Callable[[str], object], dtype: type[pl.DataType] = pl.String
) -> pl.Series:
    """What each text means, asked once for each different one; null where there is none."""
    different = texts.drop_nulls().unique()
    told = pl.Series([means(text) for text in different], dtype=dtype)
    return texts.replace_strict(different, told, default=None, return_dtype=dtype)


def _all_epochs(text: pl.Series) -> bool:
    """Whether a whole column is milliseconds since 1970."""
    return bool(text.str.contains(r"^\d{12,13}(?:\.0*)?$").all()) and text.null_count() < len(text)


def _unmarked(text: pl.Series) -> pl.Series:
    """Without the apostrophe that marks numbers as text for a spreadsheet, where all have it."""
    first = text.drop_nulls().head(1)
    if first.is_empty() or not first[0].startswith("'") or not text.str.contains(_MARKED).all():
        return text
    return text.str.slice(1)


def as_text(cells: pl.Series) -> pl.Series:
    """Any column as trimmed text, null where empty: days in ISO, moments in UTC."""
    kind = cells.dtype
    if kind.is_float():
        whole = cells.is_finite() & (cells == cells.floor()) & (cells.abs() < 2**53)
        frame = pl.DataFrame({"c": cells, "w": whole})
        integer = pl.col("c").cast(pl.Int64, strict=False).cast(pl.String)
        text = (
            pl.when("w")
            .then(integer)
            .when(pl.col("c").is_nan().not_())
            .then(pl.col("c").cast(pl.String))
        )
        return frame.select(text).to_series()
    if isinstance(kind, pl.Datetime):
        cells = cells.dt.convert_time_zone("UTC") if kind.time_zone else cells
        return cells.dt.strftime("%Y-%m-%d")
    if kind.is_nested() or kind == pl.Object:  # lists and structs of a Parquet file
        cells = pl.Series([None if cell is None else str(cell) for cell in cells], dtype=pl.String)
    trimmed = pl.col("cell").cast(pl.String, strict=False).str.strip_chars()
    return cells.to_frame("cell").select(pl.when(trimmed != "").then(trimmed)).to_series()
