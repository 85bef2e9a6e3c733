"""Recurring revenue: lines of contracts, monthly invoices or lengths of stay → good rows."""

import polars as pl

from data.imports import periods
from data.imports.contract import Choices
from data.imports.keys import content_keys, own_keys, reject_repeated
from data.imports.money import read_money
from data.imports.rows import Rows
from data.refused import Invalid

_TWELVE = pl.lit(12, pl.Int64)


def revenue(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["revenue"].

    A row with a first day lasts until its end, for its months, or goes on; a row of a month is an
    invoice of that month; a row with nothing but months began so long before the day that the
    person names, and ended on it if it says that the customer left.
    """
    key, name = rows.text("account_key"), rows.text("account_name")
    rows.reject(key.is_null() & name.is_null(), "account_name", "no account")
    money = _monthly(rows, choices)
    rows.reject(money["units"].is_null(), "monthly_cents", "no amount")
    days, dated = _days(rows, choices)
    rows.reject(days["from_on"].is_null(), "from_on", "no first day")
    backwards = days["until_on"] <= days["from_on"]
    rows.reject(backwards, "until_on" if rows.label("until_on") else "last_on", _BACKWARDS)
    frame = pl.DataFrame(
        {
            "account_key": key,
            "account_name": name,
            "deal_key": rows.text("deal_key"),
            **days.to_dict(),
            "monthly_cents": money["units"],
            "currency": money["currency"],
        }
    )
    return frame.with_columns(_key(rows, frame, dated).alias("source_key"))


_BACKWARDS = "it ends before it begins"


def _days(rows: Rows, choices: Choices) -> tuple[pl.DataFrame, bool]:
    """`from_on, until_on`, and whether the file itself says when."""
    months = periods.months(rows)
    if rows.label("from_on"):
        said = periods.days(rows, choices)
        ends = pl.coalesce("until_on", pl.Series("until", periods.lasting(said["from_on"], months)))
        return said.with_columns(ends.alias("until_on")), True
    if rows.label("month"):
        return periods.of_month(rows, choices), True
    if choices.asked_on is None:
        raise Invalid("The file counts months. Say the day that they are counted back from.")
    day = choices.asked_on
    rows.notes.append(f"Months are counted back from {day.day} {day:%B %Y}.")
    left = rows.flag("churned")
    back = pl.DataFrame({"months": months, "left": left}).select(
        pl.lit(day).dt.offset_by(pl.format("-{}mo", "months")).alias("from_on"),
        pl.when("left").then(pl.lit(day)).alias("until_on"),
    )
    return back, False


def _monthly(rows: Rows, choices: Choices) -> pl.DataFrame:
    """`units` a month and `currency`; a yearly amount is a twelfth of itself, half to even."""
    if rows.label("monthly_cents") or not rows.label("yearly_cents"):
        if (rows.label("monthly_cents") or "").strip().lower() in ("amount", "revenue", "value"):
            rows.notes.append(f"'{rows.label('monthly_cents')}' is taken as that of one month.")
        return read_money(rows, "monthly_cents", choices)
    yearly = read_money(rows, "yearly_cents", choices)
    whole, rest = pl.col("units") // _TWELVE, pl.col("units") % _TWELVE
    up = (rest > 6) | ((rest == 6) & (whole % 2 == 1))
    return yearly.with_columns((whole + up.cast(pl.Int64)).alias("units"))


def _key(rows: Rows, frame: pl.DataFrame, dated: bool) -> pl.Series:
    if rows.label("source_key") is not None:
        key = own_keys(rows)
        reject_repeated(rows, key, "source_key")
        return key
    told_by = ["account_key", "account_name", "deal_key", *(["from_on"] if dated else [])]
    rows.notes.append(
        "The file has no id column: its lines are told apart by account and deal"
        + (" and first day" if dated else "")
        + ", so a change there makes a new line."
    )
    return content_keys([frame[name] for name in told_by], repeat=True)
