"""The real server in a process of its own, as `cli.py serve` or `streamlit run` start it."""

import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from data.reads.people import active_people
from data.store import open_store, reading

ROOT = Path(__file__).resolve().parents[1]
UP_WITHIN = 240.0  # seconds; a server that will never be up ends sooner by itself


def setup(store_url: str, *arguments: str) -> None:
    """`cli.py setup`, done when this returns."""
    done = subprocess.run(
        [sys.executable, "cli.py", "setup", *arguments],
        cwd=ROOT,
        env=os.environ | {"THROUGHLINE_DATABASE_URL": store_url},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def somebody(store_url: str, role: str) -> int:
    """Id of an active person with that role."""
    store = open_store(store_url)
    with reading(store) as conn:
        found = next(key for key, _, has in active_people(conn) if has == role)
    store.dispose()
    return found


@contextmanager
def serving(store_url: str, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """`cli.py serve` on a free port of loopback; the address it printed, http://HOST:PORT."""
    with running(
        [sys.executable, "cli.py", "serve", "--port", "0", *arguments], store_url, env
    ) as process:
        yield _printed_address(process)


@contextmanager
def streamlit_run(
    store_url: str, *arguments: str, env: Mapping[str, str] | None = None
) -> Iterator[str]:
    """`streamlit run app.py`, as somebody who goes past cli.py would; reached over loopback."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with running([*command, *arguments], store_url, env) as process:
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + UP_WITHIN
        while time.monotonic() < until and process.poll() is None:
            try:
                with urllib.request.urlopen(f"{url}/_stcore/health", timeout=UP_WITHIN):
                    break
            except OSError:
                time.sleep(0.05)
        yield url


def free_port() -> int:
    """A port of loopback for a program that does not choose one itself. Below those from which
    the system draws: no connection made meanwhile gets it."""
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@contextmanager
def running(
    command: list[str], store_url: str, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A process of the project with its store; interrupted at the end as by Ctrl-C."""
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"THROUGHLINE_DATABASE_URL": store_url} | dict(env or {}),
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        process.log = log
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def log_of(process: subprocess.Popen[str]) -> str:
    """What the process has said on standard error so far."""
    process.log.seek(0)
    return process.log.read()


def _printed_address(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline()  # ends when the process does
    assert line.startswith("Throughline is on http://"), f"{line}\n{log_of(process)}"
    return line.split()[-1]
