"""A throw-away PostgreSQL cluster from the installed binaries, on a socket in its own folder."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOW_TO_GET_IT = "PostgreSQL's binaries are not here (Debian: apt-get install postgresql)"
USER = "throughline"


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest installed version; null = none."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def running(bin_dir: Path) -> Iterator[str]:
    """Address of the database `template` in a fresh cluster; stopped and removed at the end.

    PostgreSQL refuses to run as root, so root lends it to `nobody`. Durability is switched off:
    nothing here outlives the tests.
    """
    folder = Path(tempfile.mkdtemp(prefix="throughline-pg-"))
    as_root = os.geteuid() == 0
    if as_root:
        shutil.chown(folder, "nobody")
    owner = {"user": "nobody"} if as_root else {}

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [bin_dir / program, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            **owner,
        )
        assert done.returncode == 0, f"{program}: {done.stdout}"

    options = (
        f"-k {folder} -c listen_addresses= -c fsync=off -c synchronous_commit=off "
        "-c full_page_writes=off -c max_connections=60 -c max_wal_size=4GB"
    )
    data, log = str(folder / "data"), str(folder / "log")
    try:
        run("initdb", "-D", data, "-U", USER, "--auth=trust", "--no-sync", "--encoding=UTF8")
        run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            yield address(folder, "template")
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def address(folder: Path, database: str) -> str:
    """The SQLAlchemy address of a database of the cluster in `folder`."""
    return f"postgresql+psycopg://{USER}@/{database}?host={folder}"
