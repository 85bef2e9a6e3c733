"""What was measured as a page for people and as JSON for programs, with the machine it ran on."""

import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
JSON, PAGE = ROOT / "docs" / "performance.json", ROOT / "docs" / "performance.md"
PACKAGES = ("streamlit", "polars", "SQLAlchemy", "plotly", "numpy", "psycopg")
TITLES = {
    "imports": "Imports",
    "reports": "Computing time",
    "similar": "Similar texts",
    "demand": "Demand, scores and messages",
    "scorecards": "Scorecards and ranks",
    "plans": "Compensation plans",
    "inbox": "The inbox",
    "nudge_page": "Reminders: the page",
    "nudges": "Reminders: the mailer",
    "nudge_facts": "Reminders: facts and cube",
    "scale": "Reminders: beside DuckDB, however many events",
    "pages": "The Overview in a browser",
    "load": "Many people at once",
    "startup": "Start-up",
}
HEAD = """\
# Performance

Written by `make bench`; every number is of one run of it on the machine below. Times on other
machines differ, ratios of two things measured in turn much less. *Median* of *n* runs, with the
least and the most; a target is for the median.
"""


def kept() -> dict[str, Any]:
    """What earlier runs measured, by part."""
    return json.loads(JSON.read_text(encoding="utf-8")) if JSON.exists() else {}


def write(parts: Mapping[str, Any]) -> None:
    """Both files, parts in the order of TITLES."""
    ordered = {name: parts[name] for name in TITLES if name in parts}
    JSON.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(_page(ordered), encoding="utf-8")


def machine(now: datetime) -> dict[str, Any]:
    """On what this runs, and how busy it was with other things when it began."""
    return {
        "on": now.isoformat(timespec="minutes"),
        "commit": _said("git", "rev-parse", "--short", "HEAD"),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "load_at_start": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "chromium": _said("chromium", "--version").removeprefix("Chromium ").split(" ")[0],
        "packages": {name: version(name) for name in PACKAGES},
    }


def _cpu() -> str:
    names = Path("/proc/cpuinfo")
    lines = names.read_text(encoding="utf-8").splitlines() if names.exists() else []
    found = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(found, platform.processor() or platform.machine())


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "not known"
    return done.stdout.strip()


def _page(parts: Mapping[str, Any]) -> str:
    return "\n".join([HEAD, *(_section(name, part) for name, part in parts.items())])


def _section(name: str, part: Mapping[str, Any]) -> str:
    on = part["machine"]
    packages = ", ".join(f"{package} {number}" for package, number in on["packages"].items())
    rows = [row(line) for line in part["lines"]]
    return "\n".join(
        [
            f"## {TITLES[name]}\n",
            part["about"].strip() + "\n",
            "| what | n | median | least–most | target | |",
            "| --- | ---: | ---: | ---: | ---: | --- |",
            *rows,
            "",
            f"{on['on']} at {on['commit']}: {on['cores']} cores of {on['cpu']}, "
            f"{on['memory_gb']} GB, {on['system']}, load {on['load_at_start']} before; "
            f"Python {on['python']}, SQLite {on['sqlite']}, Chromium {on['chromium']}, "
            f"{packages}.\n",
        ]
    )


def row(line: Mapping[str, Any]) -> str:
    """A line of the table, in Markdown."""
    unit = line["unit"]
    target = "" if line["target"] is None else f"≤ {_number(line['target'], unit)}"
    verdict = {None: "", True: "met", False: "**missed**"}[line["met"]]
    least, most = _number(line["min"], unit), _number(line["max"], unit)
    spread = f"{least.split(' ')[0]}–{most}" if line["n"] > 1 else ""
    median = _number(line["median"], unit)
    return f"| {line['what']} | {line['n']} | {median} | {spread} | {target} | {verdict} |"


def _number(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"
