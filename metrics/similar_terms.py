"""Text to the terms by which it is compared, in any script; knows no other text and no weights."""

import re
import unicodedata
from collections.abc import Collection, Iterator

READ = 10_000  # characters of a text that are read: a customer has said it by then
HEADLINE = 16  # words at most of the first line, which says what the rest is about
GRAM = 4  # characters; the length that serves most languages (McNamee and Mayfield 2004)

_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"  # Thai, Lao, kana, Han: no spaces
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"  # accents, vowel points
_INDIC = "\u0900-\u0963\u0966-\u0dff"  # vowel signs are part of the word
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_SIGNS}{_INDIC}])+")
_SIGN = re.compile(f"[{_SIGNS}]")


def spelled(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word as it is compared, with where it stands: its first character, and one past it."""
    for found in _WORD.finditer(text[:READ]):
        yield _folded(found[0]), found.start(), found.end()


def words(text: str) -> list[str]:
    """The words, without case, accents and vowel points; of Han, kana and Thai each character."""
    return [_folded(found) for found in _WORD.findall(text[:READ])]


def headline(text: str) -> list[str]:
    """The first words of the first line that has any."""
    for line in text[:READ].splitlines():
        if found := words(line):
            return found[:HEADLINE]
    return []


def grams(text: str) -> list[str]:
    """The runs of four characters in the headline, each once, over word ends as well."""
    found = headline(text)
    return list(dict.fromkeys(runs(" ".join(found)))) if found else []


def runs(line: str) -> list[str]:
    """The runs of four characters of a line with a space at either end."""
    line = f" {line} "
    return [line[at : at + GRAM] for at in range(max(1, len(line) - GRAM + 1))]


def places(text: str, terms: Collection[str]) -> list[tuple[int, int]]:
    """Where a text has any of those words, however written: pairs of first and one past the last.

    Args:
        terms: as `SimilarTexts.closest` gives them.
    """
    wanted = {_folded(term) for term in terms}
    return [(start, end) for word, start, end in spelled(text) if word in wanted]


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return _SIGN.sub("", unicodedata.normalize("NFKD", word.casefold()))
