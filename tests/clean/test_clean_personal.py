"""What points to a person never gets through, and is never written down."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batt.clean.gather import MAY_BE_IDENTITY, holds
from batt.clean.personal import IDENTITY_CELL, find_personal, is_identity_number, shown
from batt.errors import ContentError

# Invented numbers with right check digits: a birth number, a D-number, a number with an emergency serial.
IDENTITY_NUMBERS = ["15108695088", "151086 95088"]
PERSONAL = [*IDENTITY_NUMBERS, "ola.nordmann@example.no", "+47 412 34 567", "22 33 44 55", "004741234567"]


def texts(values):
    return pd.Series(values, dtype="str")


@pytest.mark.parametrize("text", IDENTITY_NUMBERS)
def test_identity_numbers_are_known_by_their_check_digits(text):
    assert is_identity_number(text)
    assert not is_identity_number(text[:-1] + "7")


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_are_found_alone_and_inside_a_text(text):
    assert find_personal(texts([text, f"Ring {text} i dag", None]), is_id=False).tolist() == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "text", ["A001", "L0004242", "20150115", "2014–2015", "10 000 000", "912345678", "kl. 12.30"]
)
def test_other_texts_are_not_personal_data(text):
    assert not find_personal(texts([text]), is_id=False).any()


def test_eight_digits_are_a_telephone_only_where_a_column_does_not_number_its_rows_so():
    telephone = texts(["L1", "L2", "41234567"])
    numbers = texts(["41234567", "41234568", "L3"])
    assert find_personal(telephone, is_id=True).tolist() == [False, False, True]
    assert not find_personal(numbers, is_id=True).any()


def test_long_texts_in_the_wrong_column_are_not_written_down():
    assert shown(texts(["F7", "hun har det vanskelig hjemme for tiden"])).tolist() == [
        "F7",
        "(38 characters)",
    ]


@pytest.mark.parametrize("secret", PERSONAL)
def test_personal_data_reach_no_table_ledger_flag_or_file(received, told, secret):
    spell = received.add("deltakerlop", lop_id="L2", deltaker_id=secret)
    received.add("deltakerlop", lop_id="L3", deltaker_id="D3")
    received.add("deltakerlop", lop_id="L4", deltaker_id="D4", kjonn=secret)
    method = received.add("metode", metode=f"Spør {secret}")
    received.add("svar_nav", kommentar=f"Ring {secret}")
    clean = received.run()
    assert told(clean, "spells", spell) == (
        "set_aside", [("participant_id", "personal_data"), ("participant_id", "missing_value")]
    )  # fmt: skip
    assert told(clean, "methods", method) == ("corrected", [("note", "personal_data")])
    assert clean.tables["methods"]["note"].isna().all()
    assert clean.tables["answers_nav"]["has_comment"].tolist() == [True]
    frames = [*clean.tables.values(), clean.ledger, clean.flags, clean.files, clean.deliveries]
    assert not any(
        frame.astype("str").map(lambda cell: secret in str(cell)).any(axis=None) for frame in frames
    )
    for path in received.root.clean(2015).iterdir():
        stored = pd.read_parquet(path).astype("str")
        assert not stored.map(lambda cell: secret in str(cell)).any(axis=None), path.name


@pytest.mark.parametrize("secret", PERSONAL)
def test_personal_data_are_never_printed(received, secret):
    received.add("deltakerlop", lop_id="L2", deltaker_id=secret, kjonn=secret, sluttarsak=secret)
    received.add("deltakerlop", lop_id="L3", deltaker_id="D3")
    with pytest.raises(ContentError) as error:
        received.clean(strict=True)
    assert secret not in str(error.value)
    assert "row 3, deltaker_id: the cell looks like" in str(error.value)


def test_a_file_with_a_column_of_identity_numbers_is_refused_without_printing_one(received):
    received.add("deltakerlop", lop_id="L2", deltaker_id="15108695088")
    received.tables["deltakerlop"][0]["deltaker_id"] = "15108695088"
    with pytest.raises(ContentError) as error:
        received.clean()
    assert error.value.exit_code == 12
    assert "deltakerlop.csv, deltaker_id: 2 of 2 cells are national identity numbers" in str(error.value)
    assert "15108695088" not in str(error.value)


# The number of somebody born on the first of a month, as a spreadsheet writes it: its zero is lost.
WITHOUT_ZERO = "1017050040"


def test_an_identity_number_is_known_when_a_spreadsheet_has_taken_its_zero(received, told):
    assert is_identity_number(WITHOUT_ZERO) and not is_identity_number("1017050041")
    row = received.add("deltakerlop", lop_id="L2", deltaker_id=WITHOUT_ZERO)
    received.add("deltakerlop", lop_id="L3", deltaker_id="D3")
    clean = received.clean()
    outcome, reasons = told(clean, "spells", row)
    assert (outcome, reasons[0]) == ("set_aside", ("participant_id", "personal_data"))


def test_a_column_of_identity_numbers_without_their_zero_is_refused(received):
    received.tables["deltakerlop"][0]["deltaker_id"] = WITHOUT_ZERO
    with pytest.raises(ContentError, match="1 of 1 cells are national identity numbers"):
        received.clean()


@pytest.mark.parametrize("secret", ["15108695088", WITHOUT_ZERO])
def test_an_identity_number_in_a_column_of_numbers_is_emptied_and_never_written_down(received, told, secret):
    row = received.add("deltakerlop", lop_id="L2", deltaker_id="D2", alder=secret)
    clean = received.clean()
    assert told(clean, "spells", row) == ("corrected", [("age", "personal_data")])
    frames = [*clean.tables.values(), clean.ledger, clean.flags]
    assert not any(secret in frame.astype("str").to_csv() for frame in frames)


def test_a_header_that_is_an_identity_number_is_never_written_down(received):
    received.tables["deltakerlop"][0]["15108695088"] = "x"
    flags = received.clean().flags
    assert flags["reason"].tolist() == ["unknown_column"]
    assert "15108695088" not in flags.to_csv()


@given(st.from_regex(IDENTITY_CELL, fullmatch=True))
def test_the_quick_look_passes_over_no_identity_number(text):
    assert holds(pa.chunked_array([["A1", text]]), MAY_BE_IDENTITY)
