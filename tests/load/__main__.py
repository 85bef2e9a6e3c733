"""`python -m tests.load --users 60 --seconds 60 --think 5`: how long people wait, as JSON.

Without --url it makes the demo company and serves it itself. Everybody opens the Overview, then
thinks (exponentially, with the given mean) and clicks: a filter or another choice on the page
three times out of four, another page of the menu otherwise.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from data.store import sqlite_url
from tests import server
from tests.load.client import visit


async def live(url: str, *, seed: int, think: float, until: float, waits: list[float]) -> None:
    """One person's visit; the seconds of each click until the server has sent everything."""
    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0, think))  # they do not all come at once
    async with visit(url) as visitor:
        run = await visitor.open()
        choices, pages = run.choices, list(run.pages.values())
        while True:
            await asyncio.sleep(chance.expovariate(1 / think))
            if time.monotonic() > until:
                return
            began = time.perf_counter()
            if choices and (chance.random() < 0.75 or len(pages) < 2):
                answer = await visitor.choose(*chance.choice(choices))
            else:
                answer = await visitor.go(chance.choice(pages))
                choices = answer.choices
            assert not answer.broken
            waits.append(time.perf_counter() - began)


async def crowd(url: str, *, users: int, seconds: float, think: float) -> dict[str, float | int]:
    """What `users` people waited for their clicks, in milliseconds, and how many failed."""
    until = time.monotonic() + seconds
    waits: list[float] = []
    ends = await asyncio.gather(
        *(live(url, seed=user, think=think, until=until, waits=waits) for user in range(users)),
        return_exceptions=True,
    )
    failed = [end for end in ends if end is not None]
    for error in failed[:3]:
        print(f"failed: {error!r}", file=sys.stderr)
    ms = [1000 * wait for wait in waits]
    cuts = (
        statistics.quantiles(ms, n=100, method="inclusive") if len(ms) > 1 else [float("nan")] * 99
    )
    return {
        "users": users,
        "think_seconds": think,
        "seconds": seconds,
        "clicks": len(ms),
        "failed": len(failed),
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "max_ms": round(max(ms, default=float("nan")), 1),
    }


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    asked.add_argument("--users", type=int, default=60)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--think", type=float, default=5)
    asked.add_argument("--url", help="a running server; without it one is started")
    wanted = asked.parse_args()
    with ExitStack() as stack:
        url = wanted.url
        if url is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            store = sqlite_url(Path(folder) / "store.db")
            server.setup(store, "--demo")
            url = stack.enter_context(server.serving(store))
        how = {"users": wanted.users, "seconds": wanted.seconds, "think": wanted.think}
        print(json.dumps(asyncio.run(crowd(url, **how))))


if __name__ == "__main__":
    main()
