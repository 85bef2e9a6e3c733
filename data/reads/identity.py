"""Which rows of a file are rows that the store already has, and which it cannot take."""

import polars as pl

from data.reads.meaning import BY_NAME

REFUSED = {"line": pl.Int64, "column": pl.String, "reason": pl.String}
ONCE = {  # what may stand once among all of a kind: column, why a second row is left out
    "products": ("name_key", "name", "Line {} is a product of the same name."),
    "people": ("email", "email", "Line {} has the same e-mail address."),
}
TAKEN = {
    "products": "Another product here has this name.",
    "people": "Another person here has this e-mail address.",
}


BY_CONTENT = {"splits": ("deal_id", "person_id"), "rates": ("currency", "into", "on")}
"""Kinds whose rows are known by what they speak of, whatever a file calls them."""


def first_of_each(kind: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The first row of each key (and of each name or address that must be unique); the rest
    with the reason why they are left out, schema REFUSED."""
    rows, refused = _split(rows, "source_key", None, "Line {} has the same key.")
    if kind not in ONCE:
        return rows, refused
    rows, also = _split(rows, *ONCE[kind])
    return rows, pl.concat([refused, also])


def identified(
    kind: str, rows: pl.DataFrame, before: pl.DataFrame, source: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`rows` with `id`, null = new; and the rows that clash with another of the store.

    A row is known by its source and key. Beside that: a product by its name; a person by her
    e-mail address; an account or a person that came by name alone, by that name (a person's may
    be her address or key), if exactly one row on either side has it.
    """
    if kind in BY_CONTENT:
        content = list(BY_CONTENT[kind])
        own = before.select(*content, "id")
        rows = rows.join(own, on=content, how="left", maintain_order="left")
        return rows, pl.DataFrame(schema=REFUSED)
    own = before.filter(pl.col("source") == source).select("source_key", "id")
    rows = rows.join(own, on="source_key", how="left", maintain_order="left")
    bare = before.filter(pl.col("source").is_null() | (pl.col("source") == BY_NAME))
    if kind == "products":
        rows = _also(rows, before, "name_key")
    if kind == "people":
        rows = _also(rows, before, "email")
        rows = _also(rows, bare.with_columns(email="name_key"), "email")
        rows = rows.with_columns(as_name=pl.col("source_key").str.to_lowercase())
        rows = _also(rows, bare.with_columns(as_name="name_key"), "as_name").drop("as_name")
    if kind in ("accounts", "people"):
        rows = _also(rows, bare, "name_key")
    if kind not in ONCE:
        return rows, pl.DataFrame(schema=REFUSED)
    column, spoken, _ = ONCE[kind]
    owners = before.drop_nulls(column).select(column, pl.col("id").alias("owner"))
    rows = rows.join(owners, on=column, how="left", maintain_order="left")
    clash = pl.col("owner").is_not_null() & pl.col("owner").ne_missing(pl.col("id"))
    refused = _refused(rows.filter(clash), spoken, pl.lit(TAKEN[kind]))
    return rows.filter(~clash).drop("owner"), refused


def _refused(rows: pl.DataFrame, column: str | None, reason: pl.Expr) -> pl.DataFrame:
    return rows.select(
        "line", pl.lit(column, pl.String).alias("column"), reason.alias("reason")
    ).sort("line")


def _split(
    rows: pl.DataFrame, column: str, spoken: str | None, reason: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    repeated = rows[column].is_not_null() & ~rows[column].is_first_distinct()
    if not repeated.any():
        return rows, pl.DataFrame(schema=REFUSED)
    first = rows.group_by(column).agg(pl.col("line").min().alias("first"))
    again = rows.filter(repeated).join(first, on=column, how="left")
    words = pl.format(reason, pl.col("first"))
    return rows.filter(~repeated), _refused(again, spoken, words)


def _also(rows: pl.DataFrame, candidates: pl.DataFrame, column: str) -> pl.DataFrame:
    """Ids for rows that have none yet, by a column that says the same once on both sides."""
    free = candidates.join(rows.select("id").drop_nulls(), on="id", how="anti").drop_nulls(column)
    free = free.filter(pl.col(column).is_unique()).select(column, pl.col("id").alias("found"))
    open_rows = rows.filter(pl.col("id").is_null()).drop_nulls(column)
    open_rows = open_rows.filter(pl.col(column).is_unique()).select("line", column)
    found = open_rows.join(free, on=column).select("line", "found")
    rows = rows.join(found, on="line", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("id", "found").alias("id")).drop("found")
