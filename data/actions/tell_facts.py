"""Facts that a shop posts, taken in as a file of the same columns would be: no other way, no other
rules. Posted again, they change nothing.
"""

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data.actions.accept_import import Decisions, accept_import
from data.actions.permissions import Actor, check
from data.imports import Choices, parse
from data.reads.settings import reporting_currency
from data.refused import Invalid

SHOP_FACTS = ("contacts", "baskets", "orders")
MOST_ROWS, MOST_COLUMNS = 5_000, 200
NAMED = "posted by the shop"
THOUSANDS = re.compile(r"-?\d{1,3}\.\d{3}")


def tell_facts(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    rows: Sequence[Mapping[str, Any]],
    digest: str,
    now: datetime,
) -> dict[str, Any]:
    """How many rows were new, updated, unchanged and rejected, why the first were rejected,
    and what else is to be said of them.

    Args:
        kind: one of SHOP_FACTS. rows: by column, named as a file's headers may be; amounts in the
            currency's units, moments in ISO 8601. digest: the message's SHA-256.

    Raises:
        NotAllowed: the actor's role may not. Invalid: these are no rows of that kind.
    """
    check(actor, "accept_import")
    if kind not in SHOP_FACTS:
        raise Invalid(f"A shop tells {', '.join(SHOP_FACTS)}.")
    if not rows:
        return {"rows": 0, "new": 0, "updated": 0, "unchanged": 0, "rejected": 0}
    if len(rows) > MOST_ROWS:
        raise Invalid(f"At most {MOST_ROWS:,} rows at once.")
    currency = reporting_currency(session.connection())
    choices = Choices(currency=currency, date_order="day-first")  # ISO moments need no order
    parsed = parse(kind, _as_file(rows), file_name=NAMED, choices=choices)
    accepted = accept_import(
        session,
        actor,
        parsed=parsed,
        file_name=NAMED,
        file_sha256=digest,
        decisions=Decisions(choices=choices),
        now=now,
    )
    rejections = parsed.rejected.select("line", "column", "reason").head(20).to_dicts()
    return asdict(accepted) | {"rejections": rejections, "notes": list(parsed.notes)}


def _as_file(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """The rows as a CSV file of text cells; what is nested is kept as JSON."""
    if not all(isinstance(row, Mapping) for row in rows):
        raise Invalid("Each row is an object: a value for each column.")
    columns = list(dict.fromkeys(str(column) for row in rows for column in row))
    if len(columns) > MOST_COLUMNS:
        raise Invalid(f"At most {MOST_COLUMNS} columns at once.")
    kept = io.StringIO()
    writer = csv.writer(kept)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return kept.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # in JSON a point is the decimal sign; a text of three digits behind it is read as thousands
    return f"{text}0" if isinstance(value, float) and THOUSANDS.fullmatch(text) else text
