"""A text is parsed as one value or not at all."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batt.raw import both_readings, parse_date, parse_decimal, parse_integer, parse_month, parse_yes_no


def column(*cells: str | None) -> pd.Series:
    return pd.Series(cells, dtype="str", index=range(10, 10 + len(cells)), name="felt")


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1 329 073,80", 1329073.8),
        ("1\u00a0329\u202f073,80", 1329073.8),
        ("7,5", 7.5),
        ("7.5", 7.5),
        ("\u22123", -3.0),
        ("\u20133,25", -3.25),
        ("+4", 4.0),
        ("- 12", -12.0),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1.234.567", 1234567.0),
        ("1,234,567.25", 1234567.25),
        ("0,125", 0.125),
        ("1234,567", 1234.567),
        ("1 234,567", 1234.567),
        (",5", 0.5),
        ("007", 7.0),
        (" 8 ", 8.0),
    ],
)
def test_a_number_is_read_in_every_form_senders_use(cell, number):
    parsed = parse_decimal(column(cell))
    assert parsed.values.tolist() == [number]
    assert not parsed.failed.any() and not parsed.ambiguous.any()


@pytest.mark.parametrize(
    "cell", ["7,5 %", "1e5", "12.34,5", "1 32 9", "1,2,3", "5,", "-", "abc", "=1+1", "2015-01-02", "--3", "٣"]
)
def test_what_is_no_number_fails(cell):
    for parse in (parse_decimal, parse_integer):
        parsed = parse(column("1", cell))
        assert parsed.failed.tolist() == [False, True]
        assert parsed.values.isna().tolist() == [False, True]


@pytest.mark.parametrize("cell", ["1.234", "1,234", "-12,000", "999.999"])
def test_three_digits_after_one_mark_are_ambiguous_alone(cell):
    for parse in (parse_decimal, parse_integer):
        parsed = parse(column(cell, "5", None))
        assert parsed.ambiguous.tolist() == [True, False, False]
        assert not parsed.failed.any()
        assert parsed.values.isna().tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("witness", "cell", "number"),
    [
        ("7.5", "1.234", 1.234),
        ("7,5", "1,234", 1.234),
        ("1 234,5", "1,234", 1.234),
        ("0,125", "1,234", 1.234),
        ("1,234.5", "1.234", 1.234),
        ("1,234.5", "1,234", 1234.0),
        ("1.234,5", "1.234", 1234.0),
        ("1.234.567", "1.234", 1234.0),
    ],
)
def test_another_cell_of_the_column_settles_what_the_mark_is(witness, cell, number):
    parsed = parse_decimal(column(cell, witness))
    assert parsed.values.iloc[0] == number
    assert not parsed.ambiguous.any()


@pytest.mark.parametrize(
    "witnesses", [("7,5",), ("7.5", "1.234.567"), ("1.234,5", "1,234.5"), ("1 234",), ("12",)]
)
def test_witnesses_of_another_mark_or_against_each_other_settle_nothing(witnesses):
    assert parse_decimal(column("1.234", *witnesses)).ambiguous.iloc[0]


def test_a_workbook_s_point_is_decimal_and_its_typed_comma_stays_ambiguous():
    parsed = parse_decimal(column("1.234", "1,234"), decimal=".")
    assert parsed.values.iloc[0] == 1.234
    assert parsed.ambiguous.tolist() == [False, True]


def test_both_readings_are_named():
    assert both_readings("1.234") == "1234 or 1,234 (decimals)"


def test_an_integer_has_no_decimals_but_zeros():
    parsed = parse_integer(column("5", "5,0", "5.5", "1 000", "-0,0", None, "1234567890123456789"))
    assert parsed.values.tolist() == [5, 5, pd.NA, 1000, 0, pd.NA, pd.NA]
    assert parsed.values.dtype == "Int64"
    assert parsed.failed.tolist() == [False, False, True, False, False, False, True]


@given(st.lists(st.integers(-(10**8), 10**8), max_size=8), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_any_amount_in_norwegian_writing_is_read_back(cents, space):
    texts = [
        f"{cent / 100:,.2f}".replace(",", space).replace(".", ",").replace("-", "\u2212") for cent in cents
    ]
    parsed = parse_decimal(column(*texts))
    np.testing.assert_allclose(parsed.values, np.array(cents) / 100, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    "cell",
    [
        "2015-03-04",
        "04.03.2015",
        "4.3.2015",
        " 2015-03-04 00:00:00",
        "2015-03-04T14:22",
        "04.03.2015 14:22:07",
    ],
)
def test_a_date_is_read_in_every_form_senders_use(cell):
    assert parse_date(column(cell)).values.tolist() == [pd.Timestamp(2015, 3, 4)]


@pytest.mark.parametrize(
    "cell",
    [
        "31.02.2015",
        "2015-13-01",
        "29.2.2015",
        "4.3.15",
        "42067",
        "04/03/2015",
        "2015-3-4",
        "2015-03-04 25:00",
        "04.03.2015 25:00",
    ],
)
def test_an_impossible_or_unclear_date_fails(cell):
    parsed = parse_date(column("2016-02-29", cell, None))
    assert parsed.failed.tolist() == [False, True, False]
    assert parsed.values.isna().tolist() == [False, True, True]
    assert parsed.values.dtype == "datetime64[us]"


def test_a_month_is_read_also_as_a_spreadsheet_changes_it():
    parsed = parse_month(column("2015-03", "201503", "2015-03-01", "2015-13", "2015-03-02", None))
    assert parsed.values.tolist()[:3] == ["2015-03"] * 3
    assert parsed.failed.tolist() == [False, False, False, True, True, False]


def test_yes_and_no_are_read_in_both_languages():
    parsed = parse_yes_no(
        column("Ja", "J", "yes", "TRUE", "1", "nei", "N", "no", "False", "0", "kanskje", None)
    )
    assert parsed.values.tolist() == [True] * 5 + [False] * 5 + [pd.NA, pd.NA]
    assert parsed.failed.tolist() == [False] * 10 + [True, False]


@pytest.mark.parametrize("parse", [parse_date, parse_decimal, parse_integer, parse_month, parse_yes_no])
def test_a_parsed_column_keeps_index_and_name_also_when_empty(parse):
    for cells in ((), (None, None)):
        parsed = parse(column(*cells))
        for part in (parsed.values, parsed.failed, parsed.ambiguous):
            assert list(part.index) == list(column(*cells).index)
        assert parsed.values.name == "felt"
        assert not parsed.failed.any()
