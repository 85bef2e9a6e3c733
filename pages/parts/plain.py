"""Text that people typed, shown as the text that it is: in labels, which read Markdown, in markup
and in tables. It changes no word."""

import html
import re
from collections.abc import Collection, Iterable
from typing import Any

import polars as pl

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
MARKDOWN = re.compile(r"([\\`*_\[\]<$~])")
JOINER = "\u2060"  # nothing to see: it parts signs that would become an icon, a face or an arrow
MARK = "color:inherit;background:color-mix(in srgb,#E69F00 40%,transparent);border-radius:.15rem"
CELL = 300  # characters of a text in a table; its file has all of them
ISOLATED = "\u2068{}\u2069"  # what is written from right to left turns nothing around it


def cut(text: str, longest: int) -> str:
    """The text on one line of at most `longest` characters; the last is “…” where it was cut."""
    line = " ".join(text[: longest * 4 + 100].split())
    whole = len(line) <= longest and len(text) <= longest * 4 + 100
    return line if whole else f"{line[: longest - 1].rstrip()}…"


def label(text: str, longest: int = 90) -> str:
    """The text for a label, an option or a toast, where Streamlit would read Markdown."""
    return ISOLATED.format(PUNCTUATION.sub(rf"\\\1{JOINER}", cut(text, longest)))


def sentence(text: str) -> str:
    """A sentence of ours that quotes what people typed, for a message, which reads Markdown: no
    name in it loads an image or becomes a link. It reads as before where nothing is of meaning."""
    return MARKDOWN.sub(r"\\\1", text)


def markup(text: str) -> str:
    """The text for `st.html`."""
    return f"<bdi>{html.escape(text)}</bdi>"


def marked(text: str, places: Collection[tuple[int, int]]) -> str:
    """The text for `st.html` with these places (first character, one past the last) marked."""
    parts, at = [], 0
    for start, end in sorted(places):
        parts.append(html.escape(text[at:start]))
        parts.append(f'<mark style="{MARK}">{html.escape(text[start:end])}</mark>')
        at = end
    return f"<bdi>{''.join(parts)}{html.escape(text[at:])}</bdi>"


def table(rows: pl.DataFrame) -> Any:
    """The rows for the screen, as Arrow; a text of more than `CELL` characters is cut."""
    return rows.with_columns(
        pl.when(pl.col(name).str.len_chars() > CELL)
        .then(pl.col(name).str.slice(0, CELL - 1) + "…")
        .otherwise(name)
        .alias(name)
        for name, kind in rows.schema.items()
        if kind == pl.String
    ).to_arrow()


def options(names: Iterable[str], longest: int = 60) -> dict[str, str]:
    """What each name is called in a list to choose from: cut, and no two alike."""
    called: dict[str, str] = {}
    for name in names:
        short = cut(name, longest)
        taken = sum(each.startswith(short) for each in called.values())
        called[name] = f"{short} ({taken + 1})" if taken and short in called.values() else short
    return called
