"""Where a lake is opened: files and tables by their address, on Polars or on the user's Spark.

Spark and the readers of Delta and Iceberg are asked for by an address and imported only then. What
an error says names no password, key or token of an address.
"""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import narwhals as nw
import polars as pl
from narwhals.exceptions import NarwhalsError

from data.refused import Invalid, Refused

PER_BUCKET = 5_000_000  # events or assignments; with it 1e8 of them stay below 1 GB
_TEXTS = ("unit", "segment", "campaign")  # of a CSV: 007 is not 7
_SECRETS = re.compile(r"(?<=://)\S*@|[?;]\S+")

Lazy = nw.LazyFrame[Any]


@dataclass(frozen=True)
class Engine:
    """Reads and cuts; what is computed between the two is the caller's, in narwhals."""

    read: Callable[[str], Any]
    """The frame that lies at an address, unread."""
    millis: Callable[[Any], Any]
    """Its moments as milliseconds since 1970; one without a zone is UTC."""
    parts: Callable[[Lazy, Lazy, int | None, int], Iterator[tuple[Lazy, Lazy]]]
    """Assignments and events of the same customers, part by part."""


@contextmanager
def opened(name: str) -> Iterator[Engine]:
    """An engine by its name, as for `cells_of`; what fails while it is open is Refused, in words.

    Raises Invalid for another name, Refused when it is not installed or does not answer.
    """
    if name == "polars":
        try:
            yield Engine(_scan, _millis_here, _buckets)
        except (pl.exceptions.PolarsError, NarwhalsError, OSError) as error:
            raise Refused(f"The files could not be read: {_said(error)}") from None
        return
    session, failures = _spark(name)
    try:
        yield Engine(lambda uri: _table(session, uri), _millis_there, _whole)
    except failures as error:
        raise Refused(f"Spark could not read or compute it: {_said(error)}") from None
    finally:
        session.stop()


def shown(uri: str) -> str:
    """An address without what is secret in it: no user, key, signature or token."""
    return _SECRETS.sub("", uri) if "://" in uri else uri


def form(uri: str) -> tuple[str, str]:
    """parquet, csv, delta or iceberg, and the address without the name of it before a colon.

    Raises Invalid for a folder that is an Iceberg table: which of its states is meant says the
    name of a metadata file.
    """
    for named in ("delta", "iceberg"):
        if uri.startswith(f"{named}:"):
            return named, uri.removeprefix(f"{named}:")
    folder = Path(uri)
    if (folder / "_delta_log").is_dir():
        return "delta", uri
    if any(folder.glob("metadata/*.metadata.json")):
        raise Invalid(f"{uri} is an Iceberg table: name its newest metadata/….metadata.json.")
    if uri.endswith(".metadata.json"):
        return "iceberg", uri
    return ("csv" if re.search(r"\.csv(\.gz)?$", uri) else "parquet"), uri


def _scan(uri: str) -> pl.LazyFrame:
    kind, where = form(uri)
    try:
        if kind == "delta":
            return pl.scan_delta(where)
        if kind == "iceberg":
            return pl.scan_iceberg(where)
    except ImportError:
        package = {"delta": "deltalake", "iceberg": "pyiceberg"}[kind]
        raise Refused(f"To read {kind.capitalize()} here: pip install {package}.") from None
    except (OSError, PermissionError, pl.exceptions.PolarsError):
        raise
    except Exception as error:  # either package has errors of its own
        raise Refused(f"{shown(where)} could not be read: {_said(error)}") from None
    if kind == "csv":
        texts = dict.fromkeys(_TEXTS, pl.String)
        return pl.scan_csv(where, try_parse_dates=True, schema_overrides=texts)
    if not Path(where).is_dir():
        return pl.scan_parquet(where)
    files = _files(Path(where))
    return pl.scan_parquet(files, hive_partitioning=any("=" in str(file) for file in files))


