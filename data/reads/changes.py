"""What accepting a parsed file would do to the store, row by row. It writes nothing.

The preview shows it and the action carries it out, so the two cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection

from data.imports.contract import REJECTED, SHOP_KINDS, Parsed
from data.reads.fitting import fitting, replaced
from data.reads.identity import first_of_each, identified
from data.reads.meaning import BY_NAME, SEVERAL
from data.reads.references import Same, Wanted, wanted
from data.reads.shop_changes import shop_changes
from data.reads.stored import COLUMNS, schema, stored

FED_BY: Mapping[str, tuple[str, ...]] = {  # stored column ← the file's fields that speak of it
    "account_id": ("account_key", "account_name"),
    "product_id": ("product",),
    "owner_id": ("owner",),
    "logged_by_id": ("author",),
    "person_id": ("author", "person"),
    "material_id": ("material",),
    "amount_cents": ("amount_cents", "expected_cents"),
    "list_cents": ("list_cents", "discount"),
    "from_on": ("from_on", "month", "months", "quarter", "year"),
    "until_on": ("until_on", "last_on", "month", "months", "quarter", "year", "from_on"),
    "monthly_cents": ("monthly_cents", "yearly_cents"),
    "rate_billionths": ("rate_billionths", "per_company"),
    "deal_id": ("deal_key", "deal_name"),
    "team_id": ("team",),
    "closed_on": ("closed_on", "won_on", "lost_on"),
    "title": ("title", "words"),
    "currency": (
        "currency",
        "amount_cents",
        "expected_cents",
        "list_price_cents",
        "monthly_cents",
        "yearly_cents",
        "pair",
    ),
}
SUPPOSED = ("currency", "asked_on")  # a file without them is given them; what is stored holds


@dataclass(frozen=True)
class Plan:
    """Every good row as it would be stored, and what has to be there first."""

    rows: pl.DataFrame
    """`line, change` (new, updated, unchanged), `id, source, source_key` and the kind's stored
    columns; id null = new; a reference below 0 is a newcomer's provisional id."""
    wanted: Wanted
    touched: tuple[str, ...]
    """Columns in which any updated row differs from what is stored."""
    rejected: pl.DataFrame
    """Good rows that the store cannot take, schema of `Parsed.rejected`."""
    gone: tuple[int, ...] = ()
    """Ids that a file replaces with what it says of the same deal; of other kinds none are."""

    def count(self, change: str) -> int:
        """How many rows are `new`, `updated` or `unchanged`."""
        return int((self.rows["change"] == change).sum())


def plan(connection: Connection, parsed: Parsed, *, same: Same, gives_access: bool) -> Plan:
    """What accepting `parsed` would change.

    Args:
        same: (kind, text) → id, what a person says that a text means, beside what is remembered.
        gives_access: whether the file may set e-mail addresses and roles.
    """
    if parsed.kind in SHOP_KINDS:
        rows, touched, refused = shop_changes(connection, parsed)
        return Plan(rows, Wanted(rows.clear(), {}), touched, refused)
    names = wanted(connection, parsed, parsed.good, same)
    rows, twice = first_of_each(parsed.kind, names.rows)
    before = stored(connection, parsed.kind, parsed.dialect)
    rows, unfit = fitting(parsed.kind, rows)
    rows, clashing = identified(parsed.kind, rows, before, parsed.dialect)
    gone = replaced(parsed.kind, rows, before)
    rows, touched = _merged(parsed, rows, before, gives_access)
    refused = pl.concat([twice, unfit, clashing]).sort("line")
    return Plan(rows, names, touched, _with_raw(refused, parsed.good), gone)


