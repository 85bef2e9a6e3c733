"""What a lake may look like and still give right cells, and what of it is refused in words."""

import socket
import sys

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import select

import data.lake
import data.lake_engines
from data.lake import cells_of
from data.refused import Invalid, Refused
from data.store import reading
from data.tables import Audit, Campaign
from metrics.cube import CELLS, DAY_MS
from tests.test_cli_nudge_cube import nudge_cube

START = 20_000 * DAY_MS
ASSIGNED = pl.DataFrame(
    {
        "campaign": ["Spring", "Spring", "Spring", "Autumn"],
        "unit": ["ann", "bob", "cat", "ann"],
        "arm": ["mail", "holdout", "mail", "mail"],
        "assigned_at": [START, START, START + DAY_MS, START + 10 * DAY_MS],
    }
).with_columns(pl.from_epoch("assigned_at", "ms"))
# ann buys before she is assigned, on the day, after a week, after the next campaign took over
HAPPENED = pl.DataFrame(
    {
        "unit": ["ann", "ann", "ann", "ann", "bob", "dan", None, "cat"],
        "ordered_at": [START + day * DAY_MS for day in (-1, 0, 7, 11, 3, 3, 3)] + [None],
        "cents": [900, 100, 50, 70, None, 5, 5, 5],
    }
).with_columns(pl.from_epoch("ordered_at", "ms"))
BY_HAND = pl.DataFrame(
    [
        (0, 20_010, "mail", "", -1, 1, 0, 0, 0, 0, 0, 0),
        (0, 20_010, "mail", "", 1, 0, 1, 70, 4_900, 1, 0, 0),
        (1, 20_000, "holdout", "", -1, 1, 0, 0, 0, 0, 0, 0),
        (1, 20_000, "holdout", "", 3, 0, 1, 0, 0, 1, 1, 0),
        (1, 20_000, "mail", "", -1, 1, 0, 0, 0, 0, 0, 0),
        (1, 20_000, "mail", "", 0, 0, 1, 100, 10_000, 1, 0, 0),
        (1, 20_000, "mail", "", 7, 0, 0, 50, 12_500, 1, 0, 0),
        (1, 20_001, "mail", "", -1, 1, 0, 0, 0, 0, 0, 0),
    ],
    schema=CELLS,
    orient="row",
)


@pytest.fixture
def made(tmp_path):
    """A function: the cells of these two frames, written as Parquet, with what else is asked."""

    def make(events=HAPPENED, assignments=ASSIGNED, **asked):
        paths = [str(tmp_path / f"{name}.parquet") for name in ("events", "assignments")]
        events.write_parquet(paths[0])
        assignments.write_parquet(paths[1])
        return cells_of(*paths, **asked)

    return make


def test_a_purchase_counts_for_the_latest_assignment_before_it_and_for_nobody_without_one(made):
    assert_frame_equal(made().cells, BY_HAND)


@pytest.mark.parametrize("buckets", [1, 2, 5])
def test_a_campaign_of_one_customer_is_found_in_whichever_bucket_she_is(made, buckets):
    found = made(buckets=buckets)
    assert found.campaigns == ("Autumn", "Spring")
    assert_frame_equal(found.cells, BY_HAND)


def test_many_assignments_are_taken_in_parts_though_the_events_are_few(made, monkeypatch):
    parts, one = [], data.lake._cells
    monkeypatch.setattr(data.lake_engines, "PER_BUCKET", 2)
    monkeypatch.setattr(data.lake, "_cells", lambda *both: parts.append(both) or one(*both))
    assert made(events=HAPPENED.clear()).cells["n"].sum() == ASSIGNED.height == 4
    assert len(parts) == 2


def test_a_customer_of_many_campaigns_is_handed_from_one_to_the_next(made):
    days = range(0, 40, 2)
    frame = pl.DataFrame(
        {
            "campaign": [f"c{day:02}" for day in days],
            "unit": "ann",
            "arm": "mail",
            "assigned_at": [START + day * DAY_MS for day in days],
        }
    )
    bought = pl.DataFrame(
        {"unit": "ann", "ordered_at": [START + day * DAY_MS for day in days], "cents": 7}
    )
    found = made(bought, frame).cells.filter(pl.col("lag") >= 0)
    assert found.select("campaign_id", "lag", "ds").rows() == [(at, 0, 7) for at in range(20)]


