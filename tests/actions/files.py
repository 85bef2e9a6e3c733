"""Files as the parser hands them over, written by hand."""

import polars as pl

from data.imports.contract import REJECTED, SCHEMAS, Parsed

DEAL = {"stage": "Prospecting", "state": "open", "currency": "USD"}


def parsed(kind, rows, *, dialect="plain", columns=None, rejected=(), unknown_stages=None):
    """`rows` are dicts of fields; the columns that the file carries are those that any row names,
    or `columns`."""
    base = DEAL if kind == "deals" else {}
    named = columns if columns is not None else {name for row in rows for name in row}
    filled = [
        dict.fromkeys(SCHEMAS[kind]) | base | {"line": line} | row
        for line, row in enumerate(rows, start=2)
    ]
    return Parsed(
        kind=kind,
        dialect=dialect,
        rows=len(rows) + len(rejected),
        columns={name: name for name in sorted(named)},
        good=pl.DataFrame(filled, schema=dict(SCHEMAS[kind])),
        rejected=pl.DataFrame(list(rejected), schema=dict(REJECTED), orient="row"),
        unknown_stages=unknown_stages or {},
        notes=(),
        header_key=f"{kind}:{','.join(sorted(named))}",
    )
