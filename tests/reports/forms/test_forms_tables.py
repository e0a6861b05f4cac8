"""Tables in other forms say what the page says: the same numbers, nothing hidden, no formula."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser

import pytest
from python_calamine import CalamineWorkbook

from batt.errors import UsageError
from batt.reports.formats import FORMATS
from batt.reports.forms import write_forms
from batt.reports.forms.kept import read_kept
from batt.reports.forms.tables_csv import as_text
from batt.reports.kept_table import PLACES, printed

KINDS = "every-kind-of-cell"
HOSTILE_TABLE = "hostile-names-with-an-id-that-is-too-long-for-a-sheet"


class Tables(HTMLParser):
    """The tables of a page by id, as rows of texts as they are seen."""

    def __init__(self):
        super().__init__()
        self.found, self._rows, self._is_cell = {}, None, False

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "figure" and said.get("class") == "table":
            self._rows = self.found.setdefault(said["id"], [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows is not None:
            self._rows[-1].append("")
            self._is_cell = True

    def handle_endtag(self, tag):
        self._is_cell = self._is_cell and tag not in ("td", "th")
        self._rows = None if tag == "figure" else self._rows

    def handle_data(self, data):
        if self._is_cell:
            self._rows[-1][-1] += data


@pytest.fixture(scope="module")
def files(report, tmp_path_factory):
    return write_forms(
        report["page"], report["executed"], ("csv", "xlsx"), tmp_path_factory.mktemp(f"out-{report['lang']}")
    )


@pytest.fixture(scope="module")
def folder(files):
    return files[0].parent


@pytest.fixture(scope="module")
def book(files):
    return CalamineWorkbook.from_path(str(files[-1]))


def rows_of(folder, name, lang):
    text = (folder / f"{name}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if lang == "nb" else ","))


def plain(text):
    """A number as the page prints it, without what only people need."""
    return re.sub(r"[\u00a0\u202f %]", "", text).replace("−", "-").replace("+", "")


def test_every_table_of_the_page_is_a_file(report, folder):
    tables = Tables()
    tables.feed(report["page"].read_text(encoding="utf-8"))
    assert set(tables.found) | {"contents"} == {file.stem for file in folder.glob("*.csv")}
    assert KINDS in tables.found


def test_every_number_is_as_on_the_page(report, folder):
    tables = Tables()
    tables.feed(report["page"].read_text(encoding="utf-8"))
    checked = 0
    for name, shown in tables.found.items():
        if name == HOSTILE_TABLE:
            continue
        on_page = [plain(cell) for row in shown[1:] for cell in row if re.search(r"\d", cell)]
        in_file = {plain(cell) for row in rows_of(folder, name, report["lang"])[1:] for cell in row}
        separator = {"nb": "", "en": ","}[report["lang"]]
        for cell in on_page:
            if re.fullmatch(r"-?[\d.,]+", cell):
                assert cell.replace(separator, "") in in_file if separator else cell in in_file, (name, cell)
                checked += 1
    assert checked > 100


def test_numbers_are_rounded_as_printed_and_no_finer(report):
    kept = next(table for table in read_kept(report["executed"]).tables if table.id == KINDS)
    values = report["values"]
    for number, (value, unit) in enumerate(zip(values.cells("value"), values.data["unit"], strict=True)):
        cell = kept.cells(number)[2]
        if value.is_shown:
            scale, places = (100, 1) if unit == "share" else (1, 1)
            assert cell.value == pytest.approx(value.value * scale, abs=0.5 * 10**-places + 1e-9)
            assert cell.value == round(cell.value, places)


def test_a_hidden_number_is_nowhere(report, files):
    kept = next(table for table in read_kept(report["executed"]).tables if table.id == KINDS)
    row = next(number for number in range(len(kept.rows)) if kept.rows[number][0] == "X1")
    assert [cell.state for cell in kept.cells(row)[2:5]] == ["hidden"] * 3
    assert kept.rows[row][2:5] == (None, None, None)
    hidden = rows_of(files[0].parent, KINDS, report["lang"])[row + 1]
    assert hidden.count(":") == 3
    assert "6,7" not in hidden and "6.7" not in hidden


def test_a_missing_number_has_its_reason(report, book):
    sheet = book.get_sheet_by_name({"nb": "Alle tall", "en": "All numbers"}[report["lang"]]).to_python()
    of_table = [row for row in sheet if row[0] == KINDS]
    reasons = {row[2].split(" | ")[0]: row[6] for row in of_table if row[3] == "V"}
    nb = report["lang"] == "nb"
    assert reasons["X1"] == ("skjult av hensyn til personvern" if nb else "hidden to protect privacy")
    assert reasons["X2"] == ("ikke levert eller ikke beregnet" if nb else "not delivered or not computed")
    assert reasons["AB"] == ("vist" if nb else "shown")
    assert [row[4] for row in of_table if row[2].startswith("X1") and row[3] == "V"] == [""]


def test_the_flat_sheet_holds_every_number_once(report, book):
    sheet = book.get_sheet_by_name({"nb": "Alle tall", "en": "All numbers"}[report["lang"]]).to_python()
    tables = read_kept(report["executed"]).tables
    numbers = sum(
        cell.format not in ("text", "year") and place > 0
        for table in tables
        for row in range(len(table.rows))
        for place, cell in enumerate(table.cells(row))
    )
    assert sum(row[4] != "" for row in sheet[1:]) == numbers > 100


def test_text_that_looks_like_a_formula_is_text(report, folder, book, hostile_names):
    in_csv = [row[0] for row in rows_of(folder, HOSTILE_TABLE, report["lang"])]
    assert in_csv[0] == "'=Name"
    assert in_csv[1:7] == [f"'{name}" for name in hostile_names[:6]]
    assert in_csv[7:] == hostile_names[6:]
    name = next(name for name in book.sheet_names if name.startswith("hostile"))
    in_book = [row[0] for row in book.get_sheet_by_name(name).to_python()[3:]]
    # Calamine, like Excel, reads a carriage return in a cell as a line break.
    assert [text.replace("\r", "\n") for text in in_book] == [
        one.replace("\r", "\n") for one in hostile_names
    ]


def test_no_sheet_has_a_formula_or_leads_outside(files):
    with zipfile.ZipFile(files[-1]) as parts:
        for part in parts.namelist():
            text = parts.read(part).decode("utf-8")
            assert "<f>" not in text and "<f " not in text
            assert 'TargetMode="External"' not in text


def test_a_negative_number_is_no_formula():
    assert as_text("-3") == "'-3"  # a text that only looks like a number
    assert as_text("3-4") == "3-4"


def test_numbers_are_numbers_in_the_workbook(report, book):
    sheet = book.get_sheet_by_name("shares-alone").to_python()
    assert sheet[-2:] == [["A", 0.3], ["B", ":"]]
    values = [row[2] for row in book.get_sheet_by_name(KINDS).to_python() if row[0] == "AB"]
    assert len(values) == 2 and all(isinstance(value, float) for value in values)


def test_sheets_have_names_that_a_spreadsheet_takes(book, report):
    names = book.sheet_names
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert (
        len({name.casefold() for name in names})
        == len(names)
        == len(read_kept(report["executed"]).tables) + 3
    )


def test_invented_data_are_told_on_every_sheet_and_in_the_contents(report, folder, book):
    banner = {"nb": "Oppdiktede data", "en": "Invented data"}[report["lang"]]
    assert any(banner in cell for row in rows_of(folder, "contents", report["lang"]) for cell in row)
    first, *tables = book.sheet_names[:-2]
    assert any(banner in str(cell) for row in book.get_sheet_by_name(first).to_python() for cell in row)
    for name in tables:
        assert banner in book.get_sheet_by_name(name).to_python()[0][0]


def test_files_are_made_for_the_readers_spreadsheet(report, folder):
    content = (folder / "shares-alone.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    nb, en = "P;S (%)\r\nA;30,0\r\nB;:\r\n", "P,S (%)\r\nA,30.0\r\nB,:\r\n"
    assert content.decode("utf-8-sig") == {"nb": nb, "en": en}[report["lang"]]


def test_mixed_units_are_named_beside_the_numbers(report, folder):
    head, *rows = rows_of(folder, KINDS, report["lang"])
    measures = {row[1]: row[head.index(head[3])] for row in rows if row[0] == "AB"}
    nb = {"i08": "prosent", "i10": "uker"}
    en = {"i08": "per cent", "i10": "weeks"}
    assert measures == {"nb": nb, "en": en}[report["lang"]]


def test_the_same_report_gives_the_same_bytes(report, files, tmp_path):
    again = write_forms(report["page"], report["executed"], ("csv", "xlsx"), tmp_path)
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in files]


def test_what_an_earlier_run_left_is_taken_away(report, tmp_path):
    old = tmp_path / f"sample.{report['lang']}.tables" / "hidden-by-now.csv"
    old.parent.mkdir()
    old.touch()
    write_forms(report["page"], report["executed"], ("csv",), tmp_path)
    assert not old.exists()


def test_an_unknown_form_and_a_page_that_is_not_there_are_told_together(tmp_path):
    with pytest.raises(UsageError) as told:
        write_forms(tmp_path / "no.html", tmp_path / "no.ipynb", ("docx",), tmp_path)
    assert all(
        part in str(told.value) for part in ("docx", "pdf, xlsx, csv, pictures", "no.html", "no.ipynb")
    )


def test_every_format_has_its_decimals():
    assert set(PLACES) | {"text"} == set(FORMATS)


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        (0.285, "percent", 29),
        (0.125, "decimal2", 0.13),
        (-0.0449, "percentage_points", -4.5),
        (2.5, "integer", 3),
        (0.00061, "p_value", 0.0),
        (0.00149, "p_value", 0.001),
    ],
)
def test_half_is_rounded_up_as_on_the_page(value, name, expected):
    assert printed(value, name) == expected
