"""A parsed file's rows in the store's own columns: names become ids. It decides no likeness."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import Connection, func, select

from data.imports.contract import SALESFORCE_USER, Parsed
from data.names import name_key, name_keys
from data.reads import meaning
from data.reads.frame import frame
from data.reads.meant_accounts import meant_accounts
from data.reads.stored import COLUMNS
from data.tables import Account, Deal, Person
from data.tables.people import ROLES

INCENTIVES = ("revenue", "quotas", "commissions", "splits", "rates", "material-use")
Same = Mapping[tuple[str, str], int]
"""(kind, text) → id: what a person says that a text in the file means."""


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
    product = _named(connection, "product", good, "product", same)
    owner = _named(connection, "person", good, "owner", same, _people(connection, parsed.dialect))
    account = _account(connection, parsed, good, same)
    rows = _with_id(good, product, "product", "product_id")
    rows = _with_id(rows, owner, "owner", "owner_id")
    rows = _with_account(rows, account)
    rows = rows.join(_teams_of(connection), left_on="owner_id", right_on="id", how="left")
    rows = rows.with_columns(pl.lit(None, pl.Int64).alias("team_id")).sort("line")
    return Wanted(
        rows,
        {"product": product.newcomers, "person": owner.newcomers, "account": account.newcomers},
        account.adopted,
        pl.concat([product.unknown, owner.unknown, account.unknown]),
        _several(product, owner, account),
    )


def _requests(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    """A feedback tool's authors are customers: only those known here become who logged it."""
    good = good.with_columns(pl.lit(None, pl.String).alias("account_key"))
    author = _named(connection, "person", good, "author", same)
    if parsed.dialect != "plain":
        author = _known_only(author)
    account = _account(connection, parsed, good, same)
    rows = _with_account(_with_id(good, author, "author", "logged_by_id"), account)
    rows = rows.join(_teams_of(connection), left_on="logged_by_id", right_on="id", how="left")
    rows = rows.join(_segments(connection), left_on="account_id", right_on="id", how="left")
    rows = rows.join(_deal_ids(connection), on="deal_key", how="left")
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
        _several(author, account) + ((note,) if missing else ()),
    )