@pytest.mark.parametrize("kinds", [(pl.Int32, pl.Int64), (pl.Int64, pl.String)])
@pytest.mark.parametrize("buckets", [1, 5])
def test_customers_numbered_in_one_file_and_written_in_the_other_are_the_same(made, kinds, buckets):
    numbers = {"ann": 1, "bob": 2, "cat": 3, "dan": 4}
    of = [
        frame.with_columns(pl.col("unit").replace_strict(numbers, return_dtype=kind))
        for frame, kind in zip((HAPPENED, ASSIGNED), kinds, strict=True)
    ]
    assert_frame_equal(made(*of, buckets=buckets).cells, BY_HAND)


def test_moments_with_a_zone_as_dates_and_as_milliseconds_are_the_same_moment(made):
    local = pl.col("ordered_at").dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Tokyo")
    assert_frame_equal(made(HAPPENED.with_columns(local)).cells, BY_HAND)
    plain = HAPPENED.with_columns(pl.col("ordered_at").dt.epoch("ms"))
    assert_frame_equal(made(plain).cells, BY_HAND)
    days = [f.with_columns(pl.selectors.datetime().cast(pl.Date)) for f in (HAPPENED, ASSIGNED)]
    assert_frame_equal(made(*days).cells, BY_HAND)


def test_a_folder_is_read_without_what_its_writer_had_not_committed(tmp_path):
    for name, frame in (("events", HAPPENED), ("assignments", ASSIGNED)):
        for folder in ("", "_temporary/0/", ".staging/"):
            into = tmp_path / name / folder
            into.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(into / "part-0.parquet")
        (tmp_path / name / "_SUCCESS").touch()
        (tmp_path / name / ".part-0.parquet.crc").write_bytes(b"crc")
    found = cells_of(str(tmp_path / "events"), str(tmp_path / "assignments"))
    assert_frame_equal(found.cells, BY_HAND)
    (tmp_path / "none").mkdir()
    with pytest.raises(Refused, match="holds no Parquet"):
        cells_of(str(tmp_path / "none"), str(tmp_path / "none"))


def test_a_folder_split_by_campaign_says_the_campaign_by_its_names(tmp_path):
    HAPPENED.write_parquet(tmp_path / "events.parquet")
    for (name,), part in ASSIGNED.group_by("campaign"):
        (tmp_path / "a" / f"campaign={name}").mkdir(parents=True)
        part.drop("campaign").write_parquet(tmp_path / "a" / f"campaign={name}" / "0.parquet")
    found = cells_of(str(tmp_path / "events.parquet"), str(tmp_path / "a"))
    assert_frame_equal(found.cells, BY_HAND)


@pytest.mark.parametrize("ends", [".csv", ".csv.gz"])
def test_csv_gives_the_same_cells(tmp_path, ends):
    paths = [str(tmp_path / f"{name}{ends}") for name in ("events", "assignments")]
    for frame, path in zip((HAPPENED, ASSIGNED), paths, strict=True):
        frame.write_csv(path, compression="gzip" if ends.endswith("gz") else "uncompressed")
    assert_frame_equal(cells_of(*paths).cells, BY_HAND)


