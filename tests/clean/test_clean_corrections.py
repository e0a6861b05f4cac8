"""Corrections written by hand."""

import pytest

from batt.clean import clean_year
from batt.errors import ContentError, UnreadableFile
from batt.paths import Root


@pytest.mark.parametrize(
    "entry",
    [
        ("deltakerlop", "L2", "sluttarsak", "F7", "F1"),
        ("spells", "2015|L2", "end_cause", "F7", "F1"),
        ("Deltakerlop", "2015|L2", "Sluttarsak", "F7", "F1"),
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_correction_is_made_before_anything_is_judged(received, told, entry, delimiter):
    row = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", sluttarsak="F7")
    received.write_corrections(entry, delimiter=delimiter)
    clean = received.clean(strict=True)
    assert told(clean, "spells", row) == ("corrected", [("end_cause", "correction_file")])
    line = clean.ledger.query("reason == 'correction_file'").iloc[0]
    assert (line["received"], line["kept"]) == ("F7", "F1")
    assert clean.tables["spells"]["end_cause"].tolist() == ["F1", "F1"]


def test_a_key_of_several_fields_is_joined_by_a_bar(received):
    received.add("arrangor_tiltak_aar", plasser="800")
    received.write_corrections(("arrangor_tiltak_aar", "2015|A001|APS", "plasser", "800", "8"))
    assert received.clean().tables["provider_programme_years"]["places_n"].tolist() == [8]


def test_a_date_rewritten_by_a_spreadsheet_is_the_same_value(received):
    received.write_corrections(("deltakerlop", "L1", "startdato", "12.01.2015", "13.01.2015"))
    spell = received.clean().tables["spells"].iloc[0]
    assert f"{spell['start_date']:%Y-%m-%d}" == "2015-01-13"


def test_a_cell_can_be_emptied_and_an_empty_cell_filled(received):
    received.write_corrections(
        ("deltakerlop", "L1", "alder", "34", ""), ("deltakerlop", "L1", "nav_godkjent_dato", "", "2015-06-01")
    )
    spell = received.clean().tables["spells"].iloc[0]
    assert spell.isna()["age"] and f"{spell['nav_approved_date']:%d}" == "01"


def test_corrections_that_no_longer_fit_are_all_listed(received):
    received.write_corrections(
        ("deltakerlop", "L1", "sluttarsak", "F7", "F1"),
        ("deltakerlop", "L8", "sluttarsak", "F7", "F1"),
        ("svar_nav", "N1", "n1", "9", "4"),
        ("deltakerlop", "L1", "alder", "34", "43"),
    )
    with pytest.raises(ContentError) as error:
        received.clean()
    assert [problem.where for problem in error.value.problems] == [
        f"data/corrections.csv, row {row}" for row in (2, 3, 4)
    ]
    assert "the value to be changed is no longer there" in str(error.value)
    assert "no received row has this key" in str(error.value)


def test_a_correction_of_another_year_waits_for_its_year(received):
    received.write_corrections(("deltakerlop", "2014|L1", "sluttarsak", "F7", "F1"))
    assert set(received.clean(strict=True).ledger["outcome"]) == {"accepted"}


def test_a_correction_for_a_year_that_was_not_received_is_told(received):
    received.write_corrections(("deltakerlop", "2051|L1", "sluttarsak", "F1", "F2"))
    flags = received.clean().flags
    assert flags[["reason", "detail"]].values.tolist() == [
        ["correction_unused", "data/corrections.csv, row 2"]
    ]


def test_a_correction_of_a_row_in_a_broken_delivery_waits_for_a_whole_one(received):
    received.add("tiltaksarrangor", arrangor_id="A002")
    received.write()
    own = received.root.raw(2015) / "A002"
    own.mkdir()
    (own / "deltakerlop.csv").write_text("lop_id\nL7\n", encoding="utf-8")
    received.write_corrections(("deltakerlop", "2015|L7", "sluttarsak", "F7", "F1"))
    reasons = clean_year(received.root, 2015, skip_broken=True).flags["reason"].tolist()
    assert reasons.count("correction_unused") == 1 and "delivery_broken" in reasons


def test_a_correction_without_a_year_whose_row_is_not_in_this_year_is_told(received):
    received.write_corrections(("deltakerlop", "L8", "sluttarsak", "F7", "F1"))
    other = Root(received.root.path).raw(2014)
    other.mkdir(parents=True)
    (other / "nav_kontor.csv").write_text("nav_kontor_id;fylke\nK1;03\n", encoding="utf-8")
    clean = received.clean()
    assert clean.flags[["field", "reason", "detail"]].values.tolist() == [
        ["end_cause", "correction_unused", "data/corrections.csv, row 2"]
    ]


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (("deltakerlopp", "L1", "alder", "34", "43"), "unknown table 'deltakerlopp'"),
        (("deltakerlop", "L1", "aldder", "34", "43"), "unknown field 'aldder' of deltakerlop"),
        (("deltakerlop", "2015|A|L1", "alder", "34", "43"), "has 3 values"),
        (("deltakerlop", "A001|L1", "alder", "34", "43"), "'A001' is no year"),
        (("deltakerlop", "20115|L1", "alder", "34", "43"), "'20115' is no year"),
        (("deltakerlop", "", "alder", "34", "43"), "empty: key"),
    ],
)
def test_an_entry_that_cannot_be_understood_is_an_error(received, entry, what):
    received.write_corrections(entry)
    with pytest.raises(ContentError, match=r"data/corrections\.csv, row 2") as error:
        received.clean()
    assert what in str(error.value)


def test_a_corrections_file_that_the_system_does_not_open_is_an_unreadable_file(received):
    received.root.corrections.mkdir(parents=True)
    with pytest.raises(UnreadableFile, match=r"data/corrections\.csv: cannot be opened"):
        received.clean()


def test_a_corrections_file_without_its_columns_is_an_error(received):
    received.root.corrections.parent.mkdir(parents=True)
    received.root.corrections.write_text("table;key\ndeltakerlop;L1\n", encoding="utf-8")
    received.write()
    with pytest.raises(ContentError, match="columns are missing: field, from, to, reason, who, date"):
        clean_year(received.root, 2015)
