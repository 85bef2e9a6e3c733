"""Reads a file the way the last one of its shape was read; what is said now comes before that."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from data.imports.contract import KINDS, Choices, Parsed
from data.imports.dates import DateOrderUnknown
from data.imports.formats import read_table
from data.imports.headers import header_key, recognise
from data.imports.parsing import parse
from data.imports.plain import PLAIN
from data.refused import Refused

_KNOWN_TOOL = 4
Kept = Callable[[Sequence[str]], Choices]
"""Keys that a file's shape may have, the likeliest first → what was decided about it before."""


class _Seen(Refused):
    """Ends the reading of a file of which only the header is wanted."""


def parse_remembering(
    kind: str,
    content: bytes | Path,
    *,
    file_name: str,
    said: Choices,
    kept: Kept,
) -> tuple[Parsed, Choices]:
    """The parsed file and the choices that it was read with.

    Remembered columns and stages fill in what `said` leaves open. A remembered order of dates is
    used only where the file itself does not tell. `said.currency` is for the caller to fill in.
    Raises Refused as `parse` does.
    """
    before = kept([header_key(kind, headers) for headers in possible_headers(content)])
    choices = replace(
        said,
        columns={**before.columns, **said.columns},
        stages={**before.stages, **said.stages},
    )
    try:
        return parse(kind, content, file_name=file_name, choices=choices), choices
    except DateOrderUnknown:
        if before.date_order is None:
            raise
        choices = replace(choices, date_order=before.date_order)
        return parse(kind, content, file_name=file_name, choices=choices), choices


def possible_headers(content: bytes | Path) -> list[tuple[str, ...]]:
    """The rows that may be the file's header, the likeliest first.

    Raises Refused for a file that holds no table at all.
    """
    seen: list[tuple[str, ...]] = []

    def look(headers: Sequence[str]) -> list[int]:
        seen.append(tuple(headers))
        raise _Seen

    with suppress(_Seen):
        read_table(content, look)
    return seen


def guess_kind(headers: Sequence[tuple[str, ...]]) -> str | None:
    """The kind of which these headers feed most fields, a tool's own headers counting as more of
    them; null when they fit none."""
    best: tuple[int, str | None] = (0, None)
    for kind in KINDS:
        for row in headers:
            try:
                layout = recognise(kind, row, Choices())
            except Refused:
                continue
            known = 0 if layout.dialect is PLAIN else _KNOWN_TOOL
            fed = len(set(layout.fields) - {""}) + known
            best = max(best, (fed, kind), key=lambda found: found[0])
    return best[1]
