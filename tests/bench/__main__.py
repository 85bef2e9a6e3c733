"""`python -m tests.bench`: measures, and writes docs/performance.md and docs/performance.json.

Not a test: nothing here is collected by pytest, nothing fails when a target is missed; the table
says so.
"""

import argparse
import importlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import document


def main() -> None:
    """Measure the parts that were asked for; parts not asked for keep what was measured before."""
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("parts", nargs="*", metavar="PART", help=", ".join(document.TITLES))
    asked.add_argument("--quick", action="store_true", help="no million, fewer runs")
    asked.add_argument("--print", action="store_true", help="print only, write no file")
    wanted = asked.parse_args()
    for unknown in set(wanted.parts) - set(document.TITLES):
        asked.error(f"there is no part {unknown}")
    now = datetime.now(UTC)
    parts = document.kept()
    with tempfile.TemporaryDirectory(prefix="throughline-bench-") as folder:
        for name in wanted.parts or document.TITLES:
            part = importlib.import_module(f"tests.bench.{name}")
            machine, lines = document.machine(now), []
            print(f"\n{document.TITLES[name]}", flush=True)
            for line in part.measure(Path(folder), today=now.date(), quick=wanted.quick):
                lines.append(line.plain())
                print(document.row(lines[-1]), flush=True)
            parts[name] = {"about": _about(part.__doc__), "machine": machine, "lines": lines}
            if not wanted.print:
                document.write(parts)


def _about(said: str) -> str:
    """A part's own words without its first sentence, which says what the file is."""
    return said.split("\n\n", 1)[-1].strip()


if __name__ == "__main__":
    main()