def _with_raw(refused: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """With what was read of each row; the file's own text is not at hand any more."""
    said = good.filter(pl.col("line").is_in(refused["line"].implode()))
    cells = [pl.col(name).cast(pl.String).fill_null("") for name in good.columns if name != "line"]
    raw = said.select("line", pl.concat_str(cells, separator=",").alias("raw"))
    return refused.join(raw, on="line", how="left", maintain_order="left").select(*REJECTED)


def _merged(
    parsed: Parsed, rows: pl.DataFrame, before: pl.DataFrame, gives_access: bool
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """What the file says over what is stored; columns that it does not carry erase nothing."""
    fed = set(parsed.columns.values())
    rows = rows.with_columns(pl.lit(parsed.dialect).alias("source"))
    both = rows.join(before, on="id", how="left", suffix="_was", maintain_order="left")
    both = both.with_columns(_said_now(column, fed) for column in COLUMNS[parsed.kind])
    bare = pl.col("source_was").is_null() | (pl.col("source_was") == BY_NAME)
    both = both.with_columns(
        *(
            pl.when(bare).then(name).otherwise(f"{name}_was").alias(name)
            for name in ("source", "source_key")
        ),
        *_rules(parsed.kind, gives_access),
    )
    columns = list(schema(parsed.kind))
    differs = both.filter(pl.col("id").is_not_null()).select(
        "line",
        *(pl.col(name).ne_missing(pl.col(f"{name}_was")) for name in columns if name != "id"),
    )
    touched = [name for name in differs.columns[1:] if differs[name].any()]
    updated = (
        differs.filter(pl.any_horizontal(touched))["line"] if touched else differs["line"].clear()
    )
    change = (
        pl.when(pl.col("id").is_null())
        .then(pl.lit("new"))
        .when(pl.col("line").is_in(updated.implode()))
        .then(pl.lit("updated"))
        .otherwise(pl.lit("unchanged"))
    )
    return both.select("line", change.alias("change"), *columns), tuple(touched)


def _said_now(column: str, fed: set[str]) -> pl.Expr:
    said, was = pl.col(column), pl.col(f"{column}_was")
    if not fed.intersection(FED_BY.get(column, (column,))):
        said = pl.coalesce(was, said) if column in SUPPOSED else pl.coalesce(said, was)
    if column.endswith("_id"):
        said = pl.when(pl.col(column) == SEVERAL).then(was).otherwise(said)
    return said.alias(column)


def _rules(kind: str, gives_access: bool) -> list[pl.Expr]:
    """What a kind does otherwise than "the file's word over the stored one"."""
    if kind == "deals":
        return [
            _team_of_deal(),
            pl.when(pl.col("state") != "open").then("closed_on").alias("closed_on"),
        ]
    if kind == "requests":
        return [pl.coalesce("team_id", "then_team_id"), pl.coalesce("segment", "then_segment")]
    if kind == "notes":
        return [pl.coalesce("team_id", "then_team_id")]
    if kind == "people":
        return _access(gives_access)
    return []


def _team_of_deal() -> pl.Expr:
    """The owner's team when first seen, and again when an open deal goes to somebody else."""
    was_open = (pl.col("state") == "open") | (pl.col("state_was") == "open")
    moved = pl.col("owner_id").ne_missing(pl.col("owner_id_was")) & pl.col("owner_id").is_not_null()
    anew = pl.col("id").is_null() | (moved & was_open)
    kept = pl.coalesce("team_id", "then_team_id")
    return pl.when(anew).then("then_team_id").otherwise(kept).alias("team_id")


def _access(gives_access: bool) -> list[pl.Expr]:
    """Only an administrator's file gives roles and addresses to sign in with, says who left, and
    moves those who can sign in to another team: a team decides what a person sees. No file makes
    an administrator inactive or gives her another role: the last one could not come back; and none
    brings back whom an administrator made inactive."""
    was_active = pl.col("active_was").fill_null(True)
    if gives_access:
        kept = pl.col("role_was") == "administrator"
        here = was_active & pl.col("active").fill_null(True)
        role = pl.coalesce("role", "role_was", pl.lit("viewer"))
        return [
            pl.when(kept).then("role_was").otherwise(role).alias("role"),
            pl.coalesce("email", "email_was").alias("email"),
            pl.when(kept).then(was_active).otherwise(here).alias("active"),
        ]
    signs_in = pl.col("email_was").is_not_null()
    return [
        was_active.alias("active"),
        pl.coalesce("role_was", pl.lit("viewer")).alias("role"),
        pl.col("email_was").alias("email"),
        pl.when(signs_in).then("team_id_was").otherwise("team_id").alias("team_id"),
    ]
