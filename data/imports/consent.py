"""Whether a customer may be written to, by whichever columns speak of it; in doubt she may not.

What becomes of it beside what other files say of her is decided where it is stored.
"""

import re

import polars as pl

from data.imports.languages import spoken
from data.imports.rows import NO, YES, Rows, each_text
from data.imports.shop_contract import REFUSED

_YES = (
    *("consent", "consented", "granted", "given", "accepted", "confirmed", "optin", "opt in"),
    *("opted in", "subscribed", "si", "sim", "angemeldet", "abonne", "abonnee", "inscrit"),
    *("inscrite", "suscrito", "suscrita", "iscritto", "iscritta"),
)
_AGAINST = (
    r"(?:un ?subs|opt(?:ed)? ?out|withdr[ae]w|revo(?:k|c|qu)|declin|refus|reject|object(?:ed|ion)"
    r"|black ?list|blocked|hard ?bounc|bounc|complain|spam|supp?ress|cleaned|des(?:abon|insc|usc)"
    r"|disiscri|abgemeldet|abgelehnt|wider(?:ruf|spr[ou]ch)|rifiut|geweigerd|afgemeld|uitgeschrev)"
)
_SAID_NO = re.compile(rf"\b{_AGAINST}")
_NOT_SAID = re.compile(rf"\b(?:not|never|no|nicht|nie|0) (?:yet )?{_AGAINST}")
_NO = re.compile(
    r"\b(?:no|not|non|none|never|without|nein|nie|kein\w*|nicht|ohne|sans|pas|jamais|sin|nunca|nao"
    r"|sem|geen|niet|zonder|false|falsch|faux|0|unknown|unbekannt|unconfirmed|pending|denied"
    r"|expired|inactive|missing|withheld)\b|^[fn]$"
)
_DATED = re.compile(r"\d{4}|\d[./-]\d")


def consent_basis(rows: Rows) -> pl.Series:
    """In the file's words; "consent" where it says yes alone; REFUSED where she said no; null
    where no basis is said."""
    said = pl.DataFrame(
        {
            "words": rows.text("consent_basis"),
            "basis": each_text(rows.text("consent_basis"), _answer),
            "accepts": each_text(rows.text("accepts"), _answer),
            "refused": each_text(rows.text("refused"), _refusal),
        }
    )
    _say_unclear(rows, said["accepts"])
    any_is = {answer: pl.any_horizontal(pl.exclude("words") == answer) for answer in _ANSWERS}
    words = pl.when(pl.col("basis").is_null()).then("words")
    found = (
        pl.when(any_is[REFUSED])
        .then(pl.lit(REFUSED))
        .when(any_is["no"])
        .then(None)
        .otherwise(pl.coalesce(words, pl.when(any_is["yes"]).then(pl.lit("consent"))))
    )
    return said.select(found.alias("consent_basis")).to_series()


_ANSWERS = ("yes", "no", REFUSED)


def _answer(text: str) -> str | None:
    """One of _ANSWERS, or null: other words."""
    name = spoken(text)
    if _SAID_NO.search(name) and not _NOT_SAID.search(name):
        return REFUSED
    if _NO.search(name):
        return "no"
    return "yes" if name in YES or name in _YES else None


def _refusal(text: str) -> str | None:
    """REFUSED where the cell of a column of refusals says that there was one, when, or how
    often."""
    name = spoken(text)
    if name in NO or not name.strip("0 ") or _NOT_SAID.search(name):  # 0000-00-00 is no day
        return None
    often = name.isdecimal()
    said = name in YES or often or _SAID_NO.search(name) or _DATED.search(text)
    return REFUSED if said else None


def _say_unclear(rows: Rows, accepts: pl.Series) -> None:
    text = rows.text("accepts")
    odd = text.filter(text.is_not_null() & accepts.is_null())
    if len(odd):
        rows.notes.append(
            f"'{rows.label('accepts')}' says neither yes nor no of {len(odd):,} customers, such as"
            f" “{odd[0][:60]}”: that gives no basis."
        )