def _notes(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    """A note's deal is known by its key, else by its name if that and the account tell one."""
    author = _named(connection, "person", good, "author", same, _people(connection, parsed.dialect))
    rows = _with_id(good, author, "author", "person_id")
    rows = rows.join(_teams_of(connection), left_on="person_id", right_on="id", how="left")
    rows = rows.join(_deal_ids(connection), on="deal_key", how="left").rename({"deal_id": "keyed"})
    rows = rows.with_columns(
        name_keys(rows["deal_name"]).alias("deal"), name_keys(rows["account_name"]).alias("account")
    )
    called = rows.join(_deals_called(connection), on="deal").filter(
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
        notes=_several(author) + ((note,) if missing else ()),
    )


def _incentive(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    """Whatever names the kind has: a person by her source's key too, an account by any source's."""
    newcomers, unknown, adopted, notes = {}, [], None, []
    rows = good
    if "person" in good.columns:
        known = pl.concat([meaning.known(connection, "person"), _people_by_key(connection)])
        person = _named(connection, "person", good, "person", same, known)
        rows = _with_id(rows, person, "person", "person_id")
        newcomers["person"] = person.newcomers
        unknown.append(person.unknown)
    if "account_name" in good.columns:
        if "account_key" not in good.columns:
            good = good.with_columns(pl.lit(None, pl.String).alias("account_key"))
            rows = rows.with_columns(pl.lit(None, pl.String).alias("account_key"))
        account = _account(connection, parsed, good, same, any_source=True)
        rows = _with_account(rows, account)
        newcomers["account"], adopted = account.newcomers, account.adopted
        unknown.append(account.unknown)
    if "material" in good.columns:
        material = _named(connection, "material", good, "material", {})
        rows = _with_id(rows, material, "material", "material_id")
        newcomers["material"] = _with_kind(material.newcomers, good)
    if "deal_key" in good.columns:
        rows = rows.join(_deal_ids(connection), on="deal_key", how="left")
        missing = int((rows["deal_key"].is_not_null() & rows["deal_id"].is_null()).sum())
        if missing and parsed.kind != "splits":
            notes.append(f"{missing:,} rows name a deal that is not here; they come in without it.")
    listed = pl.concat(unknown) if unknown else pl.DataFrame(schema=meaning.UNKNOWN)
    shared = _several_of(listed) if parsed.kind == "material-use" else ()
    return Wanted(
        rows.sort("line"),
        newcomers,
        pl.DataFrame(schema=meaning.ADOPTED) if adopted is None else adopted,
        listed,
        shared + tuple(notes),
    )


def _people_by_key(connection: Connection) -> pl.DataFrame:
    """People by their own system's key where no other has it, as `meaning.known`."""
    query = select(Person.id, func.lower(Person.source_key), Person.source, Person.source_key)
    rows = frame(connection, query.where(Person.source_key.is_not(None)), meaning.KNOWN)
    return rows.filter(pl.col("key").is_unique())


def _people(connection: Connection, source: str) -> pl.DataFrame:
    """People by name, by address, and by the key that this source knows them by, as
    `meaning.known`; a Salesforce user's id is hers in any file."""
    keyed = _people_by_key(connection)
    hers = (pl.col("source") == source) | pl.col("source_key").str.contains(SALESFORCE_USER)
    return pl.concat([meaning.known(connection, "person"), keyed.filter(hers)])


def _with_kind(newcomers: pl.DataFrame, good: pl.DataFrame) -> pl.DataFrame:
    """New material with the first kind that the file gives it."""
    told = good.select(name_keys(good["material"]).alias("source_key"), "material_kind")
    told = told.drop_nulls().unique("source_key", keep="first", maintain_order=True)
    told = told.rename({"material_kind": "kind"})
    return newcomers.join(told, on="source_key", how="left", maintain_order="left")


def _staff(connection: Connection, parsed: Parsed, good: pl.DataFrame, same: Same) -> Wanted:
    team = _named(connection, "team", good, "team", same)
    role = pl.col("role").str.strip_chars().str.to_lowercase().str.replace_all(r"[\s-]+", "_")
    rows = _with_id(good, team, "team", "team_id").with_columns(
        pl.when(role.is_in(ROLES)).then(role).alias("role"),
        pl.col("email").str.strip_chars().str.to_lowercase(),
    )
    return Wanted(rows.sort("line"), {"team": team.newcomers})


def _named(
    connection: Connection,
    kind: str,
    good: pl.DataFrame,
    column: str,
    same: Same,
    known: pl.DataFrame | None = None,
) -> meaning.Meaning:
    texts = good.group_by(pl.col(column).alias("text")).agg(pl.len().alias("rows"))
    return meaning.by_name(
        kind,
        texts.drop_nulls("text"),
        meaning.known(connection, kind) if known is None else known,
        _said(connection, kind, same),
    )


def _account(
    connection: Connection,
    parsed: Parsed,
    good: pl.DataFrame,
    same: Same,
    *,
    any_source: bool = False,
) -> meaning.Meaning:
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


def _with_id(rows: pl.DataFrame, meant: meaning.Meaning, column: str, name: str) -> pl.DataFrame:
    return rows.join(meant.ids.rename({"text": column, "id": name}), on=column, how="left")


def _with_account(rows: pl.DataFrame, meant: meaning.Meaning) -> pl.DataFrame:
    ids = meant.ids.rename({"id": "account_id"})
    return rows.join(ids, on=["account_key", "account_name"], how="left", nulls_equal=True)


def _known_only(meant: meaning.Meaning) -> meaning.Meaning:
    known = pl.when(pl.col("id") >= 0).then("id").alias("id")
    return meaning.Meaning(
        meant.ids.with_columns(known),
        meant.newcomers.clear(),
        meant.adopted,
        meant.unknown.filter(pl.col("candidates") > 0),
    )


def _several(*meant: meaning.Meaning) -> tuple[str, ...]:
    """A sentence per name that several rows of the store bear, the ten with most rows."""
    return _several_of(pl.concat([each.unknown for each in meant]))


def _several_of(unknown: pl.DataFrame) -> tuple[str, ...]:
    shared = unknown.filter(pl.col("candidates") > 0)
    return tuple(
        f"{n} {kind}s are called “{text}”. Which one is meant is not guessed: {rows:,} rows keep"
        f" what they have, and new ones come in without a {kind}, unless you say which."
        for kind, text, rows, n in shared.head(10).iter_rows()
    )


def _teams_of(connection: Connection) -> pl.DataFrame:
    query = select(Person.id, Person.team_id)
    return frame(connection, query, {"id": pl.Int64, "then_team_id": pl.Int64})


def _segments(connection: Connection) -> pl.DataFrame:
    query = select(Account.id, Account.segment)
    return frame(connection, query, {"id": pl.Int64, "then_segment": pl.String})


def _deals_called(connection: Connection) -> pl.DataFrame:
    """`deal, of, called`: the key of each deal's name and of its account's, and its id."""
    query = select(Deal.name, Account.name_key, Deal.id)
    query = query.join(Account, Account.id == Deal.account_id, isouter=True)
    rows = frame(connection, query, {"deal": pl.String, "of": pl.String, "called": pl.Int64})
    return rows.with_columns(name_keys(rows["deal"]).alias("deal")).drop_nulls("deal")


def _deal_ids(connection: Connection) -> pl.DataFrame:
    """`deal_key, deal_id` of keys that only one source uses."""
    query = select(Deal.source_key, func.min(Deal.id)).group_by(Deal.source_key)
    query = query.having(func.count() == 1)
    return frame(connection, query, {"deal_key": pl.String, "deal_id": pl.Int64})
