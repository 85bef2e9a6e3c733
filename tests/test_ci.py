"""With CI=true a skipped test is a failure, save where reference data is nowhere to be had."""

import os
import subprocess
import sys

import pytest

from tests import server

SKIPPING = """
import pytest

def test_runs():
    pass

def test_skips():
    pytest.skip("no such program here")

@pytest.mark.xfail(reason="known")
def test_is_known_to_fail():
    raise AssertionError

def test_reads_reference_data():
    pytest.skip("the reference data of ../shared/data is not here")
"""


@pytest.fixture
def outcome(tmp_path):
    """A function: pytest's last line on tests that run, skip, fail as known and lack data."""
    file = tmp_path / "test_skipping.py"
    file.write_text(SKIPPING)

    def run(**env: str) -> str:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "-p", "tests.conftest", f"--rootdir={tmp_path}"),
                *("-c", os.devnull, "-p", "no:cacheprovider", "--color=no", str(file)),
            ],
            cwd=server.ROOT,
            env={**os.environ, "CI": "", "PYTEST_ADDOPTS": "", **env},
            capture_output=True,
            text=True,
        )
        return done.stdout.splitlines()[-1].strip("= ")

    return run


def test_on_a_desk_a_skip_is_a_skip(outcome):
    assert outcome().startswith("1 passed, 2 skipped, 1 xfailed")


def test_in_ci_a_skip_fails_except_for_reference_data_that_is_nowhere(outcome, tmp_path):
    nowhere = outcome(CI="true", THROUGHLINE_SHARED=str(tmp_path / "none"))
    assert nowhere.startswith("1 failed, 1 passed, 1 skipped, 1 xfailed")


def test_in_ci_reference_data_that_is_there_must_be_read(outcome, tmp_path):
    (tmp_path / "shared" / "data").mkdir(parents=True)
    there = outcome(CI="true", THROUGHLINE_SHARED=str(tmp_path / "shared"))
    assert there.startswith("2 failed, 1 passed, 1 xfailed")
