"""The file on the Import page and what was answered about it, for as long as the page is open."""

from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

import streamlit as st

from data.actions.permissions import ADMIN
from data.imports import KINDS, Choices, Parsed
from data.imports.headers import as_far_as_known
from data.imports.remembering import guess_kind, parse_remembering, possible_headers
from data.reads.imports import Preview, preview, remembered
from data.reads.people import Me
from data.refused import Refused
from data.store import reading, store_version
from pages.parts import load

SLOT = "import_file"


@dataclass
class Answers:
    """What the person said about one file of one kind; asked again when the file changes."""

    columns: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    """Stages that were unknown when the file came, with their deals."""
    date_order: Any = None
    headless: bool = False
    asked_on: date | None = None
    same: dict[tuple[str, str], int] = field(default_factory=dict)

    def key(self) -> str:
        """All that the reading of the file depends on."""
        return repr((sorted(self.columns.items()), sorted(self.stages.items()))) + repr(
            (self.date_order, self.asked_on, self.headless)
        )


@dataclass
class Brought:
    """An uploaded file and what has been made of it so far."""

    name: str
    digest: str
    content: bytes
    headers: list[tuple[str, ...]]
    guess: str | None
    answers: dict[str, Answers] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    def of(self, kind: str) -> Answers:
        return self.answers.setdefault(kind, Answers())


def brought(upload: Any) -> Brought:
    """The uploaded file, taken in once. Raises Refused for what holds no table."""
    content: bytes = upload.getvalue()
    digest = sha256(content).hexdigest()
    here: Brought | None = st.session_state.get(SLOT)
    if here is None or here.digest != digest or here.name != upload.name:
        headers = possible_headers(content)
        here = Brought(upload.name, digest, content, headers, guess_kind(headers))
        st.session_state[SLOT] = here
    return here


def forget() -> None:
    """Let the file go, once it is accepted."""
    st.session_state.pop(SLOT, None)


def kind_of(file: Brought) -> str | None:
    """What the person says is in the file; at first what its headers look like."""
    return st.segmented_control(
        "What is in it?",
        KINDS,
        default=file.guess,
        format_func=str.capitalize,
        key=f"kind_{file.digest}",
    )


def parsed(file: Brought, kind: str, today: date) -> tuple[Parsed, Choices]:
    """The file read by what was answered so far, read again only when an answer changes.

    Raises Refused when it cannot be read so.
    """
    answers = file.of(kind)
    key = f"{kind} {answers.key()} {load.version()}"
    if file.kept.get("parsed_key") != key:
        file.kept.clear()
        answers.same.clear()  # the boxes below say it again
        with reading(load.engine()) as connection:
            said = Choices(
                columns=dict(answers.columns),
                stages=dict(answers.stages),
                date_order=answers.date_order,
                asked_on=answers.asked_on or today,
                headless=answers.headless,
            )
            said = replace(said, currency=remembered(connection, []).currency)
            with st.spinner(f"Reading {file.name} …"):
                file.kept["parsed"] = parse_remembering(
                    kind,
                    file.content,
                    file_name=file.name,
                    said=said,
                    kept=lambda keys: remembered(connection, keys),
                )
        file.kept["parsed_key"] = key
    found: tuple[Parsed, Choices] = file.kept["parsed"]
    return found


def fed_so_far(file: Brought, kind: str) -> dict[str, str]:
    """Each column of a file that cannot be read yet, and the field that it would feed."""
    answers = file.of(kind)
    headers = max(file.headers, key=len)
    if answers.headless:
        headers = tuple(f"column {at}" for at in range(1, len(headers) + 1))
    try:
        layout = as_far_as_known(kind, headers, Choices(columns=dict(answers.columns)))
    except Refused:  # an answer about a column that this file has not
        return {name: answers.columns.get(name, "") for name in headers}
    return dict(zip(layout.labels, layout.fields, strict=True))


def previewed(file: Brought, kind: str, found: Parsed, me: Me) -> Preview:
    """What accepting would do now; asked anew when the store or what is said of names changes."""
    same = file.of(kind).same
    with reading(load.engine()) as connection:
        key = repr((sorted(same.items()), store_version(connection), me.role))
        if file.kept.get("preview_key") != key:
            with st.spinner("Comparing with what is here …"):
                file.kept["preview"] = preview(
                    connection,
                    found,
                    same=same,
                    gives_access=me.role == ADMIN,
                    file_sha256=file.digest,
                )
            file.kept["preview_key"] = key
    shown: Preview = file.kept["preview"]
    return shown


__all__ = [
    "Answers",
    "Brought",
    "Refused",
    "brought",
    "fed_so_far",
    "forget",
    "kind_of",
    "parsed",
    "previewed",
]
