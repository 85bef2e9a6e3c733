"""An amount column with its currency: from its own column, from the cell, or as chosen."""

import polars as pl

from data.imports.amounts import empty_amount, read_amounts
from data.imports.contract import Choices
from data.imports.currencies import currency_in, names, precisions
from data.imports.header_money import currency_meant, money_in
from data.imports.rows import Rows
from data.refused import Invalid


def read_money(rows: Rows, field: str, choices: Choices, *, negative: bool = False) -> pl.DataFrame:
    """`units` (integer minor units of the currency, null = unknown) and `currency`.

    Rejects rows whose amount cannot be read, is negative (unless it may be), or has no known
    currency.
    Raises Invalid when the chosen currency is none.
    """
    known = precisions()
    usual = choices.currency.strip().upper()
    if usual not in known:
        raise Invalid(f"'{usual}' is not the code of a currency, such as USD or EUR.")
    header = money_in(rows.label(field) or "")
    chosen = currency_meant(header.currency, usual) or usual
    text = rows.text(field)
    text = text.to_frame().select(pl.when(~empty_amount(text)).then(field)).to_series()
    column = rows.text("currency")
    stated = _codes(column, chosen)
    rows.reject(
        column.is_not_null() & stated.is_null(), "currency", "is not a currency", quote=column
    )
    inside, strange = currency_in(text, chosen)
    rows.reject(strange, field, "names a currency that is not known", quote=text)
    currency = stated.fill_null(inside).fill_null(chosen).alias("currency")
    places = currency.replace_strict(known, return_dtype=pl.Int64)
    numeric = rows.cells(field).dtype.is_numeric()
    money = read_amounts(text, places, numeric=numeric, power=header.power)
    rows.reject(money["reason"].is_not_null(), field, money["reason"])
    if not negative:
        rows.reject(money["units"] < 0, field, "is negative", quote=text)
    if header.currency and (text.is_not_null() & stated.is_null() & inside.is_null()).any():
        rows.notes.append(f"'{rows.label(field)}' is taken as {chosen}: its header says so.")
    if header.power:
        times = f"{10**header.power:,}"
        rows.notes.append(f"'{rows.label(field)}': each number was multiplied by {times}.")
    if money["assumed"].any():
        example = text.filter(money["assumed"])[0]
        rows.notes.append(f"'{rows.label(field)}': {example} and its like were read as thousands.")
    return money.select("units", currency)


def _codes(column: pl.Series, usual: str) -> pl.Series:
    """ISO codes of codes, signs and names in any case; null where it is no known currency."""
    if not column.len() - column.null_count():
        return column
    codes: dict[str, str] = {}
    known = precisions()
    distinct = column.drop_nulls().unique()
    signs, _ = currency_in(pl.Series([f"{c} 1" for c in distinct], dtype=pl.String), usual)
    for text, sign in zip(distinct, signs, strict=True):
        code = text.upper() if text.upper() in known else sign or names().get(text.lower())
        if code:
            codes[text] = code
    return column.replace_strict(codes, default=None, return_dtype=pl.String)
