"""`cli.py nudge cube`: the events stay where they are, the cells come here, once."""

import random

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import select
from typer.testing import CliRunner

import cli
from data.actions.nudge_rebuild import differences
from data.lake import cells_of
from data.reads.nudge_cells import kept_cells
from data.refused import Invalid, Refused
from data.store import reading
from data.tables import Campaign
from metrics.cube import DAY_MS, GROUP
from tests.actions.shop_files import begin_campaign

START = 20_000 * DAY_MS


@pytest.fixture
def lake(tmp_path):
    """Two campaigns of 300 customers, moments as timestamps; the paths of both."""
    chance = random.Random(3)
    units = [f"u{number}" for number in range(400)]
    assigned = [
        (campaign, unit, chance.choice(["mail", "holdout"]), START + chance.randrange(20 * DAY_MS))
        for campaign in ("Spring", "Autumn")
        for unit in chance.sample(units, 300)
    ]
    events = [
        (chance.choice(units), START + chance.randrange(50 * DAY_MS), chance.randrange(10**5))
        for _ in range(2000)
    ]
    columns = ["campaign", "unit", "arm", "assigned_at"]
    a = pl.DataFrame(assigned, schema=columns, orient="row")
    e = pl.DataFrame(events, schema=["unit", "ordered_at", "cents"], orient="row")
    paths = [str(tmp_path / f"{name}.parquet") for name in ("events", "assignments")]
    e.with_columns(pl.from_epoch("ordered_at", "ms")).write_parquet(paths[0])
    a.with_columns(pl.from_epoch("assigned_at", "ms")).write_parquet(paths[1])
    return paths


def nudge_cube(engine, monkeypatch, *arguments):
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", url)
    return CliRunner().invoke(cli.cli, ["nudge", *arguments])


def test_the_cells_are_kept_once_and_the_facts_not_at_all(engine, lake, monkeypatch):
    events, assignments = lake
    asked = ("cube", "--events", events, "--assignments", assignments)
    told = nudge_cube(engine, monkeypatch, *asked)
    assert told.exit_code == 0, told.output
    assert "600 customers of “Autumn”, “Spring”" in told.output
    with reading(engine) as connection:
        first = kept_cells(connection).sort(GROUP)
        assert differences(connection).is_empty()  # a rebuild leaves them be
    assert first["n"].sum() == 600
    assert nudge_cube(engine, monkeypatch, *asked).exit_code == 0
    with reading(engine) as connection:
        assert_frame_equal(kept_cells(connection).sort(GROUP), first)
    assert "as the facts say" in nudge_cube(engine, monkeypatch, "rebuild").output


def test_the_currency_that_a_campaign_is_counted_in_stays_and_another_is_refused(
    sqlite_engine, lake, monkeypatch
):
    events, assignments = lake
    asked = ("cube", "--events", events, "--assignments", assignments)
    nowhere = nudge_cube(sqlite_engine, monkeypatch, *asked, "--currency", "EURO")
    assert nowhere.exit_code == 2
    assert "“EURO” is not the code of a currency" in nowhere.output
    assert nudge_cube(sqlite_engine, monkeypatch, *asked, "--currency", "eur").exit_code == 0
    assert nudge_cube(sqlite_engine, monkeypatch, *asked).exit_code == 0
    other = nudge_cube(sqlite_engine, monkeypatch, *asked, "--currency", "GBP")
    assert other.exit_code == 2
    assert "“Autumn” is counted in EUR, not in GBP." in other.output
    with reading(sqlite_engine) as connection:
        assert set(connection.scalars(select(Campaign.currency))) == {"EUR"}


def test_buckets_of_customers_give_the_same_cells(lake):
    assert_frame_equal(cells_of(*lake, buckets=1).cells, cells_of(*lake, buckets=7).cells)


def test_a_campaign_with_facts_here_is_not_overwritten(sqlite_engine, lake, monkeypatch):
    begin_campaign(sqlite_engine, "Spring")
    events, assignments = lake
    asked = ("cube", "--events", events, "--assignments", assignments)
    told = nudge_cube(sqlite_engine, monkeypatch, *asked)
    assert told.exit_code == 2
    with reading(sqlite_engine) as connection:
        assert kept_cells(connection).is_empty()


def test_what_cannot_be_read_is_said_in_words(lake, tmp_path):
    events, assignments = lake
    with pytest.raises(Refused, match="could not be read"):
        cells_of(str(tmp_path / "nowhere.parquet"), assignments)
    with pytest.raises(Invalid, match="has no column ordered_at, cents"):
        cells_of(assignments, assignments)
    with pytest.raises(Invalid, match="An engine is"):
        cells_of(events, assignments, engine="oracle")
    fractions = str(tmp_path / "fractions.parquet")
    pl.read_parquet(events).with_columns(pl.col("cents") / 100).write_parquet(fractions)
    with pytest.raises(Invalid, match="whole minor units"):
        cells_of(fractions, assignments)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
def test_a_spark_that_is_asked_for_by_its_address_gives_the_same_cells(lake):
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    try:
        there = cells_of(*lake, engine=f"sc://{host}:{port}")
    finally:
        server.stop()
    here = cells_of(*lake)
    assert there.campaigns == here.campaigns == ("Autumn", "Spring")
    assert_frame_equal(there.cells, here.cells)
