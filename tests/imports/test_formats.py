"""Formats and encodings: the same rows whatever file they come in, and refusals in a sentence."""

import gzip
import io
import struct
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

import polars as pl
import pytest

from data.imports import parse
from data.imports.archive import packed_text
from data.refused import Refused
from tests.imports.sheets import archive, workbook

ROOT = Path(__file__).resolve().parents[2]
TEXT = "id;name;stage;amount;close date\n1;Müller – Köln;won;1.234,50 €;2024-03-01\n2;é;open;;\n"
ROWS = [("1", "Müller – Köln", "won", 123450), ("2", "é", "open", None)]


def gzipped(content):
    """The same bytes at any second: they are part of a test's name, alike in every worker."""
    return gzip.compress(content, mtime=0, compresslevel=1)


def deals(content):
    return parse("deals", content, file_name="d")


def rows(read):
    return read.good.select("source_key", "name", "state", "amount_cents").rows()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_same_rows_in_every_encoding_separator_and_line_end(encoding, separator, end):
    text = TEXT.replace(";", separator).replace("\n", end)
    assert rows(deals(text.encode(encoding))) == ROWS


def test_latin_1_is_said_in_a_note():
    read = deals("id,name,stage\n1,Köln,open\n".encode("latin-1"))
    assert read.good["name"].to_list() == ["Köln"]
    assert any("read as Windows-1252" in note for note in read.notes)


def test_a_damaged_byte_in_utf_8_costs_its_row_alone():
    content = "id,name,stage\n1,Köln–Süd,open\n2,ö?ä,open\n".encode().replace(b"?", b"\xff")
    read = deals(content)
    assert read.good["source_key"].to_list() == ["1"]
    assert read.rejected.select("line", "reason").rows() == [
        (3, "bytes that are no text in the file's encoding")
    ]


def test_excel_with_true_days_and_numbers():
    read = deals(
        workbook(
            [["Notes of the sheet before"]],
            [
                ["Pipeline of May"],
                [],
                ["id", "name", "stage", "amount", "close date", "created"],
                [17.0, "One", "won", 1234.5, date(2024, 3, 1), 45000],
                [],
                [18, "Two", "open", None, None, None],
            ],
        )
    )
    assert read.good.select(
        "line", "source_key", "amount_cents", "closed_on", "opened_on"
    ).rows() == [
        (4, "17", 123450, date(2024, 3, 1), date(2023, 3, 15)),
        (6, "18", None, None, None),
    ]
    assert "Read from the sheet 'S2'." in read.notes


def test_bare_numbers_of_a_workbook_that_counts_from_1904_are_no_days_and_its_days_are():
    book = workbook([["id", "stage", "close date"], [1, "won", date(2022, 2, 28)]])
    bare = workbook([["id", "stage", "close date"], [1, "open", 44_620], [2, "open", "x"]])
    packed = {}
    for name, content in (("typed", book), ("bare", bare)):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            parts = {part: opened.read(part) for part in opened.namelist()}
        mark = b'<workbookPr date1904="1"/><sheets>'
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<sheets>", mark)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as written:
            for part, text in parts.items():
                written.writestr(part, text)
        packed[name] = out.getvalue()
    assert deals(packed["typed"]).rejected["reason"].to_list() == ["won without an amount"]
    assert "'44620' is not a day" in deals(packed["bare"]).rejected["reason"].to_list()


def test_excel_with_texts_among_its_numbers():
    read = deals(
        workbook(
            [
                ["id", "stage", "amount", "close date"],
                ["a", "won", 1.5, date(2024, 3, 1)],
                ["b", "won", "2,500.75", "13/04/2024"],
                ["c", "won", "soon", "13/04/2024"],
            ]
        )
    )
    assert read.good["amount_cents"].to_list() == [150, 250075]
    assert read.good["closed_on"].to_list() == [date(2024, 3, 1), date(2024, 4, 13)]
    assert read.rejected.rows() == [
        (4, "amount", "'soon' is not an amount", "c\twon\tsoon\t13/04/2024")
    ]


