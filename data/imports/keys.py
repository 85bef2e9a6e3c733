"""The key under which a row is known in its source, made from its content where it has none."""

import hashlib
from collections.abc import Sequence

import polars as pl

from data.imports.contract import SALESFORCE_USER
from data.imports.rows import Rows

LONGEST = 255
_PIECE = 160
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def own_keys(rows: Rows, *, columns: Sequence[str] = ("source_key",)) -> pl.Series:
    """The file's own ids; rejects rows without one, or with one longer than LONGEST."""
    parts = pl.DataFrame([rows.text(c) for c in columns])
    key = parts.select(pl.concat_str(pl.all(), separator=" / ", ignore_nulls=True)).to_series()
    rows.reject(parts.to_series(0).is_null(), columns[0], "no id")
    long = key.str.len_chars() > LONGEST
    rows.reject(long, columns[0], f"the id is longer than {LONGEST} characters")
    return salesforce_ids(key) if rows.layout.dialect.name == "salesforce" else key


def salesforce_ids(ids: pl.Series) -> pl.Series:
    """18 characters say the same as their first 15, which are case-sensitive."""
    shape = ids.str.contains(r"^[A-Za-z0-9]{15}[A-Z0-5]{3}$")
    frame = pl.DataFrame({"id": ids, "long": shape})
    return frame.select(
        pl.when("long").then(pl.col("id").str.slice(0, 15)).otherwise("id")
    ).to_series()


def salesforce_people(names: pl.Series) -> pl.Series:
    """Names as they are, and a Salesforce user's id by its 18 characters: names are compared
    without case, in which two ids of 15 characters may be the same."""
    users = names.filter(names.str.contains(SALESFORCE_USER)).unique().to_list()
    return names.replace(users, [_long(user) for user in users]) if users else names


def _long(user: str) -> str:
    """The last three characters say which of each five before them are capitals.

    Source: Salesforce Help, "Convert 15 character record IDs to 18 character record IDs".
    """
    blocks = (user[at : at + 5] for at in (0, 5, 10))
    capitals = (sum(c.isupper() << i for i, c in enumerate(block)) for block in blocks)
    return user[:15] + "".join(_CAPITALS[which] for which in capitals)


def content_keys(parts: Sequence[pl.Series], *, repeat: bool) -> pl.Series:
    """A key from texts and dates: lower case, single spaces, joined by ` | `.

    Args:
        parts: what tells rows apart; null and empty count alike.
        repeat: rows with the same content are different things, and the second of them is
            "… #2"; without it they are the same thing.
    """
    folded = [
        pl.col(f"{i}").cast(pl.String).fill_null("").str.to_lowercase().str.replace_all(r"\s+", " ")
        for i in range(len(parts))
    ]
    frame = pl.DataFrame({f"{i}": part for i, part in enumerate(parts)})
    frame = frame.select(key=pl.concat_str(folded, separator=" | "))
    long = frame["key"].str.len_chars() > _PIECE
    if long.any():
        texts = frame["key"].filter(long)
        short = [
            f"{t[:_PIECE]}…{hashlib.blake2b(t.encode(), digest_size=8).hexdigest()}" for t in texts
        ]
        frame = pl.DataFrame({"key": frame["key"].clone().scatter(long.arg_true(), short)})
    if not repeat or not frame["key"].is_duplicated().any():
        return frame["key"]
    nth = pl.int_range(1, pl.len() + 1).over("key")
    return frame.select(
        pl.when(nth == 1).then("key").otherwise(pl.format("{} #{}", "key", nth))
    ).to_series()


def reject_repeated(rows: Rows, keys: pl.Series, field: str) -> None:
    """Of standing rows with one key the first stays."""
    frame = pl.DataFrame(
        {"key": keys, "line": rows.table.cells["line"], "fine": rows.standing()}
    ).with_row_index("row")
    frame = frame.filter(pl.col("fine") & pl.col("key").is_not_null())
    later = frame.filter(~pl.col("key").is_first_distinct())
    if later.is_empty():
        return
    first = frame.filter(pl.col("key").is_in(later["key"].unique().implode()))
    first = first.unique("key", keep="first", maintain_order=True)
    named = later.join(first, on="key", how="left", maintain_order="left")
    told = named.select(pl.format("same id as line {}", "line_right")).to_series()
    none = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
    reasons = none.scatter(later["row"], told)
    rows.reject(reasons.is_not_null(), field, reasons)
