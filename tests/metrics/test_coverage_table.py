import json

import pytest

from metrics.coverage import table
from tests.coverage.registry import REGISTRY, registered, simulated

LINE = {
    "name": "Wilson",
    "domain": "10 units",
    "counts": "truth inside",
    "share": 0.9513,
    "worlds": 2_000,
    "least": 0.935,
    "most": 0.965,
    "note": "",
}


def row(tmp_path, **other):
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps([LINE | other]), encoding="utf-8")
    return list(table(file))[-2]


def test_a_line_says_what_was_counted_and_whether_it_held(tmp_path):
    expected = "| Wilson | 10 units | 2,000 | truth inside | 95.1% | 93.5% to 96.5% | held |"
    assert row(tmp_path) == expected
    assert row(tmp_path, share=0.91, note="few buyers").endswith("| **not held**; few buyers |")
    assert row(tmp_path, share=0.99, most=1.0).endswith("| 99.0% | ≥ 93.5% | held |")
    assert row(tmp_path, most=None).endswith("|  | for comparison |")


def test_a_false_alarm_is_judged_in_hundredths_of_a_percent(tmp_path):
    alarm = {"least": 0.0, "most": 0.001, "counts": "false alarms"}
    assert row(tmp_path, share=0.00104, **alarm).endswith("| 0.10% | ≤ 0.10% | held |")
    assert row(tmp_path, share=0.00106, **alarm).endswith("**not held** |")


def test_nothing_simulated_is_no_table(tmp_path):
    assert list(table(tmp_path / "none.json")) == []


@pytest.mark.parametrize("one", registered(), ids=lambda one: one.name)
def test_every_simulation_runs_and_is_not_far_from_its_aim(one):
    # A hundredth of the worlds: a broken formula shows, chance does not.
    line, _ = simulated(one.name, min(0.01, 300 / one.trials) if one.trials > 2_000 else 0.01)
    assert 0 <= line["share"] <= 1
    if one.aim.counts == "truth inside" and one.aim.most is not None:
        assert line["share"] > 0.8


def test_the_written_table_has_every_registered_interval():
    text = "\n".join(table())
    assert [name for name in REGISTRY if f"| {name} |" not in text] == []
