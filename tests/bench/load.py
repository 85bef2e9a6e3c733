"""Sixty people on one process, each thinking five seconds on average between clicks.

On the made-up company, and on 100,000 deals. One server process on one core, everybody's websockets
on another; a minute of clicks after everybody has come. A click sets the Overview's period, team,
segment or region to something else, drawn at random, so that most are views that nobody has asked
for before; it lasts until the server has sent the whole answer. One run each, its clicks the runs
of the table.
"""

import asyncio
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from data.store import sqlite_url
from tests import server
from tests.bench import stores
from tests.bench.measure import Line
from tests.load.client import Run, Visitor, visit

DEALS, PEOPLE, THINK_S, TARGET_MS = 100_000, 60, 5.0, 500.0
SERVER_CORE, CLIENT_CORE = 0, 1


def measure(folder: Path, *, today: date, quick: bool) -> Iterator[Line]:
    """The lines on many people at once."""
    demo, large = (sqlite_url(folder / f"load-{name}.db") for name in ("demo", "large"))
    server.setup(demo, "--demo")
    path = folder / "load-large.db"
    stores.found(folder, deals=DEALS, today=today).filled(path).dispose()
    for name, store in (("the made-up company", demo), (f"{DEALS:,} deals", large)):
        clicks, busy_ms = _minute(store, seconds=20 if quick else 60)
        cuts = statistics.quantiles(clicks, n=100, method="inclusive")
        yield Line(f"{name}: a click", "ms", tuple(clicks))
        yield Line(f"{name}: a click, 95th percentile", "ms", (cuts[94],), target=TARGET_MS)
        yield Line(f"{name}: the server's own work for a click", "ms", (busy_ms / len(clicks),))


def _minute(store: str, *, seconds: float) -> tuple[list[float], float]:
    """Milliseconds that each click took, and that the server worked for all of them."""
    pinned = ["taskset", "-c", str(SERVER_CORE), sys.executable, "cli.py", "serve", "--port", "0"]
    with server.running(pinned, store) as process, _on(CLIENT_CORE):
        url = process.stdout.readline().split()[-1]
        return asyncio.run(_crowd(url, process.pid, seconds=seconds))


async def _crowd(url: str, pid: int, *, seconds: float) -> tuple[list[float], float]:
    """Everybody comes within the first seconds, which do not count; a click that fails ends it."""
    come = time.monotonic() + 3 * THINK_S
    each = [_person(url, random.Random(at), come=come, seconds=seconds) for at in range(PEOPLE)]
    everybody = asyncio.gather(*each)
    await asyncio.sleep(come - time.monotonic())
    before = _cpu_seconds(pid)
    clicks = [click for clicks in await everybody for click in clicks]
    return clicks, (_cpu_seconds(pid) - before) * 1000


async def _person(url: str, chance: random.Random, *, come: float, seconds: float) -> list[float]:
    clicks: list[float] = []
    await asyncio.sleep(chance.uniform(0, THINK_S))  # nobody waits for the others at the door
    async with visit(url) as visitor:
        choices = _filters(await visitor.open())
        until = come + seconds
        while (thinks := time.monotonic() + chance.expovariate(1 / THINK_S)) < until:
            await asyncio.sleep(thinks - time.monotonic())
            took = await _click(visitor, chance.choice(chance.choice(choices)))
            if thinks > come:
                clicks.append(took)
    return clicks


async def _click(visitor: Visitor, choice: WidgetState) -> float:
    begun = time.perf_counter()
    run = await visitor.choose("", choice)
    took = (time.perf_counter() - begun) * 1000
    assert not run.broken, run.text
    return took


def _filters(run: Run) -> list[list[WidgetState]]:
    """What each filter can be set to."""
    found = []
    for message in run.messages:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind not in {"selectbox", "multiselect"} or message.delta.fragment_id:
            continue
        widget = getattr(element, kind)
        if widget.label == "Acting as":
            continue
        states = [WidgetState(id=widget.id) for _ in widget.options]
        for state, option in zip(states, widget.options, strict=True):
            if kind == "selectbox":
                state.string_value = option
            else:
                state.string_array_value.data.append(option)
        found.append([s for s in states if "Other days" not in s.string_value])
    assert len(found) == 4, "the Overview has other filters than this knows"
    return found


@contextmanager
def _on(core: int) -> Iterator[None]:
    """This process on one core only."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
