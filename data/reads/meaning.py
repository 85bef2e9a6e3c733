"""Which row of the store a text of a file means: by its key, by what a person said, by exact name.

Nothing looser than that: a near-miss is a row of its own until somebody says otherwise. A text
that nothing answers to gets a provisional id below 0, one per distinct name; a name that several
rows bear gets SEVERAL, which leaves whatever a deal or a request holds as it is.
"""

from dataclasses import dataclass

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    exists,
    func,
    null,
    select,
    union_all,
)

from data.names import name_keys
from data.reads.frame import frame
from data.tables import Account, Alias, Deal, Material, Person, Product, Request, Team

BY_NAME = "by name"
"""The source of a row that is known by its name alone; its key is the name's."""
SEVERAL = 0

NOUNS: dict[str, type[Product] | type[Person] | type[Account]] = {
    "product": Product,
    "person": Person,
    "account": Account,
}
KNOWN = {"id": pl.Int64, "key": pl.String, "source": pl.String, "source_key": pl.String}
SAID = {"key": pl.String, "said": pl.Int64}
UNKNOWN = {"kind": pl.String, "text": pl.String, "rows": pl.Int64, "candidates": pl.Int64}
NEWCOMERS = {"id": pl.Int64, "source": pl.String, "source_key": pl.String, "name": pl.String}
ADOPTED = {"id": pl.Int64, "source": pl.String, "source_key": pl.String}


@dataclass(frozen=True)
class Meaning:
    """What the texts of one kind mean."""

    ids: pl.DataFrame
    """The columns asked about and `id`: positive, provisional (below 0) or SEVERAL."""
    newcomers: pl.DataFrame
    """Rows that the store lacks, schema NEWCOMERS, by provisional id."""
    adopted: pl.DataFrame
    """Accounts known by name alone whose own key this file tells, schema ADOPTED."""
    unknown: pl.DataFrame
    """Texts that a person may want to decide about, schema UNKNOWN, most rows first."""


def known(connection: Connection, kind: str) -> pl.DataFrame:
    """Every row of a kind (product, person, account, team, material), schema KNOWN; a person twice
    if she has an e-mail address, since a file may name her by either."""
    if kind == "team":
        query = select(Team.id, Team.name, null(), null())
        rows = frame(connection, query, KNOWN)
        return rows.with_columns(key=name_keys(rows["key"]))
    if kind == "material":
        return frame(connection, select(Material.id, Material.name_key, null(), null()), KNOWN)
    table = NOUNS[kind]
    query = select(table.id, table.name_key, table.source, table.source_key)
    if kind == "person":
        by_email = select(Person.id, func.lower(Person.email), Person.source, Person.source_key)
        query = union_all(query, by_email.where(Person.email.is_not(None)))  # type: ignore[assignment]
    return frame(connection, query, KNOWN)


def said(connection: Connection, kind: str) -> pl.DataFrame:
    """What people have said that texts mean, schema SAID."""
    subject = func.coalesce(Alias.product_id, Alias.person_id, Alias.account_id)
    return frame(connection, select(Alias.text_key, subject).where(Alias.kind == kind), SAID)


def emptied(kind: str) -> ColumnElement[bool]:
    """SQL: somebody said that the name of this product, person or account means another one, and
    no deal and no request is left that has this one. It stays on record; lists leave it out."""
    noun = NOUNS[kind]
    alias, *held = {
        "product": (Alias.product_id, Deal.product_id),
        "person": (Alias.person_id, Deal.owner_id, Request.logged_by_id),
        "account": (Alias.account_id, Deal.account_id, Request.account_id),
    }[kind]
    said = exists().where(Alias.kind == kind, Alias.text_key == noun.name_key, alias != noun.id)
    return and_(
        said.correlate(noun), *(~exists().where(one == noun.id).correlate(noun) for one in held)
    )


def by_name(
    kind: str, texts: pl.DataFrame, known: pl.DataFrame, said: pl.DataFrame, *, taken: int = 0
) -> Meaning:
    """The meaning of `texts` (`text`, unique; `rows`, how many rows say it).

    `taken`: how many provisional ids are given already.
    """
    several = pl.len().cast(pl.Int64).alias("several")
    named = known.unique(["id", "key"]).group_by("key")
    bearers = named.agg(pl.col("id").min().alias("found"), several)
    asked = (
        texts.with_columns(key=name_keys(texts["text"]))
        .join(said, on="key", how="left")
        .join(bearers, on="key", how="left")
        .sort("text")
    )
    one = pl.when(pl.col("several") > 1).then(SEVERAL).otherwise("found")
    asked = asked.with_columns(pl.coalesce("said", one).alias("id"))
    nobody = asked.filter(pl.col("id").is_null())
    names = nobody.group_by("key").agg(pl.col("text").min().alias("name")).sort("key")
    fresh = provisional(names, taken).with_columns(pl.lit(BY_NAME).alias("source"))
    asked = asked.join(fresh.select("key", pl.col("id").alias("new")), on="key", how="left")
    return Meaning(
        ids=asked.select("text", pl.coalesce("id", "new").alias("id")),
        newcomers=fresh.rename({"key": "source_key"}).select(*NEWCOMERS),
        adopted=pl.DataFrame(schema=ADOPTED),
        unknown=listed(kind, asked.filter(pl.col("id").is_null() | (pl.col("id") == SEVERAL))),
    )


def provisional(rows: pl.DataFrame, taken: int) -> pl.DataFrame:
    """The rows with an `id` below 0, counted on from those `taken`."""
    count = pl.int_range(pl.len(), dtype=pl.Int64)
    return rows.with_columns((-1 - taken - count).alias("id"))


def listed(kind: str, asked: pl.DataFrame) -> pl.DataFrame:
    """Texts nobody answers to, or several do (`key, text, rows, several`), as UNKNOWN."""
    once = asked.group_by("key").agg(
        pl.lit(kind).alias("kind"),
        pl.col("text").min(),
        pl.col("rows").sum().cast(pl.Int64),
        pl.col("several").max().fill_null(0).alias("candidates"),
    )
    return once.select(*UNKNOWN).sort("rows", "text", descending=[True, False])
