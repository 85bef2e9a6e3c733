"""Recurring revenue: lines of contracts, monthly invoices or lengths of stay → good rows."""

import re

import polars as pl

from data.imports import periods
from data.imports.contract import Choices
from data.imports.keys import content_keys, own_keys, reject_repeated
from data.imports.languages import folded
from data.imports.money import read_money
from data.imports.rows import Rows, each_text
from data.refused import Invalid

_TWELVE = pl.lit(12, pl.Int64)
_MONTHLY = re.compile(r"month|mrr|monat|mens", re.IGNORECASE)
_INTERVALS = {  # as so many weeks or months
    "day": (365, 12), "daily": (365, 12), "week": (52, 12), "weekly": (52, 12),
    "month": (1, 1), "monthly": (1, 1), "months": (1, 1), "1month": (1, 1),
    "quarter": (1, 3), "quarterly": (1, 3), "3month": (1, 3), "3months": (1, 3),
    "halfyear": (1, 6), "semiannual": (1, 6), "semiannually": (1, 6), "6months": (1, 6),
    "year": (1, 12), "yearly": (1, 12), "annual": (1, 12), "annually": (1, 12),
    "1year": (1, 12), "12months": (1, 12),
}  # fmt: skip
"""An interval → by what its amount is multiplied and divided for that of a month."""
_NONE = (None, None)


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
    label = rows.label("monthly_cents")
    if label or not rows.label("yearly_cents"):
        money = read_money(rows, "monthly_cents", choices)
        if label and not _MONTHLY.search(label):
            if rows.label("interval"):
                return _spread(rows, money)
            rows.notes.append(f"'{label}' is taken as that of one month.")
        return money
    yearly = read_money(rows, "yearly_cents", choices)
    whole, rest = pl.col("units") // _TWELVE, pl.col("units") % _TWELVE
    up = (rest > 6) | ((rest == 6) & (whole % 2 == 1))
    return yearly.with_columns((whole + up.cast(pl.Int64)).alias("units"))


def _spread(rows: Rows, money: pl.DataFrame) -> pl.DataFrame:
    """The part of a month in what an interval costs, half to even."""
    text = rows.text("interval")
    times = each_text(text, lambda word: _INTERVALS.get(folded(word), _NONE)[0], pl.Int64)
    by = each_text(text, lambda word: _INTERVALS.get(folded(word), _NONE)[1], pl.Int64)
    rows.reject(times.is_null(), "interval", "is no interval", quote=text.fill_null(""))
    rows.notes.append(
        f"'{rows.label('monthly_cents')}' is that of '{rows.label('interval')}'; the part of a"
        " month in it is taken."
    )
    parts = money.with_columns(
        (pl.col("units") * times).alias("of"), (by * _count(rows)).alias("by")
    )
    whole, rest = pl.col("of") // pl.col("by"), 2 * (pl.col("of") % pl.col("by"))
    up = (rest > pl.col("by")) | ((rest == pl.col("by")) & (whole % 2 == 1))
    return parts.select((whole + up.cast(pl.Int64)).alias("units"), "currency")


def _count(rows: Rows) -> pl.Series:
    """How many intervals an amount is for, 1 where nothing is said: 3 months are a quarter."""
    text = rows.text("interval_count")
    number = text.str.extract(r"^([1-9]\d{0,2})$").cast(pl.Int64)
    odd = text.is_not_null() & number.is_null()
    rows.reject(odd, "interval_count", "is no number of intervals", quote=text)
    return number.fill_null(1)


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
