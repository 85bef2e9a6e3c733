"""A parsed file's rows in the store's own columns: names become ids. It decides no likeness."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import Connection

from data.imports.contract import Parsed
from data.names import name_keys
from data.reads import meaning
from data.reads.named import Same as Same
from data.reads.named import (
    account_meant,
    known_only,
    named,
    several,
    several_of,
    with_account,
    with_id,
)
from data.reads.referred import (
    deal_ids,
    deals_called,
    people_by_key,
    people_known,
    segments,
    teams_of,
)
from data.reads.stored import COLUMNS
from data.tables.people import ROLES

INCENTIVES = ("revenue", "quotas", "commissions", "splits", "rates", "material-use")


@dataclass(frozen=True)
class Wanted:
    """The rows of a file as the store would write them, had it nothing yet."""

    rows: pl.DataFrame
    """`line, source_key`, the kind's stored columns, and `then_team_id`, `then_segment`: the
    team and segment of this moment, for rows seen for the first time."""
    newcomers: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """By kind (product, person, account, team), schema NEWCOMERS."""
    adopted: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=meaning.ADOPTED))
    unknown: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=meaning.UNKNOWN))
    notes: tuple[str, ...] = ()


def wanted(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    """`good` (rows of `parsed`) with every name looked up in the store."""
    how = {"deals": _deals, "requests": _requests, "notes": _notes, "people": _staff}.get(
        parsed.kind, _incentive if parsed.kind in INCENTIVES else None
    )
    found = how(connection, parsed, good, same) if how else Wanted(good)
    rows = found.rows
    if "name_key" in COLUMNS[parsed.kind]:
        rows = rows.with_columns(name_keys(rows["name"]).alias("name_key"))
    missing = [name for name in ("then_team_id", "then_segment") if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None).alias(name) for name in missing).select(
        "line", "source_key", *COLUMNS[parsed.kind], "then_team_id", "then_segment"
    )
    return Wanted(rows, found.newcomers, found.adopted, found.unknown, found.notes)


def _deals(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    product = named(connection, "product", good, "product", same)
    owner = named(
        connection, "person", good, "owner", same, people_known(connection, parsed.dialect)
    )
    account = account_meant(connection, parsed, good, same)
    rows = with_id(good, product, "product", "product_id")
    rows = with_id(rows, owner, "owner", "owner_id")
    rows = with_account(rows, account)
    rows = rows.join(teams_of(connection), left_on="owner_id", right_on="id", how="left")
    rows = rows.with_columns(pl.lit(None, pl.Int64).alias("team_id")).sort("line")
    return Wanted(
        rows,
        {"product": product.newcomers, "person": owner.newcomers, "account": account.newcomers},
        account.adopted,
        pl.concat([product.unknown, owner.unknown, account.unknown]),
        several(product, owner, account),
    )


def _requests(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    """A feedback tool's authors are customers: only those known here become who logged it."""
    good = good.with_columns(pl.lit(None, pl.String).alias("account_key"))
    author = named(connection, "person", good, "author", same)
    if parsed.dialect != "plain":
        author = known_only(author)
    account = account_meant(connection, parsed, good, same)
    rows = with_account(with_id(good, author, "author", "logged_by_id"), account)
    rows = rows.join(teams_of(connection), left_on="logged_by_id", right_on="id", how="left")
    rows = rows.join(segments(connection), left_on="account_id", right_on="id", how="left")
    rows = rows.join(deal_ids(connection), on="deal_key", how="left")
    missing = int((rows["deal_key"].is_not_null() & rows["deal_id"].is_null()).sum())
    note = f"{missing:,} requests name a deal that is not here; they come in without it."
    rows = rows.with_columns(
        pl.lit(None, pl.Int64).alias("team_id"), pl.lit(None, pl.String).alias("segment")
    ).sort("line")
    return Wanted(
        rows,
        {"person": author.newcomers, "account": account.newcomers},
        account.adopted,
        pl.concat([author.unknown, account.unknown]),
        several(author, account) + ((note,) if missing else ()),
    )


