"""What an import would do, what came when, and what was decided before. It writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, select

from data.imports.contract import REJECTED, Choices, Parsed
from data.reads.changes import Plan, plan
from data.reads.frame import Schema, frame
from data.reads.pay_scope import PayScope
from data.reads.scope import Scope
from data.reads.settings import reporting_currency
from data.reads.suggestions import suggested
from data.tables import (
    Account,
    ColumnChoice,
    Deal,
    ImportBatch,
    Material,
    Person,
    Product,
    RejectedRow,
    StageMeaning,
    Team,
)

FIRST = 20
PAY_KINDS = ("quotas", "commissions")
"""What tells of single people's pay."""
BATCHES: Schema = {
    "batch": pl.Int64,
    "kind": pl.String,
    "dialect": pl.String,
    "file_name": pl.String,
    "rows": pl.Int64,
    "good": pl.Int64,
    "rejected": pl.Int64,
    "new": pl.Int64,
    "updated": pl.Int64,
    "unchanged": pl.Int64,
    "accepted_at": pl.Datetime("us"),
    "accepted_by": pl.String,
}
Named = type[Account] | type[Deal] | type[Product] | type[Person] | type[Team] | type[Material]
REFERENCES: dict[str, tuple[str, Named]] = {
    "account_id": ("account", Account),
    "product_id": ("product", Product),
    "owner_id": ("person", Person),
    "logged_by_id": ("person", Person),
    "person_id": ("person", Person),
    "deal_id": ("deal", Deal),
    "material_id": ("material", Material),
    "team_id": ("team", Team),
}


@dataclass(frozen=True)
class Preview:
    """What accepting would do now."""

    new: int
    updated: int
    unchanged: int
    rejected: pl.DataFrame
    """The parser's and those that the store could not take; line, column, reason, raw."""
    unknown: pl.DataFrame
    """Texts that the store does not know, each once, those with most rows first: `kind, text,
    rows, candidates` (0 = nobody has the name, else how many do), `suggestion_id, suggestion,
    score`."""
    first_rows: pl.DataFrame
    """The first rows as they will be stored, names in place of ids; `change` says which are new."""
    same_file_batch: tuple[int, datetime] | None
    """Batch and moment when this very file was accepted before; null = never."""
    notes: tuple[str, ...]


def preview(
    connection: Connection,
    parsed: Parsed,
    *,
    same: Mapping[tuple[str, str], int] | None = None,
    gives_access: bool = True,
    file_sha256: str | None = None,
) -> Preview:
    """What accepting `parsed` would do to the store as it is now; arguments as for `plan`."""
    planned = plan(connection, parsed, same=same or {}, gives_access=gives_access)
    return Preview(
        new=planned.count("new"),
        updated=planned.count("updated"),
        unchanged=planned.count("unchanged"),
        rejected=pl.concat([parsed.rejected, planned.rejected]).sort("line"),
        unknown=suggested(connection, planned.wanted.unknown),
        first_rows=_spoken(connection, planned),
        same_file_batch=_before(connection, parsed.kind, file_sha256),
        notes=parsed.notes
        + planned.wanted.notes
        + _gone_note(planned)
        + _access_note(parsed, gives_access),
    )


def remembered(connection: Connection, header_keys: Sequence[str]) -> Choices:
    """What was decided about files of the first of these shapes that is known; stages of all.

    The currency is the one chosen for that shape, else the reporting currency.
    """
    query = select(ColumnChoice.header_key, ColumnChoice.choices)
    rows = connection.execute(query.where(ColumnChoice.header_key.in_(header_keys)))
    kept = {row.header_key: row.choices for row in rows}
    shape: Mapping[str, Any] = next((kept[key] for key in header_keys if key in kept), {})
    stages = connection.execute(select(StageMeaning.stage_key, StageMeaning.state))
    return Choices(
        columns=shape.get("columns", {}),
        date_order=shape.get("date_order"),
        stages=dict(stages.all()),
        currency=shape.get("currency") or reporting_currency(connection),
    )