@pytest.fixture(scope="module")
def spark():
    """The address of a Spark Connect server."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    with pytest.MonkeyPatch.context() as patch:
        # Without a file PySpark takes a worker of the tests for its own doctests, and exits.
        patch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
        yield "sc://{}:{}".format(*server.listening_address)
    server.stop()


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("on", ["polars", "spark"])
@pytest.mark.parametrize("ends", [".csv", ".parquet"])
def test_what_a_csv_numbers_keeps_its_leading_zeros(tmp_path, request, on, ends):
    engine = request.getfixturevalue("spark") if on == "spark" else on
    assigned = pl.DataFrame(
        {
            "campaign": ["01", "01"],
            "unit": ["007", "7"],
            "arm": "mail",
            "segment": ["02", "2"],
            "assigned_at": START,
        }
    )
    bought = pl.DataFrame({"unit": ["007", "7", "007"], "ordered_at": START, "cents": [10, 5, 1]})
    paths = [str(tmp_path / f"events{ends}"), str(tmp_path / "assignments.csv")]
    bought.write_csv(paths[0]) if ends == ".csv" else bought.write_parquet(paths[0])
    assigned.write_csv(paths[1])
    found = cells_of(*paths, engine=engine)
    assert found.campaigns == ("01",)
    ds = found.cells.filter(lag=0).sort("segment").select("segment", "ds")
    assert ds.rows() == [("02", 11), ("2", 5)]


def test_a_delta_table_is_read_as_it_is_now_not_as_it_was(tmp_path):
    paths = [str(tmp_path / name) for name in ("events", "assignments")]
    for frame, path in zip((HAPPENED, ASSIGNED), paths, strict=True):
        pl.concat([frame, frame]).write_delta(path)
        frame.write_delta(path, mode="overwrite")  # the files of before are still there
    assert_frame_equal(cells_of(*paths).cells, BY_HAND)
    assert_frame_equal(cells_of(f"delta:{paths[0]}", paths[1]).cells, BY_HAND)


@pytest.mark.filterwarnings("ignore:Iceberg scan planning")
def test_an_iceberg_table_is_read_by_its_metadata_and_not_by_its_folder(tmp_path):
    from pyiceberg.catalog.sql import SqlCatalog

    catalog = SqlCatalog("x", uri=f"sqlite:///{tmp_path}/c.db", warehouse=f"file://{tmp_path}")
    catalog.create_namespace("n")
    paths = []
    for name, frame in (("events", HAPPENED), ("assignments", ASSIGNED)):
        table = catalog.create_table(
            f"n.{name}", frame.cast({pl.Datetime: pl.Datetime("us")}).to_arrow().schema
        )
        table.append(frame.cast({pl.Datetime: pl.Datetime("us")}).to_arrow())
        table.overwrite(frame.cast({pl.Datetime: pl.Datetime("us")}).to_arrow())
        paths.append(table.metadata_location)
    assert_frame_equal(cells_of(*paths).cells, BY_HAND)
    with pytest.raises(Invalid, match="newest metadata"):
        cells_of(str(tmp_path / "n" / "events"), paths[1])


@pytest.mark.parametrize(
    ("package", "address"), [("deltalake", "delta:x"), ("pyiceberg", "iceberg:x")]
)
def test_a_format_whose_reader_is_not_installed_says_what_to_install(monkeypatch, package, address):
    def missing(*_):
        raise ModuleNotFoundError(f"No module named '{package}'")

    monkeypatch.setattr(pl, "scan_delta", missing)
    monkeypatch.setattr(pl, "scan_iceberg", missing)
    with pytest.raises(Refused, match=f"pip install {package}"):
        cells_of(address, address)


null = pl.lit(None)
WRONG = [
    (HAPPENED.drop("cents"), ASSIGNED, "has no column cents"),
    (HAPPENED, ASSIGNED.drop("campaign"), "no column campaign"),
    (HAPPENED.with_columns(pl.col("cents").cast(pl.String)), ASSIGNED, "whole minor units"),
    (HAPPENED.with_columns(-pl.col("cents")), ASSIGNED, "an amount is negative"),
    (HAPPENED.with_columns(pl.col("ordered_at").cast(pl.String)), ASSIGNED, "not String"),
    (HAPPENED.with_columns(pl.col("ordered_at").dt.time()), ASSIGNED, "not Time"),
    (HAPPENED.with_columns(pl.col("ordered_at").dt.epoch("s")), ASSIGNED, "milliseconds"),
    (HAPPENED, ASSIGNED.with_columns(pl.col("assigned_at").dt.epoch("us")), "milliseconds"),
    (HAPPENED, ASSIGNED.with_columns(unit=pl.lit(1.5)), "text or a whole number"),
    (HAPPENED, ASSIGNED.with_columns(unit=null.cast(pl.String)), "lacks its campaign, its unit"),
    (HAPPENED, ASSIGNED.with_columns(campaign=null.cast(pl.String)), "lacks its campaign"),
    (HAPPENED, ASSIGNED.with_columns(assigned_at=null.cast(pl.Datetime)), "or its moment"),
    (HAPPENED, ASSIGNED.with_columns(arm=null.cast(pl.String)), "mail or holdout"),
    (HAPPENED, ASSIGNED.with_columns(arm=pl.lit("Mail")), "mail or holdout, not “Mail”"),
    (HAPPENED, pl.concat([ASSIGNED, ASSIGNED]), "once per campaign"),
    (
        HAPPENED,
        ASSIGNED.with_columns(pl.Series("campaign", ["Spring", "Spring", "Spring", "spring "])),
        "called alike",
    ),
    (HAPPENED.with_columns(cents=pl.lit(4 * 10**9)), ASSIGNED, "too large"),
]


@pytest.mark.parametrize(("events", "assignments", "says"), WRONG, ids=[w[2] for w in WRONG])
def test_what_would_give_wrong_cells_is_refused_in_words(made, events, assignments, says):
    with pytest.raises(Invalid, match=says):
        made(events, assignments)


@pytest.mark.parametrize("buckets", [1, 4])
def test_squares_of_two_parts_that_fit_64_bits_no_more_together_are_refused(made, buckets):
    same = {"arm": "mail", "campaign": "Spring", "assigned_at": START}
    assigned = pl.DataFrame([{"unit": f"u{number}"} | same for number in range(8)])
    happened = assigned.select("unit", ordered_at="assigned_at", cents=pl.lit(2 * 10**9))
    with pytest.raises(Invalid, match="too large"):
        made(happened, assigned, buckets=buckets)


def test_nobody_assigned_is_no_cells_and_no_purchases_are_customers_alone(made):
    assert made(assignments=ASSIGNED.clear()).cells.is_empty()
    assert made(events=HAPPENED.clear()).cells["n"].sum() == 4


def test_a_file_that_is_not_parquet_or_of_two_minds_is_refused(tmp_path):
    HAPPENED.write_parquet(tmp_path / "events.parquet")
    (tmp_path / "bad.parquet").write_bytes(b"hello")
    with pytest.raises(Refused, match="could not be read"):
        cells_of(str(tmp_path / "events.parquet"), str(tmp_path / "bad.parquet"))
    (tmp_path / "a").mkdir()
    ASSIGNED.write_parquet(tmp_path / "a" / "0.parquet")
    numbered = ASSIGNED.with_columns(unit=pl.lit(1, pl.Int64))
    numbered.write_parquet(tmp_path / "a" / "1.parquet")
    with pytest.raises(Refused, match="could not be read"):
        cells_of(str(tmp_path / "events.parquet"), str(tmp_path / "a"))


@pytest.fixture
def closed():
    """A port of this machine that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_an_engine_whose_address_is_none_is_refused_in_words():
    with pytest.raises(Refused, match="could not be asked: Invalid"):
        cells_of("e", "a", engine="sc://[bad")


