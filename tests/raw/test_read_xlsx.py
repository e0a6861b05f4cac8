"""A workbook is read sheet by sheet, each cell as one canonical text with its physical row."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from batt.errors import ContentError, UnreadableFile
from batt.raw.read_xlsx import read_xlsx

TABLES = ("deltakerlop", "hospitering", "ansatt")


def workbook(*sheets: tuple[str, int, int, list[list[object]]]) -> bytes:
    """Write sheets given as name, first row, first column (from 0) and rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    for name, top, left, rows in sheets:
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for to, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("=") and "|" in cell:
                    formula, value = cell.split("|")
                    sheet.write_formula(top + at, left + to, formula, None, value)
                elif isinstance(cell, str):
                    sheet.write_string(top + at, left + to, cell)
                else:
                    sheet.write(top + at, left + to, cell)
    book.close()
    return buffer.getvalue()


def read(data: bytes, table: str | None = None):
    return read_xlsx(data, "A017.xlsx", TABLES, 2015, table)


def test_cells_become_one_canonical_text_each():
    row = [
        5,
        5.25,
        0.1 + 0.2,
        1e-7,
        123456789012,
        dt.date(2015, 3, 4),
        dt.datetime(2015, 3, 4),
        True,
        False,
        "=cmd()",
        " x ",
        "",
    ]
    book = workbook(("deltakerlop", 0, 0, [[f"c{n}" for n in range(len(row))], row]))
    [(table, sheet, grid)] = read(book)
    assert (table, sheet) == ("deltakerlop", "deltakerlop")
    assert grid.data.iloc[0].fillna("").tolist() == [
        "5", "5.25", "0.3", "0.0000001", "123456789012", "2015-03-04", "2015-03-04", "ja", "nei", "=cmd()",
        " x ", "",
    ]  # fmt: skip
    assert {str(dtype) for dtype in grid.data.dtypes} == {"str"}


def test_a_time_of_day_is_kept():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("ansatt")
    sheet.write_row(0, 0, ["svardato", "lengde"])
    sheet.write_datetime(
        1, 0, dt.datetime(2015, 3, 4, 14, 22), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    )
    sheet.write_datetime(1, 1, dt.timedelta(hours=30, minutes=5), book.add_format({"num_format": "[h]:mm"}))
    book.close()
    [(_, _, grid)] = read(buffer.getvalue())
    assert grid.data.iloc[0].tolist() == ["2015-03-04 14:22:00", "30:05:00"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (42004.0, "42004"),
        (-7.5, "-7.5"),
        (1 / 3, "0.3333333333333333"),
        (1e-7, "0.0000001"),
        (1.5e-5, "0.000015"),
        (1e22, "10000000000000000000000"),
        (123456789012345.0, "123456789012345"),
    ],
)
def test_a_number_is_written_with_all_its_digits_and_no_exponent(number, text):
    [(_, _, grid)] = read(workbook(("deltakerlop", 0, 0, [["lop_id", "aar"], [number, 2015]])))
    assert grid.data["lop_id"].tolist() == [text]


def test_blank_rows_and_columns_are_skipped_and_counted():
    rows = [["lop_id", "aar"], [1, 2015], ["", ""], [2, 2015]]
    [(_, _, grid)] = read(workbook(("deltakerlop", 3, 2, rows)))
    assert grid.columns == ("lop_id", "aar")
    assert grid.source_row == [5, 7]


def test_sheets_are_named_like_files_and_guides_and_empty_sheets_are_left_out():
    book = workbook(
        ("Deltakerløp 2015", 0, 0, [["a"], [1]]),
        ("ark2", 0, 0, []),
        ("Les meg", 0, 0, [["Slik fyller du ut"]]),
        ("HOSPITERING", 0, 0, [["b"], [2]]),
    )
    assert [(table, sheet) for table, sheet, _ in read(book)] == [
        ("deltakerlop", "Deltakerløp 2015"),
        ("hospitering", "HOSPITERING"),
    ]


def test_a_file_named_after_a_table_may_call_its_only_sheet_anything():
    [(table, sheet, _)] = read(workbook(("Ark1", 0, 0, [["a"], [1]])), "ansatt")
    assert (table, sheet) == ("ansatt", "Ark1")


def test_every_fault_of_a_workbook_is_listed_at_once():
    book = workbook(
        ("hospitring", 0, 0, [["a"], [1]]),
        ("ansatt", 0, 0, [["a"], [1]]),
        ("ansatt 2015", 0, 0, [["a"], [1]]),
        ("deltakerlop", 1, 0, [["a", "", "A"], [1, 2, 3], ["=1/0|#DIV/0!", "#REF!", 4]]),
    )
    with pytest.raises(ContentError) as caught:
        read(book)
    message = str(caught.value)
    assert "A017.xlsx, sheet hospitring: no table has this name" in message
    assert "Did you mean 'hospitering'?" in message
    assert "the table ansatt stands on 2 sheets: ansatt, ansatt 2015" in message
    assert "sheet deltakerlop: 2 cells hold no value but an error: A4 #DIV/0!, B4 #REF!" in message


def test_a_nameless_column_with_data_is_named_by_its_letter():
    with pytest.raises(ContentError, match=r"sheet ansatt, row 2, column 2 \(B\): the column holds data"):
        read(workbook(("ansatt", 1, 0, [["a", "", "c"], [1, 2, 3]])))


def test_a_formula_that_was_never_calculated_is_an_error_and_no_empty_cell():
    data = workbook(("ansatt", 0, 0, [["a", "b"], ["=1+1|2", '=""|']]))
    # A spreadsheet program marks a formula whose result is an empty text as one of text.
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as changed:
        for name in source.namelist():
            xml = source.read(name).replace(b' t="str"><f>1+1</f><v>2</v>', b"><f>1+1</f>")
            changed.writestr(name, xml.replace(b'"B2">', b'"B2" t="str">'))
    with pytest.raises(ContentError, match="1 cells hold no value but an error: A2 formula without a value"):
        read(target.getvalue())


def test_a_workbook_with_a_wrong_checksum_is_damaged_and_not_read_as_it_is():
    data = bytearray(workbook(("ansatt", 0, 0, [["a"], [1]])))
    # The checksum of the first part stands sixteen bytes into its entry in the archive's list.
    data[data.index(b"PK\x01\x02") + 16] ^= 0xFF
    with pytest.raises(UnreadableFile, match=r"A017.xlsx: is damaged \(.* has a wrong checksum\)"):
        read(bytes(data))


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (b"", ["is empty"]),
        (b"lop_id;aar\n1;2015\n", ["is not a workbook", "rename it to .csv"]),
        (workbook(("ansatt", 0, 0, [["a"]]))[:900], ["is damaged", "save it as .xlsx"]),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, ["old .xls workbook"]),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
            ["protected with a password", "without a password"],
        ),
        (workbook(("ansatt", 0, 0, [])), ["is empty"]),
        (workbook(("ansatt", 0, 0, [["a"]]), ("hospitering", 1_048_575, 16_000, [["x"]])), ["stray cells"]),
    ],
)
def test_a_workbook_that_cannot_be_read_says_why(data, parts):
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert str(caught.value).startswith("A017.xlsx")
    for part in parts:
        assert part in str(caught.value)
