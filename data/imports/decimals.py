"""Cells of shares as exact numbers; whether they are percent is for the caller to say."""

from decimal import Decimal, InvalidOperation

import polars as pl


def decimals(text: pl.Series) -> dict[str, Decimal]:
    """Each different cell that holds a finite number, a percent sign or not, and that number."""
    numbers: dict[str, Decimal] = {}
    for cell in text.drop_nulls().unique():
        try:
            number = Decimal(cell.replace("%", "").replace(",", ".").strip())
        except InvalidOperation:
            continue
        if number.is_finite():
            numbers[cell] = number
    return numbers
