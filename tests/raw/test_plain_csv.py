"""A plain file is read by column, with the same result as record by record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batt.errors import ContentError, UnreadableFile
from batt.raw.grid import Grid
from batt.raw.plain_csv import read_plain
from batt.raw.read_csv import read_csv, read_records

# Delimiters, line ends, marks and white space of many kinds, beside letters.
SIGNS = st.sampled_from(
    ["a", "ø", "1", ";", ";", ";", ",", "\n", "\r\n", " ", "\t", "\u00a0", "\x1c", "\u2028"]
)
TEXTS = st.lists(SIGNS, min_size=1, max_size=40).map("".join)
RECTANGLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from(["a", "b ", "", " ", "\u2009", "2015"]), min_size=width, max_size=width),
        min_size=2,
        max_size=6,
    )
)


def result(read, text: str) -> tuple | None:
    """Return what a reader finds, or what it says is wrong; None where it leaves the text to another."""
    try:
        grid: Grid | None = read(text, ";", "file.csv")
    except (UnreadableFile, ContentError) as error:
        return type(error), error.problems
    return grid and (grid.columns, grid.cells.to_pydict(), grid.source_row)


def expect_same(text: str) -> bool:
    """Compare the two ways where the text is plain, and tell whether it is."""
    found = result(read_plain, text)
    assert found is None or found == result(read_records, text)
    return found is not None


@given(TEXTS)
def test_any_text_is_read_alike_by_column_and_by_record(text):
    expect_same(text)


@given(RECTANGLES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_table_is_read_alike_by_column_and_by_record(rows, newline, is_ended):
    text = newline.join(";".join(row) for row in rows) + newline * is_ended
    header, lines = rows[0], text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    is_plain = expect_same(text)
    # Of one column an empty cell is a blank line; two blank ends are one.
    assert is_plain or "" in lines or not any(name.strip() for name in header)


@pytest.mark.parametrize(
    "text",
    ['a;b\n"1";2\n', "a;b\n1;2\n\n3;4\n", "\na;b\n1;2\n", "a;b\r1;2\r", "a;b\n1;2;3\n", "a;b\n1\n", ""],
)
def test_marks_blank_lines_and_uneven_rows_are_left_to_the_reader_of_records(text):
    assert read_plain(text, ";", "file.csv") is None


def test_a_cell_too_long_for_the_reader_of_records_is_left_to_it():
    long = "y" * 1_000_001
    assert read_plain(f"a;b\n1;2\n{long};4\n", ";", "file.csv") is None
    with pytest.raises(UnreadableFile, match="row 3"):
        read_csv(f"a;b\n1;2\n{long};4\n".encode(), "file.csv")


def test_rows_of_delimiters_alone_are_left_out_and_counted():
    grid = read_csv(b"a;b\n1;2\n;\n \t; \n3;\n", "file.csv")
    assert grid.source_row == [2, 5]
    assert grid.data.values.tolist()[0] == ["1", "2"] and grid.data["b"].isna().tolist() == [False, True]
