"""`python -m tests.coverage`: simulates how often each shown interval holds the truth.

Writes docs/coverage.json, which docs/metrics.md includes. Not a test: nothing here is collected
by pytest, and an interval that does not keep its level is written down, not raised. Every world
is drawn from a seed of its interval's name, so the table changes only when a formula does.
"""

import argparse
import json
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tests.coverage.registry import registered, simulated

JSON = Path(__file__).resolve().parents[2] / "docs" / "coverage.json"


def main() -> None:
    """Simulate what was asked for; what was not asked for keeps what was simulated before."""
    asked = argparse.ArgumentParser(prog="python -m tests.coverage", description=__doc__)
    asked.add_argument("names", nargs="*", metavar="NAME", help="the beginning of a name")
    asked.add_argument("--quick", action="store_true", help="a tenth of the worlds; writes nothing")
    wanted = asked.parse_args()
    every = registered()
    chosen = [one.name for one in every if _begins(one.name, wanted.names)]
    kept = {line["name"]: line for line in _kept()}
    # One thread a process: many small products fighting for two cores take a hundred times longer.
    os.environ |= dict.fromkeys(("OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        share = 0.1 if wanted.quick else 1.0
        for line, seconds in pool.map(simulated, chosen, [share] * len(chosen)):
            kept[line["name"]] = line
            print(f"{line['share']:.3%}  {line['name']} ({line['worlds']:,}, {seconds:.1f} s)")
    if not wanted.quick:
        lines = [kept[one.name] for one in every if one.name in kept]
        JSON.write_text(json.dumps(lines, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _begins(name: str, wanted: list[str]) -> bool:
    return not wanted or any(name.lower().startswith(start.lower()) for start in wanted)


def _kept() -> list[dict[str, object]]:
    return json.loads(JSON.read_text(encoding="utf-8")) if JSON.exists() else []


if __name__ == "__main__":
    main()
