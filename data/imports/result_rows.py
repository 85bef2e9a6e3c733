"""When somebody was assigned, written to and bought, and in which arm: from rows of results.

A file that says whether and not when is taken at its word: what it says happened at once.
"""

import re

import polars as pl

from data.imports.contract import Choices
from data.imports.languages import folded
from data.imports.moments import DAY_MS, read_moments, said_whether
from data.imports.rows import Rows

FIELDS = ("assigned_at", "sent_at", "purchased_at", "unsubscribed_at", "bounced_at")
_WHOLE = {"c": "holdout", "0": "holdout", "none": "holdout", "t": "mail", "1": "mail"}
_NO = (
    "(?:no|not|non|none|never|without|ohne|keine?|nicht|sans|pas|sin|senza|geen|niet|zonder|sem"
    "|nao)"
)
_SENT = "mail|treat|test|varia(?:nt|tion)|campaign|remind"
_NOT_HAD = (  # what somebody goes without who is held out
    rf"(?:{_SENT}|sent|contact|kontakt|messag|newsletter|kampagne|campag|campan"
    "|behand|trait|trata|tratta|correo|courriel)"
)
_SPARED = re.compile(  # "no mail", "pas d'e-mail", "nomail", "un-treated"
    rf"\b(?:{_NO} (?:(?:any|be|been|de) )?(?:e ?)?{_NOT_HAD}|{_NO}e?{_NOT_HAD}"
    r"|un ?(?:e ?)?(?:(?:mail|treat|test|contact)ed|sent|behandelt)\b)"
)
_CONTROL = r"h[eo]ld ?out|control|kontroll|temoin"
_DOUBTFUL = re.compile(  # may take back what stands beside it
    rf"\b(?:{_NO}|un|nie|jamais|nunca|nein|false|zero|0|neither|nor|cannot|minus)\b"
    r"|\b(?:do|did|was|were|is|has|have)nt\b|\b(?:nessun|ningun|nenhum|aucun)"
    r"|\b(?:exclu|except|supp?ress|withh|skip|block|cancel|stop|fail|undel|unsub|bounc|remov)"
)
_UNKNOWN = "is neither plainly mail nor plainly holdout"


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
    names = text.drop_nulls().unique()
    means = pl.Series([_meant(name) for name in names], dtype=pl.String)
    said = text.replace_strict(names, means, default=None, return_dtype=pl.String)
    written = pl.col("arm").is_null() & pl.col("sent").is_not_null()
    known = pl.when(written).then(pl.lit("mail")).otherwise("said")
    found = pl.DataFrame({"arm": text, "sent": sent, "said": said}).with_columns(
        known.alias("found")
    )
    rows.reject(found["found"].is_null(), "arm", _UNKNOWN, quote=text.fill_null(""))
    mails = found.filter(pl.col("found") == "mail")["arm"].drop_nulls().unique().sort()
    if len(mails) > 1:
        named = ", ".join(f"'{name[:40]}'" for name in mails.head(5))
        rows.notes.append(f"{named} are one arm here: written to.")
    return found["found"].alias("arm")


def _meant(arm: str) -> str | None:
    """mail or holdout; None where a negation leaves it open or no word of it is known."""
    words = re.split(r"[^\w'’\u0300-\u036f]+|_+", arm)
    name = " ".join(word for word in map(folded, words) if word)
    if name in _WHOLE:
        return _WHOLE[name]
    if re.search(_CONTROL, name):
        return None if re.search(rf"\b(?:{_NO}|un) ?(?:{_CONTROL})", name) else "holdout"
    if spared := _SPARED.search(name):
        before = name[: spared.start()]
        return None if re.search(_SENT, before) or _DOUBTFUL.search(before) else "holdout"
    sent = re.search(rf"{_SENT}|\bsent\b", name)
    return "mail" if sent and not _DOUBTFUL.search(name) else None
