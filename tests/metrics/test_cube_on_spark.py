"""The same cells, to the bit, from Polars and from a running Spark Connect server."""

import random
import sys

import narwhals as nw
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from metrics.cube import ASSIGNMENTS, DAY_MS, EVENTS, GROUP, cells, checked, settled, with_valid_to

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def spark():
    """Sail: a Spark Connect server without a JVM, up within a second."""
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    with pytest.MonkeyPatch.context() as patch:
        # Without a file PySpark takes a worker of the tests for its own doctests, and exits.
        patch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
        session = SparkSession.builder.remote(f"sc://{host}:{port}").getOrCreate()
    yield session
    session.stop()
    server.stop()


@pytest.fixture
def lake(tmp_path):
    """Made-up assignments and events as Parquet; customers in several campaigns, some amounts
    unknown, some events before any assignment and long after it."""
    chance = random.Random(7)
    units = [f"u{number}@example.org" for number in range(400)]
    assignments = pl.DataFrame(
        [
            (
                campaign,
                unit,
                chance.choice(["mail", "holdout"]),
                chance.choice(["", "a", "b"]),
                chance.randrange(60 * DAY_MS),
            )
            for campaign in (1, 2, 3)
            for unit in chance.sample(units, 250)
        ],
        schema={name: ASSIGNMENTS[name] for name in ASSIGNMENTS if name != "valid_to_ms"},
        orient="row",
    )
    events = pl.DataFrame(
        [
            (
                chance.choice(units),
                chance.randrange(100 * DAY_MS),
                chance.choice([None, chance.randrange(1, 10**7)]),
                chance.randrange(2),
            )
            for _ in range(3000)
        ],
        schema=EVENTS,
        orient="row",
    )
    assignments.write_parquet(tmp_path / "assignments.parquet")
    events.write_parquet(tmp_path / "events.parquet")
    return tmp_path


@pytest.mark.parametrize("campaigns", [3, 200])
def test_polars_and_a_spark_connect_server_give_the_same_cells(spark, lake, campaigns):
    paths = [str(lake / f"{name}.parquet") for name in ("assignments", "events")]
    a, b = (nw.from_native(pl.scan_parquet(path)) for path in paths)
    a = with_valid_to(a, campaigns=campaigns)
    here = checked(cells(a, settled(a, b)).collect().to_native())
    a, b = (nw.from_native(spark.read.parquet(path)) for path in paths)
    a = with_valid_to(a, campaigns=campaigns)
    there = checked(cells(a, settled(a, b)).collect(backend="polars").to_native())
    assert here.height > 1000
    assert_frame_equal(here, there.sort(GROUP))
