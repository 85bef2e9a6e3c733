"""Which account a deal or a request means: by the CRM's key, then by name; never by likeness."""

import polars as pl

from data.names import name_keys
from data.reads import meaning


def meant_accounts(
    refs: pl.DataFrame, source: str, known: pl.DataFrame, said: pl.DataFrame
) -> meaning.Meaning:
    """The meaning of `refs` (`account_key`, `account_name`, one of them not null; `rows`).

    A key that nothing answers to is looked up by name among the accounts that other files
    brought, unless two keys of this file bear that name: those are two accounts. An account known
    by its name alone takes the key on.
    """
    keyed = _by_key(refs, source, known, said)
    fresh = meaning.provisional(keyed.filter(pl.col("id").is_null()), 0).select(
        "id",
        pl.lit(source).alias("source"),
        pl.col("account_key").alias("source_key"),
        "name",
        "rows",
    )
    also = fresh.select("id", name_keys(fresh["name"]).alias("key"), "source", "source_key")
    bare = refs.filter(pl.col("account_key").is_null())
    texts = bare.select(pl.col("account_name").alias("text"), "rows")
    named = meaning.by_name("account", texts, pl.concat([known, also]), said, taken=fresh.height)
    told = pl.concat(
        [
            keyed.filter(pl.col("id").is_not_null()).select("account_key", "id"),
            fresh.select(pl.col("source_key").alias("account_key"), "id"),
        ]
    )
    ids = refs.join(told, on="account_key", how="left").join(
        named.ids.rename({"text": "account_name", "id": "named"}), on="account_name", how="left"
    )
    by_its_key = pl.col("account_key").is_not_null()
    new = fresh.select(
        name_keys(fresh["name"]).alias("key"),
        pl.col("name").alias("text"),
        "rows",
        pl.lit(0, pl.Int64).alias("several"),
    )
    unknown = pl.concat([meaning.listed("account", new), named.unknown])
    return meaning.Meaning(
        ids=ids.select(
            "account_key",
            "account_name",
            pl.when(by_its_key).then("id").otherwise("named").alias("id"),
        ),
        newcomers=pl.concat([fresh.select(*meaning.NEWCOMERS), named.newcomers]),
        adopted=keyed.filter(pl.col("bare")).select(
            "id", pl.lit(source).alias("source"), pl.col("account_key").alias("source_key")
        ),
        unknown=unknown.sort("rows", "text", descending=[True, False]),
    )


def _by_key(
    refs: pl.DataFrame, source: str, known: pl.DataFrame, said: pl.DataFrame
) -> pl.DataFrame:
    """`account_key, name, rows, id, bare`: null id = new; bare = known by its name until now."""
    own = known.filter(pl.col("source") == source)
    own = own.select(pl.col("source_key").alias("account_key"), pl.col("id").alias("own"))
    others = known.filter(pl.col("source") != source)
    keyed = (
        refs.filter(pl.col("account_key").is_not_null())
        .group_by("account_key")
        .agg(pl.col("account_name").min(), pl.col("rows").sum())
        .join(own, on="account_key", how="left")
        .sort("account_key")
    )
    unclear = keyed.filter(pl.col("own").is_null()).drop_nulls("account_name")
    unclear = unclear.filter(name_keys(unclear["account_name"]).is_unique())
    texts = unclear.select(pl.col("account_name").alias("text"), "rows")
    found = meaning.by_name("account", texts, others, said).ids.filter(pl.col("id") > 0)
    found = found.join(known.select("id", pl.col("source") == meaning.BY_NAME).unique(), on="id")
    found = found.rename({"text": "account_name", "id": "other", "source": "bare"})
    keyed = keyed.join(found, on="account_name", how="left").with_columns(
        pl.when(pl.col("own").is_null()).then("other").alias("other"),
        pl.coalesce("account_name", "account_key").alias("name"),
    )
    return keyed.select(
        "account_key",
        "name",
        "rows",
        pl.coalesce("own", "other").alias("id"),
        (pl.col("other").is_not_null() & pl.col("bare")).fill_null(False).alias("bare"),
    )
