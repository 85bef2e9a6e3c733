"""What the names in a column of a file mean, and the rows with the ids; it decides no likeness."""

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection

from data.imports.contract import Parsed
from data.names import name_key
from data.reads import meaning
from data.reads.meant_accounts import meant_accounts

Same = Mapping[tuple[str, str], int]
"""(kind, text) → id: what a person says that a text in the file means."""


def named(
    connection: Connection,
    kind: str,
    good: pl.DataFrame,
    column: str,
    same: Same,
    known: pl.DataFrame | None = None,
) -> meaning.Meaning:
    """What each text of a column means, among `known` or all of the kind that are here."""
    texts = good.group_by(pl.col(column).alias("text")).agg(pl.len().alias("rows"))
    return meaning.by_name(
        kind,
        texts.drop_nulls("text"),
        meaning.known(connection, kind) if known is None else known,
        _said(connection, kind, same),
    )


def account_meant(
    connection: Connection,
    parsed: Parsed,
    good: pl.DataFrame,
    same: Same,
    *,
    any_source: bool = False,
) -> meaning.Meaning:
    """What each account's key and name mean; with `any_source` another system's key does too."""
    refs = good.group_by("account_key", "account_name").agg(pl.len().alias("rows"))
    refs = refs.filter(pl.col("account_key").is_not_null() | pl.col("account_name").is_not_null())
    known = meaning.known(connection, "account")
    if any_source:  # a billing system has the CRM's key for it, if only one CRM has such a key
        ours = pl.col("source_key").is_unique() & (pl.col("source") != meaning.BY_NAME)
        known = known.with_columns(
            pl.when(ours).then(pl.lit(parsed.dialect)).otherwise("source").alias("source")
        )
    return meant_accounts(refs, parsed.dialect, known, _said(connection, "account", same))


def _said(connection: Connection, kind: str, same: Same) -> pl.DataFrame:
    """What was said before, and what is said now, which holds."""
    now = {name_key(text): subject for (of, text), subject in same.items() if of == kind}
    before = meaning.said(connection, kind).filter(~pl.col("key").is_in(list(now)))
    new = pl.DataFrame({"key": list(now), "said": list(now.values())}, schema=meaning.SAID)
    return pl.concat([before, new])


def with_id(rows: pl.DataFrame, meant: meaning.Meaning, column: str, name: str) -> pl.DataFrame:
    """The rows with the id that the text in a column means, null where it means none."""
    return rows.join(meant.ids.rename({"text": column, "id": name}), on=column, how="left")


def with_account(rows: pl.DataFrame, meant: meaning.Meaning) -> pl.DataFrame:
    """The rows with `account_id`, null where none is meant."""
    ids = meant.ids.rename({"id": "account_id"})
    return rows.join(ids, on=["account_key", "account_name"], how="left", nulls_equal=True)


def known_only(meant: meaning.Meaning) -> meaning.Meaning:
    """Without newcomers: a text that nobody here bears means none."""
    known = pl.when(pl.col("id") >= 0).then("id").alias("id")
    return meaning.Meaning(
        meant.ids.with_columns(known),
        meant.newcomers.clear(),
        meant.adopted,
        meant.unknown.filter(pl.col("candidates") > 0),
    )


def several(*meant: meaning.Meaning) -> tuple[str, ...]:
    """A sentence per name that several rows of the store bear, the ten with most rows."""
    return several_of(pl.concat([each.unknown for each in meant]))


def several_of(unknown: pl.DataFrame) -> tuple[str, ...]:
    """A sentence per name of `unknown` that several bear, the ten with most rows."""
    shared = unknown.filter(pl.col("candidates") > 0)
    return tuple(
        f"{n} {kind}s are called “{text}”. Which one is meant is not guessed: {rows:,} rows keep"
        f" what they have, and new ones come in without a {kind}, unless you say which."
        for kind, text, rows, n in shared.head(10).iter_rows()
    )