def _notes(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    """A note's deal is known by its key, else by its name if that and the account tell one."""
    author = named(
        connection, "person", good, "author", same, people_known(connection, parsed.dialect)
    )
    rows = with_id(good, author, "author", "person_id")
    rows = rows.join(teams_of(connection), left_on="person_id", right_on="id", how="left")
    rows = rows.join(deal_ids(connection), on="deal_key", how="left").rename({"deal_id": "keyed"})
    rows = rows.with_columns(
        name_keys(rows["deal_name"]).alias("deal"), name_keys(rows["account_name"]).alias("account")
    )
    called = rows.join(deals_called(connection), on="deal").filter(
        pl.col("account").is_null() | (pl.col("account") == pl.col("of"))
    )
    called = called.group_by("line").agg(pl.col("called").min(), pl.len().alias("several"))
    rows = rows.join(called.filter(several=1), on="line", how="left").with_columns(
        pl.coalesce("keyed", "called").alias("deal_id"), pl.lit(None, pl.Int64).alias("team_id")
    )
    about = pl.any_horizontal(pl.col("deal_key", "deal_name").is_not_null())
    missing = rows.filter(about & pl.col("deal_id").is_null()).height
    note = f"{missing:,} notes name a deal that is not here; they come in without it."
    return Wanted(
        rows.sort("line"),
        {"person": author.newcomers},
        unknown=author.unknown,
        notes=several(author) + ((note,) if missing else ()),
    )


def _incentive(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    """Whatever names the kind has: a person by her source's key too, an account by any source's."""
    newcomers, unknown, adopted, notes = {}, [], None, []
    rows = good
    if "person" in good.columns:
        known = pl.concat([meaning.known(connection, "person"), people_by_key(connection)])
        person = named(connection, "person", good, "person", same, known)
        rows = with_id(rows, person, "person", "person_id")
        newcomers["person"] = person.newcomers
        unknown.append(person.unknown)
    if "account_name" in good.columns:
        if "account_key" not in good.columns:
            good = good.with_columns(pl.lit(None, pl.String).alias("account_key"))
            rows = rows.with_columns(pl.lit(None, pl.String).alias("account_key"))
        account = account_meant(connection, parsed, good, same, any_source=True)
        rows = with_account(rows, account)
        newcomers["account"], adopted = account.newcomers, account.adopted
        unknown.append(account.unknown)
    if "material" in good.columns:
        material = named(connection, "material", good, "material", {})
        rows = with_id(rows, material, "material", "material_id")
        newcomers["material"] = _with_kind(material.newcomers, good)
    if "deal_key" in good.columns:
        rows = rows.join(deal_ids(connection), on="deal_key", how="left")
        missing = int((rows["deal_key"].is_not_null() & rows["deal_id"].is_null()).sum())
        if missing and parsed.kind != "splits":
            notes.append(f"{missing:,} rows name a deal that is not here; they come in without it.")
    listed = pl.concat(unknown) if unknown else pl.DataFrame(schema=meaning.UNKNOWN)
    shared = several_of(listed) if parsed.kind == "material-use" else ()
    return Wanted(
        rows.sort("line"),
        newcomers,
        pl.DataFrame(schema=meaning.ADOPTED) if adopted is None else adopted,
        listed,
        shared + tuple(notes),
    )


def _with_kind(newcomers: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """New material with the first kind that the file gives it."""
    told = good.select(name_keys(good["material"]).alias("source_key"), "material_kind")
    told = told.drop_nulls().unique("source_key", keep="first", maintain_order=True)
    told = told.rename({"material_kind": "kind"})
    return newcomers.join(told, on="source_key", how="left", maintain_order="left")


def _staff(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    team = named(connection, "team", good, "team", same)
    role = pl.col("role").str.strip_chars().str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    rows = with_id(good, team, "team", "team_id").with_columns(
        pl.when(role.is_in(ROLES)).then(role).alias("role"),
        pl.col("email").str.strip_chars().str.to_lowercase(),
    )
    return Wanted(rows.sort("line"), {"team": team.newcomers})