def test_parquet_with_its_own_types():
    packed = io.BytesIO()
    pl.DataFrame(
        {
            "id": [1, 2, None],
            "stage": pl.Series(["won", "open", "open"], dtype=pl.Categorical),
            "amount": [1.234, None, 5.0],
            "close date": [datetime(2024, 3, 1, 12, tzinfo=UTC), None, None],
            "colour": [["x"], [], None],
        }
    ).write_parquet(packed)
    read = deals(packed.getvalue())
    assert read.good.select("line", "source_key", "amount_cents", "closed_on").rows() == [
        (2, "1", 123, date(2024, 3, 1)),
        (3, "2", None, None),
    ]
    assert read.rejected.select("line", "column", "reason").rows() == [(4, "id", "no id")]
    assert '"stage": "open"' in read.rejected["raw"][0]


def test_a_parquet_row_with_a_zero_byte_or_of_a_megabyte_is_rejected():
    packed = io.BytesIO()
    pl.DataFrame({"id": ["1", "2\0", "3" * 1_000_001], "stage": ["open"] * 3}).write_parquet(packed)
    read = deals(packed.getvalue())
    assert read.good["line"].to_list() == [2]
    assert read.rejected.select("line", "reason").rows() == [
        (3, "a zero byte stands in the row"),
        (4, "the row is longer than 1,000,000 bytes"),
    ]


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"id,stage\n", "The file has a header and no rows."),
        (b"%PDF-1.7", "The file is a PDF document: export it as CSV, Excel or Parquet."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old (.xls) or password-protected workbook"),
        (bytes(range(256)) * 64, "This file is not text, Excel or Parquet"),
        (b"PAR1junk", "The Parquet file is damaged"),
        (b"PK\x03\x04junk", "The workbook is damaged and cannot be read."),
        (packed(a="id,stage"), "The file is an archive and not an Excel workbook"),
        (workbook([[]]), "The workbook is empty."),
        (workbook([["id", "stage"]]), "The sheet has a header and no rows."),
        (workbook([["id", "stage"], [1, "won"]])[:-40], "The workbook is damaged"),
        (b"id,stage" + b",x" * 9_992 + b"\n1,open" + b"," * 9_992, "The file has 9,994 columns"),
        (b"<html><table></table></html>", "The file is a web page, which some tools call .xls"),
        (b'[{"id": 1, "stage": "won"}]', "The file is JSON: export it as CSV, Excel or Parquet."),
        (gzipped(b"id,stage\n1,won\n")[:-9], "The compressed file is damaged"),
        (gzipped(b"id,stage\n1,won\n") + b"junk", "The compressed file is damaged"),
        (b"\x1f\x8bjunk and more junk", "The compressed file is damaged"),
        (gzipped(gzipped(b"id,stage\n1,won\n")), "The file is a compressed file"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content, words):
    with pytest.raises(Refused) as refusal:
        deals(content)
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 800


@pytest.mark.parametrize(
    "content",
    [
        gzipped(b"id,stage\n1,open\n2,open\n"),
        gzipped(b"id,stage\n1,open\n") + gzipped(b"2,open\n"),
        packed(**{"deals.csv": "id,stage\n1,open\n2,open\n", "__MACOSX/._deals.csv": "x"}),
    ],
)
def test_a_packed_text_is_unpacked(content):
    assert deals(content).good["source_key"].to_list() == ["1", "2"]


def test_many_empty_packed_texts_one_behind_another_take_no_longer_than_their_length():
    def took(times):
        content = gzipped(b"") * times + gzipped(b"id,stage\n1,open\n")
        before = process_time()
        assert packed_text(content) == b"id,stage\n1,open\n"
        return process_time() - before

    least = min(took(10_000) for _ in range(6))
    assert min(took(80_000) for _ in range(6)) < 16 * least  # 8 times; the square would be 64


def test_a_packed_text_that_unpacks_to_too_much_is_not_read():
    with pytest.raises(Refused, match="unpacks to more than 300 MB"):
        deals(gzipped(b"x" * 310_000_000))


@pytest.mark.parametrize(
    "text",
    [
        "id;stage;amount\n1;open;5,5;\n2;open;6,5;\n",
        "id;stage;amount;;\n1;open;5,5\n2;open;6,5\n",
        "id;stage;amount;;\n1;open;5,5;;\n2;open;6,5;;\n",
    ],
)
def test_separators_at_the_end_of_lines_cost_no_row(text):
    read = deals(text.encode())
    assert (read.good["amount_cents"].to_list(), read.rejected.height) == ([550, 650], 0)


def test_a_cell_more_than_the_header_has_is_still_no_row():
    read = deals(b"id,stage,amount\n1,open,5,x\n2,open,6,y\n3,open,7\n")
    assert read.rejected["reason"].to_list() == ["4 cells where the header has 3"] * 2


def test_a_workbook_that_unpacks_to_too_much_is_not_opened():
    bomb = archive(["<row>" + " " * 50_000_000 + "</row>"])
    with pytest.raises(Refused, match="unpacks to more than"):
        deals(bomb)


def test_a_workbook_that_lies_about_its_size_is_not_opened():
    content = bytearray(archive(["<row>" + " " * 50_000_000 + "</row>"]))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as opened:
        size = opened.getinfo("xl/worksheets/sheet1.xml").file_size
    lied = bytes(content).replace(struct.pack("<I", size), struct.pack("<I", 100))
    with pytest.raises(Refused, match="unpacks to more than"):
        deals(lied)


def test_a_sheet_with_two_cells_far_apart_is_not_opened():
    cell = '<row r="{0}"><c r="{1}{0}"><v>1</v></c></row>'
    far = cell.format(1, "A") + cell.format(1_048_576, "XFD")
    with pytest.raises(Refused, match="spans more than 30,000,000 cells"):
        deals(archive([far]))


HOSTILE = {
    "a field of 200 MB": "b'id,stage\\n1,open\\n2,\"' + b'x' * 200_000_000 + b'\"\\n3,open\\n'",
    "a field of 200 MB never closed": "b'id,stage\\n1,open\\n2,\"' + b'x' * 200_000_000",
    "a first line of 200 MB": "b'id,stage' + b'x' * 200_000_000",
    "200 MB of line ends": "b'id,stage\\n1,open\\n' + b'\\n' * 200_000_000",
    "200 MB of commas": "b'id,stage\\n1,open\\n' + b',' * 200_000_000",
    "200 MB of quotes": "b'id,stage\\n1,open\\n' + b'\"' * 200_000_000",
    "200 MB of zero bytes": "b'id,stage\\n1,open\\n' + b'\\0' * 200_000_000",
    "400 MB": "b'id,stage\\n' + b'1,open\\n' * 57_200_000",
}
SCRIPT = """
import resource, sys
sys.path.insert(0, {root!r})
from data.imports import parse
from data.refused import Refused
parse("deals", b"id,stage\\n1,open\\n", file_name="d")
content = {content}
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    read = parse("deals", content, file_name="d")
    said = f"{{read.good.height}} good of {{read.rows}}"
    assert read.good.height + read.rejected.height == read.rows
except Refused as refusal:
    said = f"refused: {{refusal}}"
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(grown // 1000, said)
"""


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_end_in_a_sentence_or_rows_within_bounded_memory(what):
    script = SCRIPT.format(root=str(ROOT), content=HOSTILE[what])
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    grown, said = done.stdout.split(" ", 1)
    assert int(grown) < 1_500, said
    assert said.startswith(("refused: ", "1 good of ", "2 good of ")), said


def test_a_file_on_disk_is_measured_before_it_is_read(tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(1_100_000_000)
    with pytest.raises(Refused, match="The file has 1,100 MB; at most 300 MB can be read"):
        deals(large)
    small = tmp_path / "small.csv"
    small.write_text(TEXT, encoding="utf-8")
    assert rows(deals(small)) == ROWS
