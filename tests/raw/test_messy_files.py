"""Real Norwegian public files are read as they are. Skipped where the reference data folder is absent."""

from pathlib import Path

import pytest

from batt.errors import ContentError
from batt.raw import parse_decimal, parse_integer
from batt.raw.read_csv import read_csv
from batt.raw.read_xlsx import read_xlsx
from batt.raw.sheets import read_sheets

MESSY = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "messy"
NAV = "nav_nedsatt_arbeidsevne_2025-12-16.xlsx"
pytestmark = pytest.mark.skipif(
    not MESSY.is_dir(), reason="THE REFERENCE DATA FOLDER (messy files) IS ABSENT"
)


def test_party_support_2013_with_byte_order_mark_and_thousands_by_space():
    grid = read_csv((MESSY / "kmd_partistotte_2013.csv").read_bytes(), "kmd_partistotte_2013.csv")
    assert grid.columns[0] == "partinamn" and len(grid.columns) == 12
    # 2790 lines with the header, by `wc -l`.
    assert len(grid.data) == 2789
    assert (grid.source_row[0], grid.source_row[-1]) == (2, 2790)
    assert grid.data.iloc[0]["partinamn"] == "Østfold Arbeiderparti"
    assert grid.data.iloc[-1]["partinamn"] == "Sør-Varanger Sv"
    totals = parse_decimal(grid.data["totalt"])
    assert totals.values.iloc[[0, -1]].tolist() == [1377180.80, 5857.50]
    assert not totals.failed.any() and not totals.ambiguous.any()
    # The row's own sum is the independent check of every amount.
    parts = parse_decimal(grid.data["grunnstonad"]).values + parse_decimal(grid.data["stemmestonad"]).values
    assert (parts - totals.values).abs().max() < 0.011


def test_education_2020_in_the_older_windows_encoding():
    grid = read_csv((MESSY / "ssb_09429_utdanningsniva_2020.csv").read_bytes(), "ssb.csv")
    assert grid.columns == ("År", "Fylke", "shite", "Utdanningsnivå", "Antall")
    assert len(grid.data) == 72
    assert grid.data.iloc[0].tolist() == [
        "2020",
        "30 Viken",
        "Personer 16 år og over",
        "Grunnskolenivå",
        "261720",
    ]
    assert grid.data.iloc[-1]["Fylke"] == "21 Svalbard"
    assert not parse_integer(grid.data["Antall"]).failed.any()


def test_work_capability_2025_is_read_cell_by_cell_below_a_blank_row():
    sheets = read_sheets((MESSY / NAV).read_bytes(), NAV)
    rows = sheets["Nedsatt 18 - 66 år fylker"]
    assert len(sheets) == 6 and len(rows) == 32
    assert not any(rows[0])
    assert rows[1][:3] == ["Månednummer", "", "Nivå"]
    assert rows[2][:9] == ["11", "2025", "Fylker", "Agder", "Kvinner", "Alle aldre", "9284", "9.4", "202511"]
    assert rows[-1][3:8] == ["Vestland", "Menn", "Alle aldre", "11036", "5.2"]


def test_work_capability_2025_has_two_tables_side_by_side_and_is_no_agreed_table():
    with pytest.raises(ContentError) as caught:
        read_xlsx((MESSY / NAV).read_bytes(), NAV, ["Nedsatt 18 - 66 år fylker"], 2025)
    # The header stands in row 2; columns B and L have no name, and the names of K to S repeat A to I.
    places = [problem for problem in caught.value.problems if "fylker, row 2" in problem.where]
    assert [problem.where.rpartition(", ")[2] for problem in places[:2]] == ["column 2 (B)", "column 12 (L)"]
    assert "'Månednummer' stands 2 times: column 1 (A), column 11 (K)" in places[2].what
    assert len(places) == 10
