"""What a shop's file would change: it reads only the rows whose keys are in the file.

A row that its source changed later than the file's stays as it is, so that files may arrive in any
order; what a file does not carry, it leaves alone.
"""

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, text

from data.addresses import customers, units
from data.imports.contract import REFUSED, REJECTED, SCHEMAS, Parsed
from data.names import name_keys
from data.reads.among import among
from data.reads.nudge_cells import made_outside

TABLE = {
    "contacts": "contacts",
    "baskets": "baskets",
    "orders": "orders",
    "nudge-results": "nudge_results",
}
_INT = ("_at", "_cents", "_left")
_KEPT: Mapping[str, tuple[str, ...]] = {
    kind: tuple(name for name in SCHEMAS[kind] if name not in ("line", "source_key", "email"))
    for kind in ("baskets", "orders")
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "contacts": (
        "unit",
        *(name for name in SCHEMAS["contacts"] if name not in ("line", "source_key")),
    ),
    "baskets": ("unit", "has_address", *_KEPT["baskets"]),
    "orders": ("unit", "has_address", *_KEPT["orders"]),
    "nudge-results": (
        "arm",
        "segment",
        "assigned_at",
        "sent_at",
        "purchased_at",
        "value_cents",
        "currency",
        "unsubscribed_at",
        "bounced_at",
    ),
}
"""What a file can change of a row, by kind."""
_FED_BY: Mapping[str, tuple[str, ...]] = {
    "unit": ("email",),
    "has_address": ("email",),
    "abandoned_at": ("abandoned_at", "changed_at", "created_at"),
    "created_at": ("created_at", "abandoned_at", "changed_at"),
    "cancelled_at": ("cancelled_at", "status"),
    "consent_basis": ("consent_basis", "accepts"),
    "name": ("name", "first_name", "last_name"),
    "arm": ("arm", "held_out"),
}

_HINTED: Mapping[str, tuple[str, pl.Expr]] = {
    # a status says that money went back, never that none did
    "refunded_cents": ("status", pl.col("refunded_cents") == 0),
    # only who was assigned when she was sent moves with that moment
    "assigned_at": ("sent_at", pl.col("assigned_at_was").ne_missing(pl.col("sent_at_was"))),
    "purchased_at": (
        "value_cents",
        pl.all_horizontal(pl.col("purchased_at", "purchased_at_was").is_not_null()),
    ),
    # that she did not say no is no basis
    "consent_basis": ("refused", pl.col("consent_basis").is_null()),
}
"""Column ← another field that speaks of it at times, and when it does not."""


def shop_changes(
    connection: Connection, parsed: Parsed
) -> tuple[pl.DataFrame, tuple[str, ...], pl.DataFrame]:
    """The rows as they would be stored, the columns that any update touches, and what is refused.

    Rows have `line, change, id, source, source_key`, COLUMNS of the kind, and as it was before:
    `unit_was`, of baskets `abandoned_at_was, look_at_was`, of results `arm_was` and the like.
    """
    if parsed.kind == "nudge-results":
        return _results(connection, parsed)
    kind = parsed.kind
    rows = parsed.good.with_columns(pl.lit(parsed.dialect).alias("source"))
    unit = units(parsed.good["email"]).alias("unit")
    rows = rows.with_columns(unit, has_address=unit.is_not_null())
    extra: dict[str, type[pl.DataType]] = {"look_at": pl.Int64} if kind == "baskets" else {}
    keys = rows["source_key"]
    before = among(
        connection,
        TABLE[kind],
        "source_key",
        keys if _is_known(connection, TABLE[kind], parsed.dialect) else keys.clear(),
        _types(("source_key", *COLUMNS[kind])) | {"id": pl.Int64} | extra,
        source=parsed.dialect,
    )
    both = _merged(parsed, rows, before, ["source_key"])
    if kind == "contacts":
        # a no stays one until a yes is said where it was said
        still = pl.col("consent_basis").is_null() & (pl.col("consent_basis_was") == REFUSED)
        own = pl.when(still).then("consent_basis_was").otherwise("consent_basis")
        both = both.with_columns(own.alias("consent_basis"))
        gone = refused_elsewhere(connection, both)
        may = ~pl.col("line").is_in(gone.implode()) | (pl.col("consent_basis") == REFUSED)
        both = both.with_columns(pl.when(may).then("consent_basis").alias("consent_basis"))
    else:
        both = named(connection, kind, both)
    return _told(both, COLUMNS[kind]), _touched(both, COLUMNS[kind]), pl.DataFrame(schema=REJECTED)


