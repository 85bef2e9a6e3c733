"""The words around every reminder, and of the pages that its links lead to, in the languages that
there are; what a campaign itself says, it does not translate.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "frame" / "words.toml"


@dataclass(frozen=True)
class Spoken:
    """All of them in one language."""

    language: str
    why: str
    """Why she gets this mail."""
    stop: str
    """What she says so that she gets no more."""
    ask: str
    asked: str
    done: str
    never: str
    broken: str
    whole: str
    busy: str
    wait: str


def spoken(*tags: str) -> Spoken:
    """The words in the first of these languages (BCP 47) that there are words in, else English."""
    languages = _languages()
    for tag in tags:
        primary = tag.strip().lower().split("-")[0]
        if primary in languages:
            return languages[primary]
    return languages["en"]


def accepted(header: str) -> list[str]:
    """The languages of an Accept-Language header, in its order: browsers put the best one first."""
    return [part.split(";")[0] for part in header.split(",")[:20]]


@cache
def _languages() -> dict[str, Spoken]:
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {language: Spoken(language, **words) for language, words in told.items()}
