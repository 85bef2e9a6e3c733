"""Quotas, commission paid and parts in a deal: rows of a file → good rows; who is matched later."""

from decimal import Decimal

import polars as pl

from data.imports import periods
from data.imports.contract import Choices
from data.imports.decimals import decimals
from data.imports.keys import (
    content_keys,
    own_keys,
    reject_repeated,
    salesforce_ids,
    salesforce_people,
)
from data.imports.money import read_money
from data.imports.rows import Rows

_MONTH_DAYS = 30.44


def quotas(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["quotas"].

    The period is two days, a day and months, or a quarter, month or year by name. With a first day
    alone a quota runs until the person's next one, the last for as long as the file's usually do.
    """
    person = salesforce_people(rows.text("person"))
    rows.reject(person.is_null(), "person", "no person")
    money = read_money(rows, "amount_cents", choices)
    rows.reject(money["units"].is_null(), "amount_cents", "no amount")
    frame = pl.DataFrame(
        {
            "person": person,
            **_period(rows, choices, person).to_dict(),
            "amount_cents": money["units"],
            "currency": money["currency"],
        }
    )
    rows.reject(frame["from_on"].is_null(), _said(rows), "no period")
    rows.reject(frame["until_on"].is_null(), _said(rows), "no end and no length")
    rows.reject(frame["until_on"] <= frame["from_on"], _said(rows), "it ends before it begins")
    return frame.with_columns(_key(rows, frame, ("person", "from_on"), "quotas"))


def commissions(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["commissions"]; a negative amount was taken back."""
    person = salesforce_people(rows.text("person"))
    rows.reject(person.is_null(), "person", "no person")
    money = read_money(rows, "amount_cents", choices, negative=True)
    rows.reject(money["units"].is_null(), "amount_cents", "no amount")
    paid = rows.dates(["paid_on"], choices.date_order)["paid_on"]
    rows.reject(paid.is_null(), "paid_on", "no day")
    frame = pl.DataFrame(
        {
            "person": person,
            "deal_key": salesforce_ids(rows.text("deal_key")),
            "paid_on": paid,
            "amount_cents": money["units"],
            "currency": money["currency"],
        }
    )
    return frame.with_columns(_key(rows, frame, ("person", "deal_key", "paid_on"), "payments"))


def splits(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["splits"]; shares may be `60%`, 60 or 0.6, decided for the column."""
    person, deal = salesforce_people(rows.text("person")), salesforce_ids(rows.text("deal_key"))
    rows.reject(deal.is_null(), "deal_key", "no deal")
    rows.reject(person.is_null(), "person", "no person")
    share = _basis_points(rows)
    text = rows.text("share_bp")
    rows.reject(text.is_null(), "share_bp", "no share")
    odd = share.is_null() | ~share.is_between(1, 10_000)
    rows.reject(text.is_not_null() & odd, "share_bp", "is no share of a deal", quote=text)
    frame = pl.DataFrame({"deal_key": deal, "person": person, "share_bp": share})
    return frame.with_columns(content_keys([deal, person], repeat=True).alias("source_key"))


def _period(rows: Rows, choices: Choices, person: pl.Series) -> pl.DataFrame:
    said = periods.days(rows, choices)
    parts = [said]
    if rows.label("months"):
        ends = periods.lasting(said["from_on"], periods.months(rows))
        parts.append(said.select("from_on").with_columns(ends))
    if rows.label("quarter"):
        parts.append(periods.of_quarter(rows))
    if rows.label("month"):
        parts.append(periods.of_month(rows, choices))
    if rows.label("year") and not rows.label("quarter") and not rows.label("month"):
        parts.append(periods.of_year(rows))
    found = periods.first_of(parts)
    return found if len(parts) > 1 or not _open(found) else _until_the_next(rows, found, person)


def _open(days: pl.DataFrame) -> bool:
    return bool((days["from_on"].is_not_null() & days["until_on"].is_null()).any())


def _until_the_next(rows: Rows, days: pl.DataFrame, person: pl.Series) -> pl.DataFrame:
    """Each quota until the person's next; the last for the file's usual number of months."""
    frame = days.with_columns(person.alias("person")).with_row_index("row")
    firsts = frame.select("person", "from_on").drop_nulls().unique().sort("person", "from_on")
    firsts = firsts.with_columns(next_on=pl.col("from_on").shift(-1).over("person"))
    gaps = firsts.select((pl.col("next_on") - pl.col("from_on")).dt.total_days()).drop_nulls()
    if gaps.is_empty():
        return days
    usual = max(1, round(float(gaps.to_series().median() or 0) / _MONTH_DAYS))  # type: ignore[arg-type]
    rows.notes.append(
        "The file gives first days alone: a quota runs until the person's next one, her last one"
        f" for {usual} month{'s' * (usual > 1)}, as long as most do."
    )
    ends = pl.coalesce("until_on", "next_on", pl.col("from_on").dt.offset_by(f"{usual}mo"))
    found = frame.join(firsts, on=["person", "from_on"], how="left").sort("row")
    return found.select("from_on", ends.alias("until_on"))


def _said(rows: Rows) -> str:
    fields = ("from_on", "quarter", "month", "year", "until_on")
    return next((field for field in fields if rows.label(field)), "from_on")


def _basis_points(rows: Rows) -> pl.Series:
    """Of a column of shares; what it is counted in is what makes sense of all of it."""
    text = rows.text("share_bp")
    numbers = decimals(text)
    percent = any("%" in cell for cell in numbers)
    largest = max(numbers.values(), default=Decimal(0))
    points = (rows.label("share_bp") or "").lower().rstrip().endswith("bp")
    times = 1 if points else 100 if percent or largest > 1 else 10_000
    whole = {
        cell: int((number * times).to_integral_value())
        for cell, number in numbers.items()
        if abs(number) <= 10_000
    }
    return text.replace_strict(whole, default=None, return_dtype=pl.Int64)


def _key(rows: Rows, frame: pl.DataFrame, told_by: tuple[str, ...], what: str) -> pl.Series:
    if rows.label("source_key") is not None:
        key = own_keys(rows)
        reject_repeated(rows, key, "source_key")
        return key.alias("source_key")
    names = [name for name in told_by if rows.label(name) or name in ("person", "from_on")]
    spoken = ", ".join(name.removesuffix("_key").removesuffix("_on") for name in names)
    rows.notes.append(
        f"The file has no id column: its {what} are told apart by {spoken}, so a change there"
        " makes a new one."
    )
    return content_keys([frame[name] for name in names], repeat=True).alias("source_key")