def _files(folder: Path) -> list[Path]:
    """Without what a writer has not committed: folders and files that begin with _ or a dot."""
    found = (
        file
        for file in folder.rglob("*.parquet")
        if not any(part.startswith(("_", ".")) for part in file.relative_to(folder).parts)
    )
    if files := sorted(found):
        return files
    raise Refused(f"{folder} holds no Parquet.")


def _millis_here(frame: pl.LazyFrame) -> pl.LazyFrame:
    moments = pl.selectors.temporal()
    return frame.with_columns(moments.cast(pl.Datetime("ms")).dt.epoch("ms"))


def _buckets(
    assigned: Lazy, happened: Lazy, buckets: int | None, rows: int
) -> Iterator[tuple[Lazy, Lazy]]:
    many = buckets or max(1, -(-rows // PER_BUCKET))
    mine = pl.col("unit").hash(seed=7) % many
    for part in range(many):
        here, there = (lazy.to_native() for lazy in (assigned, happened))
        if many > 1:
            here, there = here.filter(mine == part), there.filter(mine == part)
        yield _held(here), nw.from_native(there)


def _held(assigned: pl.LazyFrame) -> Lazy:
    """In memory, since the plan asks for them four times; words that repeat are kept once."""
    short = assigned.with_columns(pl.col("arm", "segment").cast(pl.Categorical))
    return nw.from_native(short.collect(engine="streaming").lazy())


def _whole(
    assigned: Lazy, happened: Lazy, buckets: int | None, rows: int
) -> Iterator[tuple[Lazy, Lazy]]:
    yield assigned, happened


def _spark(address: str) -> tuple[Any, tuple[type[Exception], ...]]:
    if not address.startswith(("sc://", "spark://", "local")):
        raise Invalid(f"An engine is polars, spark://host:port or sc://host:port, not “{address}”.")
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise Refused(
            "Spark is not installed here: pip install pyspark-client for sc://, pyspark for"
            " spark://."
        ) from None
    if address.startswith("sc://"):
        _answers(address)
    builder = SparkSession.builder.appName("throughline-cube")
    builder = builder.config("spark.sql.session.timeZone", "UTC")
    connect = builder.remote if address.startswith("sc://") else builder.master
    try:
        return connect(address).getOrCreate(), (PySparkException, NarwhalsError, OSError)
    except Exception as error:  # whatever the driver calls it: nobody answered there
        raise Refused(f"Spark at {shown(address)} could not be asked: {_said(error)}") from None


def _answers(address: str) -> None:
    """Raises Refused at once; Spark's own client asks a server that is not there for minutes."""
    try:
        at = urlsplit(address)
        socket.create_connection((at.hostname or "", at.port or 15002), timeout=10).close()
    except (OSError, ValueError) as error:
        raise Refused(f"Spark at {shown(address)} could not be asked: {_said(error)}") from None


def _table(session: Any, uri: str) -> Any:
    if "/" not in uri and not uri.endswith(".parquet"):
        return session.table(uri)
    kind, where = form(uri)
    if kind == "csv":
        from pyspark.sql.types import StringType, StructField, StructType

        told = session.read.csv(where, header=True, inferSchema=True).schema
        texts = [
            StructField(one.name, StringType() if one.name in _TEXTS else one.dataType)
            for one in told
        ]
        return session.read.csv(where, header=True, schema=StructType(texts))
    return session.read.format(kind).load(where)


def _millis_there(frame: Any) -> Any:
    from pyspark.sql import functions

    for name, kind in frame.dtypes:
        if kind.startswith("timestamp"):
            frame = frame.withColumn(
                name, functions.unix_millis(functions.col(name).cast("timestamp"))
            )
        elif kind == "date":
            frame = frame.withColumn(name, functions.unix_date(name).cast("long") * 86_400_000)
    return frame


def _said(error: Exception) -> str:
    lines = _SECRETS.sub("", str(error)).splitlines() or [type(error).__name__]
    return lines[0][:200]
