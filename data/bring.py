"""A file from first byte to accepted, for a door without a page: it answers in lines of text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

import polars as pl

from data.actions.accept_import import PAY_KINDS, Accepted, Decisions, accept_import
from data.actions.permissions import ADMIN, SETUP, Actor, check
from data.imports.contract import SHOP_KINDS, Choices, Parsed
from data.imports.remembering import parse_remembering
from data.names import name_key
from data.reads.imports import Preview, accepted_before, preview, rejected_rows, remembered
from data.reads.pay_scope import EVERYBODYS_PAY
from data.reads.people import active_people
from data.reads.scope import EVERYTHING
from data.reads.settings import reporting_currency
from data.reads.suggestions import names
from data.refused import Invalid
from data.store import Reading, Store, reading, writing

SHOWN = 100  # rejections in the JSON
READ_BY_A_PERSON = 10


@dataclass(frozen=True)
class Asked:
    """The command as it was typed."""

    kind: str
    file: Path
    said: Choices
    currency: str | None
    same: Sequence[str]
    acting_as: str | None
    accept: bool


@dataclass(frozen=True)
class Brought:
    """What came of it: the figures for a program, and the same in lines for a person."""

    figures: dict[str, Any]
    lines: list[str]
    questions: list[str]

    @property
    def spotless(self) -> bool:
        """Whether no row was rejected; a row whose stage nobody has mapped is."""
        return not self.figures["rejected"]


def pairs(texts: Sequence[str], option: str) -> dict[str, str]:
    """`["Worth=amount_cents"]` → `{"Worth": "amount_cents"}`; raises Invalid for anything else."""
    cut = [text.rpartition("=") for text in texts]
    if wrong := [text for text, (_, sign, _) in zip(texts, cut, strict=True) if not sign]:
        raise Invalid(f"{option} takes “this=that”, not “{wrong[0]}”.")
    return {before.strip(): after.strip() for before, _, after in cut}


def bring(store: Store, asked: Asked, *, now: datetime) -> Brought:
    """Read the file and say what it would change; change it where that was asked for.

    Raises Refused when the file cannot be read or may not be accepted.
    """
    if not asked.file.is_file():
        raise Invalid(f"There is no file {asked.file}.")
    with reading(store) as connection:
        actor = _actor(connection, asked.acting_as)
        if asked.kind in PAY_KINDS:
            check(actor, "import_pay")
        with asked.file.open("rb") as content:
            digest = file_digest(content, "sha256").hexdigest()
        if known := _known(connection, asked, digest):
            return known
        same = _same(connection, asked.same)
        currency = _currency(asked.currency) or reporting_currency(connection)
        parsed, choices = parse_remembering(
            asked.kind,
            asked.file,
            file_name=asked.file.name,
            said=replace(asked.said, currency=currency, asked_on=asked.said.asked_on or now.date()),
            kept=lambda keys: remembered(connection, keys),
        )
        shown = preview(
            connection, parsed, same=same, gives_access=actor.role == ADMIN, file_sha256=digest
        )
    accepted = None
    if asked.accept and not parsed.unknown_stages:
        with writing(store) as session:
            accepted = accept_import(
                session,
                actor,
                parsed=parsed,
                file_name=asked.file.name,
                file_sha256=digest,
                decisions=Decisions(same, choices),
                now=now,
            )
    figures = _figures(parsed, shown, accepted)
    questions = [
        f"{rows:,} rows have the stage “{stage}”, which nobody has mapped. Say what it means:"
        f" --stage '{stage}=open' (or won, or lost)."
        for stage, rows in parsed.unknown_stages.items()
    ]
    return Brought(figures, list(_told(asked, shown, figures)), questions)


def _known(connection: Reading, asked: Asked, digest: str) -> Brought | None:
    """A shop's file that was accepted before is not read again: it would take back what later
    files said. Null where it was not, or where it is now to be read in another way."""
    told_how = asked.said != Choices() or asked.currency or asked.same
    if asked.kind not in SHOP_KINDS or told_how:
        return None
    kept = accepted_before(connection, asked.kind, digest)
    if kept is None:
        return None
    counts = {name: kept[name] for name in ("batch", "rows", "good", "rejected")}
    counts |= {"new": 0, "updated": 0, "unchanged": kept["good"]}
    rejections = []
    if kept["rejected"]:
        rejected = rejected_rows(connection, EVERYTHING, EVERYBODYS_PAY, kept["batch"])
        rejections = rejected.head(SHOWN).to_dicts()
    at = kept["accepted_at"].isoformat()
    figures = {"kind": asked.kind, "dialect": kept["dialect"], **counts}
    figures |= {"same_file_accepted_at": at, "rejections": rejections, "notes": []}
    lines = [
        f"{asked.file.name}: {counts['rows']:,} {asked.kind}, of which"
        f" {counts['rejected']:,} were rejected.",
        f"This very file was accepted on {kept['accepted_at']:%Y-%m-%d}, as batch"
        f" {kept['batch']}; nothing is left to do.",
    ]
    return Brought(figures, lines, [])


def _figures(parsed: Parsed, shown: Preview, accepted: Accepted | None) -> dict[str, Any]:
    counts = (
        asdict(accepted)
        if accepted
        else {
            "batch": None,
            "rows": parsed.rows,
            "good": parsed.rows - shown.rejected.height,
            "rejected": shown.rejected.height,
            "new": shown.new,
            "updated": shown.updated,
            "unchanged": shown.unchanged,
        }
    )
    before = shown.same_file_batch
    return {
        "kind": parsed.kind,
        "dialect": parsed.dialect,
        **counts,
        "columns": dict(parsed.columns),
        "unknown_stages": dict(parsed.unknown_stages),
        "unknown": shown.unknown.drop("suggestion_id").to_dicts(),
        "same_file_accepted_at": before[1].isoformat() if before else None,
        "notes": list(shown.notes),
        "rejections": shown.rejected.head(SHOWN).to_dicts(),
    }


def _told(asked: Asked, shown: Preview, figures: Mapping[str, Any]) -> Iterator[str]:
    yield f"{asked.file.name}: {figures['rows']:,} {asked.kind}, read as {figures['dialect']}."
    yield (
        f"{figures['new']:,} new, {figures['updated']:,} updated,"
        f" {figures['unchanged']:,} unchanged, {figures['rejected']:,} rejected."
    )
    if shown.same_file_batch:
        yield f"This very file was accepted on {shown.same_file_batch[1]:%Y-%m-%d}."
    yield from shown.notes
    for line in shown.rejected.head(READ_BY_A_PERSON).iter_rows(named=True):
        where = f", {line['column']}" if line["column"] else ""
        yield f"  line {line['line']}{where}: {line['reason']}"
    if (more := shown.rejected.height - READ_BY_A_PERSON) > 0:
        yield f"  … and {more:,} more; --json lists the first {SHOWN}."
    yield from _unknown_told(shown.unknown)
    if figures["batch"] is not None:
        yield f"Accepted, as batch {figures['batch']}."
    else:
        yield "Nothing is stored yet. Add --accept to accept it."


def _unknown_told(unknown: pl.DataFrame) -> Iterator[str]:
    if unknown.is_empty():
        return
    yield "Not known; each is a new one unless you say otherwise:"
    for row in unknown.head(READ_BY_A_PERSON).iter_rows(named=True):
        told = f"  {row['kind']} “{row['text']}”, {row['rows']:,} rows"
        if row["suggestion"]:
            told += f"; the same? --same '{row['kind']}:{row['text']}={row['suggestion']}'"
        if row["candidates"]:
            told += f"; {row['candidates']} have that name, so none is taken"
        yield told
    if (more := unknown.height - READ_BY_A_PERSON) > 0:
        yield f"  … and {more:,} more."


def _currency(said: str | None) -> str | None:
    if said and not re.fullmatch("[A-Za-z]{3}", said):
        raise Invalid(f"A currency has three letters, such as EUR; “{said}” is none.")
    return said.upper() if said else None


def _actor(connection: Reading, name: str | None) -> Actor:
    if name is None:
        return SETUP
    found = [p for p in active_people(connection) if name_key(p[1]) == name_key(name)]
    if len(found) != 1:
        many = "Several people are" if found else "Nobody active is"
        raise Invalid(f"{many} called “{name}”.")
    return Actor(*found[0])


def _same(connection: Reading, said: Sequence[str]) -> dict[tuple[str, str], int]:
    """`product:GTXPro=GTX Pro` → `{("product", "GTXPro"): id}`."""
    same = {}
    for left, right in pairs(said, "--same").items():
        kind, sign, text = left.partition(":")
        if not sign or kind not in ("product", "person", "account"):
            raise Invalid(f"--same takes “product:Text in the file=Name here”, not “{left}”.")
        known = names(connection, kind)
        ids = [key for key, name in known.iter_rows() if name_key(name) == name_key(right)]
        if len(ids) != 1:
            many = "Several are" if ids else f"No {kind} is"
            raise Invalid(f"{many} called “{right}”, so “{text}” cannot be said to be it.")
        same[kind, text.strip()] = ids[0]
    return same
