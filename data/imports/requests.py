"""Requests: rows of a file → good rows, one per customer's ask. Linking them is done elsewhere."""

import polars as pl

from data.imports.contract import Choices
from data.imports.keys import content_keys, own_keys, reject_repeated
from data.imports.languages import folded
from data.imports.notes import without_markup
from data.imports.rows import Rows, each_text

_WITH_TOPIC = ("uservoice", "fider", "canny", "aha")  # there a row's id is the idea's
_MARKED_UP = ("aha", "productboard")
_NEEDS = {
    "blocker": "blocker blocking musthave must critical showstopper dealbreaker",
    "important": "important shouldhave should high",
    "nice to have": "nicetohave nice couldhave could low minor",
}
_INTENTS = {
    "new business": "newbusiness new acquisition prospect",
    "expansion": "expansion upsell crosssell growth",
    "retention": "retention renewal churn churnrisk",
}


def requests(rows: Rows, choices: Choices) -> pl.DataFrame:
    """Columns of SCHEMAS["requests"]; a request without words says its title.

    `asked_on` is `choices.asked_on`, or null, in files that have no date column at all; in
    others a row without a day is rejected.
    """
    title = rows.text("title")
    words = rows.text("words")
    if rows.layout.dialect.name in _MARKED_UP:
        words = without_markup(words)
    words = words.fill_null(title)
    rows.reject(words.is_null(), "words" if rows.label("words") else "title", "nothing was asked")
    asked = rows.dates(["asked_on"], choices.date_order)["asked_on"]
    if rows.label("asked_on"):
        rows.reject(asked.is_null(), "asked_on", "no day")
    else:
        asked = pl.Series("asked_on", [choices.asked_on], dtype=pl.Date).new_from_index(
            0, rows.height
        )
        said = f"all are dated {choices.asked_on}" if choices.asked_on else "they have no day yet"
        rows.notes.append(f"The file says no day for its requests; {said}.")
    dialect = rows.layout.dialect.name
    author = rows.text("author").fill_null(rows.text("creator"))
    frame = pl.DataFrame(
        {
            "title": title,
            "words": words,
            **{c: rows.text(c) for c in ("account_name", "deal_key", "status", "topic_key")},
            "asked_on": asked,
            "author": author,
            "need": _word(rows.text("need"), _NEEDS),
            "intent": _word(rows.text("intent"), _INTENTS),
            "votes": rows.whole_numbers("votes"),
            "labels": rows.texts("labels"),
        }
    )
    if dialect in _WITH_TOPIC and rows.label("source_key"):
        frame = frame.with_columns(rows.text("source_key").alias("topic_key"))
    return frame.with_columns(_key(rows, frame).alias("source_key"))


def _key(rows: Rows, frame: pl.DataFrame) -> pl.Series:
    if rows.label("source_key") is None:
        rows.notes.append(
            "The file has no id column: its requests are told apart by their words, author and "
            "day, so a change there makes a new request."
        )
        told_by = [frame[c] for c in ("title", "words", "author", "account_name")]
        asked = [frame["asked_on"]] if rows.label("asked_on") else []
        return content_keys([*told_by, *asked], repeat=True)
    if _a_row_a_voter(rows):
        voter = "author" if rows.label("author") else "creator"
        key = own_keys(rows, columns=("source_key", voter))
    else:
        key = own_keys(rows)
    reject_repeated(rows, key, "source_key")
    return key


def _a_row_a_voter(rows: Rows) -> bool:
    """Whether a row is one voter of an idea, so that its id comes again."""
    by = (rows.label("author") or "").lower()
    return rows.layout.dialect.name == "uservoice" or by.startswith("voter")


def _word(texts: pl.Series, meanings: dict[str, str]) -> pl.Series:
    known = {word: meaning for meaning, words in meanings.items() for word in words.split()}
    bare = texts.str.replace_all(r"\d", "")
    return each_text(bare, lambda text: known.get(folded(text))).alias(texts.name)
