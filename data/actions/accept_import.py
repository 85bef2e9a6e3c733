"""Accept a parsed file: all of it in the session's transaction, or nothing of it.

It merges no two names by likeness, deletes nothing, and leaves alone what the file does not carry.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

import polars as pl
from sqlalchemy.orm import Session

from data.actions import bulk
from data.actions.name_alias import remember_names
from data.actions.permissions import ADMIN, Actor, check
from data.actions.record import record
from data.actions.remember_choices import as_plain, remember_choices
from data.actions.write_import import after_import, write_rows
from data.imports.contract import Choices, Parsed
from data.reads.changes import Plan, plan
from data.refused import Invalid
from data.tables import ImportBatch, RejectedRow

PAY_KINDS = ("quotas", "commissions")
"""Kinds that say what people earn: to bring them in, or to see what they would change, takes a
right of its own."""


@dataclass(frozen=True)
class Decisions:
    """What the person who accepts decided, beside the file itself."""

    same: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """(kind, text) → id: this text means that product, person or account, now and later. Every
    other unknown text becomes a row of its own."""
    choices: Choices = field(default_factory=Choices)
    """How the file was read; remembered for the next file of its shape."""


@dataclass(frozen=True)
class Accepted:
    """What came of it: `good = new + updated + unchanged`, `rows = good + rejected`."""

    batch: int
    rows: int
    good: int
    rejected: int
    new: int
    updated: int
    unchanged: int


def accept_import(
    session: Session,
    actor: Actor,
    *,
    parsed: Parsed,
    file_name: str,
    file_sha256: str,
    decisions: Decisions,
    now: datetime,
) -> Accepted:
    """Put a file's good rows into the store and its rejected rows on record.

    A row is new or updated by its source's key; a row that a newer file lacks stays, and so does
    what stands in a column that the file does not carry. A deal gets its owner's team when first
    seen, and again when it goes to another owner while open.

    Raises:
        NotAllowed: the actor's role may not bring in files, or none of quotas and commission.
        Invalid: a stage of the file is not mapped to open, won or lost yet.
        Conflict: what was decided about a name does not hold any more.
    """
    check(actor, "accept_import")
    if parsed.kind in PAY_KINDS:
        check(actor, "import_pay")
    if parsed.unknown_stages:
        stages = ", ".join(f"“{stage}”" for stage in parsed.unknown_stages)
        raise Invalid(f"Say first which stages are open, won or lost: {stages}.")
    if parsed.kind == "requests" and parsed.good["asked_on"].has_nulls():
        raise Invalid("The file does not say when its requests were asked. Say the day first.")
    connection = session.connection()
    bulk.hold(connection)
    remember_names(session, decisions.same)
    remember_choices(session, parsed.header_key, decisions.choices)
    planned = plan(connection, parsed, same=decisions.same, gives_access=actor.role == ADMIN)
    rejected = pl.concat([parsed.rejected, planned.rejected]).sort("line")
    batch = _batch(session, actor, parsed, planned, file_name, file_sha256, decisions, now)
    write_rows(connection, parsed.kind, planned, batch_id=batch.id, today=now.date())
    bulk.insert(
        connection,
        RejectedRow,
        rejected.select(pl.lit(batch.id).alias("batch_id"), "line", "column", "reason", "raw"),
    )
    after_import(session, parsed, batch_id=batch.id, today=now.date())
    accepted = Accepted(
        batch.id, batch.rows, batch.good, batch.rejected, batch.new, batch.updated, batch.unchanged
    )
    said = {"kind": parsed.kind, "file_name": file_name, "file_sha256": file_sha256}
    same = {f"{kind}: {text}": subject for (kind, text), subject in decisions.same.items()}
    record(
        session,
        actor,
        "accept_import",
        "import_batches",
        batch.id,
        after=said | asdict(accepted) | {"same": same},
        now=now,
    )
    return accepted


def _batch(
    session: Session,
    actor: Actor,
    parsed: Parsed,
    planned: Plan,
    file_name: str,
    file_sha256: str,
    decisions: Decisions,
    now: datetime,
) -> ImportBatch:
    batch = ImportBatch(
        kind=parsed.kind,
        dialect=parsed.dialect,
        file_name=file_name,
        file_sha256=file_sha256,
        rows=parsed.rows,
        good=planned.rows.height,
        rejected=parsed.rows - planned.rows.height,
        new=planned.count("new"),
        updated=planned.count("updated"),
        unchanged=planned.count("unchanged"),
        choices=as_plain(decisions.choices) | {"columns": dict(parsed.columns)},
        accepted_at=now,
        accepted_by_id=actor.person_id,
    )
    session.add(batch)
    session.flush()
    return batch
