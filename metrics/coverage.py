"""How often the shown intervals hold the truth, as a table in words; simulates nothing."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SIMULATED = Path(__file__).resolve().parents[1] / "docs" / "coverage.json"

HEAD = """<a id="coverage"></a>

## Coverage of the intervals

Written from `docs/coverage.json`, which `make coverage` simulates: worlds whose truth is known,
drawn in the domain in which pages show the interval (with less, it is withheld), and how often
that truth lay inside. A nominal 95% is to hold 93.5 to 96.5%; an interval valid at every look is
to miss at any of 100 looks in at most 5%; a sample-ratio check is to raise a false alarm in at
most 0.1%.

| interval | domain | worlds | counted | share | aim | |
| --- | --- | ---: | --- | ---: | ---: | --- |"""


def table(simulated: Path = SIMULATED) -> Iterator[str]:
    """Lines of Markdown; none before anything was simulated."""
    if not simulated.exists():
        return
    yield HEAD
    for line in json.loads(simulated.read_text(encoding="utf-8")):
        yield _row(line)
    yield ""


def _row(line: Mapping[str, Any]) -> str:
    cells = (
        line["name"],
        line["domain"],
        f"{line['worlds']:,}",
        line["counts"],
        _percent(line["share"]),
        _aim(line["least"], line["most"]),
        _verdict(line),
    )
    return f"| {' | '.join(cells)} |"


def _aim(least: float, most: float | None) -> str:
    if most is None:
        return ""
    if least == 0:
        return f"≤ {_percent(most)}"
    return f"≥ {_percent(least)}" if most == 1 else f"{_percent(least)} to {_percent(most)}"


def _verdict(line: Mapping[str, Any]) -> str:
    """In the digits that are shown: a share is not more than its aim by what nobody sees."""
    note = line["note"]
    if line["most"] is None:
        return f"for comparison: {note}" if note else "for comparison"
    shown = round(line["share"], 4 if line["most"] < 0.01 else 3)
    held = "held" if line["least"] <= shown <= line["most"] else "**not held**"
    return f"{held}; {note}" if note else held


def _percent(share: float) -> str:
    return f"{share:.2%}" if 0 < share < 0.01 else f"{share:.1%}"
