"""When somebody was assigned, written to and bought, and in which arm: from rows of results.

A file that says whether and not when is taken at its word: what it says happened at once.
"""

import polars as pl

from data.imports.contract import Choices
from data.imports.moments import DAY_MS, read_moments, said_whether
from data.imports.rows import Rows

FIELDS = ("assigned_at", "sent_at", "purchased_at", "unsubscribed_at", "bounced_at")
_HOLDOUT = ("c", "0", "none", "témoin")
_MAIL = ("t", "1", "sent")
_NOT_WRITTEN_TO = r"hold-? ?out|contr[oô]l|kontroll|\bno[ -]|without|untreated|not (?:mailed|sent)"
_WRITTEN_TO = r"mail|treat|test|variant|variation|campaign|remind"


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
        told = pl.DataFrame({"yes": yes, "sent": sent}).select(pl.when("yes").then("sent"))
        found = found.with_columns(told.to_series().alias(field))
        rows.notes.append(f"'{rows.label(field)}' says whether and not when: at once, it is taken.")
    return found.with_columns(assigned_at=assigned).select(FIELDS)


def dateless(rows: Rows) -> bool:
    """Whether no column says when somebody was assigned or written to."""
    return rows.label("assigned_at") is None and rows.label("sent_at") is None


def arms(rows: Rows, sent: pl.Series) -> pl.Series:
    """mail or holdout; several kinds of mail are one arm."""
    text = rows.text("arm").str.to_lowercase().alias("arm")
    if rows.label("arm") is None:
        rows.notes.append("The file names no arms: everybody in it counts as written to.")
        return pl.Series("arm", ["mail"], dtype=pl.String).new_from_index(0, rows.height)
    arm = pl.col("arm")
    known = (
        pl.when(arm.is_in(_HOLDOUT) | arm.str.contains(_NOT_WRITTEN_TO))
        .then(pl.lit("holdout"))
        .when(arm.is_in(_MAIL) | arm.str.contains(_WRITTEN_TO))
        .then(pl.lit("mail"))
        .when(arm.is_null() & pl.col("sent").is_not_null())
        .then(pl.lit("mail"))
    )
    found = pl.DataFrame({"arm": text, "sent": sent}).with_columns(known.alias("found"))
    rows.reject(found["found"].is_null(), "arm", _UNKNOWN, quote=text.fill_null(""))
    mails = found.filter(pl.col("found") == "mail")["arm"].drop_nulls().unique().sort()
    if len(mails) > 1:
        named = ", ".join(f"'{name[:40]}'" for name in mails.head(5))
        rows.notes.append(f"{named} are one arm here: written to.")
    return found["found"].alias("arm")


_UNKNOWN = "is neither mail nor holdout"
