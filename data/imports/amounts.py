"""Texts → integer minor units, exactly; which sign is the decimal one is the column's decision.

A lone separator before a group of exactly three digits (`1,234`, `1.234`) is a thousands
separator unless another value of the column shows that it is the decimal sign. Digits beyond the
currency's smallest unit are rounded half to even.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal

import polars as pl

from data.imports.currencies import PLAIN, POWERS, SHAPE, SPACES

_EMPTY = ("", "-", "--", "—", "–", "n/a", "na", "null", "none", "nil", "\\n", "nan", "#n/a")
_POINT = r"^(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(?:\.\d*)?$|^\.\d+$"
_COMMA = r"^(?:\d{1,3}(?:\.\d{2,3})*\.\d{3}|\d+)(?:,\d*)?$|^,\d+$"
_EITHER = r"^[1-9]\d{0,2}[.,]\d{3}$"
_INT64 = 2**63 - 1
_EXACT = Context(prec=200)


def empty_amount(texts: pl.Series) -> pl.Series:
    """True where a text says that there is no amount."""
    return texts.str.to_lowercase().is_in(_EMPTY)


def read_amounts(
    texts: pl.Series, places: pl.Series, *, numeric: bool, power: int = 0
) -> pl.DataFrame:
    """Minor units of a String column.

    Args:
        texts: trimmed, null = empty.
        places: decimal places of each row's currency.
        numeric: the file itself holds numbers, so that a point is the decimal sign.
        power: of ten, by which the header says that all are to be multiplied; not those that say
            it themselves (`12k`).

    Returns:
        `units` Int64 (null where empty or unreadable), `reason` (null where fine), `assumed`
        (a lone separator was read as thousands, and nothing in the column confirms it).
    """
    frame = pl.DataFrame({"text": texts, "places": places.cast(pl.Int64)})
    frame = frame.with_columns(unsure=False, assumed=False)
    if numeric:
        frame = _numbers(frame)
    elif texts.str.contains(PLAIN).all():
        if not power and (frame["places"] >= _decimals(texts)).all():
            return _plain(frame)
        frame = frame.with_columns(
            scale=0,
            number=pl.col("text").str.strip_prefix("-"),
            minus=pl.col("text").str.starts_with("-"),
        )
    else:
        frame = _shaped(frame)
    return _units(frame.with_columns(pl.col("scale").replace(0, power)) if power else frame)


def _decimals(texts: pl.Series) -> pl.Series:
    """How many digits stand behind the point of plain numbers."""
    point = texts.str.find(".", literal=True).cast(pl.Int64)
    return (texts.str.len_bytes().cast(pl.Int64) - point - 1).fill_null(0)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Plain numbers that say no more than the currency's smallest unit: nothing is rounded."""
    digits = frame["text"].str.replace(".", "", literal=True).cast(pl.Int64)
    shift = frame["places"] - _decimals(frame["text"])
    return frame.select(
        "assumed",
        units=digits * pl.lit(10, pl.Int64).pow(shift),
        reason=pl.lit(None, pl.String),
    )


def _numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """What a typed column prints, 1e21 and 1e-7 included, written out."""
    long = frame["text"].filter(frame["text"].str.contains("e", literal=True)).unique()
    written = {text: format(Decimal(text), "f") for text in long}
    text = pl.col("text").replace(written) if written else pl.col("text")
    return frame.with_columns(
        number=text.str.strip_prefix("-").str.extract(r"^(\d*\.?\d*)$"),
        scale=0,
        minus=text.str.starts_with("-"),
    )


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    packed = pl.col("text").str.replace_all(SPACES, "")
    shape = packed.str.extract_groups(SHAPE).alias("shape")
    frame = frame.with_columns(shape)
    opened, before, _, after, number, scale, _, behind, closed = (
        pl.col("shape").struct.field(str(i)) for i in range(1, 10)
    )
    signs = [s.is_in(["-", "−", "–"]).fill_null(False) for s in (before, after, behind)]
    signed = pl.sum_horizontal(opened.is_not_null(), *signs)  # accounting brackets are one too
    whole = (opened.is_null() == closed.is_null()) & (signed <= 1)
    frame = frame.with_columns(
        number=pl.when(whole).then(number),
        scale=scale.str.to_lowercase()
        .replace_strict(POWERS, default=None, return_dtype=pl.Int64)
        .fill_null(0),
        minus=signed > 0,
    )
    return _formed(frame)


