"""What makes a whole file or year unusable, and how it is told."""

import pytest

from batt.clean import clean_year
from batt.errors import ContentError, UnreadableFile, UsageError
from batt.paths import Root


def test_a_year_without_files_says_what_to_put_where(tmp_path):
    with pytest.raises(UsageError) as error:
        clean_year(Root(tmp_path), 2015)
    assert error.value.exit_code == 2
    assert "data/raw/2015: no file has been received" in str(error.value)
    assert "deltakerlop.csv" in str(error.value)


@pytest.mark.parametrize("table", ["tiltaksarrangor", "arrangor_aar", "deltakerlop"])
def test_a_missing_required_table_is_an_error(received, table):
    del received.tables[table]
    with pytest.raises(ContentError, match=f"the table {table} was not received") as error:
        received.clean()
    assert error.value.exit_code == 12


def test_a_missing_required_column_is_told_with_the_nearest_header(received):
    cells = received.tables["deltakerlop"][0]
    received.tables["deltakerlop"][0] = {
        ("sluttarsk" if h == "sluttarsak" else h): c for h, c in cells.items()
    }
    with pytest.raises(ContentError) as error:
        received.clean()
    assert "data/raw/2015/deltakerlop.csv: the column 'sluttarsak' is missing" in str(error.value)
    assert "Nearest header received: 'sluttarsk'" in str(error.value)
    assert "batt/registry/columns/deltakerlop.csv under 2015" in str(error.value)


def test_many_missing_columns_are_one_problem_that_asks_after_the_header(received):
    received.write()
    path = received.root.raw(2015) / "deltakerlop.csv"
    _, first = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{first}\n{first}\n".replace("D1", "15108695088"), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        clean_year(received.root, 2015)
    assert len(error.value.problems) == 1
    assert "18 columns are missing: lop_id, deltaker_id" in str(error.value)
    assert "Look whether the header is missing" in str(error.value)
    assert "15108695088" not in str(error.value)


def test_signs_that_nobody_sees_do_not_hide_a_header(received):
    cells = received.tables["deltakerlop"][0]
    received.tables["deltakerlop"][0] = {f"\u200b{h[:3]}\u00ad{h[3:]}\u00a0": c for h, c in cells.items()}
    assert received.clean(strict=True).flags.empty


def test_headers_may_differ_in_capitals_spaces_and_norwegian_letters(received, told):
    cells = received.tables["deltakerlop"][0]
    names = {"kjonn": "Kjønn", "sluttarsak": "SLUTTÅRSAK", "lop_id": "Løp ID", "aar": "År"}
    received.tables["deltakerlop"][0] = {names.get(header, header): cell for header, cell in cells.items()}
    clean = received.clean(strict=True)
    assert clean.flags.empty
    assert clean.tables["spells"][["gender", "end_cause", "spell_id"]].values.tolist() == [["K", "F1", "L1"]]


def test_the_headers_of_the_year_are_known(received):
    cells = {
        **received.tables["deltakerlop"][0],
        "aar": "2013",
        "startdato": "2013-01-12",
        "sluttdato": "2013-06-15",
    }
    renamed = {{"startdato": "inndato", "sluttdato": "utdato"}.get(h, h): c for h, c in cells.items()}
    folder = received.root.raw(2013)
    received.tables["deltakerlop"] = [renamed]
    received.write()
    received.root.raw(2015).rename(folder)
    assert clean_year(received.root, 2013).tables["spells"]["stay_days"].tolist() == [154]


def test_two_columns_of_one_field_are_an_error(received):
    cells = {**received.tables["deltakerlop"][0], "aar": "2013"}
    received.tables["deltakerlop"] = [{**cells, "inndato": "2013-01-01"}]
    received.write()
    received.root.raw(2015).rename(received.root.raw(2013))
    with pytest.raises(ContentError, match="'startdato' and 'inndato' are the same field"):
        clean_year(received.root, 2013)


def test_a_column_of_numbers_that_can_be_read_in_two_ways_is_an_error_naming_both(received):
    received.tables["arrangor_aar"][0]["aarsverk_personale"] = "1.234"
    with pytest.raises(ContentError) as error:
        received.clean()
    assert "arrangor_aar.csv, row 2, aarsverk_personale" in str(error.value)
    assert "'1.234' as 1234 or 1,234" in str(error.value)


