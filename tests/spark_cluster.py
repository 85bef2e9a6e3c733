"""`make spark`: the cube on a Spark standalone master with two workers, beside Polars; to the bit.

Not collected by pytest: it takes a JVM and a minute. PySpark lies in var/spark/lib, before the
Connect client that the tests use.
"""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from data.lake import cells_of

EVENTS, UNITS = 1_000_000, 200_000
DAY_MS = 86_400_000
START = 20_000 * DAY_MS


def main() -> None:
    """Make a lake, start a cluster, compare; ends with 1 when a cell differs."""
    with tempfile.TemporaryDirectory(prefix="throughline-spark-") as folder:
        events, assignments = lake(Path(folder))
        here, took = timed(lambda: cells_of(events, assignments))
        print(f"Polars: {here.cells.height:,} cells in {took:.1f} s")
        with cluster(Path(folder)) as master:
            there, took = timed(lambda: cells_of(events, assignments, engine=master))
        print(f"Spark, 2 workers: {there.cells.height:,} cells in {took:.1f} s")
    assert there.campaigns == here.campaigns
    assert_frame_equal(there.cells, here.cells)
    print("Identical to the bit.")


def lake(folder: Path) -> tuple[str, str]:
    """Made-up events and assignments, the addresses of both."""
    chance = random.Random(11)
    a = pl.DataFrame({"unit": range(UNITS)}).with_columns(
        campaign=pl.Series([chance.choice(["Spring", "Autumn"]) for _ in range(UNITS)]),
        arm=pl.Series([chance.choice(["mail", "mail", "holdout"]) for _ in range(UNITS)]),
        segment=pl.Series([chance.choice([None, "a", "b"]) for _ in range(UNITS)]),
        assigned_at=pl.Series([START + chance.randrange(90 * DAY_MS) for _ in range(UNITS)]),
    )
    e = pl.DataFrame(
        {
            "unit": [chance.randrange(UNITS) for _ in range(EVENTS)],
            "ordered_at": [START + chance.randrange(130 * DAY_MS) for _ in range(EVENTS)],
            "cents": [chance.randrange(1, 50_000) for _ in range(EVENTS)],
        }
    )
    paths = [str(folder / f"{name}.parquet") for name in ("events", "assignments")]
    e.with_columns(pl.from_epoch("ordered_at", "ms")).write_parquet(paths[0])
    a.with_columns(pl.from_epoch("assigned_at", "ms")).write_parquet(paths[1])
    return paths[0], paths[1]


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A master and two workers on this machine alone; the master's address."""
    import pyspark

    home = Path(pyspark.__file__).parent
    starts = str(home / "bin" / "spark-class")
    deploy = "org.apache.spark.deploy"
    os.environ |= {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder / "work"),
        "PYSPARK_PYTHON": sys.executable,
    }
    port, page = free_port(), free_port()
    master = f"spark://127.0.0.1:{port}"
    here = ["--host", "127.0.0.1", "--webui-port"]
    commands = [[starts, f"{deploy}.master.Master", *here, str(page), "--port", str(port)]]
    commands += [
        [starts, f"{deploy}.worker.Worker", *here, str(free_port()), "-c", "1", "-m", "2g", master]
        for _ in range(2)
    ]
    running = []
    try:
        with (folder / "cluster.log").open("wb") as log:
            for command in commands:
                running.append(subprocess.Popen(command, stdout=log, stderr=log))
                answers(port)
        yield master
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


def answers(port: int) -> None:
    """Return once somebody listens there; after two minutes nobody will."""
    until = time.monotonic() + 120
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def timed(work):
    """What it gives, and the seconds it took."""
    begun = time.perf_counter()
    return work(), time.perf_counter() - begun


if __name__ == "__main__":
    main()
