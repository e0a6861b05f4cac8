"""A CSV file is read the same whatever dialect its sender used, and a file with two readings is refused."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batt.errors import ContentError, UnreadableFile
from batt.raw.read_csv import read_csv

BROKEN = Path(__file__).parent / "broken"

UNREADABLE = {
    "bytes_of_two_encodings": ["two ways", "line 2 is UTF-8", "line 3 is Windows-1252"],
    "utf16_without_byte_order_mark": ["UTF-16 without a byte order mark, or as a damaged file", "byte 2"],
    "utf8_mark_but_windows_bytes": ["begins as UTF-8", "line 2 is not"],
    "neither_utf8_nor_windows": ["neither UTF-8 nor Windows-1252", "line 3", "0x81"],
    "two_delimiters": ["two ways: 2 columns by semicolon or 2 columns by comma", "sep=;"],
    "two_delimiters_header_only": ["two ways: 2 columns by semicolon or 2 columns by comma"],
    "workbook_named_csv": ["rename it to .xlsx"],
    "old_workbook_named_csv": ["old .xls workbook", "save it as .xlsx"],
    "web_page_named_csv": ["a web page"],
    "empty": ["is empty", "Ask the sender"],
    "only_blank_lines": ["is empty"],
    "row_too_short": ["row 4 has too few cells", "3 cells as in the header"],
    "row_too_long": ["row 3 has too many cells"],
    "many_ragged_rows": ["25 rows have too few cells", "21 and 5 more"],
    "title_above_header": ["2 rows have too many cells (rows 2, 3)", "a header that is not the first line"],
    "quotation_mark_never_closed": ["row 3", "quotation mark is not closed"],
    "text_after_closing_quotation_mark": ["row 2", "text follows a closing one"],
}
NOT_AS_AGREED = {
    "column_name_twice": ["'lop_id' stands 2 times: column 1 (A), column 3 (C)"],
    "title_with_delimiters_above_header": ["row 1", "names 1 of 4 columns", "title or remark"],
    "column_without_name": ["row 1, column 2 (B)", "holds data but has no name"],
}


def read(text: str | bytes):
    return read_csv(text if isinstance(text, bytes) else text.encode(), "file.csv")


def cells(grid) -> list[list[str]]:
    return grid.data.fillna("").values.tolist()


@pytest.mark.parametrize("defect", UNREADABLE)
def test_a_file_that_cannot_be_read_says_why(defect):
    with pytest.raises(UnreadableFile) as caught:
        read_csv((BROKEN / f"{defect}.csv").read_bytes(), f"data/raw/2015/{defect}.csv")
    message = str(caught.value)
    assert message.startswith(f"data/raw/2015/{defect}.csv")
    for part in UNREADABLE[defect]:
        assert part in message


@pytest.mark.parametrize("defect", NOT_AS_AGREED)
def test_a_header_that_is_not_as_agreed_says_where(defect):
    with pytest.raises(ContentError) as caught:
        read_csv((BROKEN / f"{defect}.csv").read_bytes(), "file.csv")
    for part in NOT_AS_AGREED[defect]:
        assert part in str(caught.value)


def test_every_broken_file_is_asserted():
    assert {path.stem for path in BROKEN.glob("*.csv")} == UNREADABLE.keys() | NOT_AS_AGREED.keys()


@pytest.mark.parametrize(
    "data",
    [
        "lop_id;navn\r\n1;Bodø\r\n".encode(),
        "lop_id;navn\r\n1;Bodø\r\n".encode("utf-8-sig"),
        b"\xef\xbb\xbf" + "lop_id;navn\r\n1;Bodø\r\n".encode("utf-8-sig"),
        "\ufeffï»¿lop_id;navn\r\n1;Bodø\r\n".encode(),
        "lop_id;navn\r\n1;Bodø\r\n".encode("cp1252"),
        "lop_id;navn\r\n1;Bodø\r\n".encode("utf-16"),
        b"\xfe\xff" + "lop_id;navn\r\n1;Bodø\r\n".encode("utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_text(data):
    grid = read(data)
    assert grid.columns == ("lop_id", "navn")
    assert cells(grid) == [["1", "Bodø"]]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\r", "\n", "\r\n"])
def test_blank_lines_are_skipped_and_counted(mark, ending):
    lines = ["", mark, f"a{mark}b", "", f"1{mark}2", mark * 4, f"3{mark}4{mark}{mark}", ""]
    grid = read(ending.join(lines))
    assert cells(grid) == [["1", "2"], ["3", "4"]]
    assert grid.source_row == [5, 7]


@pytest.mark.parametrize("ending", ["\r", "\n", "\r\n"])
def test_a_row_is_numbered_by_the_line_where_it_begins(ending):
    grid = read(ending.join(["a;b", '1;"first', 'second"', "2;x"]))
    assert grid.source_row == [2, 4]
    assert grid.data["b"].tolist() == [f"first{ending}second", "x"]


def test_a_sep_line_settles_the_delimiter_and_is_counted():
    grid = read("sep=;\r\nlop_id;belop, kr\r\n1;7,5\r\n")
    assert grid.columns == ("lop_id", "belop, kr")
    assert grid.source_row == [3]
    assert read("sep=|\na|b\n1|2\n").columns == ("a", "b")


def test_a_delimiter_in_one_header_cell_is_settled_by_the_rows():
    grid = read("lop_id;belop, kr;aar\n1;7;2015\n2;8;2015\n3;9,5;2015\n")
    assert grid.columns == ("lop_id", "belop, kr", "aar")


def test_a_delimiter_inside_quotation_marks_parts_nothing():
    assert read('"a, b";c\n1;2\n').columns == ("a, b", "c")


def test_nameless_empty_columns_are_dropped_wherever_they_stand():
    grid = read(";a;;b;;\n;1;;2;;\n;3; ;4;;\n")
    assert grid.columns == ("a", "b")
    assert cells(grid) == [["1", "2"], ["3", "4"]]


def test_an_empty_cell_is_missing_and_every_column_is_text():
    grid = read("a;b;c\n1;;007\n2; ;=cmd()\n")
    assert grid.data["b"].isna().all()
    assert [str(dtype) for dtype in grid.data.dtypes] == ["str", "str", "str"]
    assert grid.data["c"].tolist() == ["007", "=cmd()"]


def test_a_header_alone_is_a_table_without_rows():
    grid = read("a;b\n")
    assert grid.columns == ("a", "b") and grid.data.empty and grid.source_row == []
    assert isinstance(grid.data.index, pd.RangeIndex)


# Text without what one encoding or another cannot hold; a cell of spaces alone would count as empty.
TEXT = st.text(st.sampled_from("aZ09æøÅ é€;,\t\"'=-.\n"), max_size=8).filter(lambda cell: not cell.isspace())


@st.composite
def tables(draw) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    row = st.lists(TEXT, min_size=width, max_size=width)
    return draw(st.lists(row, max_size=6))


@given(
    rows=tables(),
    mark=st.sampled_from([";", ",", "\t"]),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    has_sep_line=st.booleans(),
    blanks=st.lists(st.integers(0, 2), min_size=8, max_size=8),
)
def test_any_table_in_any_dialect_is_read_back_with_its_lines(
    rows, mark, ending, encoding, has_sep_line, blanks
):
    header = [f"column_{number}" for number in range(len(rows[0]) if rows else 2)]
    text, line, expected_rows, expected_lines = "", 1, [], []
    if has_sep_line:
        text, line = f"sep={mark}{ending}", 2
    for number, row in enumerate([header, *rows]):
        text += ending * blanks[number]
        line += blanks[number]
        if number and any(row):
            expected_rows.append([cell.replace("\n", ending) for cell in row])
            expected_lines.append(line)
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=mark, lineterminator="\n").writerow(row)
        record = buffer.getvalue()
        text += record.replace("\n", ending)
        line += record.count("\n")
    grid = read_csv(text.encode(encoding), "file.csv")
    assert list(grid.columns) == header
    assert cells(grid) == expected_rows
    assert grid.source_row == expected_lines