def batches(connection: Connection) -> pl.DataFrame:
    """Every accepted file, newest first, schema BATCHES; `accepted_by` null = the setup.

    Counts of rows are nobody's secret, so this read has no scope.
    """
    query = (
        select(
            ImportBatch.id,
            *(getattr(ImportBatch, name) for name in list(BATCHES)[1:-1]),
            Person.name,
        )
        .join(Person, Person.id == ImportBatch.accepted_by_id, isouter=True)
        .order_by(ImportBatch.id.desc())
    )
    return frame(connection, query, BATCHES)


def accepted_before(connection: Connection, kind: str, file_sha256: str) -> dict[str, Any] | None:
    """`batch, dialect, rows, good, rejected, accepted_at` (UTC) of when this very file was last
    accepted; null = never."""
    query = select(
        ImportBatch.id.label("batch"),
        *(getattr(ImportBatch, name) for name in ("dialect", "rows", "good", "rejected")),
        ImportBatch.accepted_at,
    ).where(ImportBatch.kind == kind, ImportBatch.file_sha256 == file_sha256)
    row = connection.execute(query.order_by(ImportBatch.id.desc())).first()
    return None if row is None else dict(row._mapping)


def rejected_rows(connection: Connection, scope: Scope, pay: PayScope, batch: int) -> pl.DataFrame:
    """The rows that a batch rejected: line, column, reason, raw.

    `raw` may hold any team's deals: it is null for whoever does not see every team. Of quotas and
    commission it is null for whoever does not see everybody's pay, and reasons quote no cell.
    """
    query = (
        select(RejectedRow.line, RejectedRow.column, RejectedRow.reason, RejectedRow.raw)
        .where(RejectedRow.batch_id == batch)
        .order_by(RejectedRow.line, RejectedRow.id)
    )
    rows = frame(connection, query, REJECTED)
    kind = connection.scalar(select(ImportBatch.kind).where(ImportBatch.id == batch))
    secret = kind in PAY_KINDS and pay.people is not None
    if secret:
        rows = rows.with_columns(pl.col("reason").str.replace(r"(?s)^'.*'", "This"))
    if scope.teams is not None or secret:
        rows = rows.with_columns(pl.lit(None, pl.String).alias("raw"))
    return rows


def _spoken(connection: Connection, planned: Plan) -> pl.DataFrame:
    """The first rows with the names that their ids stand for; all-empty columns left out."""
    rows = planned.rows.head(FIRST)
    for column in [name for name in rows.columns if name in REFERENCES]:
        kind, noun = REFERENCES[column]
        ids = rows[column].drop_nulls().unique().to_list()
        known = dict(connection.execute(select(noun.id, noun.name).where(noun.id.in_(ids))).all())
        newcomers = planned.wanted.newcomers.get(kind)
        if newcomers is not None:
            known |= dict(newcomers.select("id", "name").iter_rows())
        name = column.removesuffix("_id")
        said = pl.col(column).replace_strict(known, default=None, return_dtype=pl.String)
        rows = rows.with_columns(said.alias(column)).rename({column: name})
    rows = rows.drop("id", "source", "name_key", "has_address", "campaign_id", strict=False)
    rows = rows.drop(name for name in rows.columns if name.endswith("_was"))
    moments = pl.selectors.ends_with("_at") & pl.selectors.integer()
    rows = rows.with_columns(pl.from_epoch(moments, time_unit="ms"))
    return rows.select(s for s in rows if s.null_count() < rows.height or rows.is_empty())


def _before(
    connection: Connection, kind: str, file_sha256: str | None
) -> tuple[int, datetime] | None:
    query = select(ImportBatch.id, ImportBatch.accepted_at).where(
        ImportBatch.kind == kind, ImportBatch.file_sha256 == file_sha256
    )
    row = connection.execute(query.order_by(ImportBatch.id.desc())).first()
    return (row.id, row.accepted_at.replace(tzinfo=UTC)) if row else None


def _gone_note(planned: Plan) -> tuple[str, ...]:
    if not planned.gone:
        return ()
    return (
        f"{len(planned.gone):,} parts are taken away: the file shares their deals out otherwise.",
    )


def _access_note(parsed: Parsed, gives_access: bool) -> tuple[str, ...]:
    fed = {"email", "role"} & set(parsed.columns.values())
    if gives_access or parsed.kind != "people" or not fed:
        return ()
    return (
        "E-mail addresses and roles are left as they are: only a file that an administrator"
        " brings gives people access.",
    )
