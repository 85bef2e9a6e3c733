"""`cli.py import` as a person and a program use it, in a process of its own on both databases."""

import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import func, select

from data.store import reading
from data.tables import Audit, Deal, ImportBatch
from tests import maven
from tests.conftest import ROOT

DEALS = "Id,Deal Name,Stage,Amount,Close Date,Product\n"


@pytest.fixture
def cli(engine):
    def run(*arguments):
        url = engine.url.render_as_string(hide_password=False)
        return subprocess.run(
            [sys.executable, "cli.py", "import", *map(str, arguments)],
            cwd=ROOT,
            env=os.environ | {"THROUGHLINE_DATABASE_URL": url},
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture
def file(tmp_path):
    def write(text, name="deals.csv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def deals(engine):
    with reading(engine) as connection:
        return connection.scalar(select(func.count(Deal.id)))


def test_a_companys_crm_comes_in_and_again_changes_nothing(cli, engine, shared_data):
    folder = shared_data / "maven_crm"
    for kind, name, rows in maven.FILES:
        done = cli(kind, folder / name, "--accept", "--json")
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert (told["kind"], told["dialect"], told["rows"]) == (kind, "plain", rows)
        assert (told["new"], told["good"], told["rejected"]) == (rows, rows, 0)
        assert told["batch"]
    for _ in range(2):
        assert maven.stages(engine) == maven.STAGES
        assert maven.people(engine) == (35, 30, 6)
        assert maven.of_product(engine, "GTXPro") == maven.GTXPRO
        for kind, name, rows in maven.FILES:
            told = json.loads(cli(kind, folder / name, "--accept", "--json").stdout)
            assert (told["new"], told["updated"], told["unchanged"]) == (0, 0, rows)
            assert told["same_file_accepted_at"]
    said = cli(
        "deals",
        folder / "sales_pipeline.csv",
        "--accept",
        "--json",
        "--same",
        "product:GTXPro=GTX Pro",
    )
    assert json.loads(said.stdout)["updated"] == maven.GTXPRO
    assert maven.of_product(engine, "GTX Pro") == maven.GTXPRO
    assert maven.stages(engine) == maven.STAGES
    again = json.loads(cli("deals", folder / "sales_pipeline.csv", "--accept", "--json").stdout)
    assert (again["updated"], again["unknown"]) == (0, [])


def test_without_accept_nothing_is_stored_and_a_near_miss_is_pointed_out(cli, engine, file):
    cli("products", file("product,series\nGTX Pro,GTX\n", "products.csv"), "--accept")
    path = file(DEALS + "1,One,Won,10,2026-01-02,GTXPro\n2,Two,Won,20,2026-01-03,GTXPro\n")
    done = cli("deals", path)
    assert done.returncode == 0
    assert "2 new, 0 updated, 0 unchanged, 0 rejected." in done.stdout
    assert "product “GTXPro”, 2 rows; the same? --same 'product:GTXPro=GTX Pro'" in done.stdout
    assert "Nothing is stored yet. Add --accept" in done.stdout
    assert deals(engine) == 0
    told = json.loads(cli("deals", path, "--json").stdout)
    assert told["batch"] is None
    assert told["unknown"] == [
        {
            "kind": "product",
            "text": "GTXPro",
            "rows": 2,
            "candidates": 0,
            "suggestion": "GTX Pro",
            "score": 1.0,
        }
    ]


def test_rejected_rows_are_told_with_line_column_and_reason_and_the_rest_goes_in(cli, engine, file):
    path = file(DEALS + "1,One,Won,10,2026-01-02,P\n2,Two,Won,ten,2026-01-03,P\n")
    done = cli("deals", path, "--accept", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["rows"], told["good"], told["rejected"]) == (2, 1, 1)
    assert told["good"] == told["new"] + told["updated"] + told["unchanged"]
    [rejection] = told["rejections"]
    assert (rejection["line"], rejection["column"]) == (3, "Amount")
    assert rejection["raw"] == "2,Two,Won,ten,2026-01-03,P"
    assert deals(engine) == 1
    assert "line 3, Amount:" in cli("deals", path).stdout


def test_an_unknown_stage_blocks_accepting_and_the_answer_is_remembered(cli, engine, file):
    path = file(DEALS + "1,One,Handshake,10,2026-01-02,P\n2,Two,Won,20,2026-01-03,P\n")
    done = cli("deals", path, "--accept", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["batch"] is None
    assert told["unknown_stages"] == {"Handshake": 1}
    assert "--stage 'Handshake=open' (or won, or lost)" in done.stderr
    assert deals(engine) == 0
    said = cli("deals", path, "--accept", "--json", "--stage", "Handshake=open")
    assert said.returncode == 0
    assert json.loads(said.stdout)["new"] == 2
    assert json.loads(cli("deals", path, "--json").stdout)["unknown_stages"] == {}


def test_a_corrected_column_and_the_order_of_dates_are_remembered_for_that_shape(cli, engine, file):
    text = "Ref,Phase,Worth,Finished,Label\n1,Won,10,03/04/2026,A\n"
    path = file(text)
    done = cli(
        "deals",
        path,
        "--map",
        "Worth=amount_cents",
        "--map",
        "Finished=closed_on",
        "--map",
        "Ref=source_key",
        "--map",
        "Phase=stage",
    )
    assert done.returncode == 2
    assert "day-first or month-first" in done.stderr
    done = cli(
        "deals",
        path,
        "--map",
        "Worth=amount_cents",
        "--map",
        "Finished=closed_on",
        "--map",
        "Ref=source_key",
        "--map",
        "Phase=stage",
        "--month-first",
        "--currency",
        "eur",
        "--accept",
    )
    assert done.returncode == 0, done.stderr
    with reading(engine) as connection:
        row = connection.execute(select(Deal.amount_cents, Deal.currency, Deal.closed_on)).one()
    assert (row.amount_cents, row.currency, str(row.closed_on)) == (1000, "EUR", "2026-03-04")
    again = json.loads(cli("deals", path, "--accept", "--json").stdout)
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 1)


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_what_cannot_be_read_is_refused_in_a_sentence(cli, engine, file, as_json):
    for path, sentence in (
        (file("", "empty.csv"), "The file is empty."),
        (file("%PDF-1.7", "paper.csv"), "The file is a PDF document"),
        (ROOT / "nowhere.csv", "There is no file"),
    ):
        done = cli("deals", path, "--accept", *as_json)
        assert done.returncode == 2
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
        if as_json:
            assert sentence in json.loads(done.stdout)["error"]


def test_who_accepts_is_on_record_and_must_be_allowed_to(cli, engine, file):
    people = "name,email,role\nAda,ada@x.com,administrator\nVic,vic@x.com,viewer\n"
    assert cli("people", file(people, "people.csv"), "--accept").returncode == 0
    path = file(DEALS + "1,One,Won,10,2026-01-02,P\n")
    refused = cli("deals", path, "--accept", "--as", "vic")
    assert refused.returncode == 2
    assert "Vic is a viewer here and may not do this" in refused.stderr
    assert "Nobody active is called “Zed”" in cli("deals", path, "--as", "Zed").stderr
    assert cli("deals", path, "--accept", "--as", "Ada").returncode == 0
    with reading(engine) as connection:
        assert connection.scalars(select(Audit.actor_name).order_by(Audit.id)).all() == [
            "Setup",
            "Ada",
        ]
        assert connection.scalar(select(func.count(ImportBatch.id))) == 2


def test_a_slip_in_an_option_is_said_with_what_was_expected(cli, engine, file):
    path = file(DEALS + "1,One,Won,10,2026-01-02,P\n")
    for option, value, sentence in (
        ("--map", "Amount", "--map takes “this=that”, not “Amount”."),
        ("--same", "GTXPro=GTX Pro", "--same takes “product:Text in the file=Name here”"),
        ("--same", "product:GTXPro=GTX Pro", "No product is called “GTX Pro”"),
        ("--stage", "Demo=maybe", "it is open, won or lost"),
        ("--currency", "Euro", "A currency has three letters"),
    ):
        done = cli("deals", path, option, value)
        assert done.returncode == 2
        assert sentence in done.stderr


def test_quotas_without_a_header_and_months_of_stay_come_in_as_they_are(cli, shared_data):
    named = ("column 1=person", "column 2=from_on", "column 3=amount_cents")
    mapped = [part for column in named for part in ("--map", column)]
    quotas = shared_data / "adventureworks_sales" / "SalesPersonQuotaHistory.csv"
    refused = cli("quotas", quotas, "--json")
    assert refused.returncode == 2
    assert "No column for the person was found" in json.loads(refused.stdout)["error"]
    told = json.loads(cli("quotas", quotas, "--no-header", *mapped, "--accept", "--json").stdout)
    assert (told["rows"], told["new"], told["rejected"]) == (163, 163, 0)
    telco = shared_data / "ibm_telco_churn" / "Telco-Customer-Churn.csv"
    for new in (7_043, 0):
        done = cli("revenue", telco, "--day", "2026-06-30", "--accept", "--json")
        told = json.loads(done.stdout)
        assert (told["rows"], told["new"], told["rejected"]) == (7_043, new, 0)
        assert any("counted back from 30 June 2026" in note for note in told["notes"])
