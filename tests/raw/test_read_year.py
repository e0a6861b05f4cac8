"""A year is read whole, or every fault of every file is told at once."""

import io

import pytest
import xlsxwriter

from batt.errors import ContentError, UnreadableFile
from batt.paths import Root
from batt.raw import hash_file, read_year
from batt.raw.faults import combined

TABLES = ("deltakerlop", "hospitering", "svar_nav")
GOOD = b"lop_id;aar\n1;2015\n"


def workbook(*sheets: str) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for name in sheets:
        sheet = book.add_worksheet(name)
        sheet.write_row(1, 1, ["lop_id", "aar"])
        sheet.write_row(2, 1, [7, 2015])
    book.close()
    return buffer.getvalue()


@pytest.fixture
def year(tmp_path):
    def put(files: dict[str, bytes], manifest: str = "") -> Root:
        for name, data in files.items():
            path = tmp_path / "data" / "raw" / "2015" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if manifest:
            text = "year,provider_id,file,received\n" + manifest
            (tmp_path / "data" / "raw" / "manifest.csv").write_text(text, encoding="utf-16")
        return Root(tmp_path)

    return put


def read_tables(received) -> list[tuple[str, str, str]]:
    return [(table.table, table.file.path.name, table.sheet) for table in received.tables]


def test_every_table_of_every_layout_is_read(year):
    root = year(
        {
            "A017/deltakerlop.csv": GOOD,
            "A018.xlsx": workbook("Deltakerløp", "hospitering"),
            "deltakerlop.csv": GOOD,
            "nav/svar_nav.csv": b"svar_id,n1\nx,7\n",
        }
    )
    received = read_year(root, 2015, TABLES)
    assert read_tables(received) == [
        ("deltakerlop", "deltakerlop.csv", ""),
        ("deltakerlop", "A018.xlsx", "Deltakerløp"),
        ("hospitering", "A018.xlsx", "hospitering"),
        ("deltakerlop", "deltakerlop.csv", ""),
        ("svar_nav", "svar_nav.csv", ""),
    ]
    from_workbook = received.tables[1]
    assert from_workbook.columns == ("lop_id", "aar")
    assert from_workbook.data.values.tolist() == [["7", "2015"]]
    assert from_workbook.source_row == [3]
    assert from_workbook.decimal == "." and received.tables[0].decimal is None
    assert received.files[0].sha256 == hash_file(received.files[0].path)
    assert received.broken == []


def test_a_superseded_delivery_is_listed_and_never_read(year):
    root = year(
        {"A017.xlsx": b"damaged", "A017_2.xlsx": workbook("deltakerlop")},
        "2015,A017,A017.xlsx,2016-01-10\n2015,A017,A017_2.xlsx,2016-01-20\n",
    )
    received = read_year(root, 2015, TABLES)
    assert read_tables(received) == [("deltakerlop", "A017_2.xlsx", "deltakerlop")]
    assert [file.superseded for file in received.files] == [True, False]


def test_all_faults_of_all_files_are_told_at_once_and_unreadable_wins(year):
    root = year(
        {
            "A017/deltakerlop.csv": b"",
            "A018/deltakerlop.csv": b"a;a\n1;2\n",
            "A019.xlsx": workbook("ukjent"),
            "notat.docx": b"x",
            "A020.xlsx": b"not a workbook",
        }
    )
    with pytest.raises(UnreadableFile) as caught:
        read_year(root, 2015, TABLES)
    wheres = [problem.where.removeprefix("data/raw/2015/") for problem in caught.value.problems]
    assert wheres == [
        "A017/deltakerlop.csv",
        "A020.xlsx",
        "notat.docx",
        "A018/deltakerlop.csv, row 1",
        "A019.xlsx, sheet ukjent",
    ]


def test_faults_of_content_alone_are_a_content_error(year):
    root = year({"A018/deltakerlop.csv": b"a;a\n1;2\n", "A019/deltakerlop.csv": GOOD})
    with pytest.raises(ContentError) as caught:
        read_year(root, 2015, TABLES)
    assert len(caught.value.problems) == 1


def test_a_broken_delivery_is_skipped_whole_when_asked(year):
    root = year(
        {
            "A017/deltakerlop.csv": GOOD,
            "A017/hospitering.csv": b"",
            "A018/deltakerlop.csv": GOOD,
            "A018/notat.pdf": b"x",
            "A019/deltakerlop.csv": GOOD,
            "deltakerlop.csv": GOOD,
            "hospitering.csv": b"\x00",
        }
    )
    received = read_year(root, 2015, TABLES, skip_broken=True)
    assert [table.file.name for table in received.tables] == [
        "data/raw/2015/A019/deltakerlop.csv",
        "data/raw/2015/deltakerlop.csv",
    ]
    assert [(one.delivery, one.provider_id) for one in received.broken] == [
        ("A017", "A017"),
        ("A018", "A018"),
        ("data/raw/2015/hospitering.csv", None),
    ]
    assert "is empty" in str(received.broken[0].error)
    assert ".pdf" in received.broken[1].problems[0].what


def test_deliveries_that_nothing_orders_are_all_left_out_when_broken_ones_are_skipped(year):
    root = year({"deltakerlop.csv": GOOD, "deltakerlop_2.csv": GOOD, "A017.xlsx": b"", "A017_2.xlsx": b""})
    received = read_year(root, 2015, TABLES, skip_broken=True)
    assert received.tables == []
    assert [one.provider_id for one in received.broken] == ["A017", None, None]


def test_what_two_deliveries_share_is_told_once_also_when_one_of_them_cannot_be_read(year):
    root = year({"deltakerlop.csv": GOOD, "deltakerlop_2.csv": b""})
    broken = read_year(root, 2015, TABLES, skip_broken=True).broken
    told = str(combined([one.error for one in broken]))
    assert told.count("2 deliveries that nothing orders") == 1 and "is empty" in told


def test_a_table_in_a_workbook_and_in_a_file_beside_it_needs_an_order(year):
    files = {"deltakerlop.csv": GOOD, "nasjonal.xlsx": workbook("deltakerlop", "hospitering")}
    with pytest.raises(ContentError, match=r"data/raw/2015, deltakerlop: 2 deliveries that nothing orders"):
        read_year(year(files), 2015, TABLES)
    root = year(files, "2015,,deltakerlop.csv,2016-01-20\n2015,,nasjonal.xlsx,2016-01-10\n")
    assert read_tables(read_year(root, 2015, TABLES)) == [
        ("deltakerlop", "deltakerlop.csv", ""),
        ("hospitering", "nasjonal.xlsx", "hospitering"),
    ]


def test_the_nav_survey_may_come_from_nav_and_from_providers(year):
    answer = b"svar_id;n1\nx;7\n"
    root = year({"nav/svar_nav.csv": answer, "svar_nav.csv": answer, "A017/svar_nav.csv": answer})
    assert len(read_year(root, 2015, TABLES).tables) == 3


def test_a_folder_may_hold_one_workbook_for_each_table(year):
    root = year({"A017/deltakerlop.xlsx": workbook("Ark1"), "A017/hospitering.csv": GOOD})
    assert read_tables(read_year(root, 2015, TABLES)) == [
        ("deltakerlop", "deltakerlop.xlsx", "Ark1"),
        ("hospitering", "hospitering.csv", ""),
    ]
