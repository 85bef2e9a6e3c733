"""Notes that sellers wrote about deals: rows of a file → good rows. It judges no word."""

import html

import polars as pl

from data.imports.contract import Choices
from data.imports.keys import (
    content_keys,
    own_keys,
    reject_repeated,
    salesforce_ids,
    salesforce_people,
)
from data.imports.rows import Rows

LONGEST = 100_000  # characters; what is longer is a document and no note
_MARKED_UP = ("hubspot", "pipedrive")  # there a note's body is a web page
_ENDS_A_LINE = r"(?i)<br\s*/?>|</(?:p|div|li|tr|h\d|blockquote)\s*>"
_TAG = r"<!--(?s:.*?)-->|</?[A-Za-z][^<>]*>"


def notes(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["notes"]; without a day a note is rejected, without an author it is kept
    and counts for nobody."""
    words = rows.text("words")
    if rows.layout.dialect.name in _MARKED_UP:
        words = without_markup(words)
    rows.reject(words.is_null(), "words", "no words")
    rows.reject(words.str.len_chars() > LONGEST, "words", f"longer than {LONGEST:,} characters")
    noted = rows.dates(["noted_on"], choices.date_order)["noted_on"]
    rows.reject(noted.is_null(), "noted_on", "no day")
    deal_key = rows.text("deal_key")
    if rows.layout.dialect.name == "salesforce":
        deal_key = salesforce_ids(deal_key)
    several = deal_key.str.contains(";", literal=True)
    if several.any():
        deal_key = deal_key.str.split(";").list.first().str.strip_chars()
        rows.notes.append(
            f"{several.sum():,} notes belong to several deals; each counts for its first one."
        )
    frame = pl.DataFrame(
        {
            "words": words,
            "noted_on": noted,
            "deal_key": deal_key,
            "author": salesforce_people(rows.text("author")),
            **{name: rows.text(name) for name in ("deal_name", "account_name")},
        }
    )
    return frame.with_columns(_key(rows, frame).alias("source_key"))


def _key(rows: Rows, frame: pl.DataFrame) -> pl.Series:
    if rows.label("source_key") is None:
        rows.notes.append(
            "The file has no id column: its notes are told apart by their words, author, deal and"
            " day, so a change there makes a new note."
        )
        told_by = ("words", "author", "deal_key", "deal_name", "account_name", "noted_on")
        return content_keys([frame[name] for name in told_by], repeat=True)
    key = own_keys(rows)
    reject_repeated(rows, key, "source_key")
    return key


def without_markup(words: pl.Series) -> pl.Series:
    """The text of a small web page, line by line."""
    lines = words.str.replace_all(_ENDS_A_LINE, "\n").str.replace_all(_TAG, "")
    # Only the few with an entity go through Python.
    coded = lines.str.contains("&", literal=True).fill_null(False).arg_true()
    lines = lines.clone().scatter(coded, [html.unescape(text) for text in lines.gather(coded)])
    frame = lines.str.replace_all("\u00a0", " ").str.strip_chars().to_frame("text")
    return frame.select(pl.when(pl.col("text") != "").then("text").alias(words.name)).to_series()
