"""Which arm somebody is in, by the name that a file gives it; a doubtful name is asked about."""

import re
from collections.abc import Mapping
from functools import partial

import polars as pl

from data.imports.languages import spoken
from data.imports.rows import NO, YES, Rows, each_text

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
_HELD_OUT = dict.fromkeys(YES, "holdout") | dict.fromkeys((*NO, "none"), "mail")
_FIELDS: Mapping[str, Mapping[str, str]] = {"held_out": _HELD_OUT, "arm": {}}
_UNKNOWN = "is neither plainly mail nor plainly holdout"


def arms(rows: Rows, sent: pl.Series) -> pl.Series:
    """mail or holdout: by the column of who was held out where it says, else by that of arms;
    several kinds of mail are one arm."""
    texts = {name: rows.text(name).str.to_lowercase() for name in _FIELDS if rows.label(name)}
    if not texts:
        rows.notes.append("The file names no arms: everybody in it counts as written to.")
        return pl.Series("arm", ["mail"], dtype=pl.String).new_from_index(0, rows.height)
    said = pl.DataFrame(
        {name: each_text(text, partial(_means, _FIELDS[name])) for name, text in texts.items()}
    )
    bare = pl.DataFrame(texts).select(pl.all_horizontal(pl.all().is_null())).to_series()
    written = pl.when(bare & sent.is_not_null()).then(pl.lit("mail"))
    found = said.select(pl.coalesce(*said.columns, written).alias("arm")).to_series()
    name, text = list(texts.items())[-1]
    rows.reject(found.is_null(), name, _UNKNOWN, quote=text.fill_null(""))
    mails = rows.text("arm").str.to_lowercase().filter((found == "mail").fill_null(False))
    mails = mails.drop_nulls().unique().sort()
    if len(mails) > 1:
        named = ", ".join(f"'{name[:40]}'" for name in mails.head(5))
        rows.notes.append(f"{named} are one arm here: written to.")
    return found


def _means(known: Mapping[str, str], arm: str) -> str | None:
    return known.get(arm) or _meant(arm)


def _meant(arm: str) -> str | None:
    """mail or holdout; None where a negation leaves it open or no word of it is known."""
    name = spoken(arm)
    if name in _WHOLE:
        return _WHOLE[name]
    if re.search(_CONTROL, name):
        return None if re.search(rf"\b(?:{_NO}|un) ?(?:{_CONTROL})", name) else "holdout"
    if spared := _SPARED.search(name):
        before = name[: spared.start()]
        return None if re.search(_SENT, before) or _DOUBTFUL.search(before) else "holdout"
    sent = re.search(rf"{_SENT}|\bsent\b", name)
    return "mail" if sent and not _DOUBTFUL.search(name) else None
