"""`cli.py report plans`: what each plan would have paid, for whom it may be said."""

import json

import pytest
from typer.testing import CliRunner

from cli import cli
from tests import paid_company
from tests.cast import cast_in


@pytest.fixture
def report(sqlite_engine, monkeypatch):
    cast = cast_in(sqlite_engine)
    paid_company.fill(sqlite_engine, cast)
    monkeypatch.setenv("THROUGHLINE_DATABASE_URL", str(sqlite_engine.url))

    def _report(me, *more):
        return CliRunner().invoke(
            cli, ["report", "plans", "--acting-as", getattr(cast, me).name, "--year", "2026", *more]
        )

    return _report


def people(outcome):
    plans = json.loads(outcome.stdout)["plans"]
    return {pay["rep"] for plan in plans for pay in plan["payouts"]}


def test_an_executive_reads_everybodys_payouts_to_the_cent(report):
    outcome = report("executive", "--json")
    assert outcome.exit_code == 0, outcome.output
    figures = json.loads(outcome.stdout)
    assert [plan["cost_cents"] for plan in figures["plans"]] == [5_000, 8_000]
    assert people(outcome) == {"Tomas Berg", "Olga Other"}
    assert "nobody's behaviour is modelled" in report("executive").stdout


def test_a_manager_reads_her_own_team_and_a_seller_herself(report):
    assert people(report("manager", "--json")) == {"Tomas Berg"}
    assert people(report("member", "--json")) == {"Tomas Berg"}
    assert people(report("outsider", "--json")) == set()


def test_who_may_see_nobodys_pay_is_told_so(report):
    for me in ("product_lead", "administrator"):
        outcome = report(me)
        assert outcome.exit_code == 2 and "may see nobody's pay" in outcome.output
