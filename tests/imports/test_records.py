"""Cutting text into records: like Python's csv module where it is regular, by line where not."""

import csv
import io

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from data.imports import delimited
from data.imports.records import split
from data.imports.table import MAX_RECORD
from data.refused import Refused


def table(text, width=2):
    content = text if isinstance(text, bytes) else text.encode()
    return delimited.read(content, lambda headers: list(range(width)))


def cells(text, width=2):
    return table(text, width).cells.drop("line").rows()


def rejected(text, width=2):
    return table(text, width).rejected.select("line", "reason").rows()


def test_a_quoted_cell_may_hold_separators_quotes_and_lines():
    read = table('a,b\n"x, ""y""\nz",1\n2,3\n')
    assert read.cells.rows() == [(2, 'x, "y"\nz', "1"), (4, "2", "3")]


def test_every_line_end_ends_a_line():
    for end in ("\n", "\r\n", "\r"):
        assert table(f"a,b{end}1,2{end}{end}3,4").cells["line"].to_list() == [2, 4]


def test_blank_lines_are_not_rows_and_empty_cells_are():
    assert cells("a,b\n\n  \n1,\n,\n") == [("1", None), (None, None)]


def test_too_few_and_too_many_cells_cost_their_row_alone():
    text = "a,b\n1,2\n3\n4,5,6\n7,8\n"
    assert cells(text) == [("1", "2"), ("7", "8")]
    assert rejected(text) == [
        (3, "1 cells where the header has 2"),
        (4, "3 cells where the header has 2"),
    ]


def test_a_quote_never_closed_costs_its_line_alone():
    text = 'a,b\n1,"two\n3,4\n5,"6"\n7,8\n'
    assert cells(text) == [("3", "4"), ("5", "6"), ("7", "8")]
    assert rejected(text) == [(2, "a quote is opened and not closed")]


def test_a_file_cut_off_in_a_quoted_cell_loses_its_last_row_alone():
    text = 'a,b\n1,"x\ny"\n2,"cut o'
    assert cells(text) == [("1", "x\ny")]
    assert rejected(text) == [(4, "a quote is opened and not closed")]


def test_two_stray_quotes_do_not_swallow_the_rows_between_them():
    text = 'a,b\n1,"x\n2,y\n"3,z\n4,w\n'
    assert cells(text) == [("2", "y"), ("4", "w")]
    assert rejected(text) == [(n, "a quote is opened and not closed") for n in (2, 4)]


def test_a_quoted_record_of_many_lines_is_not_believed_when_its_width_is_wrong():
    text = 'a,b\n1,2,"x\n3,4\n5,6"\n7,8\n'
    assert cells(text) == [("3", "4"), ("5", '6"'), ("7", "8")]
    assert rejected(text) == [(2, "a quote is opened and not closed")]


def test_a_quote_inside_an_unquoted_cell_is_a_letter_like_any_other():
    text = 'a,b\n5" disk,1\n"7"" disk",2\n3.5" and 8",3\n'
    assert cells(text) == [('5" disk', "1"), ('7" disk', "2"), ('3.5" and 8"', "3")]


def test_a_row_with_a_zero_byte_or_of_a_megabyte_is_rejected():
    long = "x" * MAX_RECORD
    text = f"a,b\n1,2\n3\0,4\n{long},5\n6,7\n"
    assert cells(text) == [("1", "2"), ("6", "7")]
    assert rejected(text) == [
        (3, "a zero byte stands in the row"),
        (4, "the row is longer than 1,000,000 bytes"),
    ]
    assert table(text).rejected["raw"].str.len_chars().to_list() == [4, 2000]


def test_records_across_the_pieces_that_are_read_at_a_time():
    row = '"' + "x\n" * 400_000 + '",' + "y" * 150_000
    read = table("a,b\n" + "\n".join([row] * 4) + "\n1,2\n")
    assert read.rejected.is_empty()
    assert read.cells["line"].to_list() == [2, 400_003, 800_004, 1_200_005, 1_600_006]


def test_many_bad_lines_do_not_take_long():
    text = "a,b\n" + '1,"x\n' * 20_000 + "2,3\n"
    assert len(rejected(text)) + len(cells(text)) == 20_001


CELL = st.text(st.sampled_from(list("ab1 .;\t|'\"\n,é€")), max_size=6)
TABLE = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=8)
)


@settings(max_examples=1_000, deadline=None)
@given(
    TABLE,
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_regular_text_is_cut_as_the_csv_module_cuts_it(rows, separator, end, quoting):
    width = len(rows[0])
    assume(width > 1 or quoting == csv.QUOTE_ALL)  # else an empty cell is a blank line
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerow([f"h{i}" for i in range(width)])
    writer.writerows(rows)
    read = delimited.read(out.getvalue().encode(), _all_of(width))
    assert read.rejected.is_empty()
    assert [tuple(c or "" for c in row) for row in read.cells.drop("line").rows()] == [
        tuple(cell.replace("\r\n", "\n") for cell in row) for row in rows
    ]


def _all_of(width):
    def wanted(headers):
        if [h.strip() for h in headers] != [f"h{i}" for i in range(width)]:
            raise Refused("not the header")
        return list(range(width))

    return wanted


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", '""', " "]), max_size=40), st.integers(1, 3))
def test_any_text_is_cut_without_overlap_and_nothing_but_blanks_is_left_out(parts, width):
    data = "".join(parts).encode()
    records = split(data, b",", width)
    gaps, at = b"", 0
    for start, end in zip(records.start.tolist(), records.end.tolist(), strict=True):
        assert at <= start < end
        gaps += data[at:start]
        at = end
    assert not (gaps + data[at:]).strip()
    lines = [data.count(b"\n", 0, start) + 1 for start in records.start.tolist()]
    assert records.line.tolist() == lines
