"""`cli.py report alignment`, as a program and as a person would call it, on both databases."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from data.actions.permissions import SETUP
from data.actions.publish_strategy import PillarDraft, publish_strategy
from data.store import writing
from tests import small_company

ROOT = Path(__file__).resolve().parents[1]
QUARTER = ("--from", "2026-01-01", "--to", "2026-03-31")


@pytest.fixture
def company(engine, cast):
    with writing(engine) as session:
        small_company.fill(session, team_id=cast.team_id)
    return engine


def run(engine, *arguments):
    return subprocess.run(
        [sys.executable, "cli.py", "report", "alignment", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ
        | {"THROUGHLINE_DATABASE_URL": engine.url.render_as_string(hide_password=False)},
    )


def figures(engine, *arguments):
    done = run(engine, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def of_won(report):
    return next(row for row in report["index"] if row["column"] == "won")


def test_the_figures_of_a_small_company_are_those_worked_out_by_hand(company):
    """Won in dollars: Seats 300.00, Custom 100.00 (outside). Targets a half each. By hand:
    index = min(300, 200)/400 = 1/2; outside = 100/400 = 1/4; imbalance = (300 - 200)/400 = 1/4.
    The deal in euros has no amount, so it is no part of the shares, but it is said."""
    report = figures(company, *QUARTER)
    won = of_won(report)
    assert won["value"] == pytest.approx(0.5)
    assert won["outside"] == pytest.approx(0.25)
    assert won["imbalance"] == pytest.approx(0.25)
    assert (won["unmapped"], won["n"], won["units"]) == (0, 20, 10)
    cells = {row["pillar"]: row for row in report["rows"] if row["column"] == "won"}
    assert cells["Fill seats"]["amount"] == 300.0
    assert cells["outside the strategy"]["amount"] == 100.0
    assert cells["Fill seats"]["share"] == pytest.approx(0.75)
    assert cells["Serve venues"]["count"] == 1
    assert any("1 of 21 carries no amount" in note for note in report["notes"])


def test_a_column_of_which_nothing_exists_is_absent(company):
    columns = {row["column"] for row in figures(company, *QUARTER)["rows"]}
    assert "we_pay" not in columns and "won" in columns


def test_a_split_by_team_names_each_team(company):
    report = figures(company, *QUARTER, "--by", "team")
    won = {row["team"]: row["value"] for row in report["index"] if row["column"] == "won"}
    assert won["Harbour"] == pytest.approx(0.5)
    assert won["Hill"] is None


def test_one_team_alone_can_be_asked_for(company):
    report = figures(company, *QUARTER, "--team", "Hill")
    assert of_won(report)["n"] == 0


def test_an_unknown_team_is_refused_with_those_there_are(company):
    done = run(company, "--team", "Harbor")
    assert done.returncode == 2
    assert "No team is called “Harbor”. Known are: Harbour, Hill." in done.stderr


def test_a_period_that_ends_before_it_begins_is_refused(company):
    done = run(company, "--from", "2026-03-01", "--to", "2026-02-01")
    assert done.returncode == 2
    assert "ends (2026-02-01) before it begins (2026-03-01)" in done.stderr


def test_without_days_it_is_the_quarter_of_the_latest_win(company):
    assert figures(company)["period"] == {"from": "2026-01-01", "to": "2026-03-31"}


def test_publishing_today_changes_no_past_quarter(company):
    before = figures(company, *QUARTER)
    today = datetime.now(UTC)
    with writing(company) as session:
        publish_strategy(
            session,
            SETUP,
            mission="Something else",
            pillars=[PillarDraft("Serve venues", 10_000)],
            in_force_from=today.date(),
            based_on=1,
            now=today,
        )
    assert figures(company, *QUARTER) == before


def test_a_person_reads_the_answer_and_a_table(company):
    said = run(company, *QUARTER).stdout
    assert said.startswith("50% of the money we won")
    assert "Fill seats" in said and "Alignment index" in said


def test_facts_after_the_day_asked_for_are_left_out(company):
    early = figures(company, "--as-of", "2026-02-09", *QUARTER)
    assert of_won(early)["n"] == 0
    assert date.fromisoformat(early["as_of"]) == date(2026, 2, 9)


def test_an_absent_store_is_made_and_says_that_nothing_is_there(tmp_path):
    done = subprocess.run(
        [sys.executable, "cli.py", "report", "alignment", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"THROUGHLINE_DATABASE_URL": f"sqlite:///{tmp_path}/new.db"},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["index"] == []
