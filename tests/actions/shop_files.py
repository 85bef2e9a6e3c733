"""Files of a shop for tests: written as CSV, read by the real parser, accepted by the action."""

import csv
import io
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from data.actions.accept_import import Decisions, accept_import
from data.actions.permissions import SETUP
from data.imports import parse
from data.store import writing
from data.tables import Campaign
from data.tables.shop import EPOCH

NOW = datetime(2026, 3, 1, tzinfo=UTC)
START = datetime(2026, 1, 1, tzinfo=UTC)


def at(days=0.0, **more):
    """A moment so many days after the start, as a file has it."""
    return (START + timedelta(days=days, **more)).isoformat(timespec="milliseconds")


def ms(days=0.0):
    return (START + timedelta(days=days) - EPOCH) // timedelta(milliseconds=1)


def file_of(rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def accept(engine, kind, rows, *, now=NOW):
    """Parse and accept; returns what came of it."""
    with writing(engine) as session:
        return accept_import(
            session,
            SETUP,
            parsed=parse(kind, file_of(rows), file_name=f"{kind}.csv"),
            file_name=f"{kind}.csv",
            file_sha256="0" * 64,
            decisions=Decisions(),
            now=now,
        )


def begin_campaign(engine, name, currency="USD"):
    """A running campaign that sends from here; its number."""
    values = {
        "name": name,
        "name_key": name.lower(),
        "status": "running",
        "sent_elsewhere": False,
        "design": {},
        "currency": currency,
        "started_at": START,
        "row_version": 1,
    }
    with writing(engine) as session:
        return session.execute(insert(Campaign).values(values).returning(Campaign.id)).scalar_one()
