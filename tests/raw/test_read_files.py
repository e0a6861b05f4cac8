"""However many processes read a year, it is the same year."""

import io
from pathlib import Path

import pytest
import xlsxwriter

import batt.raw.read_files as reading
from batt.errors import ContentError, UnreadableFile
from batt.paths import Root
from batt.raw import RawYear, read_year

TABLES = ("deltakerlop", "hospitering", "svar_nav")


def workbook(name: str, first: object, sheet_name: str = "deltakerlop") -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for title in (sheet_name, "hospitering"):
        sheet = book.add_worksheet(title)
        sheet.write_row(1, 1, ["lop_id", "aar", "vekt"])
        sheet.write_row(3, 1, [first, 2015, 0.5])
        sheet.write_row(4, 1, [name, 2015])
    book.close()
    return buffer.getvalue()


@pytest.fixture
def year(tmp_path) -> Root:
    """Write a year of seven workbooks, of which three are at fault, and two text files, of which one is."""
    files = {f"A01{number}.xlsx": workbook(f"L{number}", number) for number in range(4)}
    files["A014.xlsx"] = workbook("L4", "#REF!")
    files["A015.xlsx"] = workbook("L5", 5, "ukjent")
    files["A016.xlsx"] = b"PK damaged"
    files["svar_nav.csv"] = b"svar_id;n1\nx;7\n"
    files["A017/deltakerlop.csv"] = b"lop_id;aar\n1\n"
    for name, data in files.items():
        path = tmp_path / "data" / "raw" / "2015" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Root(tmp_path)


@pytest.fixture
def children(monkeypatch) -> list:
    """Let three processes read, and return the two that are started."""
    started, start = [], reading._start

    def keep(*arguments):
        started.append(start(*arguments))
        return started[-1]

    monkeypatch.setattr(reading, "_start", keep)
    monkeypatch.setattr(reading, "_cores", lambda: 3)
    monkeypatch.setattr(reading, "FEWEST_WORKBOOKS", 1)
    return started


def open_descriptors() -> int:
    """Count them where the system shows them; 0 elsewhere."""
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0


def content(received: RawYear) -> tuple:
    tables = [
        (one.table, one.file, one.sheet, one.cells.to_pydict(), one.cells.schema, one.source_row, one.decimal)
        for one in received.tables
    ]
    return received.files, tables, [(one.delivery, one.provider_id, one.problems) for one in received.broken]


def test_several_processes_find_the_same_tables_and_faults_in_the_same_order(year, children):
    shared = read_year(year, 2015, TABLES, skip_broken=True)
    assert len(children) == 2 and all(child.returncode == 0 for child in children)
    with pytest.MonkeyPatch.context() as alone:
        alone.setattr(reading, "_cores", lambda: 1)
        assert content(shared) == content(read_year(year, 2015, TABLES, skip_broken=True))
    assert len(children) == 2
    assert [one.delivery for one in shared.broken] == ["A014", "A015", "A016", "A017"]
    assert [type(one.error) for one in shared.broken] == [ContentError] * 2 + [UnreadableFile] * 2


def test_what_a_dead_child_was_to_read_is_read_here(year, children, monkeypatch):
    monkeypatch.setattr(reading, "_CHILD", "import sys; sys.exit(3)")
    found = read_year(year, 2015, TABLES, skip_broken=True)
    assert [child.returncode for child in children] == [3, 3]
    assert [table.file.path.name for table in found.tables] == [
        *(name for number in range(4) for name in [f"A01{number}.xlsx"] * 2),
        "svar_nav.csv",
    ]


def test_where_no_child_can_be_started_all_is_read_here(year, children, monkeypatch):
    monkeypatch.setattr(reading.sys, "executable", str(year.raw_folder / "no such program"))
    assert len(read_year(year, 2015, TABLES, skip_broken=True).tables) == 9
    assert children == [None, None]


def test_an_interrupt_ends_the_children(year, children, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "_CHILD", "import time; time.sleep(60)")
    monkeypatch.setattr(reading, "read_outcome", interrupted)
    before = open_descriptors()
    with pytest.raises(KeyboardInterrupt):
        read_year(year, 2015, TABLES)
    assert len(children) == 2 and all(child.returncode is not None for child in children)
    assert open_descriptors() == before


def test_few_workbooks_are_read_by_one_process(year, children, monkeypatch):
    monkeypatch.setattr(reading, "FEWEST_WORKBOOKS", 4)
    read_year(year, 2015, TABLES, skip_broken=True)
    assert children == []