def _is_known(connection: Connection, table: str, source: str) -> bool:
    """Whether the source ever told anything: its first file is set beside nothing.

    In the order of the index, or PostgreSQL might look for one row through all of the others'.
    """
    first = f"SELECT 1 FROM {table} WHERE source = :source ORDER BY source_key LIMIT 1"  # noqa: S608
    return connection.execute(text(first).bindparams(source=source)).first() is not None


def refused_elsewhere(connection: Connection, contacts: pl.DataFrame) -> pl.Series:
    """The lines of contacts who said no by another mailer or another contact of theirs, or whose
    address bounced there: no file gives them a basis again but that source's own."""
    mailer = among(
        connection, "nudge_results", "refused", contacts["unit"], {"refused": pl.String}
    ).select(pl.col("refused").alias("unit"), pl.lit(None, pl.Int64).alias("other"))
    where = f"t.consent_basis = '{REFUSED}'"
    schema = {"unit": pl.String, "id": pl.Int64}
    source = among(connection, "contacts", "unit", contacts["unit"], schema, where=where)
    both = contacts.join(pl.concat([mailer, source.rename({"id": "other"})]), on="unit")
    return both.filter(pl.col("id").is_null() | pl.col("id").ne_missing(pl.col("other")))["line"]


def named(connection: Connection, kind: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without an address of their own with the `unit` of their basket, or their contact.

    `rows` have `source, customer_key, unit, has_address`, of orders `basket_key` too.
    """
    bare = rows.filter(~pl.col("has_address"))
    if bare.is_empty():
        return rows
    known = rows.filter(pl.col("has_address"))
    found = bare.with_columns(unit=pl.lit(None, pl.String))
    schema = {"source_key": pl.String, "unit": pl.String}
    ways = [("contacts", "customer_key")]
    if kind == "orders":
        ways.insert(0, ("baskets", "basket_key"))
    parts = []
    for (source,), part in found.partition_by("source", as_dict=True, maintain_order=True).items():
        for table, column in ways:
            theirs = among(connection, table, "source_key", part[column], schema, source=source)
            theirs = theirs.rename({"source_key": column, "unit": "theirs"})
            part = part.join(theirs, on=column, how="left", maintain_order="left")
            part = part.with_columns(unit=pl.coalesce("unit", "theirs")).drop("theirs")
        parts.append(part)
    return (
        pl.concat([known, *parts]).sort("line")
        if "line" in rows.columns
        else pl.concat([known, *parts])
    )


def nameless(
    connection: Connection, kind: str, source: str, *, column: str, keys: pl.Series
) -> pl.DataFrame:
    """Stored baskets or orders without an address of their own that name one of `keys`:
    `id, source, customer_key, basket_key?, unit, unit_was, has_address`, each once."""
    schema = {"id": pl.Int64, "source_key": pl.String, "source": pl.String}
    schema |= {"customer_key": pl.String, "unit": pl.String, "has_address": pl.Boolean}
    schema |= {"basket_key": pl.String} if kind == "orders" else {}
    there = connection.execute(
        text(f"SELECT 1 FROM {TABLE[kind]} WHERE NOT has_address LIMIT 1")  # noqa: S608
    ).first()
    if there is None:
        keys = keys.clear()
    where = "NOT t.has_address"
    found = among(connection, TABLE[kind], column, keys, schema, source=source, where=where)
    return found.with_columns(unit_was="unit")


def _merged(
    parsed: Parsed, rows: pl.DataFrame, before: pl.DataFrame, key: list[str]
) -> pl.DataFrame:
    """With `id` and what was, as `…_was`; what the file does not carry, or knew earlier, as was."""
    fed = set(parsed.columns.values())
    both = rows.join(before, on=key, how="left", suffix="_was", maintain_order="left")
    both = both.rename({"look_at": "look_at_was"}, strict=False)
    late = pl.lit(False)
    if "changed_at" in COLUMNS[parsed.kind]:
        late = (pl.col("changed_at") < pl.col("changed_at_was")).fill_null(False)
    stays = []
    for column in COLUMNS[parsed.kind]:
        carried = bool(fed.intersection(_FED_BY.get(column, (column,))))
        if column == "changed_at" and parsed.kind == "baskets":
            carried = True  # it is made from the other moments where it is not told
        if column == "currency" and "value_cents" in fed and "currency" not in fed:
            carried = False  # supposed, not told
        hint, says_nothing = _HINTED.get(column, ("", pl.lit(True)))
        silent = pl.lit(False) if carried else says_nothing if hint in fed else pl.lit(True)
        keep = late | (pl.col("id").is_not_null() & silent)
        stays.append(pl.when(keep).then(f"{column}_was").otherwise(column).alias(column))
    return both.with_columns(stays)


def _touched(both: pl.DataFrame, columns: tuple[str, ...]) -> tuple[str, ...]:
    known = both.filter(pl.col("id").is_not_null())
    return tuple(
        name
        for name in columns
        if known.select(pl.col(name).ne_missing(pl.col(f"{name}_was")).any()).item()
    )


def _told(both: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_was")) for name in columns)
    change = (
        pl.when(pl.col("id").is_null())
        .then(pl.lit("new"))
        .when(differs)
        .then(pl.lit("updated"))
        .otherwise(pl.lit("unchanged"))
    )
    was = [name for name in both.columns if name.endswith("_was")]
    more = [name for name in ("campaign", "campaign_id") if name in both.columns]
    return both.select(
        "line", change.alias("change"), "id", "source", "source_key", *more, *columns, *was
    )


def _results(
    connection: Connection, parsed: Parsed
) -> tuple[pl.DataFrame, tuple[str, ...], pl.DataFrame]:
    rows = parsed.good.with_columns(
        pl.lit(parsed.dialect).alias("source"), name_keys(parsed.good["campaign"]).alias("key")
    )
    known = connection.execute(text("SELECT name_key, id, sent_elsewhere FROM campaigns"))
    campaigns = pl.DataFrame(
        [(row.name_key, row.id, bool(row.sent_elsewhere)) for row in known],
        schema={"key": pl.String, "campaign_id": pl.Int64, "elsewhere": pl.Boolean},
        orient="row",
    )
    rows = rows.join(campaigns, on="key", how="left", maintain_order="left")
    in_lake = pl.col("campaign_id").is_in(made_outside(connection)).fill_null(False)
    why = (
        pl.when(pl.col("elsewhere").eq_missing(False))
        .then(pl.format("“{}” is sent from here: its results are known", "campaign"))
        .when(in_lake)
        .then(pl.format("“{}” is counted where its facts lie, in a lake", "campaign"))
    )
    rows = rows.with_columns(why.alias("reason"))
    refused = rows.filter(pl.col("reason").is_not_null()).select(
        "line", pl.lit("campaign").alias("column"), "reason", pl.col("customer").alias("raw")
    )
    rows = rows.filter(pl.col("reason").is_null()).drop("reason")
    rows = rows.with_columns(unit=in_campaign(rows["campaign_id"], rows["customer"]))
    columns = COLUMNS["nudge-results"]
    schema = _types(("unit", *columns)) | {"id": pl.Int64}
    before = among(connection, "nudge_results", "unit", rows["unit"], schema)
    both = _merged(parsed, rows, before, ["unit"]).with_columns(source_key="customer")
    return _told(both, columns), _touched(both, columns), refused.cast(REJECTED)


def in_campaign(campaign: pl.Series, customer: pl.Series) -> pl.Series:
    """A customer of a campaign sent elsewhere, as she is named in it alone; null where the
    campaign is not here yet."""
    frame = pl.DataFrame({"c": campaign.cast(pl.String), "u": customers(customer)})
    return frame.select(pl.concat_str("c", "u", separator=":").alias("unit")).to_series()


def _types(columns: tuple[str, ...]) -> dict[str, type[pl.DataType]]:
    return {
        name: pl.Boolean
        if name == "has_address"
        else pl.Int64
        if name.endswith(_INT)
        else pl.String
        for name in columns
    }
