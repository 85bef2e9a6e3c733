"""From the command until the address answers, for a company that is there already.

The steps of `make run`: the environment is looked at, the store too, then the server starts; timed
until /healthz answers. The first start, which makes up the company, is timed without a target.
"""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from data.store import sqlite_url
from tests import server
from tests.bench.measure import Line, seconds

RUN = f"""make --no-print-directory venv && {sys.executable} cli.py setup --demo \
&& exec {sys.executable} cli.py serve --port 0"""


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on start-up; `today` is the program's own to know."""
    store = sqlite_url(folder / "startup.db")
    first = seconds(lambda: server.setup(store, "--demo"))
    yield Line("setup --demo: making up the company", "s", (first,))
    again = tuple(_start(store) for _ in range(3 if quick else 7))
    yield Line("make run, the second time", "s", again, target=5.0)
    version = tuple(seconds(_version) for _ in range(3))
    yield Line("cli.py version", "s", version)


def _start(store: str) -> float:
    begun = time.perf_counter()
    with server.running(["sh", "-c", RUN], store) as process:
        for line in process.stdout:
            if line.startswith("Throughline is on "):
                with urllib.request.urlopen(line.split()[-1] + "/healthz") as answer:
                    assert answer.status == 200
                return time.perf_counter() - begun
    raise AssertionError(server.log_of(process))


def _version() -> None:
    subprocess.run(
        [sys.executable, "cli.py", "version"], cwd=server.ROOT, check=True, capture_output=True
    )