def _formed(frame: pl.DataFrame) -> pl.DataFrame:
    """Numbers with a decimal point and no thousands separators; null where the column as a whole
    does not say which sign is which (`unsure`) or the text is no number."""
    number = pl.col("number")
    dotted = number.str.contains(".", literal=True)
    commaed = number.str.contains(",", literal=True)
    point, comma = number.str.contains(_POINT), number.str.contains(_COMMA)
    either = number.str.contains(_EITHER) & ~(
        dotted & ((pl.col("scale") > 0) | (pl.col("places") == 3))
    )
    sure_point = (dotted | commaed) & ~either & point & (dotted | ~comma)
    sure_comma = (dotted | commaed) & ~either & comma & ~sure_point
    frame = frame.with_columns(point=point, comma=comma, either=either)
    votes = frame.select(
        point=sure_point.sum(),
        comma=sure_comma.sum(),
        as_point=(either & commaed).sum(),  # `1,234` with its comma for thousands
        as_comma=(either & dotted).sum(),
    ).row(0, named=True)
    mixed = votes["point"] and votes["comma"]
    column = "point" if votes["point"] >= votes["comma"] else "comma"
    if not votes["point"] and not votes["comma"]:
        mixed = votes["as_point"] and votes["as_comma"]
        column = "comma" if votes["as_comma"] and not votes["as_point"] else "point"
    fits = pl.col(column) & ~pl.col("either") if mixed else pl.col(column)
    unsure = (pl.col("point") | pl.col("comma")) & ~fits if mixed else pl.lit(False)
    shown = mixed or votes["point"] or votes["comma"]
    thousands, decimal = (",", ".") if column == "point" else (".", ",")
    plain = number.str.replace_all(thousands, "", literal=True)
    plain = plain.str.replace(decimal, ".", literal=True)
    return frame.with_columns(
        number=pl.when(fits).then(plain), unsure=unsure, assumed=pl.lit(False) if shown else either
    )


def _units(frame: pl.DataFrame) -> pl.DataFrame:
    parts = pl.col("number").str.splitn(".", 2).struct
    whole = parts.field("field_0").str.strip_chars_start("0")
    rest = parts.field("field_1").fill_null("")
    shift = pl.col("places") + pl.col("scale")
    frame = frame.with_columns(whole=whole, rest=rest, shift=shift)
    digits = pl.concat_str("whole", pl.col("rest").str.pad_end(12, "0").str.slice(0, "shift"))
    beyond = pl.col("rest").str.slice("shift")
    frame = frame.with_columns(digits=digits.str.strip_chars_start("0"), beyond=beyond)
    kept = pl.col("digits").str.zfill(1).cast(pl.Int64, strict=False)
    half = pl.col("beyond").str.replace(r"0+$", "")
    up = (half > "5") | ((half == "5") & (kept % 2 == 1))
    units = kept + up.cast(pl.Int64)
    readable = pl.col("number").is_not_null()
    small = pl.col("digits").str.len_bytes() <= 18
    frame = frame.with_columns(
        units=pl.when(readable & small).then(units), readable=readable, large=readable & ~small
    )
    if frame["large"].any():
        frame = _large(frame)
    signed = pl.when("minus").then(-pl.col("units")).otherwise("units")
    reason = (
        pl.when(pl.col("text").is_null() | pl.col("units").is_not_null())
        .then(None)
        .when("unsure")
        .then(_quoted("has a point or comma that the column uses both ways"))
        .when(pl.col("readable"))
        .then(_quoted("is too large to be an amount"))
        .otherwise(_quoted("is not an amount"))
    )
    return frame.select("assumed", units=signed, reason=reason)


def _quoted(words: str) -> pl.Expr:
    return pl.format("'{}' " + words, pl.col("text").str.slice(0, 60))


def _large(frame: pl.DataFrame) -> pl.DataFrame:
    """The few beyond 18 digits, one by one: they fit 64 bits or are not amounts."""
    units: list[int | None] = []
    for digits, beyond in frame.filter("large").select("digits", "beyond").iter_rows():
        if len(digits) > 30:
            units.append(None)
            continue
        exact = Decimal(f"{digits}.{beyond[:40] or '0'}")
        rounded = int(exact.quantize(Decimal(1), ROUND_HALF_EVEN, _EXACT))
        units.append(rounded if rounded <= _INT64 else None)
    at = frame["large"].arg_true()
    filled = frame["units"].clone().scatter(at, pl.Series(units, dtype=pl.Int64))
    return frame.with_columns(units=filled)
