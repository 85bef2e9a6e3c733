"""When somebody was assigned, written to and bought: from rows of results.

A file that says whether and not when is taken at its word: what it says happened at once.
"""

import polars as pl

from data.imports.contract import Choices
from data.imports.moments import DAY_MS, read_moments, said_whether
from data.imports.rows import Rows
from data.refused import Invalid

FIELDS = ("assigned_at", "sent_at", "purchased_at", "unsubscribed_at", "bounced_at")


def result_moments(rows: Rows, choices: Choices) -> pl.DataFrame:
    """FIELDS as moments; without any column of when, all are of the day that the person names."""
    whether = said_whether(rows, FIELDS[2:])
    dated = tuple(field for field in FIELDS if field not in whether)
    found = pl.DataFrame(read_moments(rows, dated, choices.date_order))
    if dateless(rows) and choices.asked_on:
        day = choices.asked_on
        at = pl.lit(day).cast(pl.Int64) * DAY_MS
        found = found.with_columns(at.alias("assigned_at"))
        rows.notes.append(f"The file says no moment of assignment; all are of {day}.")
    assigned = found.select(pl.coalesce("assigned_at", "sent_at")).to_series()
    rows.reject(assigned.is_null(), "assigned_at", "no moment")
    sent = found.select(pl.coalesce("sent_at", "assigned_at")).to_series()
    for field, yes in whether.items():
        once = assigned if field == "purchased_at" else sent  # the holdout is sent nothing
        told = pl.DataFrame({"yes": yes, "at": once}).select(pl.when("yes").then("at"))
        found = found.with_columns(told.to_series().alias(field))
        rows.notes.append(f"'{rows.label(field)}' says whether and not when: at once, it is taken.")
    found = found.with_columns(assigned_at=assigned).select(FIELDS)
    return found if "purchased_at" in whether else _on_the_day(rows, found)


def _on_the_day(rows: Rows, found: pl.DataFrame) -> pl.DataFrame:
    """Where purchases have days and no times, those of the day of assignment come after it."""
    day, start = pl.col("purchased_at") // DAY_MS, pl.col("assigned_at")
    if not found.select((day * DAY_MS == pl.col("purchased_at")).all()).item():
        return found
    same = (day == start // DAY_MS) & (start % DAY_MS > 0)
    if not found.select(same.any()).item():
        return found
    rows.notes.append(
        f"'{rows.label('purchased_at')}' says days and no times: who bought on the day of her"
        " assignment bought after it, it is taken."
    )
    return found.with_columns(purchased_at=pl.when(same).then(start).otherwise("purchased_at"))


def bought(rows: Rows, moments: pl.DataFrame, cents: pl.Series) -> pl.DataFrame:
    """`moments` with a purchase at once for whoever paid, where no column says who bought."""
    both = moments.with_columns(cents.alias("cents"))
    paid = pl.col("cents") > 0
    if rows.label("purchased_at"):
        lost = both.filter(paid & pl.col("purchased_at").is_null()).height
        if lost:
            rows.notes.append(f"{lost:,} rows have an amount and no purchase: it is nobody's.")
        return moments
    if not both.select(paid.any()).item():
        return moments
    label = rows.label("value_cents")
    if rows.height > 1 and both.select(paid.fill_null(False).all()).item():
        raise Invalid(
            f"'{label}' has an amount in every row, so it does not say who bought: say which column"
            " does."
        )
    rows.notes.append(
        f"'{label}' says how much and not when: who paid bought at once, it is taken."
    )
    at = pl.when(paid).then("assigned_at")
    return both.with_columns(purchased_at=at).drop("cents")


def say_unmet(rows: Rows, key: pl.Series, purchased_at: pl.Series) -> None:
    """A row for each mail says the purchase in the row of whichever mail it followed."""
    bought = (
        pl.DataFrame({"key": key, "at": purchased_at})
        .group_by("key")
        .agg(first=pl.col("at").first(), any=pl.col("at").is_not_null().any())
    )
    lost = bought.filter(pl.col("first").is_null() & pl.col("any")).height
    if lost:
        rows.notes.append(
            f"{lost:,} customers bought by a further row of theirs, which is left out: sum the file"
            " up to one row for each customer."
        )


def dateless(rows: Rows) -> bool:
    """Whether no column says when somebody was assigned or written to."""
    return rows.label("assigned_at") is None and rows.label("sent_at") is None