def test_an_address_too_long_for_a_file_is_refused_in_words_on_spark_too(tmp_path, spark):
    for engine in ("polars", spark):
        with pytest.raises(Refused, match="name too long"):
            cells_of("e", str(tmp_path / ("y" * 300)), engine=engine)


@pytest.mark.timeout(300)
def test_no_key_of_an_address_is_told(made, tmp_path, closed):
    made()
    address = f"http://me:hush@127.0.0.1:{closed}/e.parquet?signature=hush"
    with pytest.raises(Refused) as told:
        cells_of(address, str(tmp_path / "assignments.parquet"))
    assert "hush" not in str(told.value)
    with pytest.raises(Refused) as told:
        cells_of(
            str(tmp_path / "events.parquet"),
            str(tmp_path / "assignments.parquet"),
            engine=f"sc://127.0.0.1:{closed}/;token=hush",
        )
    assert "hush" not in str(told.value) and "could not be" in str(told.value)


def test_no_key_of_an_address_is_kept(sqlite_engine, monkeypatch):
    made = data.lake.Made(BY_HAND, ("Autumn", "Spring"))
    monkeypatch.setattr(data.lake, "cells_of", lambda *_, **__: made)
    address = "s3://key:hush@lake/events?token=hush"
    told = nudge_cube(sqlite_engine, monkeypatch, "cube", "--events", address, "--assignments", "a")
    assert told.exit_code == 0, told.output
    with reading(sqlite_engine) as connection:
        kept = connection.execute(select(Campaign.design)).all()
        audit = connection.execute(select(Audit)).all()
    assert "lake/events" in str(kept) and "hush" not in f"{kept}{audit}{told.output}"
