"""No cell of a downloaded table is a formula to a spreadsheet, and every number stays one."""

import csv
import io
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.export import csv_bytes, file_name

SIGNS = "=+-@\t\r\n＝＋－＠"


def cells(table):
    return list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("sign", SIGNS)
def test_a_text_that_would_be_a_formula_becomes_text(sign):
    formula = f"{sign}HYPERLINK(1)"
    assert cells(pl.DataFrame({"name": [formula]})) == [["name"], [f"'{formula}"]]


def test_so_does_the_name_of_a_column():
    assert cells(pl.DataFrame({"=cmd": [1]})) == [["'=cmd"], ["1"]]


def test_numbers_stay_numbers_and_unknown_stays_empty():
    table = pl.DataFrame(
        {"cents": [-5, None], "share": [-0.25, 1.0], "on": [date(2026, 5, 4), None]}
    )
    assert cells(table) == [
        ["cents", "share", "on"],
        ["-5", "-0.25", "2026-05-04"],
        ["", "1.0", ""],
    ]


def test_lists_become_text_that_is_no_formula_either():
    assert cells(pl.DataFrame({"sees": [["=1", "b"], []]})) == [["sees"], ["'=1; b"], [""]]


def test_categories_are_text_too():
    table = pl.DataFrame({"a": pl.Series(["=1"], dtype=pl.Categorical)})
    assert cells(table) == [["a"], ["'=1"]]


def test_excel_is_told_that_it_is_utf_8():
    assert csv_bytes(pl.DataFrame({"name": ["Zoë"]})).startswith(b"\xef\xbb\xbf")


def test_an_empty_table_keeps_its_heads():
    assert cells(pl.DataFrame(schema={"name": pl.String, "n": pl.Int64})) == [["name", "n"]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_no_text_at_all_comes_out_as_a_formula_and_none_is_lost(texts):
    rows = cells(pl.DataFrame({"t": texts}, schema={"t": pl.String}))[1:]
    for [cell], text in zip(rows, texts, strict=True):
        assert not cell or cell[0] not in SIGNS
        assert cell in (text, f"'{text}")


def test_a_file_is_named_for_what_it_shows():
    assert (
        file_name("Largest drifts, Q3/2026 (Zoë)") == "throughline-largest-drifts-q3-2026-zoe.csv"
    )
    assert file_name("../..") == "throughline.csv"