def test_all_problems_of_all_files_are_listed_and_unreadable_files_decide_the_exit_code(received):
    received.write()
    raw = received.root.raw(2015)
    (raw / "ansatt.csv").write_bytes(b"PK\x03\x04")
    (raw / "metode.csv").write_text("arrangor;metode\nA001;x\n", encoding="utf-8")
    with pytest.raises(UnreadableFile) as error:
        clean_year(received.root, 2015)
    assert error.value.exit_code == 11
    assert "ansatt.csv: is not a text file" in str(error.value)
    assert "metode.csv: the column 'arrangor_id' is missing" in str(error.value)


def test_a_broken_delivery_can_count_as_not_received_and_is_told(received):
    received.add("tiltaksarrangor", arrangor_id="A002")
    received.write()
    raw = received.root.raw(2015)
    (raw / "A002").mkdir()
    (raw / "A002" / "deltakerlop.csv").write_text("lop_id\nL7\n", encoding="utf-8")
    clean = clean_year(received.root, 2015, skip_broken=True)
    files = clean.files.set_index("source_file")["status"]
    assert files["data/raw/2015/A002/deltakerlop.csv"] == "broken"
    assert (clean.flags["reason"] == "delivery_broken").all() and len(clean.flags) > 0
    delivered = clean.deliveries.set_index(["provider_id", "table"])["delivered"]
    assert not delivered["A002", "spells"] and delivered["A001", "spells"]


def test_skipping_does_not_help_where_a_required_table_is_lost(received):
    received.write()
    (received.root.raw(2015) / "deltakerlop.csv").write_text("lop_id\nL7\n", encoding="utf-8")
    with pytest.raises(ContentError, match="the table deltakerlop was not received"):
        clean_year(received.root, 2015, skip_broken=True)


STRICT = {
    "sluttarsak": ("F7", "row 3, sluttarsak: unknown code 'F7'", "batt/registry/codes/end_causes.csv"),
    "startdato": ("31.02.2015", "row 3, startdato: impossible date '31.02.2015'", "data/corrections.csv"),
    "tiltak": ("ASP", "row 3, tiltak: misspelt code 'ASP', read as 'APS'", "batt/registry/programmes.csv"),
    "deltaker_id": ("", "row 3, deltaker_id: the value is missing", "Expected a value in every row"),
    "alder": ("ung", "row 3, alder: is not a number of the expected kind 'ung'", "digits"),
    "fullfort": ("kanskje", "row 3, fullfort: unknown code 'kanskje'", "Expected ja or nei"),
    "sluttdato": (
        "2015-01-01",
        "row 3, sluttdato: ends before it starts '2015-01-01'",
        "on or after the start",
    ),
    "arrangor_id": (
        "A009",
        "row 3, arrangor_id: refers to a row that was not received 'A009'",
        "with this key",
    ),
    "lop_id": (
        "L1",
        "row 3, lop_id: the same key stands in rows with different content 'L1'",
        "one row for each",
    ),
    "aar": ("2014", "row 3, aar: belongs to another year '2014'", "own year"),
    "kvalifisering": (
        "K1",
        "row 3, kvalifisering: a value that the row's programme does not have",
        "KIA only",
    ),
}


@pytest.mark.parametrize("header", STRICT)
def test_under_strict_each_row_fault_says_where_what_expected_and_fix(received, header):
    cell, what, hint = STRICT[header]
    received.add("deltakerlop", **{"lop_id": "L2", "deltaker_id": "D2", header: cell})
    with pytest.raises(ContentError) as error:
        received.clean(strict=True)
    assert error.value.exit_code == 12
    assert f"data/raw/2015/deltakerlop.csv, {what}" in str(error.value)
    assert hint in str(error.value)


def test_strict_names_the_header_as_received(received):
    received.tables["deltakerlop"] = [
        {("Sluttårsak" if h == "sluttarsak" else h): c for h, c in row.items()}
        for row in received.tables["deltakerlop"]
    ]
    received.tables["deltakerlop"][0]["Sluttårsak"] = "F7"
    with pytest.raises(ContentError, match="row 2, Sluttårsak: unknown code 'F7'"):
        received.clean(strict=True)


def test_strict_lists_at_most_fifty_rows_of_a_reason_and_tells_the_total(received):
    for number in range(2, 62):
        received.add("deltakerlop", lop_id=f"L{number}", deltaker_id=f"D{number}", sluttarsak="F7")
    with pytest.raises(ContentError) as error:
        received.clean(strict=True)
    assert str(error.value).count("unknown code 'F7'") == 50
    assert "… and 10 more: 60 in all: unknown code" in str(error.value)


def test_strict_writes_nothing(received):
    received.add("deltakerlop", lop_id="L2", deltaker_id="D2", sluttarsak="F7")
    with pytest.raises(ContentError):
        received.run(strict=True)
    assert not received.root.clean(2015).exists()
