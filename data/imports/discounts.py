"""What a deal's content costs by the list: as the file says, or from the discount that it names."""

from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl

from data.imports.contract import Choices
from data.imports.decimals import decimals
from data.imports.money import read_money
from data.imports.rows import Rows


def list_amounts(rows: Rows, paid: pl.Series, choices: Choices) -> pl.Series:
    """Minor units, null = not said. A discount of 10% on 90 paid is a list price of 100.

    A list price of 0 is none; a discount that is no share below the whole is left unknown and
    counted in a note.
    """
    if rows.label("list_cents"):
        units = read_money(rows, "list_cents", choices)["units"]
        return units.to_frame("list_cents").select(
            pl.when(pl.col("list_cents") > 0).then("list_cents")
        )["list_cents"]
    if not rows.label("discount"):
        return rows.nothing("list_cents", pl.Int64)
    return _from_discount(rows, paid)


def _from_discount(rows: Rows, paid: pl.Series) -> pl.Series:
    text = rows.text("discount")
    numbers = decimals(text)
    parts = any("%" in cell for cell in numbers) or max(numbers.values(), default=Decimal(0)) > 1
    share = {cell: number / 100 if parts else number for cell, number in numbers.items()}
    kept = {cell: 1 - part for cell, part in share.items() if 0 <= part < 1}
    if parts:
        rows.notes.append(f"'{rows.label('discount')}' is read as percent.")
    lost = int((text.is_not_null() & ~text.is_in(list(kept))).sum())
    if lost:
        rows.notes.append(f"'{rows.label('discount')}' is no discount, left unknown: {lost:,}.")
    listed = [
        None
        if units is None or cell not in kept
        else int((Decimal(units) / kept[cell]).quantize(Decimal(1), ROUND_HALF_EVEN))
        for cell, units in zip(text, paid, strict=True)
    ]
    return pl.Series("list_cents", listed, dtype=pl.Int64)
